package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.delivery.ParticipantServer.Reply;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.Links;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The contract over HTTP. */
class HttpParticipantTest extends ParticipantContract {

    @Override
    protected Wire newWire() {
        return new HttpWire();
    }

    private static final class HttpWire implements Wire {

        private final Scripted script = new Scripted();
        private final ParticipantServer server = new ParticipantServer(script);

        @Override
        public Transport transport(Duration callTimeout) {
            return new HttpTransport(callTimeout);
        }

        @Override
        public void bringAnswersTo(RunningLedger on) {
            // an answer is the end of its call
        }

        @Override
        public Links links(String name, CallKind... kinds) {
            return server.links(name, kinds);
        }

        @Override
        public void then(String name, CallKind kind, Says... some) {
            script.then(
                    name, kind, Stream.of(some).map(says -> reply(kind, says)).toArray(Reply[]::new));
        }

        @Override
        public void always(String name, CallKind kind, Says says) {
            script.always(name, kind, reply(kind, says));
        }

        private static Reply reply(CallKind kind, Says says) {
            return switch (says) {
                case DONE -> Reply.of(200);
                case IN_PROGRESS -> Reply.of(202);
                case IMPOSSIBLE -> Reply.of(409, word(kind, says));
                case NOTHING -> Reply.HANG_UP;
            };
        }

        @Override
        public List<Call> calls() {
            return server.calls().stream()
                    .map(call -> new Call(
                            call.name(),
                            call.kind(),
                            call.attempt(),
                            call.recoveryUrl(),
                            call.headers().get("traceparent"),
                            call.body()))
                    .toList();
        }

        @Override
        public void settle(RunningLedger on) throws InterruptedException {
            on.quiet();
        }

        @Override
        public void passSilence(RunningLedger on) {
            // a connection that ends without an answer says so at once
        }

        @Override
        public Duration longestProgress() {
            return Duration.ofSeconds(11); // 5 s, then 10 s, and a tenth
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
