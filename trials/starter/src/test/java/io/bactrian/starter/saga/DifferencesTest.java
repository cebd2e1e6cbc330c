package io.bactrian.starter.saga;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.bactrian.starter.saga.Differs.On;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Both engines run the same tests; where they differ, code, tests and document name it the same. */
class DifferencesTest {

    private static final JavaClasses TESTS = new ClassFileImporter().importPackages("io.bactrian.starter");

    @Test
    void standInTheDocumentByTheSameNames() throws IOException {
        String document = Files.readString(Path.of("..", "..", "starter", "RATIONALE.md"));
        String table = document.substring(document.indexOf("## What is less on a stock coordinator"));

        List<String> names = Pattern.compile("(?m)^\\| `([A-Z0-9_]+)` \\| [^|]+ \\| [^|]+ \\| [^|]+ \\|$")
                .matcher(table)
                .results()
                .map((MatchResult row) -> row.group(1))
                .toList();

        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Difference.values()).map(Enum::name).toList());
        assertThat(Pattern.compile("(?m)^\\|").matcher(table).results())
                .as("rows, with the two of the head")
                .hasSize(names.size() + 2);
    }

    @Test
    void areShownOnBothKindsOfCoordinator() {
        assertThat(Difference.values()).allSatisfy(DifferencesTest::isShownOnBoth);
    }

    private static void isShownOnBoth(Difference difference) {
        Set<On> shown = differing()
                .map(method -> method.getAnnotationOfType(Differs.class))
                .filter(differs -> differs.value() == difference)
                .map(Differs::on)
                .collect(Collectors.toSet());

        assertThat(shown).containsExactlyInAnyOrder(On.OURS, On.STOCK);
    }

    @Test
    void areTheOnlyReasonForATestOnOneEngine() {
        assertThat(Stream.of(SagasOnBactrianIT.class, SagasOnNarayanaTest.class)
                        .flatMap(type -> TESTS.get(type).getMethods().stream())
                        .filter(DifferencesTest::isTest)
                        .filter(method -> !method.isAnnotatedWith(Differs.class))
                        .filter(method -> !method.isAnnotatedWith(OnOneEngine.class))
                        .map(JavaMethod::getFullName))
                .as("tests of one engine only, which need @Differs or @OnOneEngine(because)")
                .isEmpty();
    }

    private static boolean isTest(JavaMethod method) {
        return method.isAnnotatedWith(Test.class)
                || method.isAnnotatedWith("org.junit.jupiter.params.ParameterizedTest");
    }

    private static Stream<JavaMethod> differing() {
        return TESTS.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(Differs.class));
    }
}
