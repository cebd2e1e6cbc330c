package io.bactrian.participants.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Lets each step of a saga act once, undo once and never the wrong way round, whatever is called twice, late, early or at the same
 * time.
 *
 * <p>Every call runs in one transaction: the step's row, the business effect and the journal entry commit together or not at all. The
 * row is inserted first, so calls for one step queue up on it, from the first call on; calls for other steps do not wait.
 */
public final class Guard {

    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final Journal journal;
    private final ObjectMapper json;
    private final Transactions transactions;

    Guard(JdbcClient jdbc, Journal journal, ObjectMapper json, Transactions transactions) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.json = json;
        this.transactions = transactions;
    }

    /**
     * Runs the action of a step, the first time; gives the recorded answer of that first time ever after, be it a refusal or not.
     *
     * @param effect the effect's name in the journal
     * @param action the business rule; what it wrote is taken back when it answers a refusal, and nothing is recorded when it throws
     * @return the action's answer, or why it may not run: the step was compensated before, or belongs to another order
     */
    public Answer act(Step step, String effect, Supplier<Answer> action) {
        return transactions.whole(() -> {
            if (claim(step, State.ACTED)) {
                Answer answer = transactions.unlessRefused(action);
                become(step, answer.isRefusal() ? State.REFUSED : State.ACTED, answer);
                journal.append(step, effect, answer.isRefusal() ? Result.REFUSED : Result.DONE);
                return answer;
            }
            Row row = lock(step);
            if (!row.orderId().equals(step.orderId())) {
                journal.append(step, effect, Result.REFUSED);
                return Answer.refused(
                        "other order",
                        "%s of this saga was for order %s, not for order %s"
                                .formatted(step.name(), row.orderId(), step.orderId()));
            }
            Answer recorded = row.state().isUndone() ? null : row.answer();
            journal.append(step, effect, recorded == null ? Result.REFUSED : Result.REPEAT);
            return recorded == null ? Answer.late(step) : recorded;
        });
    }

    /**
     * Undoes a step whose action had its effect. Where it had none, nothing is done and a later action is refused.
     *
     * @param undo takes the effect back; when it throws, nothing is recorded and the call may be repeated
     */
    public Result compensate(Step step, String effect, Runnable undo) {
        return transactions.whole(() -> {
            Result result = claim(step, State.BLOCKED)
                    ? Result.EMPTY
                    : switch (lock(step).state()) {
                        // a nested saga may be completed and yet be compensated with its parent
                        case ACTED, COMPLETED -> {
                            undo.run();
                            become(step, State.COMPENSATED, null);
                            yield Result.DONE;
                        }
                        case REFUSED -> {
                            become(step, State.BLOCKED, null);
                            yield Result.EMPTY;
                        }
                        case COMPENSATED, BLOCKED -> Result.REPEAT;
                    };
            journal.append(step, effect, result);
            return result;
        });
    }

    /**
     * Completes a step whose action had its effect.
     *
     * @param finish makes the effect final; when it throws, nothing is recorded and the call may be repeated
     * @return {@link Result#REFUSED} for a step that was compensated: nothing is left to complete
     */
    public Result complete(Step step, String effect, Runnable finish) {
        return transactions.whole(() -> {
            Result result = claim(step, State.BLOCKED)
                    ? Result.EMPTY
                    : switch (lock(step).state()) {
                        case ACTED -> {
                            finish.run();
                            become(step, State.COMPLETED, null);
                            yield Result.DONE;
                        }
                        case COMPLETED -> Result.REPEAT;
                        case REFUSED, BLOCKED -> Result.EMPTY;
                        case COMPENSATED -> Result.REFUSED;
                    };
            journal.append(step, effect, result);
            return result;
        });
    }

    /** True: the row is ours. False: the step was claimed before. */
    private boolean claim(Step step, State first) {
        return transactions.insertIfAbsent(() -> jdbc.sql(
                        "insert into step_guard (scope, step, order_id, state) values (:scope, :step, :orderId, :state)")
                .param("scope", step.scope())
                .param("step", step.name())
                .param("orderId", step.orderId())
                .param("state", first.name())
                .update());
    }

    private Row lock(Step step) {
        return jdbc.sql("""
                        select order_id, state, answer_status, answer_body from step_guard
                        where scope = :scope and step = :step for update""")
                .param("scope", step.scope())
                .param("step", step.name())
                .query((row, n) -> new Row(
                        row.getString("order_id"),
                        State.valueOf(row.getString("state")),
                        answer(row.getInt("answer_status"), row.getString("answer_body"))))
                .single();
    }

    /** The row is locked by this transaction: exactly one row changes. The recorded answer of the action stays, whatever follows. */
    private void become(Step step, State state, @Nullable Answer answer) {
        var update = answer == null
                ? jdbc.sql("update step_guard set state = :state where scope = :scope and step = :step")
                : jdbc.sql("""
                                update step_guard set state = :state, answer_status = :status, answer_body = :body
                                where scope = :scope and step = :step""").param("status", answer.status()).param("body", text(answer));
        int rows = update.param("state", state.name())
                .param("scope", step.scope())
                .param("step", step.name())
                .update();
        if (rows != 1) {
            throw new IllegalStateException("%d rows instead of 1 guard %s".formatted(rows, step));
        }
    }

    private String text(Answer answer) {
        try {
            return json.writeValueAsString(answer.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The answer %s is no JSON object".formatted(answer), e);
        }
    }

    private @Nullable Answer answer(int status, @Nullable String body) {
        if (body == null) {
            return null;
        }
        try {
            return new Answer(status, json.readValue(body, OBJECT));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The recorded answer is no JSON object: " + body, e);
        }
    }

    private record Row(
            String orderId, State state, @Nullable Answer answer) {}

    private enum State {
        /** The action had its effect. */
        ACTED,
        /** The action was refused and had no effect. */
        REFUSED,
        /** The effect was made final. */
        COMPLETED,
        /** The effect was taken back. */
        COMPENSATED,
        /** The saga ended for this step before its action had an effect: it may not have one any more. */
        BLOCKED;

        boolean isUndone() {
            return this == COMPENSATED || this == BLOCKED;
        }
    }
}
