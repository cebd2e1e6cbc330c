package io.bactrian.coordinator.flows;

import io.bactrian.coordinator.ledger.OperatorLog;
import io.bactrian.coordinator.ledger.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/** The use cases of flows; one transaction each, and each takes the lock of its flow first. */
public final class FlowTracker {

    /** More events than any real flow has: a correlation id that everybody uses by mistake stays bearable. */
    static final int MOST_EVENTS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(FlowTracker.class);
    private static final FlowListener NOBODY = new FlowListener() {};
    private static final int BATCH = 500;

    private final Declarations declarations;
    private final FlowLedger ledger;
    private final OperatorLog operatorLog;
    private final Transactions transactions;
    private final Clock clock;
    private final AtomicReference<FlowListener> listener = new AtomicReference<>(NOBODY);

    FlowTracker(Declarations declarations, JdbcTemplate jdbc, Transactions transactions, Clock clock) {
        this.declarations = declarations;
        this.ledger = new FlowLedger(jdbc);
        this.operatorLog = new OperatorLog(jdbc);
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Whoever wants to hear what was committed; one at most. */
    public void tellTo(FlowListener newListener) {
        listener.set(newListener);
    }

    /** Tells the listener; whatever it does with it, nothing comes back from it. */
    void tell(Consumer<FlowListener> news) {
        try {
            news.accept(listener.get());
        } catch (RuntimeException e) {
            LOG.warn("a listener failed; the flow goes on", e);
        }
    }

    /**
     * What became of events.
     *
     * @param fresh how many were new
     * @param known how many were there already
     * @param surplus how many the flow had no room for; they are not kept
     */
    record Recorded(int fresh, int known, int surplus) {}

    /**
     * Adds events to one flow and judges it anew; events that it has already do nothing. When this returns, it is
     * committed.
     *
     * @throws org.springframework.dao.DataAccessException when the ledger is out of reach or refuses an event; nothing is
     *     kept then
     */
    Recorded record(String flow, String correlationId, List<FlowEvent> events) {
        FlowDeclaration declaration = declarations.named(flow);
        Recorded recorded;
        try {
            recorded = inTransaction(news -> add(declaration, correlationId, events, news));
        } catch (DuplicateKeyException e) {
            LOG.debug("another node began flow {} {} at the same moment; it is there now", flow, correlationId, e);
            recorded = inTransaction(news -> add(declaration, correlationId, events, news));
        }
        return recorded;
    }

    private Recorded add(
            FlowDeclaration declaration,
            String correlationId,
            List<FlowEvent> events,
            List<Consumer<FlowListener>> news) {
        String id = Flow.idOf(declaration.name(), correlationId);
        Flow before = ledger.lock(id).orElse(null);
        List<FlowEvent> known = before == null ? List.of() : ledger.events(id);
        Map<String, FlowEvent> all = new LinkedHashMap<>();
        known.forEach(event -> all.put(event.key(), event));
        List<FlowEvent> fresh = new ArrayList<>();
        int surplus = 0;
        for (FlowEvent event : events) {
            if (all.containsKey(event.key())) {
                news.add(told -> told.repeated(declaration.name()));
            } else if (all.size() == MOST_EVENTS) {
                surplus++;
                news.add(told -> told.leftOut(LeftOut.TOO_MANY));
            } else {
                all.put(event.key(), event);
                fresh.add(event);
                news.add(told -> told.recorded(declaration.name()));
            }
        }
        if (!fresh.isEmpty()) {
            judge(
                    declaration,
                    correlationId,
                    before,
                    known,
                    all.values(),
                    before == null ? null : before.judgedAt(),
                    news);
            ledger.insert(id, fresh);
        }
        return new Recorded(fresh.size(), events.size() - fresh.size() - surplus, surplus);
    }

    /** Whether any flow of this name may be late by {@code now}. */
    boolean anyDue(String flow, Instant now) {
        return !ledger.due(flow, now, 1).isEmpty();
    }

    /**
     * Looks which flows of this name are late.
     *
     * @param until every event published by then is in the ledger: what is not there has not come
     * @return how many were looked at
     */
    int judgeDue(String flow, Instant until) {
        FlowDeclaration declaration = declarations.named(flow);
        List<String> due = ledger.due(flow, until, BATCH);
        for (String id : due) {
            try {
                inTransaction(news -> judgeDue(declaration, id, until, news));
            } catch (RuntimeException e) {
                LOG.warn("flow {} {} could not be judged now; it is tried again", flow, id, e);
            }
        }
        return due.size();
    }

    private boolean judgeDue(FlowDeclaration declaration, String id, Instant until, List<Consumer<FlowListener>> news) {
        Flow flow = ledger.lockIfFree(id).orElse(null);
        if (flow == null) {
            return false; // somebody records an event at this moment, or another node judges it
        }
        Instant judgedAt = flow.judgedAt() == null || flow.judgedAt().isBefore(until) ? until : flow.judgedAt();
        List<FlowEvent> events = ledger.events(id);
        judge(declaration, flow.correlationId(), flow, events, events, judgedAt, news);
        return true;
    }

    private void judge(
            FlowDeclaration declaration,
            String correlationId,
            @Nullable Flow before,
            List<FlowEvent> known,
            Collection<FlowEvent> all,
            @Nullable Instant judgedAt,
            List<Consumer<FlowListener>> news) {
        Settlement settlement = before == null ? null : before.settlement();
        FlowCourse then = before == null || known.isEmpty()
                ? null
                : FlowCourse.of(declaration, known, before.judgedAt(), settlement);
        FlowCourse now = FlowCourse.of(declaration, all, judgedAt, settlement);
        List<FlowNote> notes = now.newsSince(then, now());
        Flow flow = Flow.of(declaration, correlationId, now, settlement, before == null ? 0 : before.version());
        if (before == null) {
            ledger.insert(flow);
        } else {
            ledger.save(flow);
        }
        ledger.insertNotes(flow.id(), notes);
        for (FlowNote note : notes) {
            if (note.kind() == FlowNote.Kind.STALLED) {
                news.add(told -> {
                    LOG.warn("flow {} {} is stalled: {}", flow.name(), flow.correlationId(), note.detail());
                    told.stalled(flow.name());
                });
            }
        }
    }

    /** What became of a person's word on a flow. */
    public enum Settled {
        /** It is as the person said. */
        YES,
        /** There is no such flow. */
        UNKNOWN,
        /** It has ended by itself, or was settled before: there is nothing to say. */
        ENDED
    }

    /**
     * A person says how a flow ended that does not end by itself; what is expected now is expected no more. Events that
     * come later count as ever. It is written down with the person's name.
     *
     * @param as an end
     */
    public Settled settle(String operator, String id, FlowState as, String reason) {
        if (!as.isEnded()) {
            throw new IllegalArgumentException("a flow is settled as DONE or COMPENSATED, was " + as);
        }
        return inTransaction(news -> {
            Flow flow = ledger.lock(id).orElse(null);
            if (flow == null) {
                return Settled.UNKNOWN;
            }
            if (flow.state().isEnded()) {
                return Settled.ENDED;
            }
            FlowDeclaration declaration =
                    declarations.find(flow.name()).orElseGet(() -> FlowDeclaration.forgotten(flow.name()));
            Instant now = now();
            Settlement settlement = new Settlement(as, now);
            FlowCourse course = FlowCourse.of(declaration, ledger.events(id), flow.judgedAt(), settlement);
            ledger.save(Flow.of(declaration, flow.correlationId(), course, settlement, flow.version()));
            ledger.insertNotes(
                    id, List.of(new FlowNote(now, FlowNote.Kind.SETTLED, "as " + as.words() + " by " + operator)));
            operatorLog.write(now, operator, "resolve as " + as.words(), id, null, reason);
            return Settled.YES;
        });
    }

    /** Flows on their way that were judged by other declarations than today's are looked at anew. */
    void adoptDeclarations() {
        for (FlowDeclaration declaration : declarations.all()) {
            int flows = inTransaction(
                    news -> ledger.makeDueUnlessDeclared(declaration.name(), declaration.fingerprint(), now()));
            if (flows > 0) {
                LOG.info(
                        "flow {} is declared differently than before; {} on their way are judged anew",
                        declaration.name(),
                        flows);
            }
        }
    }

    /**
     * Removes one batch of flows that ended longer ago than this, and of those that nothing can end: nothing is expected in
     * them, and nothing came for as long. True when there may be more.
     */
    boolean purge(Duration retention) {
        Instant limit = now().minus(retention);
        boolean moreEnded = remove(
                ledger.endedBefore(limit, BATCH),
                flow -> flow.endedAt() != null && flow.endedAt().isBefore(limit));
        boolean moreSilent = remove(ledger.silentSince(limit, BATCH), flow -> isSilentSince(limit, flow));
        return moreEnded || moreSilent;
    }

    private boolean isSilentSince(Instant limit, Flow flow) {
        return flow.state() == FlowState.RUNNING
                && flow.dueAt() == null
                && ledger.events(flow.id()).stream()
                        .allMatch(event -> event.receivedAt().isBefore(limit));
    }

    /** An event may have come since they were found. True when there may be more, and it is not always the same ones. */
    private boolean remove(List<String> old, Predicate<Flow> still) {
        long removed = old.stream()
                .filter(id -> inTransaction(news -> ledger.lockIfFree(id)
                        .filter(still)
                        .map(flow -> {
                            ledger.delete(id);
                            return true;
                        })
                        .orElse(false)))
                .count();
        return old.size() == BATCH && removed > 0;
    }

    private interface Work<T> {

        T apply(List<Consumer<FlowListener>> news);
    }

    /** Runs {@code work} in one transaction and tells its news after the commit. */
    private <T> T inTransaction(Work<T> work) {
        List<Consumer<FlowListener>> news = new ArrayList<>();
        T result = transactions.run(() -> {
            news.clear(); // it may run more than once
            return work.apply(news);
        });
        news.forEach(this::tell);
        return result;
    }

    /** Cut to microseconds, which is what the ledger keeps. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
