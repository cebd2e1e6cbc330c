package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.engine.Enrolment;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.SagaStatus;
import io.bactrian.coordinator.saga.Terms;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class TransportTest {

    private final ApplicationContextRunner coordinator = new ApplicationContextRunner()
            .withUserConfiguration(EngineConfiguration.class)
            .withPropertyValues("bactrian.poll-interval=0ms")
            .withBean(
                    DataSource.class,
                    () -> new DriverManagerDataSource(
                            "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", ""));

    @Test
    void speaksHttpUnlessTheContextHasAnother() {
        coordinator.run(context -> assertThat(context).getBean(Transport.class).isInstanceOf(HttpTransport.class));
    }

    @Test
    void makesAllCallsWhenTheContextHasOne() {
        List<String> calls = new CopyOnWriteArrayList<>();
        Transport own = call -> {
            calls.add(call.kind() + " " + call.url());
            return CompletableFuture.completedFuture(Answer.DONE);
        };
        coordinator.withBean(Transport.class, () -> own).run(context -> {
            RunningEngine engine = context.getBean(RunningEngine.class);
            Links links = new Links("pigeon:undo", null, null, null, null, null);
            String saga = engine.enrolment()
                    .start(new Enrolment.Start(
                            uid -> "http://localhost/lra-coordinator/" + uid,
                            "",
                            null,
                            null,
                            null,
                            null,
                            OrderPolicy.BEST_EFFORT,
                            null,
                            new Terms(links, "one", null, null, false, null)))
                    .requireSaga()
                    .id();

            engine.decisions().cancel(saga, "cancel was requested", null);
            assertThat(engine.awaitQuiet(Duration.ofSeconds(60))).isTrue();

            assertThat(calls).containsExactly("COMPENSATE pigeon:undo");
            assertThat(engine.ledger().find(saga).orElseThrow().status()).isEqualTo(SagaStatus.CANCELLED);
        });
    }
}
