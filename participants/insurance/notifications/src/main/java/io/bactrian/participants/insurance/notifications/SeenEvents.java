package io.bactrian.participants.insurance.notifications;

import java.util.function.BooleanSupplier;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** A repository that may be away: then it has seen nothing, and the database tells what is a repeat. */
final class SeenEvents extends ServiceSupport implements IdempotentRepository {

    private static final Logger LOG = LoggerFactory.getLogger(SeenEvents.class);

    private final IdempotentRepository repository;
    private volatile boolean away;

    SeenEvents(IdempotentRepository repository) {
        this.repository = repository;
    }

    @Override
    public boolean contains(String key) {
        return ask(() -> repository.contains(key), false);
    }

    @Override
    public boolean add(String key) {
        return ask(() -> repository.add(key), true);
    }

    @Override
    public boolean remove(String key) {
        return ask(() -> repository.remove(key), false);
    }

    @Override
    public boolean confirm(String key) {
        return ask(() -> repository.confirm(key), true);
    }

    @Override
    public void clear() {
        repository.clear();
    }

    private boolean ask(BooleanSupplier question, boolean otherwise) {
        try {
            boolean answer = question.getAsBoolean();
            if (away) {
                LOG.info("Redis is back");
                away = false;
            }
            return answer;
        } catch (DataAccessException e) {
            if (!away) {
                LOG.warn("Redis is away, the database does without: {}", e.getMessage());
                away = true;
            }
            return otherwise;
        }
    }

    @Override
    protected void doStart() throws Exception {
        repository.start();
    }

    @Override
    protected void doStop() throws Exception {
        repository.stop();
    }
}
