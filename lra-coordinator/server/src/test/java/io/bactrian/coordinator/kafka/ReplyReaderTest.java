package io.bactrian.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.coordinator.engine.Replies;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {

    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final ReplyReader reader = new ReplyReader(WITHIN);
    private final Map<String, String> headers = new HashMap<>(Map.of(
            "Long-Running-Action", "http://localhost:8070/lra-coordinator/s-1",
            "Bactrian-Participant", "p-1",
            "Bactrian-Command", "compensate",
            "Bactrian-Reply-Token", "secret",
            "Bactrian-Status", "Compensated"));

    private Replies.Reply read(String value) {
        ConsumerRecord<byte[], byte[]> message = new ConsumerRecord<>(
                "replies", 0, 0, null, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
        headers.forEach((name, text) -> message.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return reader.read(message);
    }

    private Answer answer(String command, String status) {
        headers.put("Bactrian-Command", command);
        headers.put("Bactrian-Status", status);
        return read(null).answer();
    }

    @Test
    void readsWhoAnswersWhatFromTheHeaders() {
        assertThat(read(null)).isEqualTo(new Replies.Reply("s-1", "p-1", CallKind.COMPENSATE, "secret", Answer.DONE));
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "' 12 ', 12", "-1, 0", "first, 0", "9999999999, 0"})
    void readsWhichAttemptIsAnsweredIfItSaysSo(String attempt, int expected) {
        assertThat(read(null).attempt()).isZero();
        headers.put("Bactrian-Attempt", attempt);

        assertThat(read(null).attempt()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://h/lra-coordinator/s-1",
                "http://h/lra-coordinator/s-1?ParentLRA=http%3A%2F%2Fh%2Flra-coordinator%2Fs-0",
                "s-1"
            })
    void findsTheSagaInEveryFormOfItsId(String lraId) {
        headers.put("Long-Running-Action", lraId);

        assertThat(read(null).sagaId()).isEqualTo("s-1");
    }

    @Test
    void knowsTheWordsOfBothCommands() {
        assertThat(answer("complete", "Completed")).isEqualTo(Answer.DONE);
        assertThat(answer("complete", "Completing")).isEqualTo(new Answer.InProgress(null, WITHIN));
        assertThat(answer("complete", "FailedToComplete"))
                .isEqualTo(new Answer.FailedForGood("it answered FailedToComplete"));
        assertThat(answer("compensate", "Compensating")).isEqualTo(new Answer.InProgress(null, WITHIN));
        assertThat(answer("compensate", "FailedToCompensate"))
                .isEqualTo(new Answer.FailedForGood("it answered FailedToCompensate"));
        assertThat(answer("compensate", "Failed")).isEqualTo(new Answer.TryAgain("it answered Failed"));
        assertThat(answer("complete", "Failed")).isEqualTo(new Answer.TryAgain("it answered Failed"));
    }

    @ParameterizedTest
    @CsvSource({"600, 600", "5, 30", "30, 30", "999999999, 86400", "soon, 30", "-5, 30", "1.5, 30", "' 90 ', 90"})
    void waitsForTheLongerOfTheAnnouncedTimeAndTheCallTimeout(String announced, long seconds) {
        headers.put("Bactrian-Retry-After", announced);

        assertThat(answer("compensate", "Compensating"))
                .isEqualTo(new Answer.InProgress(null, Duration.ofSeconds(seconds)));
    }

    @Test
    void quotesTheDetailOfAFailureInALengthAndFormThatALedgerKeeps() {
        headers.put("Bactrian-Status", "FailedToCompensate");

        assertThat(read("{\"why\":\"too\u0000\nlate\"}").answer())
                .isEqualTo(new Answer.FailedForGood("it answered FailedToCompensate: {\"why\":\"too  late\"}"));
        assertThat(read("x".repeat(5_000)).answer())
                .isEqualTo(new Answer.FailedForGood("it answered FailedToCompensate: " + "x".repeat(300) + "..."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Long-Running-Action",
                "Bactrian-Participant",
                "Bactrian-Command",
                "Bactrian-Reply-Token",
                "Bactrian-Status"
            })
    void refusesARecordWithoutAHeader(String name) {
        headers.remove(name);

        assertThatThrownBy(() -> read(null))
                .isInstanceOf(UnreadableReply.class)
                .hasMessage("The header " + name + " is missing");
    }

    @Test
    void refusesAHeaderThatWouldNotStayInOneLineOfTheLog() {
        headers.put("Bactrian-Participant", "p-1\nforged line");

        assertThatThrownBy(() -> read(null))
                .isInstanceOf(UnreadableReply.class)
                .hasMessage("The header Bactrian-Participant must have at most 8000 characters, none of them a control"
                        + " character, was p-1 forged line");
    }

    @ParameterizedTest
    @CsvSource({
        "compensate, Completed",
        "compensate, compensated",
        "compensate, Cancelled",
        "complete, Compensated",
        "complete, FailedToCompensate"
    })
    void refusesAWordThatDoesNotAnswerTheCommand(String command, String status) {
        assertThatThrownBy(() -> answer(command, status))
                .isInstanceOf(UnreadableReply.class)
                .hasMessage("Bactrian-Status of an answer to " + command + " must be "
                        + (command.equals("compensate")
                                ? "Compensated, Compensating, Failed or FailedToCompensate"
                                : "Completed, Completing, Failed or FailedToComplete")
                        + ", was " + status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"after", "forget", "status", "COMPENSATE"})
    void refusesAnAnswerToWhatIsNotAnswered(String command) {
        assertThatThrownBy(() -> answer(command, "Compensated"))
                .isInstanceOf(UnreadableReply.class)
                .hasMessage("Bactrian-Command must be compensate or complete, which are the commands that are answered,"
                        + " was " + command);
    }
}
