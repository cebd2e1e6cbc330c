package io.bactrian.starter.barrier;

import io.bactrian.starter.saga.Engines;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.parallel.ResourceLock;

/** On H2, with the sagas of a stock coordinator. */
@ResourceLock(Engines.NARAYANA)
class OnceTest extends OnceContract {

    @Override
    List<String> database() {
        return List.of("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=60000".formatted(UUID.randomUUID()), "sa");
    }

    @Override
    String coordinatorUrl() {
        return Engines.narayana();
    }

    @Override
    void stopCoordinator() {
        // shared
    }

    @Override
    String ownSession() {
        return "select session_id()";
    }

    @Override
    String killSession() {
        return "select abort_session(?)";
    }
}
