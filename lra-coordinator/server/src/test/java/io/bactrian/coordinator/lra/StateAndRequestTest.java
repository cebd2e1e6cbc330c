package io.bactrian.coordinator.lra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.delivery.ParticipantServer;
import io.bactrian.coordinator.delivery.ParticipantServer.Reply;
import io.bactrian.coordinator.delivery.Scripted;
import io.bactrian.coordinator.saga.CallKind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table "state x request" of the wire contract, cell by cell, with the exact texts. */
class StateAndRequestTest {

    private static final Scripted SCRIPT = new Scripted();
    private static ParticipantServer participants;
    private static Coordinator coordinator;

    @BeforeAll
    static void start() {
        participants = new ParticipantServer(SCRIPT);
        coordinator = new Coordinator();
    }

    @AfterAll
    static void stop() {
        coordinator.close();
        participants.close();
    }

    @ParameterizedTest(name = "{0} saga, {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "unknown | join | 404 No saga UID is known here: it never existed, or it ended longer ago than the retention time (bactrian.retention)",
                "unknown | leave | 404 No saga UID is known here: it never existed, or it ended longer ago than the retention time (bactrian.retention)",
                "unknown | renew | 404 No saga UID is known here: it never existed, or it ended longer ago than the retention time (bactrian.retention)",
                "unknown | close | 404 No saga UID is known here: it never existed, or it ended longer ago than the retention time (bactrian.retention)",
                "unknown | cancel | 404 No saga UID is known here: it never existed, or it ended longer ago than the retention time (bactrian.retention)",
                "unknown | status | 404 No saga UID is known here: it never existed, or it ended longer ago than the retention time (bactrian.retention)",
                "active | join | 200 RECOVERY",
                "active | join again | 200 RECOVERY",
                "active | listen | 200 RECOVERY",
                "active | leave | 200",
                "active | leave as stranger | 400 No participant with the link STRANGER is enlisted in saga UID",
                "active | renew | 200 UID",
                "active | close | 200 Closed",
                "active | cancel | 200 Cancelled",
                "active | status | 200 Active",
                "overdue | join | 412 The deadline of saga UID, DEADLINE, has passed: it is being cancelled",
                "overdue | leave | 412 The deadline of saga UID, DEADLINE, has passed: it is being cancelled",
                "overdue | renew | 412 The deadline of saga UID, DEADLINE, has passed: it is being cancelled",
                "overdue | close | 412 Cancelled",
                "overdue | cancel | 200 Cancelled",
                "closing | join | 412 Saga UID is Closing: too late to join",
                "closing | join again | 412 Saga UID is Closing: too late to join",
                "closing | listen | 200 RECOVERY",
                "closing | leave | 412 Saga UID is Closing: too late to leave",
                "closing | renew | 412 Saga UID is Closing: too late to renew",
                "closing | cancel | 412 Closing",
                "cancelling | join | 412 Saga UID is Cancelling: too late to join",
                "cancelling | listen | 200 RECOVERY",
                "cancelling | leave | 412 Saga UID is Cancelling: too late to leave",
                "cancelling | renew | 412 Saga UID is Cancelling: too late to renew",
                "cancelling | close | 412 Cancelling",
                "closed | join | 410 Saga UID is Closed: too late to join",
                "closed | join again | 410 Saga UID is Closed: too late to join",
                "closed | listen | 410 Saga UID is Closed: too late to join",
                "closed | leave | 410 Saga UID is Closed: too late to leave",
                "closed | renew | 410 Saga UID is Closed: too late to renew",
                "closed | close | 200 Closed",
                "closed | cancel | 412 Closed",
                "closed | cancel by narayana | 404 Saga UID is Closed: too late to cancel",
                "cancelled | join | 410 Saga UID is Cancelled: too late to join",
                "cancelled | leave | 410 Saga UID is Cancelled: too late to leave",
                "cancelled | renew | 410 Saga UID is Cancelled: too late to renew",
                "cancelled | close | 412 Cancelled",
                "cancelled | close by narayana | 404 Saga UID is Cancelled: too late to close",
                "cancelled | cancel | 200 Cancelled",
                "failed to close | close | 200 FailedToClose",
                "failed to close | cancel | 412 FailedToClose",
                "failed to close | join | 410 Saga UID is FailedToClose: too late to join",
                "failed to cancel | cancel | 200 FailedToCancel",
                "failed to cancel | close | 412 FailedToCancel",
                "failed to cancel | close by narayana | 404 Saga UID is FailedToCancel: too late to close",
                "nested closed, parent undecided | join | 410 Saga UID is Closed: too late to join",
                "nested closed, parent undecided | join again | 200 RECOVERY",
                "nested closed, parent undecided | close | 200 Closed",
                "nested closed, parent undecided | cancel | 200 Cancelled",
                "nested closed, parent closed | join again | 410 Saga UID is Closed: too late to join",
                "nested closed, parent closed | cancel | 412 Closed",
                "nested cancelled, parent undecided | join again | 410 Saga UID is Cancelled: too late to join",
                "nested cancelled, parent undecided | close | 412 Cancelled",
            })
    void answers(String state, String request, String expected) throws Exception {
        String name = "p" + Math.abs((state + request).hashCode());
        String uid = saga(state, name);
        boolean ends = !state.equals("closing") && !state.equals("cancelling") && request.matches("close|cancel");
        Coordinator.Answer answer = ends ? coordinator.end(uid, request) : request(request, uid, name);

        String line = answer.line()
                .strip()
                .replace(uid, "UID")
                .replaceAll("http://.*/lra-coordinator/recovery/UID/[0-9a-f-]{36}$", "RECOVERY")
                .replaceAll("http://localhost:\\d+/stranger/compensate", "STRANGER")
                .replaceAll("20\\d\\d-[0-9T:.-]+Z", "DEADLINE");
        assertThat(line).isEqualTo(expected);
        if (state.equals("overdue")) {
            coordinator.look();
            assertThat(coordinator.status(uid)).isEqualTo("Cancelled");
        }
    }

    private static String saga(String state, String name) throws InterruptedException {
        if (state.equals("unknown")) {
            return "0f0f0f0f-0000-4000-8000-000000000000";
        }
        String query = "";
        if (state.startsWith("nested")) {
            query = "?ParentLRA=" + coordinator.start("");
        } else if (state.equals("overdue")) {
            query = "?TimeLimit=1000";
        }
        String uid = coordinator.start(query);
        coordinator.join(uid, participants, name);
        switch (state) {
            case "overdue" -> coordinator.clock().advance(Duration.ofSeconds(1));
            case "closing", "cancelling" -> {
                SCRIPT.always(name, CallKind.COMPLETE, Reply.of(202));
                SCRIPT.always(name, CallKind.COMPENSATE, Reply.of(202));
            }
            case "failed to close" -> SCRIPT.always(name, CallKind.COMPLETE, Reply.of(409, "FailedToComplete"));
            case "failed to cancel" -> SCRIPT.always(name, CallKind.COMPENSATE, Reply.of(409, "FailedToCompensate"));
            default -> {}
        }
        if (state.equals("closing") || state.equals("cancelling")) {
            coordinator.put("/" + uid + (state.equals("closing") ? "/close" : "/cancel"));
        } else if (state.startsWith("clos") || state.contains("nested closed") || state.equals("failed to close")) {
            coordinator.end(uid, "close");
        } else if (state.startsWith("cancel")
                || state.contains("nested cancelled")
                || state.equals("failed to cancel")) {
            coordinator.end(uid, "cancel");
        }
        if (state.endsWith("parent closed")) {
            coordinator.end(query.replace("?ParentLRA=", ""), "close");
        }
        return uid;
    }

    private static Coordinator.Answer request(String request, String uid, String name) {
        String api = "Narayana-LRA-API-version";
        return switch (request) {
            case "join" -> coordinator.put("/" + uid, "Link", participants.link("other-" + name, Coordinator.BOTH));
            case "join again" -> coordinator.put("/" + uid, "Link", participants.link(name, Coordinator.BOTH));
            case "listen" -> coordinator.put("/" + uid, "Link", participants.link("listener", CallKind.AFTER));
            case "leave" ->
                coordinator.send(
                        "PUT", "/" + uid + "/remove", participants.link(name, CallKind.COMPLETE, CallKind.COMPENSATE));
            case "leave as stranger" ->
                coordinator.send("PUT", "/" + uid + "/remove", participants.link("stranger", Coordinator.BOTH));
            case "renew" -> coordinator.put("/" + uid + "/renew?TimeLimit=60000");
            case "close", "cancel" -> coordinator.put("/" + uid + "/" + request);
            case "close by narayana" -> coordinator.put("/" + uid + "/close", api, "1.1");
            case "cancel by narayana" -> coordinator.put("/" + uid + "/cancel", api, "1.1");
            case "status" -> coordinator.get("/" + uid + "/status");
            default -> throw new IllegalArgumentException(request);
        };
    }

    @Test
    void whoeverAsksAgainWhileItEndsGetsTheTrueStatusAfterFourSecondsAtMost() throws Exception {
        String closing = saga("closing", "asked-twice-1");
        String cancelling = saga("cancelling", "asked-twice-2");

        long begun = System.nanoTime();
        CompletableFuture<Coordinator.Answer> close = coordinator.sendLater("PUT", "/" + closing + "/close", "");
        CompletableFuture<Coordinator.Answer> cancel = coordinator.sendLater("PUT", "/" + cancelling + "/cancel", "");

        assertThat(close.join().line()).isEqualTo("200 Closing");
        assertThat(cancel.join().line()).isEqualTo("200 Cancelling");
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(15));
    }

    @Test
    void aRefusedCancelDoesNotMakeTheCloseWaitAnyLonger() {
        // under load a close may wait longer for other reasons, but hardly every time
        assertThat(IntStream.rangeClosed(1, 5).anyMatch(i -> isClosedSoonAfterARefusedCancel("slow-close-" + i)))
                .isTrue();
    }

    private static boolean isClosedSoonAfterARefusedCancel(String name) {
        String uid = coordinator.start("");
        coordinator.join(uid, participants, name);
        var gate = SCRIPT.hold(name, CallKind.COMPLETE);
        CompletableFuture<Coordinator.Answer> close = coordinator.sendLater("PUT", "/" + uid + "/close", "");
        await().atMost(Coordinator.LONGEST)
                .until(() -> !participants.calls(name).isEmpty());

        assertThat(coordinator.put("/" + uid + "/cancel").line()).isEqualTo("412 Closing");
        long opened = System.nanoTime();
        gate.countDown();

        boolean closed = close.join().line().equals("200 Closed");
        return closed && Duration.ofNanos(System.nanoTime() - opened).compareTo(Duration.ofSeconds(2)) < 0;
    }

    @Test
    void cancellingAClosedNestedSagaReopensItAndCompensatesWhatItCompleted() throws Exception {
        String uid = saga("nested closed, parent undecided", "reopened");
        assertThat(coordinator.status(uid)).isEqualTo("Closed");

        assertThat(coordinator.end(uid, "cancel").line()).isEqualTo("200 Cancelled");

        assertThat(participants.log()).containsSubsequence("reopened COMPLETE", "reopened COMPENSATE");
    }

    @Test
    void joiningAgainIsTheSameParticipant() {
        String uid = coordinator.start("");
        String first = coordinator.join(uid, participants, "twice");

        assertThat(coordinator.join(uid, participants, "twice")).isEqualTo(first);
        coordinator.end(uid, "cancel");

        assertThat(participants.calls("twice")).hasSize(1);
    }

    @Test
    void whoLeftIsNotCalledAndMayJoinAnew() {
        String uid = coordinator.start("");
        String first = coordinator.join(uid, participants, "leaver");
        request("leave", uid, "leaver");

        assertThat(coordinator.join(uid, participants, "leaver")).isNotEqualTo(first);
        request("leave", uid, "leaver");
        coordinator.end(uid, "cancel");

        assertThat(participants.calls("leaver")).isEmpty();
    }

    @Test
    void aListenerThatJoinsWhileItClosesHearsTheEnd() throws Exception {
        String uid = saga("closing", "late-listened");
        coordinator.put("/" + uid, "Link", participants.link("late-listener", CallKind.AFTER));
        SCRIPT.always("late-listened", CallKind.COMPLETE, Reply.of(200));

        coordinator.advance(Duration.ofSeconds(10));

        assertThat(coordinator.status(uid)).isEqualTo("Closed");
        assertThat(participants.calls("late-listener")).singleElement().satisfies(call -> {
            assertThat(call.kind()).isEqualTo(CallKind.AFTER);
            assertThat(call.body()).isEqualTo("Closed");
            assertThat(call.headers()).containsEntry("long-running-action-ended", coordinator.url() + "/" + uid);
        });
    }
}
