package io.bactrian.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever types in what the README shows, and nothing else, has a project that works. */
class ReadmeTest {

    private static final Map<String, String> FILES = Readme.files();

    @Test
    void showsTheTestedFilesAsTheyAre() {
        assertThat(FILES)
                .containsOnlyKeys(
                        "pom.xml",
                        "src/main/java/com/example/orders/OrderSaga.java",
                        "src/main/java/com/example/orders/OrdersApplication.java",
                        "src/main/resources/application.yml",
                        "src/test/java/com/example/orders/OrderSagaTest.java");
        FILES.forEach((path, text) -> assertThat(lines(text))
                .as("%s in README.md", path)
                .isEqualTo(lines(ofSomebodyElse(Readme.sample(path)))));
    }

    @Test
    void leadsFromAnEmptyFolderToATestThatPasses(@TempDir Path folder) throws IOException {
        NewProject project = NewProject.write(folder, FILES);

        assertThat(project.compile()).isEmpty();
        Process test = project.run(RunTest.class.getName(), "com.example.orders.OrderSagaTest");
        assertThat(NewProject.outputUntil(RunTest.PASSED, test)).endsWith(RunTest.PASSED + "2 of 2\n");
    }

    /** The test kit sets what would be missing here. */
    @Test
    void leadsToAnApplicationThatStarts(@TempDir Path folder) throws IOException {
        NewProject project = NewProject.write(folder, FILES);

        assertThat(project.compile()).isEmpty();
        Process application = project.run(
                "com.example.orders.OrdersApplication",
                "--server.port=" + FreePort.find(),
                "--camel.lra.coordinator-url=http://localhost:" + FreePort.find(), // one may be running at home
                "--spring.flyway.enabled=false"); // on this class path because of the test kit
        assertThat(NewProject.outputUntil("Started OrdersApplication", application))
                .contains("[orders]")
                .contains("Started OrdersApplication");
    }

    @Test
    void lastsLongerForItsCallersThanASagaMayTake() {
        Duration saga = Duration.ofMinutes(number(
                "timeout\\(Duration\\.ofMinutes\\((\\d+)\\)\\)", "src/main/java/com/example/orders/OrderSaga.java"));
        Duration caller = Duration.ofSeconds(
                number("mvc\\.async\\.request-timeout: (\\d+)s", "src/main/resources/application.yml"));

        assertThat(caller).isGreaterThan(saga.plusSeconds(10)); // the time of bactrian.client.give-up-after for its end
    }

    private static long number(String pattern, String file) {
        Matcher found = Pattern.compile(pattern).matcher(FILES.get(file));
        assertThat(found.find()).as("%s in %s", pattern, file).isTrue();
        return Long.parseLong(found.group(1));
    }

    /** Without what only this repository's own build needs. */
    private static String ofSomebodyElse(String text) {
        return text.replaceAll("(?s)\n *<profiles>.*</profiles>", "");
    }

    /** Blank lines may be left out. */
    private static List<String> lines(String text) {
        return text.lines()
                .map(String::stripTrailing)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
