package io.bactrian.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.testkit.crash.CrashPoint.Kind;
import io.bactrian.testkit.crash.CrashPoint.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WatchTest {

    private final AtomicReference<Watch> itself = new AtomicReference<>();
    private final List<String> whileDying = new ArrayList<>();
    private final Watch watch = new Watch(part -> whileDying.add(part + ", struck "
            + itself.get().hasStruck() + ", striking " + itself.get().isStriking()));

    WatchTest() {
        itself.set(watch);
    }

    @Test
    void hasStruckOnlyWhenThePartIsDead() {
        watch.arm(point(Kind.JOIN, 1));

        assertThat(pass(Kind.JOIN)).isTrue();

        assertThat(whileDying).containsExactly("shop, struck false, striking true");
        assertThat(watch.hasStruck()).isTrue();
        assertThat(watch.isStriking()).isFalse();
    }

    @Test
    void strikesOnceAndAtTheOccurrenceThatWasRecorded() {
        watch.record();
        pass(Kind.JOIN);
        pass(Kind.JOIN);
        assertThat(watch.recorded()).extracting(CrashPoint::occurrence).containsExactly(1, 2);
        watch.arm(watch.recorded().get(1));

        assertThat(pass(Kind.JOIN)).isFalse();
        assertThat(pass(Kind.JOIN)).isTrue();
        assertThat(pass(Kind.JOIN)).isFalse();
        assertThat(whileDying).hasSize(1);
    }

    @Test
    void takesNoOtherDeathForTheOneItWaitsFor() {
        watch.arm(point(Kind.RECORD, 1));
        watch.struckElsewhere("coordinator");
        assertThat(watch.hasStruck()).isFalse();

        watch.struckElsewhere("shop");
        assertThat(watch.hasStruck()).isTrue();
    }

    private boolean pass(Kind kind) {
        return watch.passes(kind, "pay", Phase.BEFORE, List.of("shop"));
    }

    private static CrashPoint point(Kind kind, int occurrence) {
        return new CrashPoint(1, kind, "pay", occurrence, Phase.BEFORE, "shop");
    }
}
