package io.bactrian.testkit.crash;

import io.bactrian.coordinator.delivery.Transport;
import io.bactrian.coordinator.engine.DueCall;
import io.bactrian.coordinator.saga.Answer;
import java.util.concurrent.CompletableFuture;

/** The coordinator's calls to participants: a dead one makes none and hears no answer. */
final class MortalTransport implements Transport {

    private final Transport transport;
    private final Mortality life;

    MortalTransport(Transport transport, Mortality life) {
        this.transport = transport;
        this.life = life;
    }

    @Override
    public CompletableFuture<Answer> call(DueCall call) {
        CompletableFuture<Answer> heard = new CompletableFuture<>();
        if (!life.isDead()) {
            transport.call(call).whenComplete((answer, fault) -> {
                if (life.isDead()) {
                    return; // the answer arrives where nobody is
                }
                if (fault != null) {
                    heard.completeExceptionally(fault);
                } else {
                    heard.complete(answer);
                }
            });
        }
        return heard;
    }
}
