package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.fail;

import io.bactrian.coordinator.ledger.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Stories that chance makes up: sagas in sagas, participants that answer late, wrongly, twice or never, nodes that are killed and a
 * ledger that fails in the middle. Whatever happened, in the end nothing is lost, repeated, undone in the wrong order or immortal.
 *
 * <p>{@code -Dseeds=5000} tells more of them, {@code -Dfirst-seed=..} others, {@code -Dseed=17} one again, {@code -Dfailures=20} goes on
 * until so many have failed. What happened in those that failed is in {@code target/random-sagas}. A seed nearly always tells the same
 * story again: only the jitter of waits differs.
 */
class RandomSagasTest {

    private static final int SEEDS = Integer.getInteger("seeds", 150);
    private static final long FIRST = Long.getLong("first-seed", 1);
    private static final Long ONE = Long.getLong("seed");
    private static final int MOST_FAILURES = Integer.getInteger("failures", 1);

    private final LoggingSystem logging = LoggingSystem.get(RandomSagasTest.class.getClassLoader());

    /** Thousands of mishaps are meant, and each would be told with its stack. */
    @BeforeEach
    void beSilent() {
        logging.setLogLevel("io.bactrian", LogLevel.OFF);
    }

    @AfterEach
    void speak() {
        logging.setLogLevel("io.bactrian", null);
    }

    @Test
    void nothingIsLostRepeatedOrUndoneInTheWrongOrderWhateverHappens() throws Exception {
        int failures = 0;
        StringBuilder told = new StringBuilder();
        try (Connection connection =
                DriverManager.getConnection("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "")) {
            Migrations.migrate(new SingleConnectionDataSource(connection, true));
            long first = ONE == null ? FIRST : ONE;
            for (long seed = first; seed < first + (ONE == null ? SEEDS : 1) && failures < MOST_FAILURES; seed++) {
                empty(connection);
                RandomStory story = new RandomStory(seed, connection);
                tell(story);
                if (!story.watch.violations().isEmpty()) {
                    failures++;
                    told.append("\nseed ")
                            .append(seed)
                            .append(": ")
                            .append(String.join("\n    ", story.watch.violations()))
                            .append("\n    its story is in ")
                            .append(keep(seed, story));
                } else if (ONE != null) {
                    keep(seed, story);
                }
            }
        }
        if (failures > 0) {
            fail(told.toString());
        }
    }

    private static void tell(RandomStory story) {
        SagaAudit audit = new SagaAudit(story);
        story.happens(40 + story.random.nextInt(260));
        story.allIsWell();
        story.timePasses(10, 20, 6);
        if (story.watch.violations().isEmpty()) {
            audit.everybodyHasEndedOrWaitsForAPerson();
        }
        for (int i = 0; i < 8 && !audit.isAllWell() && story.watch.violations().isEmpty(); i++) {
            story.aPersonRetries();
            story.timePasses(3, 3, 0);
        }
        if (story.watch.violations().isEmpty()) {
            audit.everythingIsDone();
        }
        story.stop();
    }

    private static Path keep(long seed, RandomStory story) throws IOException {
        Path file = Path.of("target", "random-sagas", "seed-" + seed + ".txt");
        Files.createDirectories(file.getParent());
        return Files.write(file, story.lines()).toAbsolutePath();
    }

    private static void empty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table :
                    List.of("saga_event", "operator_action", "participant", "saga", "node", "app_instance")) {
                statement.execute("DELETE FROM " + table);
            }
        }
    }
}
