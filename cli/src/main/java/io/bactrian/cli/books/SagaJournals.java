package io.bactrian.cli.books;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The journals of all participants in one sequence, by saga. */
public final class SagaJournals {

    private final Map<String, List<JournalEntry>> bySaga = new LinkedHashMap<>();

    public SagaJournals(List<JournalEntry> journal) {
        List<JournalEntry> sequence = new ArrayList<>(journal);
        sequence.sort(Comparator.comparing(JournalEntry::at));
        Map<String, List<End>> ends = new HashMap<>();
        for (JournalEntry entry : sequence) {
            if (entry.sagaId() != null && isEnd(entry)) {
                ends.computeIfAbsent(entry.orderId(), id -> new ArrayList<>()).add(new End(entry.sagaId(), entry.at()));
            }
        }
        for (JournalEntry entry : sequence) {
            String saga = entry.sagaId() != null ? entry.sagaId() : sagaAt(entry, ends.get(entry.orderId()));
            if (saga != null) {
                bySaga.computeIfAbsent(saga, id -> new ArrayList<>()).add(entry);
            }
        }
    }

    private record End(String sagaId, Instant at) {}

    private static boolean isEnd(JournalEntry entry) {
        return entry.done()
                && Effect.of(entry)
                        .filter(effect -> effect == Effect.CANCEL_ORDER || effect == Effect.COMPLETE_ORDER)
                        .isPresent();
    }

    private static boolean isShipment(JournalEntry entry) {
        return Effect.of(entry)
                .filter(effect -> effect == Effect.CREATE_SHIPMENT || effect == Effect.CANCEL_SHIPMENT)
                .isPresent();
    }

    /**
     * Shipping knows no sagas. An order's sagas follow one another, each after the end of the one before, so an entry
     * belongs to the first that ended no earlier; after the last end, to the last.
     */
    private static @Nullable String sagaAt(JournalEntry entry, @Nullable List<End> ends) {
        if (ends == null || !isShipment(entry)) {
            return null; // the order service ends an attempt that never had a saga
        }
        for (End end : ends) {
            if (!end.at().isBefore(entry.at())) {
                return end.sagaId();
            }
        }
        return ends.get(ends.size() - 1).sagaId();
    }

    /** Each saga's entries in the sequence of their times. */
    public Map<String, List<JournalEntry>> bySaga() {
        return bySaga;
    }
}
