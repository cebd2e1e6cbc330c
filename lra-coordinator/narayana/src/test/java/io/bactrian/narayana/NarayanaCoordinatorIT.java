package io.bactrian.narayana;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NarayanaCoordinatorIT {

    // one folder for all: Narayana reads it once per JVM
    private static final Path STORE = Path.of("target", "narayana-it-store");

    private NarayanaCoordinator coordinator;
    private LraClient client;
    private Participant participant;

    @BeforeEach
    void start() throws IOException {
        coordinator = NarayanaCoordinator.start(0, STORE);
        client = new LraClient(coordinator.url());
        participant = new Participant();
    }

    @AfterEach
    void stop() {
        participant.close();
        coordinator.close();
    }

    @Test
    void completesEveryParticipantOnClose() throws Exception {
        assertThat(end("close", "stock", "money")).isEqualTo("Closed");
        assertThat(participant.calls()).containsExactlyInAnyOrder("/stock/complete", "/money/complete");
    }

    @Test
    void compensatesInReverseOnCancel() throws Exception {
        assertThat(end("cancel", "first", "second", "third")).isEqualTo("Cancelled");
        assertThat(participant.calls()).containsExactly("/third/compensate", "/second/compensate", "/first/compensate");
    }

    /** Ends an LRA with these participants, or another one when a callback took longer than the two seconds it is given. */
    private String end(String how, String... names) throws Exception {
        String status = "";
        for (int i = 0; i < 5 && !status.endsWith("ed"); i++) {
            participant.close();
            participant = new Participant();
            String lra = client.start();
            for (String name : names) {
                assertThat(client.join(lra, participant.link(name))).isEqualTo(200);
            }
            status = client.end(lra, how);
        }
        return status;
    }

    @Test
    void isToldApartByItsHeaders() throws Exception {
        HttpResponse<String> answer = client.list();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Narayana-LRA-API-version")).hasValue("1.2");
        assertThat(answer.headers().firstValue("Bactrian-Coordinator")).isEmpty();
    }

    @Test
    void keepsItsFilesBelowTheStore() throws Exception {
        String lra = client.start();

        assertThat(filesBelow(STORE))
                .anyMatch(file -> lra.endsWith(file.getFileName().toString()));
        assertThat(Path.of("ObjectStore")).doesNotExist();
        assertThat(Path.of("PutObjectStoreDirHere")).doesNotExist();
    }

    @Test
    void goesOnWithWhatWasLeftOpenBeforeAClose() throws Exception {
        String lra = client.start();
        client.join(lra, participant.link("stock"));
        participant.answer(503);
        assertThat(client.end(lra, "cancel")).isEqualTo("Cancelling");

        stop();
        int before = participant.calls().size();
        try (Participant back = new Participant(participant.port())) {
            coordinator = NarayanaCoordinator.start(coordinator.url().getPort(), STORE);

            assertThat(before).isPositive();
            // a pass that meets the one of the recovery thread returns at once, without doing anything
            await().atMost(120, SECONDS).untilAsserted(() -> {
                client.recover();
                assertThat(back.calls()).contains("/stock/compensate");
            });
        }
    }

    @Test
    void refusesASecondOneInTheSameJvm() {
        assertThatIllegalStateException()
                .isThrownBy(() -> NarayanaCoordinator.start(0, STORE))
                .withMessage("Narayana is static state, one coordinator per JVM: close the one at " + coordinator.url()
                        + " first, or start the second as a process");
    }

    @Test
    void refusesAnotherStoreInTheSameJvm() throws Exception {
        coordinator.close();
        Path other = Path.of("target", "another-store");

        assertThatIllegalStateException()
                .isThrownBy(() -> NarayanaCoordinator.start(0, other))
                .withMessageStartingWith("Narayana reads its object store folder once per JVM: it is ")
                .withMessageEndingWith(" and cannot become " + other.toAbsolutePath());
    }

    private static Stream<Path> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList().stream();
        }
    }
}
