package io.bactrian.coordinator.saga;

import static io.bactrian.coordinator.saga.Given.NOW;
import static io.bactrian.coordinator.saga.Given.called;
import static io.bactrian.coordinator.saga.Given.compensated;
import static io.bactrian.coordinator.saga.Given.compensating;
import static io.bactrian.coordinator.saga.Given.failed;
import static io.bactrian.coordinator.saga.Given.left;
import static io.bactrian.coordinator.saga.Given.parked;
import static io.bactrian.coordinator.saga.Given.turns;
import static io.bactrian.coordinator.saga.OrderPolicy.BEST_EFFORT;
import static io.bactrian.coordinator.saga.OrderPolicy.STRICT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReversalTest {

    @ParameterizedTest
    @EnumSource
    void theLatestGoesFirst(OrderPolicy order) {
        assertThat(turns(order, compensating(1), compensating(2), compensating(3)))
                .containsExactly(3);
    }

    @ParameterizedTest
    @EnumSource
    void theOneBeforeGoesOnlyWhenTheLaterOneIsFinal(OrderPolicy order) {
        assertThat(turns(order, compensating(1), compensating(2), called(compensating(3))))
                .containsExactly(3);
        assertThat(turns(order, compensating(1), compensating(2), compensated(3)))
                .containsExactly(2);
        assertThat(turns(order, compensating(1), left(2), compensated(3))).containsExactly(1);
        assertThat(turns(order, compensated(1), left(2), compensated(3))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void joinOrderDecidesWhateverOrderTheyAreReadIn(OrderPolicy order) {
        List<Participant> participants = new ArrayList<>(
                IntStream.rangeClosed(1, 9).mapToObj(Given::compensating).toList());
        Collections.shuffle(participants, new Random(4711));

        assertThat(Reversal.turns(order, participants))
                .extracting(Participant::seq)
                .containsExactly(9);
    }

    @Test
    void aParkedOneLetsTheEarlierGoOnUnderBestEffort() {
        assertThat(turns(BEST_EFFORT, compensating(1), compensating(2), parked(3)))
                .containsExactly(3, 2);
        assertThat(turns(BEST_EFFORT, compensating(1), parked(2), parked(3))).containsExactly(3, 2, 1);
    }

    @Test
    void aParkedOneHoldsTheEarlierUnderStrict() {
        assertThat(turns(STRICT, compensating(1), compensating(2), parked(3))).containsExactly(3);
    }

    @Test
    void aParkedOneThatIsBeingTriedHoldsTheEarlierAgain() {
        Participant tried = parked(3);
        tried.force(NOW);
        assertThat(turns(BEST_EFFORT, compensating(1), parked(2), tried)).containsExactly(3);

        tried.claim("token", "node");
        assertThat(turns(BEST_EFFORT, compensating(1), parked(2), tried)).containsExactly(3);
    }

    @Test
    void oneThatFailedForGoodLetsTheEarlierGoOnUnderBestEffort() {
        assertThat(turns(BEST_EFFORT, compensating(1), compensating(2), failed(3)))
                .containsExactly(2);
    }

    @Test
    void oneThatFailedForGoodHoldsTheEarlierUnderStrictUntilAPersonHasSettledIt() {
        Participant failed = failed(3);
        assertThat(turns(STRICT, compensating(1), compensating(2), failed)).isEmpty();

        failed.resolve(NOW);

        assertThat(failed.acknowledged()).isTrue();
        assertThat(turns(STRICT, compensating(1), compensating(2), failed)).containsExactly(2);
    }

    @Test
    void itIsOverWhenNobodyOwesAnAnswer() {
        assertThat(Reversal.isOver(List.of())).isTrue();
        assertThat(Reversal.isOver(List.of(compensated(1), left(2), failed(3)))).isTrue();
        assertThat(Reversal.isOver(List.of(compensating(1), failed(2)))).isFalse();
        assertThat(Reversal.isOver(List.of(compensated(1), parked(2)))).isFalse();
    }

    @Test
    void whateverHappensNobodyIsCalledBeforeALaterOneIsFinalOrAtRest() {
        Random random = new Random(20_300_102);
        for (int round = 0; round < 2_000; round++) {
            OrderPolicy order = random.nextBoolean() ? STRICT : BEST_EFFORT;
            List<Participant> participants = new ArrayList<>();
            for (int seq = 1; seq <= 1 + random.nextInt(7); seq++) {
                participants.add(anyOf(random, seq));
            }
            for (Participant turn : Reversal.turns(order, participants)) {
                assertThat(turn.status()).isEqualTo(ParticipantStatus.COMPENSATING);
                assertThat(participants).filteredOn(p -> p.seq() > turn.seq()).allSatisfy(later -> assertThat(
                                isPassable(order, later))
                        .as("%s: #%d is called while #%d is %s", order, turn.seq(), later.seq(), later.call())
                        .isTrue());
            }
        }
    }

    private static boolean isPassable(OrderPolicy order, Participant later) {
        if (later.status() == ParticipantStatus.COMPENSATING) {
            return order == BEST_EFFORT && later.call().isAtRest();
        }
        return order == BEST_EFFORT || !later.status().isFailed() || later.acknowledged();
    }

    private static Participant anyOf(Random random, int seq) {
        return switch (random.nextInt(6)) {
            case 0 -> compensating(seq);
            case 1 -> compensated(seq);
            case 2 -> parked(seq);
            case 3 -> failed(seq);
            case 4 -> called(compensating(seq));
            default -> left(seq);
        };
    }
}
