package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of answers, wire contract B, row by row. */
class AnswerReaderTest {

    /** What was true of the completion says nothing of the compensation that is owed after it, in a nested saga. */
    @ParameterizedTest
    @CsvSource({
        // about, body, meaning
        "COMPLETE, Completed, Done",
        "COMPLETE, Compensated, Repeat",
        "COMPLETE, FailedToComplete, FailedForGood",
        "COMPLETE, FailedToCompensate, Repeat",
        "COMPENSATE, Compensated, Done",
        "COMPENSATE, Completed, Repeat",
        "COMPENSATE, FailedToCompensate, FailedForGood",
        "COMPENSATE, FailedToComplete, Repeat",
    })
    void readsAStatusAsOfWhatIsOwed(CallKind about, String body, String meaning) {
        assertThat(AnswerReader.read(CallKind.STATUS, about, 200, body, null))
                .extracting(answer -> answer.getClass().getSimpleName())
                .isEqualTo(meaning);
    }

    private static CallKind aboutOf(CallKind kind) {
        return kind == CallKind.STATUS ? CallKind.COMPENSATE : kind;
    }

    @ParameterizedTest
    @CsvSource({
        // kind, status, body, meaning
        "COMPENSATE, 200, '', Done",
        "COMPENSATE, 204, '', Done",
        "COMPENSATE, 410, '', Done",
        "COMPENSATE, 200, Compensated, Done",
        "COMPENSATE, 200, {\"anything\":1}, Done",
        "COMPLETE, 200, '', Done",
        "COMPLETE, 204, '', Done",
        "COMPLETE, 410, gone long ago, Done",
        "COMPENSATE, 202, '', InProgress",
        "COMPENSATE, 202, FailedToCompensate, InProgress",
        "COMPLETE, 202, Completing, InProgress",
        "COMPENSATE, 200, Compensating, InProgress",
        "COMPLETE, 200, Completing, InProgress",
        "COMPENSATE, 200, FailedToCompensate, FailedForGood",
        "COMPENSATE, 409, FailedToCompensate, FailedForGood",
        "COMPENSATE, 500, FailedToCompensate, FailedForGood",
        "COMPENSATE, 409, ' \"FailedToCompensate\"\r\n', FailedForGood",
        "COMPLETE, 200, FailedToComplete, FailedForGood",
        "COMPLETE, 409, FailedToComplete, FailedForGood",
        "COMPLETE, 500, failedtocomplete, FailedForGood",
        "COMPENSATE, 409, '', TryAgain",
        "COMPENSATE, 409, Compensated, TryAgain",
        "COMPENSATE, 500, '', TryAgain",
        "COMPENSATE, 503, FailedToCompensate, TryAgain",
        "COMPENSATE, 404, FailedToCompensate, TryAgain",
        "COMPENSATE, 404, '', TryAgain",
        "COMPENSATE, 400, '', TryAgain",
        "COMPENSATE, 401, '', TryAgain",
        "COMPENSATE, 301, '', TryAgain",
        "COMPENSATE, 201, '', TryAgain",
        "COMPLETE, 412, '', TryAgain",
        "STATUS, 410, '', Done",
        "STATUS, 200, Completing, InProgress",
        "STATUS, 200, Compensating, InProgress",
        "STATUS, 202, '', InProgress",
        "STATUS, 202, Compensated, InProgress",
        "STATUS, 500, '', TryAgain",
        "STATUS, 503, Compensated, TryAgain",
        "STATUS, 404, '', Repeat",
        "STATUS, 412, '', Repeat",
        "STATUS, 200, Active, Repeat",
        "STATUS, 200, '', Repeat",
        "STATUS, 204, '', Repeat",
        "FORGET, 200, '', Done",
        "FORGET, 204, '', Done",
        "FORGET, 404, '', Done",
        "FORGET, 410, '', Done",
        "FORGET, 500, '', TryAgain",
        "FORGET, 409, '', TryAgain",
        "AFTER, 200, '', Done",
        "AFTER, 204, '', Done",
        "AFTER, 410, '', TryAgain",
        "AFTER, 404, '', TryAgain",
        "AFTER, 500, '', TryAgain",
    })
    void reads(CallKind kind, int status, String body, String meaning) {
        assertThat(AnswerReader.read(kind, aboutOf(kind), status, body, null))
                .extracting(answer -> answer.getClass().getSimpleName())
                .isEqualTo(meaning);
    }

    @Test
    void keepsWhereToAskHowItGoes() {
        assertThat(AnswerReader.read(CallKind.COMPENSATE, CallKind.COMPENSATE, 202, "", "http://p/jobs/7"))
                .isEqualTo(new Answer.InProgress("http://p/jobs/7"));
    }

    @Test
    void quotesWhatItCannotUse() {
        assertThat(AnswerReader.read(CallKind.COMPENSATE, CallKind.COMPENSATE, 503, "", null))
                .isEqualTo(new Answer.TryAgain("it answered 503"));
        assertThat(AnswerReader.read(CallKind.COMPENSATE, CallKind.COMPENSATE, 503, " out of order \n", null))
                .isEqualTo(new Answer.TryAgain("it answered 503: out of order"));
        assertThat(AnswerReader.read(CallKind.STATUS, CallKind.COMPENSATE, 404, "", null))
                .isEqualTo(new Answer.Repeat("asked for its status it answered 404", false));
        assertThat(AnswerReader.read(CallKind.STATUS, CallKind.COMPENSATE, 404, "Failed: no disk", null))
                .isEqualTo(new Answer.Repeat("asked for its status it answered 404: Failed: no disk", true));
        assertThat(AnswerReader.read(CallKind.COMPENSATE, CallKind.COMPENSATE, 409, "FailedToCompensate", null))
                .isEqualTo(new Answer.FailedForGood("it answered 409 failedtocompensate"));
    }

    @Test
    void quotesOnlyTheBeginningOfALongBodyAndNothingThatALedgerRefuses() {
        assertThat(AnswerReader.read(CallKind.COMPENSATE, CallKind.COMPENSATE, 500, "x".repeat(5_000), null))
                .isEqualTo(new Answer.TryAgain("it answered 500: " + "x".repeat(300) + "..."));
        assertThat(AnswerReader.read(CallKind.COMPENSATE, CallKind.COMPENSATE, 500, "a\u0000b\u0007c", null))
                .isEqualTo(new Answer.TryAgain("it answered 500: a b c"));
    }
}
