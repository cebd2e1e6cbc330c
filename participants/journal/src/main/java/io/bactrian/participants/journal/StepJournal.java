package io.bactrian.participants.journal;

import io.bactrian.participants.http.OrderKey;
import io.bactrian.starter.barrier.OnceListener;
import io.bactrian.starter.barrier.OncePass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what passes {@code policy("once")} into the journal, in the transaction of the effect: without the entry, no effect. */
final class StepJournal implements OnceListener {

    private final Journal journal;
    private final List<StepEffects> known;

    StepJournal(Journal journal, List<StepEffects> known) {
        this.journal = journal;
        this.known = known;
    }

    @Override
    public void passed(OncePass pass) {
        String orderId = OrderKey.orderId(pass.options().get("orderKey"));
        Step step = Step.ofSaga(pass.saga().value(), pass.step(), orderId);
        journal.append(step, effect(pass), Result.valueOf(pass.outcome().name()));
    }

    private String effect(OncePass pass) {
        StepEffects effects = known.stream()
                .filter(each -> each.step().equals(pass.step()))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("no StepEffects bean names the effects of " + pass.step()));
        @Nullable
        String effect =
                switch (pass.phase()) {
                    case ACTION -> effects.action();
                    case COMPENSATION -> effects.compensation();
                    case COMPLETION -> effects.completion();
                };
        if (effect == null) {
            throw new IllegalStateException("%s names no effect of a %s".formatted(effects, pass.phase()));
        }
        return effect;
    }
}
