package io.bactrian.starter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;

@AnalyzeClasses(packages = "io.bactrian.starter", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageTableTest {

    private static final String ROOT = "io.bactrian.starter.";

    @ArchTest
    static final ArchRule PROTOCOL_NEEDS_THE_JDK_ONLY = classes()
            .that()
            .resideInAPackage(ROOT + "protocol")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", ROOT + "protocol");

    @ArchTest
    static final ArchRule CLIENT_KNOWS_THE_PROTOCOL = mayUseOfOurs("client", "protocol");

    @ArchTest
    static final ArchRule CLIENT_KNOWS_NO_CAMEL = noClasses()
            .that()
            .resideInAPackage(ROOT + "client")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule CALLBACK_KNOWS_CLIENT_AND_PROTOCOL = mayUseOfOurs("callback", "client", "protocol");

    @ArchTest
    static final ArchRule KAFKA_KNOWS_SAGA_CALLBACK_AND_PROTOCOL =
            mayUseOfOurs("kafka", "saga", "callback", "protocol");

    @ArchTest
    static final ArchRule ONLY_KAFKA_AND_WIRING_KNOW_THE_KAFKA_CLIENT = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "kafka", ROOT + "autoconfigure")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..");

    @ArchTest
    static final ArchRule SAGA_KNOWS_NEITHER_WIRING_NOR_HEALTH = mayUseOfOurs("saga", "callback", "client", "protocol");

    @ArchTest
    static final ArchRule BARRIER_KNOWS_SAGA_CALLBACK_AND_PROTOCOL =
            mayUseOfOurs("barrier", "saga", "callback", "protocol");

    @ArchTest
    static final ArchRule BARRIER_KNOWS_OF_SPRING_ITS_JDBC_AND_TRANSACTIONS = noClasses()
            .that()
            .resideInAPackage(ROOT + "barrier")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework.boot..",
                    "org.springframework.beans..",
                    "org.springframework.context..",
                    "org.apache.camel.spring..");

    @ArchTest
    static final ArchRule ONLY_WIRING_HEALTH_BARRIER_AND_KAFKA_KNOW_SPRING = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "autoconfigure", ROOT + "actuate", ROOT + "barrier", ROOT + "kafka")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "org.apache.camel.spring..", "..springboot..");

    @ArchTest
    static final ArchRule STARTER_AND_COORDINATOR_MEET_ON_THE_WIRE =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.bactrian.coordinator..");

    private static ArchRule mayUseOfOurs(String feature, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = ROOT + feature;
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = ROOT + others[i];
        }
        return noClasses()
                .that()
                .resideInAPackage(ROOT + feature)
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of another feature",
                        type -> type.getPackageName().startsWith(ROOT)
                                && Arrays.stream(allowed).noneMatch(type.getPackageName()::equals)));
    }
}
