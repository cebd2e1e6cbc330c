package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.engine.DueCall;
import io.bactrian.coordinator.saga.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Gives each call to whoever speaks the scheme of its link. One participant may have links of several. */
final class ByScheme implements Transport {

    private final List<Carrier> carriers;
    private final Transport otherwise;

    ByScheme(List<Carrier> carriers, Transport otherwise) {
        this.carriers = List.copyOf(carriers);
        this.otherwise = otherwise;
    }

    @Override
    public CompletableFuture<Answer> call(DueCall call) {
        String url = call.url();
        for (Carrier carrier : carriers) {
            String prefix = carrier.scheme() + ":";
            if (url != null && url.regionMatches(true, 0, prefix, 0, prefix.length())) {
                return carrier.transport().call(call);
            }
        }
        return otherwise.call(call);
    }
}
