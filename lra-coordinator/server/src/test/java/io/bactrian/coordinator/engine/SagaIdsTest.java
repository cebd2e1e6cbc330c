package io.bactrian.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SagaIdsTest {

    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00.123Z");

    @Test
    void areUuidsOfVersion7() {
        UUID id = UUID.fromString(SagaIds.next(NOW));

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void standInTheOrderOfTheirTime() {
        assertThat(SagaIds.next(NOW)).isLessThan(SagaIds.next(NOW.plusMillis(1)));
        assertThat(SagaIds.next(NOW.plusSeconds(86_400))).isLessThan(SagaIds.next(NOW.plusSeconds(86_400 * 365L)));
    }

    @Test
    void areNeverTheSameNorGuessedFromOneAnother() {
        Set<String> ids =
                IntStream.range(0, 10_000).mapToObj(i -> SagaIds.next(NOW)).collect(Collectors.toSet());

        assertThat(ids).hasSize(10_000);
        long bits = ids.stream()
                .map(UUID::fromString)
                .mapToLong(UUID::getLeastSignificantBits)
                .reduce(0, (a, b) -> a | b);
        assertThat(bits).as("each of the last 62 bits is chosen").isEqualTo(0xBFFF_FFFF_FFFF_FFFFL);
    }
}
