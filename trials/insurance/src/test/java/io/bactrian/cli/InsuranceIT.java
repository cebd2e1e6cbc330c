package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.http.Reply;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Services that work together by events alone. The long form, {@code -Dchaos=true -Dquotes=200 -Dseed=...}: each of them, and the broker,
 * is killed with -9 once while quotes are on their way, at instants from the seed.
 */
class InsuranceIT {

    private static final int QUOTES = Integer.getInteger("quotes", 60);
    private static final long SEED = Long.getLong("seed", 1);

    private static final String WAITING = "Q-waits";
    private static final Map<String, Object> APPROVED = Map.of("customerId", "customer-01", "premiumMinor", 10_000);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Far beyond the 30 s of the sample's flow. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Http http = new Http();
    private final Command bactrian = new Command("insurance");

    @AfterEach
    void nothingIsLeftBehind() {
        System.out.println(bactrian.printed());
        bactrian.run("down");
        assertThat(LeftBehind.below(bactrian.installation().state())).isEmpty();
    }

    @Test
    void everyQuoteIsWholeOrTakenBackAndWhatWaitsForADeadServiceIsStalled() throws IOException {
        holds(bactrian.succeed(
                "demo",
                "insurance",
                "--free-ports",
                "--keep",
                "--count",
                String.valueOf(QUOTES),
                "--seed",
                String.valueOf(SEED)));

        // what nobody would see without the tracker: nothing fails, and the matter never ends
        bactrian.succeed("kill", "billing");
        Reply taken = http.put(system().ports().url(Part.QUOTES) + "/quotes/" + WAITING, APPROVED, LIMIT);
        assertThat(taken.ok()).as(taken.body()).isTrue();

        awaitState("STALLED");
        JsonNode missing = flow().path("expected").path(0);
        assertThat(missing.path("afterType").asText()).isEqualTo("PolicyCreated");
        assertThat(missing.path("oneOf").toString()).isEqualTo("[\"InvoiceCreated\",\"InvoiceFailed\"]");
        assertThat(missing.path("overdue").asBoolean()).isTrue();
        JsonNode note = flow().path("timeline").path(0);
        assertThat(note.path("kind").asText()).isEqualTo("STALLED");
        Instant expectedBy = Instant.parse(missing.path("by").asText());
        Instant stalled = Instant.parse(note.path("at").asText());
        assertThat(stalled).isAfterOrEqualTo(expectedBy);
        System.out.printf(
                "stalled %d ms after the declared time%n",
                Duration.between(expectedBy, stalled).toMillis());

        bactrian.succeed("start", "billing");
        awaitState("DONE");
    }

    private void awaitState(String state) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode flow = flow();
            assertThat(flow.path("state").asText()).as(flow.toString()).isEqualTo(state);
        });
    }

    private LocalSystem system() {
        return LocalSystem.remembered(bactrian.installation(), http).orElseThrow();
    }

    private JsonNode flow() throws IOException {
        String sagas = system().ports().url(Part.COORDINATOR) + "/api/v1/sagas";
        String id = http.get(sagas + "?kind=flow&key=" + WAITING, LIMIT)
                .json()
                .path("items")
                .path(0)
                .path("id")
                .asText();
        return http.get(sagas + "/" + id, LIMIT).json();
    }

    /** Minutes, with many quotes: {@code -Dchaos=true}. */
    @Test
    @EnabledIfSystemProperty(named = "chaos", matches = "true")
    void everyQuoteIsWholeWhoeverIsKilled() {
        String printed = bactrian.succeed(
                "demo",
                "insurance",
                "--free-ports",
                "--chaos",
                "--count",
                String.valueOf(QUOTES),
                "--seed",
                String.valueOf(SEED));

        assertThat(printed)
                .contains("chaos      seed " + SEED)
                .containsPattern("kill -9 +broker +pid \\d+")
                .containsPattern("kill -9 +quotes +pid \\d+")
                .containsPattern("kill -9 +policies +pid \\d+")
                .containsPattern("kill -9 +billing +pid \\d+")
                .containsPattern("kill -9 +notifications +pid \\d+");
        holds(printed);
    }

    private static void holds(String printed) {
        assertThat(printed)
                .containsPattern("quotes +█+ +%d/%d".formatted(QUOTES, QUOTES))
                .containsPattern(
                        "done [1-9]\\d* · compensated [1-9]\\d* \\(the customer has no credit \\d+\\) · open 0")
                .contains("  books      each approved quote has its policy")
                .containsPattern("quote Q\\d+-\\d{4} compensated: approve quote 0 ms, create policy \\d+ ms,"
                        + " refuse invoice \\d+ ms, cancel policy \\d+ ms, reopen quote \\d+ ms");
    }
}
