package io.bactrian.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.testkit.crash.CrashPlan;
import io.bactrian.testkit.lint.SagaLint;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

        String imports =
                source.lines().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n", "", "\n\n"));
        assertThat(snippets()).contains(imports + test);
        assertThat(test.lines()).hasSizeLessThan(25);
    }

    @Test
    void showsClassesThatCompileInAProjectOfSomebodyElse(@TempDir Path folder) throws IOException {
        List<String> classes = snippets().stream()
                .filter(snippet -> snippet.contains("\nclass "))
                .toList();
        assertThat(classes).hasSize(3);
        List<Path> sources = new ArrayList<>();
        sources.add(Files.writeString(folder.resolve("ShopApplication.java"), "class ShopApplication {}"));
        for (String shown : classes) {
            Matcher name = Pattern.compile("\nclass (\\w+)").matcher(shown);
            assertThat(name.find()).isTrue();
            sources.add(Files.writeString(folder.resolve(name.group(1) + ".java"), shown));
        }

        assertThat(faults(sources, folder)).isEmpty();
    }

    private static String faults(List<Path> sources, Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter faults = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", folder.toString());
            compiler.getTask(faults, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
        }
        return faults.toString();
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
