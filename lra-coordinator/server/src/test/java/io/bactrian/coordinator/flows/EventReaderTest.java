package io.bactrian.coordinator.flows;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.flows.EventReader.Found;
import io.bactrian.coordinator.flows.EventReader.Reading;
import io.bactrian.coordinator.flows.EventReader.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventReaderTest {

    private static final Instant NOW = Instant.parse("2030-01-02T12:00:01.123456789Z");
    private static final Instant SENT = Instant.parse("2030-01-02T12:00:00.500Z");

    private final EventReader reader = new EventReader(new Declarations(List.of(Insurance.FLOW)));
    private final Map<String, byte[]> headers = new HashMap<>();

    EventReaderTest() {
        header("ce_id", "p1");
        header("ce_type", "PolicyCreated");
        header("ce_source", "policies");
        header("ce_time", "2030-01-02T13:00:00.25+01:00");
        header("correlation_id", "Q-1");
        header("causation_id", "q1");
    }

    private void header(String name, String value) {
        headers.put(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private Reading read(byte[] value) {
        RecordHeaders records = new RecordHeaders();
        headers.forEach(records::add);
        return reader.read(
                new ConsumerRecord<>(
                        "policies",
                        2,
                        17,
                        SENT.toEpochMilli(),
                        TimestampType.CREATE_TIME,
                        -1,
                        -1,
                        new byte[0],
                        value,
                        records,
                        java.util.Optional.empty()),
                NOW);
    }

    private FlowEvent event() {
        assertThat(read(null)).isInstanceOf(Found.class);
        return ((Found) read(null)).event();
    }

    private Refused refusal() {
        assertThat(read(null)).isInstanceOf(Refused.class);
        return (Refused) read(null);
    }

    @Test
    void readsAnEventFromItsHeadersWhateverItsValueIs() {
        for (byte[] value : new byte[][] {null, {}, {(byte) 0xFF, 0}, new byte[2_000_000]}) {
            assertThat(read(value))
                    .isEqualTo(new Found(
                            "insurance",
                            "Q-1",
                            new FlowEvent(
                                    "p1",
                                    "policies",
                                    "PolicyCreated",
                                    Instant.parse("2030-01-02T12:00:00.250Z"),
                                    "q1",
                                    Instant.parse("2030-01-02T12:00:01.123456Z"),
                                    new FlowEvent.Place("policies", 2, 17))));
        }
    }

    @Test
    void takesTheTimeOfTheRecordWhereTheEventHasNone() {
        headers.remove("ce_time");

        assertThat(event().at()).isEqualTo(SENT);
    }

    @Test
    void needsNoCause() {
        header("causation_id", " ");
        assertThat(event().causationId()).isNull();
        headers.remove("causation_id");
        assertThat(event().causationId()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ce_type        | Renamed               | UNKNOWN_TYPE   | no declared flow has events of type Renamed
            ce_type        |                       | MISSING_HEADER | header ce_type is missing
            ce_id          |                       | MISSING_HEADER | header ce_id is missing
            ce_source      | ` `                   | MISSING_HEADER | header ce_source is empty
            correlation_id |                       | MISSING_HEADER | header correlation_id is missing
            ce_time        | yesterday             | BAD_TIME       | ce_time must be a time like 2026-11-01T12:00:00Z, from 2000 to 2199, was 'yesterday'
            ce_time        | 2030-01-02            | BAD_TIME       | ce_time must be a time like 2026-11-01T12:00:00Z, from 2000 to 2199, was '2030-01-02'
            ce_time        | 1970-01-01T00:00:00Z  | BAD_TIME       | ce_time must be a time like 2026-11-01T12:00:00Z, from 2000 to 2199, was '1970-01-01T00:00:00Z'
            ce_time        | +999999-01-01T00:00:00Z | BAD_TIME     | ce_time must be a time like 2026-11-01T12:00:00Z, from 2000 to 2199, was '+999999-01-01T00:00:00Z'
            """)
    void saysWhatIsWrongWithARecord(String header, String value, LeftOut reason, String detail) {
        if (value == null) {
            headers.remove(header);
        } else {
            header(header, value);
        }

        assertThat(refusal()).isEqualTo(new Refused(reason, detail));
    }

    @Test
    void refusesWhatTheLedgerCannotKeep() {
        header("correlation_id", "x".repeat(256));
        assertThat(refusal())
                .isEqualTo(new Refused(
                        LeftOut.TOO_LONG,
                        "header correlation_id must have at most 255 characters, had 256 characters"));
        header("correlation_id", "x".repeat(1_000_000));
        assertThat(refusal().detail())
                .isEqualTo("header correlation_id must have at most 255 characters, had 1000000 bytes");
        header("correlation_id", "\uD83D\uDC2A".repeat(127));
        assertThat(event()).as("127 camels of two characters and four bytes").isNotNull();
        header("correlation_id", "Q\u00001");
        assertThat(refusal())
                .isEqualTo(new Refused(
                        LeftOut.BAD_TEXT, "header correlation_id must have no control characters, was 'Q?1'"));
        headers.put("correlation_id", new byte[] {'Q', (byte) 0xC3});
        assertThat(refusal())
                .isEqualTo(new Refused(LeftOut.BAD_TEXT, "header correlation_id must be UTF-8, and is not"));
    }
}
