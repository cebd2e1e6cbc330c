package io.bactrian.starter.callback;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.starter.client.ClientSettings;
import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.Pause;
import io.bactrian.starter.kafka.CommandTopic;
import io.bactrian.starter.protocol.CoordinatorAddress;
import io.bactrian.starter.saga.ScriptedCoordinator;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which commands over Kafka a process takes that has just started, or was lied to. */
class CommandCheckTest {

    private static final String TOKEN = "the participant's own";
    private static final byte[] VALUE = "{\"data\":null,\"results\":{\"cents\":1}}".getBytes(StandardCharsets.UTF_8);

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private static final String SECRET = "sixteen characters and more";
    private final StepTokens tokens = new StepTokens(null);
    private final CommandTopic topic = new CommandTopic("commands");
    private final CoordinatorClient client = new CoordinatorClient(
            new CoordinatorAddress(coordinator.url(), "/lra-coordinator", List.of()),
            new ClientSettings(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ZERO),
            Clock.systemUTC(),
            Pause.sleeping());
    private final Authenticity authenticity = new Authenticity(client, topic, tokens);

    @AfterEach
    void stop() {
        coordinator.close();
    }

    /** What becomes of a command to compensate a participant that the coordinator has. */
    private CallbackAnswer refusal(String coordinatorsName, Seal seal) {
        return refusal(coordinatorsName, seal, authenticity, tokens, null);
    }

    private CallbackAnswer refusal(
            String coordinatorsName, Seal seal, Authenticity authenticity, StepTokens written, String saga) {
        String step = written.write(new StepToken("id", saga, "step", "direct://undo", null, Map.of(), null, null));
        String recovery =
                coordinator.enlist("s1", "<" + topic.link(CallbackKind.COMPENSATE, step) + ">; rel=\"compensate\"");
        String base = coordinatorsName + "/lra-coordinator";
        return authenticity
                .check(new CallbackRequest(
                        CallbackKind.COMPENSATE,
                        // a command has no link that it came by
                        seal == null ? step : null,
                        base + "/s1",
                        base + recovery,
                        "1",
                        Map.of(),
                        null,
                        Map.of(),
                        seal))
                .refusal();
    }

    private CallbackAnswer refusal(String coordinatorsName) {
        return refusal(coordinatorsName, Seal.of(TOKEN, VALUE));
    }

    private void coordinatorCallsItself(String url) {
        coordinator.say(Map.of("Bactrian-Coordinator-Url", url + "/lra-coordinator"));
    }

    @Test
    void afterARestartACommandUnderTheNameThatTheCoordinatorGivesItselfIsGenuine() {
        coordinatorCallsItself("http://lra.example");

        assertThat(refusal("http://lra.example")).isNull();
        assertThat(refusal(coordinator.url())).isNull();
    }

    @Test
    void aCommandUnderAnotherNameIsForgedWhateverTheCoordinatorIsCalled() {
        coordinatorCallsItself("http://lra.example");

        assertThat(refusal("http://evil.example").meaning()).isEqualTo(CallbackAnswer.Meaning.FORGED);
    }

    @Test
    void nobodyIsTakenForAForgerBeforeTheCoordinatorHasSaidItsName() {
        coordinatorCallsItself("http://lra.example");
        coordinator.goAway();
        assertThat(refusal("http://lra.example").meaning()).isEqualTo(CallbackAnswer.Meaning.LATER);

        coordinator.comeBack();
        assertThat(refusal("http://lra.example")).isNull();
    }

    @Test
    void whoeverStandsInFrontOfTheCoordinatorDecidesNothing() {
        client.ping();
        coordinator.becomeStock();
        coordinator.answer("links", 403, "sign in first");
        coordinator.answer("links", 404, "no such page");
        coordinator.answer("links", 200, "<html>sign in first</html>");

        for (int i = 0; i < 3; i++) {
            assertThat(refusal(coordinator.url()).meaning()).isEqualTo(CallbackAnswer.Meaning.LATER);
        }

        coordinator.becomeOurs();
        assertThat(refusal(coordinator.url())).isNull();
    }

