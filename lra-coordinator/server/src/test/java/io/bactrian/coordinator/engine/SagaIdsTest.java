package io.bactrian.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SagaIdsTest {

    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00.123Z");

    private final SagaIds ids = new SagaIds();

    @Test
    void areUuidsOfVersion7() {
        UUID id = UUID.fromString(ids.next(NOW));

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void standInTheOrderOfTheirTime() {
        assertThat(ids.next(NOW)).isLessThan(ids.next(NOW.plusMillis(1)));
        assertThat(ids.next(NOW.plusSeconds(86_400))).isLessThan(ids.next(NOW.plusSeconds(86_400 * 365L)));
    }

    @Test
    void standInTheOrderOfGivingWhileTheClockStandsStillOrIsSetBack() {
        List<String> given = IntStream.range(0, 10_000)
                .mapToObj(i -> ids.next(i < 5_000 ? NOW : NOW.minusSeconds(60)))
                .toList();

        assertThat(given).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void areNeverTheSameNorGuessedFromOneAnother() {
        Set<String> many =
                IntStream.range(0, 10_000).mapToObj(i -> ids.next(NOW)).collect(Collectors.toSet());

        assertThat(many).hasSize(10_000);
        long bits = many.stream()
                .map(UUID::fromString)
                .mapToLong(UUID::getLeastSignificantBits)
                .reduce(0, (a, b) -> a | b);
        assertThat(bits).as("each of the last 62 bits is chosen").isEqualTo(0xBFFF_FFFF_FFFF_FFFFL);
    }
}
