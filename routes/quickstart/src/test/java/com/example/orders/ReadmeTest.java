package com.example.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the first steps of the README to this project. Not a part of the sample. */
class ReadmeTest {

    private static final Path HOME = Path.of("..", "..");
    private static final String SECTION = "## From an empty project to a compensated saga";
    /** A block of code under a line like {@code <!-- from routes/quickstart/pom.xml -->}. */
    private static final Pattern SNIPPET =
            Pattern.compile("<!-- from (\\S+) -->\\s*\n```\\w*\n(.*?)\n```", Pattern.DOTALL);

    @Test
    void showsNothingThatIsNotInTheTestedFiles() throws IOException {
        String readme = Files.readString(HOME.resolve("README.md"));
        assumeThat(readme).as("README with its first steps").contains(SECTION);

        List<String> files = new ArrayList<>();
        Matcher snippet = SNIPPET.matcher(readme);
        while (snippet.find()) {
            files.add(snippet.group(1));
            assertThat(lines(Files.readString(HOME.resolve(snippet.group(1)))))
                    .as("lines of " + snippet.group(1) + " as the README shows them")
                    .containsSequence(lines(snippet.group(2)));
        }

        assertThat(files)
                .contains(
                        "routes/quickstart/pom.xml",
                        "routes/quickstart/src/main/resources/application.yml",
                        "routes/quickstart/src/main/java/com/example/orders/OrderSaga.java",
                        "routes/quickstart/src/test/java/com/example/orders/OrderSagaTest.java");
    }

    /** Indentation may differ from the file's, blank lines may be left out. */
    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
