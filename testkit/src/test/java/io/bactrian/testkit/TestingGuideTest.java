package io.bactrian.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.testkit.crash.CrashPlan;
import io.bactrian.testkit.lint.SagaLint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/testing.md shows is what is compiled and run. */
class TestingGuideTest {

    private static final Path SOURCE =
            Path.of("src", "test", "java", "io", "bactrian", "testkit", "shop", "OrderFulfilmentTest.java");

    @Test
    void showsATestThatRuns() throws IOException {
        String source = Files.readString(SOURCE);
        String test = source.substring(
                        source.indexOf("// the test in docs/testing.md begins"),
                        source.indexOf("// the test in docs/testing.md ends"))
                .replaceFirst(".*\\R", "");

        assertThat(snippets()).contains(test);
        assertThat(test.lines()).hasSizeLessThan(25);
    }

    @Test
    void namesOnlyMethodsThatThereAre() throws IOException {
        List<String> known = List.of(
                        SagaScript.class,
                        Given.class,
                        ScriptedServices.class,
                        Reply.class,
                        BactrianTest.class,
                        SagaLint.class,
                        CrashPlan.class)
                .stream()
                .flatMap(type -> List.of(type.getMethods()).stream())
                .map(java.lang.reflect.Method::getName)
                .toList();
        Matcher calls = Pattern.compile("`\\.?([a-z]\\w+)\\(").matcher(guide());

        int found = 0;
        while (calls.find()) {
            found++;
            assertThat(known).contains(calls.group(1));
        }
        assertThat(found).isGreaterThan(20);
    }

    private static List<String> snippets() throws IOException {
        return Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL)
                .matcher(guide())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String guide() throws IOException {
        return Files.readString(Path.of("..", "docs", "testing.md"));
    }
}
