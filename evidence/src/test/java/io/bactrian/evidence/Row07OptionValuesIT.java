package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** Row 7: saga option values are not URL-encoded: compensations never run, get another value, or the request fails. */
class Row07OptionValuesIT {

    private static final List<String> VALUES = List.of("a#b", "50%20off", "a+b", "a&b", "ü", "a,b", "{\"json\":1}");
    /** The stock coordinator's JAX-RS library mends a stray %, if it is RESTEasy as here. */
    private static final List<String> HARMLESS = List.of("plain", "50% off");

    /**
     * What became of one saga whose step failed after it had begun.
     *
     * @param stepRan whether the route came to its business
     * @param undoneWith the option's value as the compensation saw it; "" when the compensation was not called
     */
    record Fate(boolean stepRan, String undoneWith) {}

    private static Map<String, Fate> play(Engine engine) {
        Set<String> ran = ConcurrentHashMap.newKeySet();
        Map<String, String> undone = new ConcurrentHashMap<>();
        CamelApp app = Shared.app(engine).with(new RouteBuilder() {
            // spotless:off
            @Override
            public void configure() {
                for (String value : values()) {
                    String number = String.valueOf(values().indexOf(value));
                    from("direct:row07-" + number)
                        .saga().option("note", header("note")).compensation("direct:row07-undo-" + number)
                            .process(exchange -> ran.add(value))
                            .throwException(new IllegalStateException("declined"));
                    from("direct:row07-undo-" + number)
                        .process(exchange -> undone.put(value, exchange.getIn().getHeader("note", "", String.class)));
                }
            }
            // spotless:on
        });
        for (String value : values()) {
            app.send("direct:row07-" + values().indexOf(value), Map.of("note", value));
        }
        try {
            await().atMost(Duration.ofSeconds(engine == Engine.STOCK ? 3 : 60))
                    .until(() -> undone.size() == values().size());
        } catch (ConditionTimeoutException e) {
            // some compensations never come
        }
        Map<String, Fate> fates = new TreeMap<>();
        for (String value : values()) {
            fates.put(value, new Fate(ran.contains(value), undone.getOrDefault(value, "")));
        }
        return fates;
    }

    private static List<String> values() {
        return Stream.of(HARMLESS, VALUES).flatMap(List::stream).toList();
    }

    @Test
    void stockLosesOrChangesEveryOneOfThem() {
        Map<String, Fate> fates = play(Engine.STOCK);

        assertThat(HARMLESS).allSatisfy(value -> assertThat(fates.get(value)).isEqualTo(new Fate(true, value)));
        assertThat(VALUES)
                .allSatisfy(value -> assertThat(fates.get(value)).as(value).isNotEqualTo(new Fate(true, value)));
        assertThat(fates.get("a#b")).isEqualTo(new Fate(true, ""));
        assertThat(fates.get("a,b").stepRan()).isFalse();
    }

    @Test
    void oursCarriesThemAll() {
        assertThat(play(Engine.OURS))
                .allSatisfy((value, fate) -> assertThat(fate).isEqualTo(new Fate(true, value)));
    }
}
