package io.bactrian.participants.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Publishes events from the transaction that causes them: with it they come, and with it they are gone.
 *
 * <p>Guaranteed: once the transaction has committed, each event gets to Kafka, at least once, whatever is killed and however long the
 * broker is away; and events of one key get there in the order in which they were published, if the transactions that publish for a
 * key follow one another (as they do when each locks the row that it changes). Not guaranteed: that an event gets there only once
 * (consumers use {@code policy("once-per-event")}), and any order between keys.
 */
public final class Outbox {

    /** In bytes of JSON: what Kafka takes by default, less room for the headers. */
    static final int LONGEST_DATA = 900_000;

    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    private static final int LONGEST_NAME = 200;

    private final OutboxStore store;
    private final ObjectMapper json;
    private final Clock clock;
    private final String source;
    private final Runnable committed;

    /** @param committed is run after each commit that brings events, in the thread that commits */
    Outbox(OutboxStore store, ObjectMapper json, Clock clock, String source, Runnable committed) {
        this.store = store;
        this.json = json;
        this.clock = clock;
        this.source = named("bactrian.events.source", source);
        this.committed = committed;
    }

    /** Publishes an event whose key is its correlation id: the events of one flow keep their order within a topic. */
    public void publish(String topic, NewEvent event) {
        publish(topic, event.correlationId(), event);
    }

    /**
     * Publishes an event.
     *
     * @param key events of one key in one topic keep their order
     * @throws IllegalStateException outside a transaction: the event would survive an effect that is rolled back
     * @throws IllegalArgumentException if Kafka would never take it
     */
    public void publish(String topic, String key, NewEvent event) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    "%s must be published in the transaction that causes it, but none is running"
                            .formatted(event.type()));
        }
        store.add(new OutboxEntry(topic(topic), named("key", key), headers(event), data(event)));
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                committed.run();
            }
        });
    }

    /** How many events wait to be published. */
    public int waiting() {
        return store.size();
    }

    private Map<String, String> headers(NewEvent event) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(EventHeaders.SPEC_VERSION, "1.0");
        headers.put(EventHeaders.ID, UUID.randomUUID().toString());
        headers.put(EventHeaders.TYPE, named("type", event.type()));
        headers.put(EventHeaders.SOURCE, source);
        headers.put(EventHeaders.TIME, clock.instant().toString());
        headers.put(EventHeaders.CORRELATION_ID, named("correlationId", event.correlationId()));
        if (event.causationId() != null) {
            headers.put(EventHeaders.CAUSATION_ID, named("causationId", event.causationId()));
        }
        headers.put(EventHeaders.CONTENT_TYPE, "application/json");
        return headers;
    }

    private JsonNode data(NewEvent event) {
        JsonNode data = json.valueToTree(event.data());
        int length = data.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_DATA) {
            throw new IllegalArgumentException(
                    "The data of %s must be at most %d bytes of JSON, was %d: publish a reference to what is large"
                            .formatted(event.type(), LONGEST_DATA, length));
        }
        return data;
    }

    private static String topic(String topic) {
        if (!TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
            throw new IllegalArgumentException(
                    "A topic must be 1 to 249 of a-z, A-Z, 0-9, '.', '_' and '-', was \"%s\"".formatted(topic));
        }
        return topic;
    }

    private static String named(String what, String text) {
        if (text.isBlank() || text.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "%s must be 1 to %d characters, was \"%s\"".formatted(what, LONGEST_NAME, text));
        }
        return text;
    }
}
