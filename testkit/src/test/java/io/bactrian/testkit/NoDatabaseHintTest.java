package io.bactrian.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

@ExtendWith(OutputCaptureExtension.class)
class NoDatabaseHintTest {

    private static final String HINT = "The application cannot start without a database, and has none of its own: ";

    private final GenericApplicationContext context = new GenericApplicationContext();

    @Test
    void explainsWhyThereIsNoDatabase(CapturedOutput output) {
        BroughtAlong.hideFrom(context.getEnvironment(), context);

        fails("No bean could be found in the registry for: once of type: org.apache.camel.spi.Policy");

        assertThat(output)
                .contains(HINT + "spring-boot-starter-jdbc and H2 are on the class path of this test because"
                        + " bactrian-testkit brings them");
    }

    @Test
    void saysNothingWhereSomethingElseIsAmiss(CapturedOutput output) {
        BroughtAlong.hideFrom(context.getEnvironment(), context);

        fails("port 8080 is in use");

        assertThat(output).doesNotContain(HINT);
    }

    @Test
    void saysNothingToWhoHasADatabase(CapturedOutput output) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("own", Map.of("spring.datasource.url", "jdbc:h2:mem:own")));
        BroughtAlong.hideFrom(context.getEnvironment(), context);

        fails("No qualifying bean of type 'javax.sql.DataSource'");

        assertThat(output).doesNotContain(HINT);
    }

    private void fails(String message) {
        new NoDatabaseHint()
                .processLoadFailure(
                        context, new IllegalStateException("it cannot start", new IllegalStateException(message)));
    }
}
