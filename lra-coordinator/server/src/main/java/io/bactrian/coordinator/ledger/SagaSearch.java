package io.bactrian.coordinator.ledger;

import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.SagaStatus;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/** Finding sagas for people and lists; reads only, takes no locks. */
public final class SagaSearch {

    private final Ledger ledger;

    public SagaSearch(JdbcTemplate jdbc) {
        this.ledger = new Ledger(jdbc);
    }

    /** The newest sagas in any of these statuses, or in all when none is named; at most {@code limit}. */
    public List<Saga> byStatus(List<SagaStatus> statuses, int limit) {
        String condition = statuses.isEmpty()
                ? ""
                : "WHERE status IN ("
                        + statuses.stream().map(s -> "'" + s.name() + "'").collect(Collectors.joining(",")) + ") ";
        return ledger.list(condition + "ORDER BY started_at DESC, id FETCH FIRST ? ROWS ONLY", limit);
    }
}
