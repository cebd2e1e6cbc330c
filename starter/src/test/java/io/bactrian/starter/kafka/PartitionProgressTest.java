package io.bactrian.starter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PartitionProgressTest {

    private final PartitionProgress progress = new PartitionProgress();
    private final List<Long> committed = new ArrayList<>();

    private Runnable begin(long offset) {
        return progress.begin(offset, () -> committed.add(offset));
    }

    @Test
    void commitsNothingPastARecordThatIsNotDone() {
        Runnable first = begin(5);
        Runnable second = begin(6);
        Runnable third = begin(9);

        second.run();
        third.run();
        assertThat(committed).isEmpty();

        first.run();
        assertThat(committed).containsExactly(9L);
    }

    @Test
    void commitsUpToTheFirstThatIsNotDone() {
        Runnable first = begin(5);
        begin(6);
        Runnable third = begin(7);

        third.run();
        first.run();

        assertThat(committed).containsExactly(5L);
    }

    @Test
    void commitsNothingOnceThePartitionIsSomebodyElses() {
        Runnable first = begin(5);

        progress.abandon();
        first.run();

        assertThat(committed).isEmpty();
    }

    @Test
    void tellsWhenAllThatHasBegunIsDone() {
        assertThat(progress.whenDone()).isDone();
        Runnable first = begin(5);
        Runnable second = begin(6);
        CompletableFuture<Void> allDone = progress.whenDone();

        second.run();
        assertThat(allDone).isNotDone();
        first.run();
        assertThat(allDone).isDone();
    }
}
