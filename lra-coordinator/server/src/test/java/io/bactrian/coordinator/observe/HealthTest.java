package io.bactrian.coordinator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.delivery.TestClock;
import io.bactrian.coordinator.ledger.Figures;
import io.bactrian.coordinator.ledger.Migrations;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class HealthTest {

    private static final Figures OUT_OF_REACH =
            new Figures(new JdbcTemplate(new DriverManagerDataSource("jdbc:h2:mem:nowhere;IFEXISTS=TRUE")));

    private static Status after(Duration silence) {
        return new DueWorkHealthIndicator(() -> Optional.of(silence)).health().getStatus();
    }

    @Test
    void isDownWhenNobodyLooksForDueWork() {
        assertThat(after(Duration.ofSeconds(119))).isEqualTo(Status.UP);
        assertThat(after(Duration.ofSeconds(121))).isEqualTo(Status.DOWN);
        assertThat(new DueWorkHealthIndicator(Optional::empty).health().getStatus())
                .isEqualTo(Status.UP);
    }

    @Test
    void isNotReadyWhileTheLedgerIsOutOfReach() {
        assertThat(new LedgerHealthIndicator(OUT_OF_REACH, Optional::empty)
                        .health()
                        .getStatus())
                .isEqualTo(Status.DOWN);
    }

    @Test
    void isNotReadyWhileTheLedgerCanOnlyBeRead() {
        DriverManagerDataSource ledger = new DriverManagerDataSource("jdbc:h2:mem:readable;DB_CLOSE_DELAY=-1");
        Migrations.migrate(ledger);
        Figures figures = new Figures(new JdbcTemplate(ledger));

        assertThat(new LedgerHealthIndicator(figures, Optional::empty).health().getStatus())
                .isEqualTo(Status.UP);
        assertThat(new LedgerHealthIndicator(figures, () -> Optional.of(Duration.ofSeconds(7))).health())
                .isEqualTo(Health.down()
                        .withDetail("attention", 0L)
                        .withDetail("parked", 0L)
                        .withDetail("fault", "it can be read, but this node's heartbeat could not be written")
                        .withDetail("withoutHeartbeatForMillis", 7_000L)
                        .build());
    }

    @Test
    void waitsOnceForALedgerThatIsAwayHoweverManyFiguresAreRead() {
        TestClock clock = new TestClock();
        AtomicInteger attempts = new AtomicInteger();
        DataSource away = new DriverManagerDataSource("jdbc:h2:mem:nowhere;IFEXISTS=TRUE") {
            @Override
            public Connection getConnection() throws SQLException {
                attempts.incrementAndGet();
                clock.advance(Duration.ofSeconds(30)); // as a pool does
                return super.getConnection();
            }
        };
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new LedgerGauges(new Figures(new JdbcTemplate(away)), clock).register(registry);

        registry.forEachMeter(meter -> meter.measure().forEach(Measurement::getValue));

        assertThat(attempts).hasValue(1);
    }

    @Test
    void tellsNoFigureRatherThanAnOldOne() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new LedgerGauges(OUT_OF_REACH, Clock.systemUTC()).register(registry);

        assertThat(registry.get("bactrian.participants.parked").gauge().value()).isNaN();
    }
}
