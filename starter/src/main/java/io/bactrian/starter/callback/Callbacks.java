package io.bactrian.starter.callback;

import io.bactrian.starter.callback.CallbackAnswer.Meaning;
import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.CoordinatorException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/** Takes a callback from token to answer. */
public final class Callbacks {

    private final StepTokens tokens;
    private final CallbackAddress address;
    private final RegisteredEndpoints endpoints;
    private final Authenticity authenticity;
    private final CallbackRuns runs;
    private final CallbackWork work;
    private final Consumer<String> onParticipant;

    /**
     * @param answerWithin after which a callback that still runs is told so
     * @param onParticipant is told the id of each participant that is called back
     */
    public Callbacks(
            StepTokens tokens,
            CallbackAddress address,
            RegisteredEndpoints endpoints,
            CoordinatorClient coordinator,
            ProducerTemplate template,
            Executor executor,
            Duration answerWithin,
            Consumer<String> onParticipant) {
        this.tokens = tokens;
        this.address = address;
        this.endpoints = endpoints;
        this.authenticity = new Authenticity(coordinator, address, tokens);
        this.runs = new CallbackRuns(executor, answerWithin);
        this.work = new CallbackWork(template);
        this.onParticipant = onParticipant;
    }

    CallbackAnswer handle(CallbackRequest request) {
        String token = request.token();
        return runs.await(begin(request), request.kind(), token == null ? null : address.statusLink(token));
    }

    /**
     * Checks a callback, for which it may have to wait for the coordinator, and has it run.
     *
     * @return its answer, once there is one; it never fails
     */
    public CompletableFuture<CallbackAnswer> begin(CallbackRequest request) {
        Authenticity.Finding finding = authenticity.check(request);
        StepToken token = finding.step();
        if (token == null) {
            CallbackAnswer refusal = Objects.requireNonNull(finding.refusal());
            if (refusal.meaning() == Meaning.LATER) {
                noteAsked(request);
            }
            return ended(refusal);
        }
        String recovery = request.recoveryUrl();
        if (recovery != null) {
            onParticipant.accept(recovery.substring(recovery.lastIndexOf('/') + 1));
        }
        String uri = token.endpointFor(request.kind());
        if (uri == null) {
            runs.asked(token.id(), request.kind());
            return ended(CallbackAnswer.done(request.kind()));
        }
        Optional<Endpoint> endpoint = endpoints.find(uri);
        if (endpoint.isEmpty()) {
            runs.asked(token.id(), request.kind());
            return ended(CallbackAnswer.missing("no saga route of this application registers " + uri + " (step '"
                    + token.step() + "'): deploy the route again until its sagas have ended"));
        }
        return runs.run(token.id(), request.kind(), () -> work.run(endpoint.get(), request, token));
    }

    /** Whether a header names a saga of the configured coordinator, as far as can be told now. */
    public boolean isOurs(@Nullable String lra) {
        try {
            return authenticity.ourSaga(lra) != null;
        } catch (CoordinatorException e) {
            return false;
        }
    }

    /** Nobody could say whether it is genuine; if it is not, the coordinator only asks again. */
    private void noteAsked(CallbackRequest request) {
        Optional.ofNullable(request.token())
                .flatMap(tokens::read)
                .ifPresent(read -> runs.asked(read.token().id(), request.kind()));
    }

    private static CompletableFuture<CallbackAnswer> ended(CallbackAnswer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    CallbackAnswer status(String token) {
        return tokens.read(token)
                .flatMap(read -> runs.statusOf(read.token().id()))
                .orElseGet(() -> CallbackAnswer.unknown("this process has not run this callback"));
    }
}
