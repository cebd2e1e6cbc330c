package io.bactrian.coordinator.lra;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.coordinator.saga.Links;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class CommandTopicsTest {

    private static RequestReader reader(Map<String, String> properties) {
        LraProperties bound = new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("bactrian", LraProperties.class);
        return new RequestReader(new CommandTopics(bound.kafka()));
    }

    private static Links link(String topic) {
        return LinkHeader.read("<kafka:" + topic + "?id=1>; rel=compensate");
    }

    @Test
    void takesAnyTopicButTheCoordinatorsOwn() {
        RequestReader reader = reader(Map.of("bactrian.kafka.enabled", "true"));

        assertThatCode(() -> reader.callable(link("stock.commands-v1_2"))).doesNotThrowAnyException();
        for (String own : new String[] {"bactrian.replies", "bactrian.replies.dead-letters"}) {
            assertThatThrownBy(() -> reader.callable(link(own)))
                    .isInstanceOf(BadRequest.class)
                    .hasMessage(
                            "The topic " + own + " is this coordinator's own and takes no commands; join with another");
        }
    }

    @Test
    void knowsItsOwnByTheNamesThatTheyWereGiven() {
        RequestReader reader = reader(Map.of(
                "bactrian.kafka.enabled", "true",
                "bactrian.kafka.reply-topic", "answers",
                "bactrian.kafka.dead-letter-topic", "bin"));

        assertThatThrownBy(() -> reader.callable(link("answers"))).isInstanceOf(BadRequest.class);
        assertThatThrownBy(() -> reader.callable(link("bin"))).isInstanceOf(BadRequest.class);
        assertThatCode(() -> reader.callable(link("bactrian.replies"))).doesNotThrowAnyException();
    }

    @Test
    void takesNoneThatDoesNotMatchAsAWhole() {
        RequestReader reader = reader(Map.of(
                "bactrian.kafka.enabled", "true",
                "bactrian.kafka.command-topics", "bactrian\\.callbacks\\..+|stock"));

        assertThatCode(() -> reader.callable(link("stock"))).doesNotThrowAnyException();
        assertThatCode(() -> reader.callable(link("bactrian.callbacks.shop"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> reader.callable(link("stock.prices")))
                .isInstanceOf(BadRequest.class)
                .hasMessage("This coordinator sends commands to topics that match bactrian.kafka.command-topics,"
                        + " bactrian\\.callbacks\\..+|stock, was stock.prices");
    }
}
