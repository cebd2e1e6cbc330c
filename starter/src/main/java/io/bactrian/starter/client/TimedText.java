package io.bactrian.starter.client;

import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A body as text that must end in time: a request's own time-out covers no more than the headers of its answer. */
final class TimedText implements BodySubscriber<String> {

    private final BodySubscriber<String> text;
    private final CompletableFuture<String> inTime = new CompletableFuture<>();
    private volatile Flow.@Nullable Subscription subscription;

    /**
     * @param left how long the body may take from now on
     */
    TimedText(ResponseInfo head, Duration left) {
        text = BodyHandlers.ofString().apply(head);
        text.getBody().whenComplete((all, fault) -> {
            if (fault == null) {
                inTime.complete(all);
            } else {
                inTime.completeExceptionally(fault);
            }
        });
        inTime.orTimeout(left.toMillis(), TimeUnit.MILLISECONDS).whenComplete((all, fault) -> {
            Flow.Subscription connection = subscription;
            if (fault != null && connection != null) {
                connection.cancel();
            }
        });
    }

    @Override
    public CompletionStage<String> getBody() {
        return inTime;
    }

    @Override
    public void onSubscribe(Flow.Subscription connection) {
        subscription = connection;
        if (inTime.isDone()) {
            connection.cancel(); // the time was up before there was anything to end
        }
        text.onSubscribe(connection);
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        text.onNext(bytes);
    }

    @Override
    public void onError(Throwable fault) {
        text.onError(fault);
    }

    @Override
    public void onComplete() {
        text.onComplete();
    }
}
