package io.bactrian.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GraceTest {

    private final AtomicLong now = new AtomicLong(17);
    private final Grace grace = new Grace(now::get);

    @Test
    void beginsWhenItIsFirstAskedInARun() {
        pass(60);

        assertThat(grace.isOver(List.of(1L))).isFalse();
        pass(5);
        assertThat(grace.isOver(List.of(1L))).isTrue();
        grace.begin();
        pass(60);
        assertThat(grace.isOver(List.of(1L))).isFalse();
    }

    @Test
    void beginsAnewWhenSomethingHappens() {
        assertThat(grace.isOver(List.of(1L, 0L))).isFalse();
        pass(3);
        assertThat(grace.isOver(List.of(2L, 0L))).isFalse();
        pass(3);
        assertThat(grace.isOver(List.of(2L, 1L))).isFalse();
        pass(3);
        assertThat(grace.isOver(List.of(2L, 1L))).isFalse();
        pass(2);
        assertThat(grace.isOver(List.of(2L, 1L))).isTrue();
    }

    @Test
    void endsThoughSomethingHappensAgainAndAgain() {
        long polls = 0;
        while (!grace.isOver(List.of(polls))) {
            pass(1);
            polls++;
        }

        assertThat(polls).isEqualTo(17);
    }

    private void pass(long seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
