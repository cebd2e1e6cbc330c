package io.bactrian.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.cli.books.Books;
import io.bactrian.cli.books.Effect;
import io.bactrian.cli.books.JournalEntry;
import io.bactrian.cli.books.SagaJournals;
import io.bactrian.cli.system.Engine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** How one order was undone, step by step: the one with the most to undo. */
final class CompensationTimeline {

    private final Sagas sagas;
    private final Engine engine;

    CompensationTimeline(Sagas sagas, Engine engine) {
        this.sagas = sagas;
        this.engine = engine;
    }

    /** The line a person reads; empty when no order was compensated. */
    Optional<String> of(Books books) throws IOException {
        List<JournalEntry> longest = List.of();
        for (List<JournalEntry> entries :
                new SagaJournals(books.journal()).bySaga().values()) {
            List<JournalEntry> undone =
                    entries.stream().filter(CompensationTimeline::undoes).toList();
            if (undone.size() > longest.size()) {
                longest = undone;
            }
        }
        if (longest.isEmpty()) {
            return Optional.empty();
        }
        String orderId = longest.get(0).orderId();
        String saga = longest.get(longest.size() - 1).sagaId();
        List<String> steps = engine == Engine.OURS && saga != null ? fromCoordinator(saga) : fromJournals(longest);
        return Optional.of("  order " + orderId + " compensated: " + String.join(", ", steps));
    }

    private static boolean undoes(JournalEntry entry) {
        return entry.done()
                && Effect.of(entry)
                        .filter(effect -> effect.kind() == Effect.Kind.UNDO)
                        .isPresent();
    }

    private List<String> fromCoordinator(String sagaId) throws IOException {
        return StreamSupport.stream(sagas.saga(sagaId).path("participants").spliterator(), false)
                .sorted(Comparator.comparing((JsonNode participant) ->
                                participant.path("seq").asInt())
                        .reversed())
                .map(participant -> Sagas.step(participant) + " "
                        + participant.path("lastCallMillis").asLong() + " ms")
                .toList();
    }

    /** Stock Narayana tells nothing of its participants, so the time between two entries has to do. */
    private static List<String> fromJournals(List<JournalEntry> undone) {
        List<String> steps = new ArrayList<>();
        @Nullable Instant before = null;
        for (JournalEntry entry : undone) {
            steps.add(
                    before == null
                            ? entry.step()
                            : entry.step() + " +"
                                    + Duration.between(before, entry.at()).toMillis() + " ms");
            before = entry.at();
        }
        return steps;
    }
}
