package io.bactrian.starter.callback;

import io.bactrian.starter.callback.StepTokens.ReadToken;
import io.bactrian.starter.client.CoordinatorClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;

/** Takes a callback from token to answer. */
public final class Callbacks {

    private final StepTokens tokens;
    private final CallbackUrls urls;
    private final RegisteredEndpoints endpoints;
    private final Authenticity authenticity;
    private final CallbackRuns runs;
    private final CallbackWork work;
    private final Consumer<String> onParticipant;

    /**
     * @param answerWithin after which a callback that still runs is answered 202
     * @param onParticipant is told the id of each participant that is called back
     */
    public Callbacks(
            StepTokens tokens,
            CallbackUrls urls,
            RegisteredEndpoints endpoints,
            CoordinatorClient coordinator,
            ProducerTemplate template,
            Executor executor,
            Duration answerWithin,
            Consumer<String> onParticipant) {
        this.tokens = tokens;
        this.urls = urls;
        this.endpoints = endpoints;
        this.authenticity = new Authenticity(coordinator, urls, tokens.hasSecret());
        this.runs = new CallbackRuns(executor, answerWithin);
        this.work = new CallbackWork(template);
        this.onParticipant = onParticipant;
    }

    CallbackAnswer handle(CallbackRequest request) {
        Optional<ReadToken> read = tokens.read(request.token());
        if (read.isEmpty()) {
            return CallbackAnswer.unknown("this is no callback of this application");
        }
        StepToken token = read.get().token();
        Optional<CallbackAnswer> refusal =
                authenticity.refuse(request, read.get().proved());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String recovery = request.recoveryUrl();
        if (recovery != null) {
            onParticipant.accept(recovery.substring(recovery.lastIndexOf('/') + 1));
        }
        String uri = token.endpointFor(request.kind());
        if (uri == null) {
            return CallbackAnswer.done(request.kind());
        }
        Optional<Endpoint> endpoint = endpoints.find(uri);
        if (endpoint.isEmpty()) {
            return CallbackAnswer.unknown("no saga route of this application registers " + uri + " (step '"
                    + token.step() + "'): deploy the route again until its sagas have ended");
        }
        return runs.run(
                token.id(),
                request.kind(),
                urls.statusUrl(request.token()),
                () -> work.run(endpoint.get(), request, token));
    }

    CallbackAnswer status(String token) {
        return tokens.read(token)
                .flatMap(read -> runs.statusOf(read.token().id()))
                .orElseGet(() -> CallbackAnswer.unknown("this process has not run this callback"));
    }
}
