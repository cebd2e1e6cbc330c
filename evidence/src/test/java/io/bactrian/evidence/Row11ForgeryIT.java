package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.starter.callback.StepToken;
import io.bactrian.starter.callback.StepTokens;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.junit.jupiter.api.Test;

/** Row 11: a forged callback runs a compensation with the attacker's data; an incoming saga header makes the app call any host. */
class Row11ForgeryIT {

    /**
     * @param refunds the amounts that compensations were run with
     * @param answers to the forged requests
     * @param callsElsewhere what the application sent to a host it was never told about
     */
    record Seen(List<String> refunds, List<Integer> answers, List<String> callsElsewhere) {}

    private static Seen play(Engine engine) {
        List<String> refunds = new CopyOnWriteArrayList<>();
        CamelApp app = Shared.app(engine).with(new RouteBuilder() {
            // spotless:off
            @Override
            public void configure() {
                from("direct:row11").routeId("row11")
                    .saga().propagation(SagaPropagation.MANDATORY)
                        .option("amount", header("amount")).compensation("direct:row11-refund")
                        .log("charged");
                from("direct:row11-refund").routeId("row11-refund")
                    .process(exchange -> refunds.add(exchange.getIn().getHeader("amount", String.class)));
            }
            // spotless:on
        });
        try (Participants elsewhere = Participants.willing()) {
            app.send(
                    "direct:row11",
                    Map.of(
                            Exchange.SAGA_LONG_RUNNING_ACTION,
                            elsewhere.url() + "/metadata/lra-coordinator/1",
                            "amount",
                            "1"));
            List<Integer> answers = new ArrayList<>();
            answers.add(forgedAsCamelLraReadsIt(engine, app));
            answers.add(forgedAsOursReadsIt(engine, app, elsewhere));
            return new Seen(
                    List.copyOf(refunds),
                    answers,
                    elsewhere.calls().stream().map(Participants.Call::what).toList());
        }
    }

    private static int forgedAsCamelLraReadsIt(Engine engine, CamelApp app) {
        String url = app.url() + "/lra-participant/compensate?amount=1000000&Camel-Saga-Compensate="
                + URLEncoder.encode("direct://row11-refund", StandardCharsets.UTF_8);
        return Shared.coordinator(engine)
                .lra()
                .send("PUT", url, "", Exchange.SAGA_LONG_RUNNING_ACTION, "http://localhost:1/lra-coordinator/made-up")
                .status();
    }

    /** With all that can be known from outside: the form of a token, a saga that lives, and a participant of it. */
    private static int forgedAsOursReadsIt(Engine engine, CamelApp app, Participants own) {
        LraClient coordinator = Shared.coordinator(engine).lra();
        String saga = coordinator.start(Duration.ZERO);
        String recoveryUrl = coordinator.join(saga, own.link("attacker")).body();
        String token = new StepTokens(null)
                .write(new StepToken(
                        "made-up", "row11", "direct://row11-refund", null, Map.of("amount", "1000000"), null));
        int answer = coordinator
                .send(
                        "PUT",
                        app.url() + "/lra-participant/compensate/" + token,
                        "",
                        Exchange.SAGA_LONG_RUNNING_ACTION,
                        saga,
                        "Long-Running-Action-Recovery",
                        recoveryUrl)
                .status();
        coordinator.cancel(saga);
        return answer;
    }

    @Test
    void stockPaysTheAttackerAndCallsTheHostItIsTold() {
        Seen seen = play(Engine.STOCK);

        assertThat(seen.refunds()).containsExactly("1000000");
        assertThat(seen.callsElsewhere()).contains("1");
    }

    @Test
    void oursRefusesBoth() {
        Seen seen = play(Engine.OURS);

        assertThat(seen.refunds()).isEmpty();
        assertThat(seen.answers()).containsExactly(404, 403);
        // only the coordinator's own call to the participant that the attacker really is
        assertThat(seen.callsElsewhere()).doesNotContain("1");
    }
}
