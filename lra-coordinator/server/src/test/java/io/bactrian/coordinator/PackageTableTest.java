package io.bactrian.coordinator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which package may use which: the table of the architecture, as the code keeps it. */
class PackageTableTest {

    private static final String ROOT = "io.bactrian.coordinator";

    /** Package and those it may use; who is not named may be used by nobody and uses nobody. */
    private static final Map<String, Set<String>> TABLE = Map.ofEntries(
            entry("saga", Set.of()),
            entry("reading", Set.of()),
            entry("regular", Set.of()),
            entry("ledger", Set.of("saga")),
            entry("flows", Set.of("ledger", "reading", "regular")),
            entry("engine", Set.of("saga", "ledger")),
            entry("delivery", Set.of("saga", "engine", "ledger", "regular")),
            entry("lra", Set.of("saga", "engine", "ledger")),
            entry("operations", Set.of("saga", "engine", "ledger", "flows")),
            entry("console", Set.of("operations")),
            entry("kafka", Set.of("saga", "engine", "delivery", "reading", "regular")),
            entry("observe", Set.of("saga", "engine", "ledger", "delivery", "flows")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void everyPackageStandsInTheTable() {
        Set<String> packages = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(packages).isEqualTo(TABLE.keySet());
    }

    @Test
    void everyPackageUsesOnlyWhatTheTableAllows() {
        Architectures.LayeredArchitecture table =
                Architectures.layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String name : TABLE.keySet()) {
            table = table.layer(name).definedBy(ROOT + "." + name);
        }
        for (Map.Entry<String, Set<String>> row : TABLE.entrySet()) {
            table = row.getValue().isEmpty()
                    ? table.whereLayer(row.getKey()).mayNotAccessAnyLayer()
                    : table.whereLayer(row.getKey())
                            .mayOnlyAccessLayers(row.getValue().toArray(String[]::new));
        }
        table.check(CLASSES);
    }

    @Test
    void theModelUsesTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".saga")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT + ".saga", "java..", "org.jspecify.annotations")
                .check(CLASSES);
    }

    @Test
    void theRulesOfFlowsUseTheJdkOnly() {
        classes()
                .that()
                .haveNameMatching(ROOT.replace(".", "\\.")
                        + "\\.flows\\.(FlowCourse|FlowDeclaration|FlowEvent|Expectation|Settlement|FlowState)(\\$.*)?")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT + ".flows", "java..", "org.jspecify.annotations")
                .check(CLASSES);
    }

    @Test
    void theWebStaysOutsideTheEngine() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + ".saga",
                        ROOT + ".ledger",
                        ROOT + ".engine",
                        ROOT + ".delivery",
                        ROOT + ".flows",
                        ROOT + ".reading",
                        ROOT + ".regular")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework.web..", "jakarta.servlet..", "org.thymeleaf..")
                .check(CLASSES);
    }

    @Test
    void kafkaStaysWithParticipantsAndFlowsAndTheReadingOfBoth() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".kafka", ROOT + ".flows", ROOT + ".reading")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..")
                .check(CLASSES);
    }

    @Test
    void sqlStaysInTheLedgerAndWithFlowsWhoseTablesNobodyElseUses() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".ledger", ROOT + ".flows")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.sql.PreparedStatement")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.sql.ResultSet")
                .check(CLASSES);
    }

    @Test
    void theClockIsTheOnlyTime() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .check(CLASSES);
    }
}
