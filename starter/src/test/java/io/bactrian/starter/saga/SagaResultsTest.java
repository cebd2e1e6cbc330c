package io.bactrian.starter.saga;

import static io.bactrian.starter.saga.TestApplication.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.starter.client.CoordinatorRefusedException;
import io.bactrian.starter.saga.Differs.On;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Reading what the steps of a saga have stored, from a route that did not begin any of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SagaResultsTest {

    private static final String STORED = """
        {"lraId":"x","status":"Active","participants":[
        {"participant":"1","step":"charge","status":"Active","state":"done","data":null,"results":{"paymentId":"P-1","cents":1999}},
        {"participant":"2","step":null,"status":"Active","state":"running","data":null,"results":null},
        {"participant":"3","step":"charge again","status":"Active","state":"done","data":"d",
         "results":{"paymentId":"P-2","nothing":null,"bactrian.options":{"orderId":"4711"}}}]}\
        """;

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private TestApplication app;

    @BeforeAll
    void start() {
        app = TestApplication.start(coordinator.url(), new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:none").log("nothing to do");
            }
        });
    }

    @AfterAll
    void stop() {
        app.close();
        coordinator.close();
    }

    @BeforeEach
    void forget() {
        coordinator.forget();
    }

    @Test
    @Differs(value = Difference.READING_RESULTS, on = On.OURS)
    void setsVariablesForNamesTheLastStepFirst() {
        Exchange read = read("bactrian:results?names=paymentId, cents");

        assertThat(failureOf(read)).isNull();
        assertThat(read.getVariables()).containsOnly(Map.entry("paymentId", "P-2"), Map.entry("cents", 1999));
        assertThat(coordinator.requests("GET", "/saga-1/participants")).hasSize(1);
    }

    @Test
    void setsTheVariableOfACertainStep() {
        assertThat(read("bactrian:results?names=charge:paymentId").getVariables())
                .containsOnly(Map.entry("paymentId", "P-1"));
    }

    @Test
    void setsAllThereAreWithoutNamesAndNothingOfItsOwn() {
        assertThat(read("bactrian:results").getVariables())
                .containsOnly(Map.entry("paymentId", "P-2"), Map.entry("cents", 1999));
    }

    @Test
    void saysWhatThereIsWhenThereIsNoneOfAName() {
        assertThat(failureOf(read("bactrian:results?names=charge:trackingId")))
                .isInstanceOfSatisfying(SagaResultMissingException.class, e -> assertThat(e.sagaId())
                        .isEqualTo(saga()))
                .hasMessage("saga " + saga()
                        + " has no result 'charge:trackingId', its steps have stored charge again:paymentId,"
                        + " charge:cents, charge:paymentId: a step stores one with"
                        + " bactrian:result?names=trackingId");
    }

    @Test
    @Differs(value = Difference.READING_RESULTS, on = On.STOCK)
    void saysThatAStockCoordinatorCannotTell() {
        coordinator.becomeStock();

        assertThat(failureOf(app.send("bactrian:results", Map.of("Long-Running-Action", saga()))))
                .isInstanceOf(CoordinatorRefusedException.class)
                .hasMessageContaining("cannot read the results of saga " + saga() + ": the coordinator at "
                        + coordinator.url() + "/lra-coordinator is not Bactrian's, which alone can tell them");
    }

    @Test
    void asksNobodyAboutAForeignSaga() {
        assertThat(failureOf(app.send(
                        "bactrian:results", Map.of("Long-Running-Action", "http://evil.example/lra-coordinator/1"))))
                .isInstanceOf(ForeignSagaException.class);
        assertThat(failureOf(app.send("bactrian:results")))
                .hasMessage("bactrian:results needs the header Long-Running-Action, which names the saga whose results"
                        + " are wanted");
        assertThat(coordinator.requests("GET", ".*/participants")).isEmpty();
    }

    private String saga() {
        return coordinator.url() + "/lra-coordinator/saga-1";
    }

    private Exchange read(String endpoint) {
        coordinator.answer("participants", 200, STORED);
        return app.send(endpoint, Map.of("Long-Running-Action", saga()));
    }
}