    private CallbackAnswer withASecret(boolean alsoUnproved, StepTokens written, String saga) {
        StepTokens ours = new StepTokens(SECRET, List.of(), alsoUnproved);
        return refusal(coordinator.url(), Seal.of(TOKEN, VALUE), new Authenticity(client, topic, ours), written, saga);
    }

    @Test
    void withASecretALinkThatItDidNotSignIsForgedThoughTheCoordinatorCallsIt() {
        CallbackAnswer refusal = withASecret(false, new StepTokens(null), "s1");

        assertThat(refusal.meaning()).isEqualTo(CallbackAnswer.Meaning.FORGED);
        assertThat(refusal.body()).isEqualTo("its token is not signed with bactrian.callbacks.secret");
        assertThat(withASecret(false, new StepTokens(SECRET), "s1")).isNull();
    }

    @Test
    void withASecretALinkThatIsGoodInAnySagaIsForged() {
        assertThat(withASecret(false, new StepTokens(SECRET), null).body())
                .isEqualTo("its token is not signed with bactrian.callbacks.secret for one saga: if an earlier version"
                        + " of the starter has made it, set bactrian.callbacks.accept-unsigned=true until its sagas have"
                        + " ended");
    }

    @Test
    void afterARestartTheSignatureHasToDoWhereTheCoordinatorSaysNothingOfItself() {
        coordinator.becomeNameless();
        Authenticity signed = new Authenticity(client, topic, new StepTokens(SECRET));

        assertThat(refusal(coordinator.url(), null, signed, new StepTokens(SECRET), "s1"))
                .isNull();
        assertThat(refusal(coordinator.url(), null, authenticity, tokens, "s1").meaning())
                .isEqualTo(CallbackAnswer.Meaning.LATER);
        // no signature is seen in a command
        assertThat(refusal(coordinator.url(), Seal.of(TOKEN, VALUE), signed, new StepTokens(SECRET), "s1")
                        .meaning())
                .isEqualTo(CallbackAnswer.Meaning.LATER);
    }

    @Test
    void whileASecretIsIntroducedLinksFromBeforeAreGood() {
        assertThat(withASecret(true, new StepTokens(null), null)).isNull();
        assertThat(withASecret(true, new StepTokens(SECRET), null)).isNull();
    }

    private void coordinatorVouchesFor(Seal seal) {
        coordinator.say(Map.of(
                "Bactrian-Reply-Token-Digest", seal.replyTokenDigest(),
                "Bactrian-Value-Digest", seal.valueDigest()));
    }

    @Test
    void aCommandAsTheCoordinatorWroteItRuns() {
        coordinatorVouchesFor(Seal.of(TOKEN, VALUE));

        assertThat(refusal(coordinator.url())).isNull();
    }

    @Test
    void aCommandWithAReplyTokenOfSomebodyElseIsForged() {
        coordinatorVouchesFor(Seal.of(TOKEN, VALUE));

        CallbackAnswer refusal = refusal(coordinator.url(), Seal.of("guessed", VALUE));

        assertThat(refusal.meaning()).isEqualTo(CallbackAnswer.Meaning.FORGED);
        assertThat(refusal.body()).isEqualTo("its reply token is not the one of the participant");
    }

    @Test
    void aCommandWithOtherResultsThanTheCoordinatorHasDoesNotRun() {
        coordinatorVouchesFor(Seal.of(TOKEN, VALUE));

        CallbackAnswer refusal = refusal(coordinator.url(), Seal.of(TOKEN, null));

        assertThat(refusal.meaning()).isEqualTo(CallbackAnswer.Meaning.FAILED);
        assertThat(refusal.body()).isEqualTo("its data and results are not those that the coordinator has now");
    }

    @Test
    void aSealIsWhatTheProtocolSays() {
        assertThat(Seal.of("abc", "abc".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Seal(
                        "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0", "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"));
    }
}
