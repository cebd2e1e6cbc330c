package io.bactrian.starter.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.starter.client.CallbackEndpoints;
import io.bactrian.starter.client.ClientSettings;
import io.bactrian.starter.client.Context;
import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.CoordinatorRefusedException;
import io.bactrian.starter.client.CoordinatorUnreachableException;
import io.bactrian.starter.client.Engine;
import io.bactrian.starter.client.NewStep;
import io.bactrian.starter.client.Pause;
import io.bactrian.starter.protocol.CoordinatorAddress;
import io.bactrian.starter.protocol.LraId;
import io.bactrian.starter.protocol.ParticipantLinks;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who answers at the coordinator's URL, and under which name. */
class CoordinatorNameTest {

    private static final LraId PUBLIC = LraId.parse("https://lra.example/lra-coordinator/1");

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private final CoordinatorClient client = new CoordinatorClient(
            new CoordinatorAddress(coordinator.url(), "/lra-coordinator", List.of()),
            new ClientSettings(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ZERO),
            Clock.systemUTC(),
            Pause.sleeping());

    @AfterEach
    void stop() {
        coordinator.close();
    }

    private boolean announce() {
        return client.announce("shop", "1", "a", null, Duration.ofSeconds(5), Duration.ZERO);
    }

    @Test
    void anyAnswerTeachesTheNameOfTheCoordinator() {
        coordinator.say(Map.of("Bactrian-Coordinator-Url", "https://lra.example/lra-coordinator/"));

        announce();

        assertThat(client.coordinator().owns(PUBLIC)).isTrue();
    }

    @Test
    void aCoordinatorThatHasNotAnsweredYetIsAskedForItsName() {
        coordinator.say(Map.of("Bactrian-Coordinator-Url", "https://lra.example/lra-coordinator"));

        assertThat(client.owns(PUBLIC)).isTrue();
        assertThat(client.owns(LraId.parse("https://evil.example/lra-coordinator/1")))
                .isFalse();
        assertThat(coordinator.requests("GET", ".*")).hasSize(1);
    }

    @Test
    void withoutAnAnswerNobodyKnows() {
        coordinator.goAway();

        assertThatThrownBy(() -> client.owns(PUBLIC)).isInstanceOf(CoordinatorUnreachableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lra.example", "ftp://lra.example/lra-coordinator", "https://lra.example/ x", "https://"})
    void whatIsNoUrlIsNoName(String name) {
        assertThat(client.coordinator().learn(name)).isFalse();
    }

    @Test
    void oneThatWasOursStaysOursWhoeverStandsInFrontOfIt() {
        assertThat(announce()).isTrue();
        coordinator.becomeStock();

        assertThatThrownBy(this::announce).isInstanceOf(CoordinatorRefusedException.class);
        client.ping();
        assertThat(client.engine()).isEqualTo(Engine.BACTRIAN);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 401, 302})
    void anAnswerThatMayBeAProxysMakesNoStockCoordinator(int status) {
        coordinator.becomeStock();
        coordinator.answer("status", status, "sign in first");

        client.ping();

        assertThat(client.engine()).isEqualTo(Engine.UNKNOWN);
    }

    @Test
    void oneThatSaysNothingOfItselfIsAStockOneOnceAJoinHasSucceeded() {
        coordinator.becomeNameless();
        LraId saga = LraId.parse(coordinator.url() + "/lra-coordinator/one");
        ParticipantLinks links = new ParticipantLinks("http://app/undo", null, null);
        NewStep step =
                new NewStep(links, "pay", null, null, null, null, new CallbackEndpoints("shop", null, null), null);
        coordinator.answer("join", 200, "<html>sign in first</html>");

        client.join(saga, step, Context.NONE);
        assertThat(client.engine()).isEqualTo(Engine.UNKNOWN);
        client.join(saga, step, Context.NONE);
        assertThat(client.engine()).isEqualTo(Engine.STOCK);
    }

    @Test
    void aCoordinatorThatKnowsNoInstancesAndNeverSaidThatItIsOursIsAStockOne() {
        coordinator.becomeStock();

        assertThat(announce()).isFalse();
        assertThat(client.engine()).isEqualTo(Engine.STOCK);
    }
}
