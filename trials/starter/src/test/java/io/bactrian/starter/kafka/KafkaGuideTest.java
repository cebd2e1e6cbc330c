package io.bactrian.starter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;

/** What docs/kafka.md shows is what is compiled and run. */
class KafkaGuideTest {

    private static final Path HERE = Path.of("src", "test", "java", "io", "bactrian", "starter", "kafka");

    /** The options of a consumer that loses nothing, as {@code kafka.lossless=..}. */
    static String lossless() {
        String shown = blocks("yaml").stream()
                .filter(block -> block.startsWith("kafka.lossless"))
                .findFirst()
                .orElseThrow();
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ByteArrayResource(shown.getBytes(StandardCharsets.UTF_8)));
        return "kafka.lossless=" + yaml.getObject().getProperty("kafka.lossless");
    }

    @Test
    void showsRoutesThatRun() throws IOException {
        assertThat(blocks("java"))
                .containsExactly(
                        part("OrderRoutes", "request"),
                        part("ShippingRoutes", "answering"),
                        part("PostRoutes", "long form"));
    }

    private static List<String> blocks(String language) {
        try {
            return Pattern.compile("```" + language + "\\R(.*?)```", Pattern.DOTALL)
                    .matcher(Files.readString(Path.of("..", "..", "docs", "kafka.md")))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String part(String routes, String name) throws IOException {
        String source = Files.readString(HERE.resolve(routes + ".java"));
        Stream<String> lines = source.substring(
                        source.indexOf("// docs/kafka.md: " + name + " begins"),
                        source.indexOf("        // docs/kafka.md: " + name + " ends"))
                .replaceFirst(".*\\R", "")
                // the test decides when it listens
                .replace(".autoStartup(listens)", "")
                .lines();
        return String.join(
                        "\n", lines.map(line -> line.replaceFirst("^ {8}", "")).toList()) + "\n";
    }
}
