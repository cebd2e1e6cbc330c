package io.bactrian.starter.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProtocolTest {

    @Test
    void readsAnIdWithOrWithoutAParent() {
        LraId plain = LraId.parse("http://host:8070/lra-coordinator/0_ffff_1");
        LraId nested = LraId.parse("http://host:8070/lra-coordinator/0_2?ParentLRA=http%3A%2F%2Fhost%2F0_1");

        assertThat(plain.base()).isEqualTo("http://host:8070/lra-coordinator");
        assertThat(plain.uid()).isEqualTo("0_ffff_1");
        assertThat(nested.uid()).isEqualTo("0_2");
        assertThat(nested.value()).endsWith("?ParentLRA=http%3A%2F%2Fhost%2F0_1");
    }

    @Test
    void refusesWhatIsNoId() {
        for (String text :
                List.of("", "4711", "ftp://host/lra-coordinator/1", "http:///x/1", "http://host", "http://host/")) {
            assertThatThrownBy(() -> LraId.parse(text))
                    .hasMessage("a saga id must be a URL such as http://localhost:8070/lra-coordinator/0_1, was '"
                            + text + "'");
        }
    }

    @Test
    void ownsSagasOfTheCoordinatorAndItsAliasesOnly() {
        CoordinatorAddress address = new CoordinatorAddress(
                "http://localhost:8070/",
                "lra-coordinator",
                List.of("http://lra.example", "http://b.example/lra-coordinator/"));

        assertThat(address.base()).isEqualTo("http://localhost:8070/lra-coordinator");
        assertThat(address.owns(LraId.parse("http://localhost:8070/lra-coordinator/1")))
                .isTrue();
        assertThat(address.owns(LraId.parse("http://lra.example/lra-coordinator/1")))
                .isTrue();
        assertThat(address.owns(LraId.parse("http://b.example/lra-coordinator/1")))
                .isTrue();
        assertThat(address.owns(LraId.parse("http://localhost:8071/lra-coordinator/1")))
                .isFalse();
        assertThat(address.owns(LraId.parse("http://localhost.evil.example:8070/lra-coordinator/1")))
                .isFalse();
        assertThat(address.owns(LraId.parse("http://localhost:8070/lra-coordinator/x/1")))
                .isFalse();
    }

    @Test
    void sendsEveryRequestToTheConfiguredUrl() {
        CoordinatorAddress address =
                new CoordinatorAddress("http://localhost:8070", "/lra-coordinator", List.of("http://lra.example"));

        assertThat(address.urlOf(LraId.parse("http://lra.example/lra-coordinator/1?ParentLRA=x")))
                .isEqualTo("http://localhost:8070/lra-coordinator/1");
        assertThat(address.recoveryUrlOf("http://lra.example/lra-coordinator/recovery/1/p"))
                .isEqualTo("http://localhost:8070/lra-coordinator/recovery/1/p");
    }

    @Test
    void ownsRecoveryUrlsOfTheSagaItself() {
        CoordinatorAddress address = new CoordinatorAddress("http://c:1", "/lra-coordinator", List.of());
        LraId saga = LraId.parse("http://c:1/lra-coordinator/1");

        assertThat(address.ownsRecovery(saga, "http://c:1/lra-coordinator/recovery/1/p-1"))
                .isTrue();
        assertThat(address.ownsRecovery(saga, "http://c:1/lra-coordinator/recovery/2/p-1"))
                .isFalse();
        assertThat(address.ownsRecovery(saga, "http://c:1/lra-coordinator/recovery/1/../2/p-1"))
                .isFalse();
        assertThat(address.ownsRecovery(saga, "http://c:1/lra-coordinator/recovery/1/"))
                .isFalse();
    }

    @Test
    void findsALinkInAHeaderHoweverItIsWritten() {
        String header = "<http://h/a>; rel=\"compensate\"; title=\"x\",<http://h/ab>;rel=complete";

        assertThat(ParticipantLinks.contains(header, "http://h/a")).isTrue();
        assertThat(ParticipantLinks.contains(header, "http://h/ab")).isTrue();
        assertThat(ParticipantLinks.contains(header, "http://h/")).isFalse();
        assertThat(ParticipantLinks.contains("", "http://h/a")).isFalse();
    }

    @Test
    void leavesOutTheCompletionOfAStepThatHasNone() {
        assertThat(new ParticipantLinks("http://h/c", null, "http://h/s").toHeader())
                .isEqualTo("<http://h/c>; rel=\"compensate\"; type=\"text/plain\",<http://h/s>; rel=\"status\";"
                        + " type=\"text/plain\"");
    }

    @Test
    void tellsTheHeadersOfSagasFromAllOthers() {
        assertThat(List.of(
                        "Long-Running-Action",
                        "long-running-action-recovery",
                        "Bactrian-Steps",
                        "NARAYANA-LRA-Participant-Data",
                        "Idempotency-Key"))
                .allMatch(LraHeaders::isOfSagas);
        assertThat(List.of("Location", "X-Long-Running-Action", "Content-Type", "traceparent"))
                .noneMatch(LraHeaders::isOfSagas);
    }

    @Test
    void encodesForHeadersAndUrls() {
        assertThat(LraHeaders.encode("a b+ü/%")).isEqualTo("a%20b%2B%C3%BC%2F%25");
    }
}
