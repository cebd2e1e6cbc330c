package io.bactrian.testkit.crash;

import static io.bactrian.testkit.crash.CrashPlan.APPLICATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.testkit.crash.CrashPoint.Kind;
import io.bactrian.testkit.crash.CrashPoint.Phase;
import io.bactrian.testkit.crash.ParcelApplication.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Points of a real broker, and faults that show there. */
class CrashMatrixOverKafkaIT {

    @ParameterizedTest
    @EnumSource
    void aDeadPartSendsAndCommitsNothingMore(Phase phase) throws Exception {
        AtomicReference<String> topic = new AtomicReference<>();
        CrashPlan plan = CrashPlan.of(StubbornSender.class)
                .kafka(SharedBroker.servers())
                .property("spring.config.name", "none")
                .property("work.topic", "work-{world}")
                .check(outcome -> topic.set(
                        outcome.database(APPLICATION).queryForObject("SELECT MAX(topic) FROM seen", String.class)));
        try (CrashWorld world = Worlds.inThisProcess(plan)) {
            CrashPoint dies = new CrashPoint(1, Kind.SEND, "work", 1, phase, APPLICATION);

            world.crash(dies, Standing.NOTHING, run -> run.post(APPLICATION, "/work/" + run.id(), ""))
                    .orThrow();
        }

        assertThat(StubbornSender.recordsIn(topic.get(), SharedBroker.servers()))
                .hasSize(phase == Phase.BEFORE ? 0 : 1)
                .allMatch(value -> value.startsWith("work of "));
        assertThat(StubbornSender.hasCommitted(topic.get(), SharedBroker.servers()))
                .isFalse();
    }

    private static CrashPlan parcels(Fault fault) {
        return CrashPlan.of(ParcelApplication.class)
                .kafka(SharedBroker.servers())
                .property("spring.config.name", "none") // that of the coordinator is on the class path
                .property("shop.fault", fault.name())
                .patience(Duration.ofSeconds(60))
                .check(CrashMatrixOverKafkaIT::isUndoneOnce);
    }

    private static void isUndoneOnce(CrashOutcome outcome) {
        assertThat(outcome.database(APPLICATION).queryForList("SELECT undone FROM parcel", Integer.class))
                .as("how often parcels were undone")
                .containsOnly(1);
    }

    private static void send(CrashRun run) throws IOException {
        assertThat(run.post(APPLICATION, "/send/" + run.id(), "").statusCode()).isEqualTo(200);
    }

    @Test
    void everythingIsUndoneOnceAtEachPointOfTheBroker() {
        try (CrashWorld world = Worlds.inThisProcess(parcels(Fault.NONE))) {
            List<CrashPoint> points = world.record(CrashMatrixOverKafkaIT::send).points().stream()
                    .filter(point -> point.kind().isOfBroker())
                    .toList();

            assertThat(points)
                    .extracting(point -> point.toString().replaceFirst("^\\d+: ", ""))
                    .containsExactlyInAnyOrder(
                            "send compensate send-parcel, before, coordinator dies",
                            "send compensate send-parcel, after, coordinator dies",
                            "receive compensate send-parcel, before, application dies",
                            "send Compensated send-parcel, before, application dies",
                            "send Compensated send-parcel, after, application dies",
                            "offset compensate send-parcel, before, application dies",
                            "offset compensate send-parcel, after, application dies",
                            "receive Compensated send-parcel, before, coordinator dies",
                            "offset Compensated send-parcel, before, coordinator dies",
                            "offset Compensated send-parcel, after, coordinator dies");
            points.forEach(point -> world.crash(point, Standing.NOTHING, CrashMatrixOverKafkaIT::send)
                    .orThrow());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            COMMITS_BEFORE_IT_UNDOES      | recorded run | was committed before the broker had an answer
            ANSWERS_BEFORE_IT_UNDOES      | offset compensate send-parcel, after, application dies | the plan's own check
            UNDOES_AGAIN_WHAT_COMES_AGAIN | send Compensated send-parcel, after, application dies | the plan's own check
            """)
    void goesRedAt(Fault fault, String at, String finding) {
        try (CrashWorld world = Worlds.inThisProcess(parcels(fault))) {
            if (at.equals("recorded run")) {
                assertThatThrownBy(() -> world.record(CrashMatrixOverKafkaIT::send))
                        .isInstanceOf(AssertionError.class)
                        .hasMessageStartingWith(at)
                        .hasMessageContaining(finding);
                return;
            }
            CrashPoint point = world.record(CrashMatrixOverKafkaIT::send).points().stream()
                    .filter(passed -> passed.toString().endsWith(": " + at))
                    .findFirst()
                    .orElseThrow();

            Verdict verdict = world.crash(point, Standing.NOTHING, CrashMatrixOverKafkaIT::send);

            assertThat(verdict.faults()).as(verdict.evidence()).anySatisfy(sentence -> assertThat(sentence)
                    .contains(finding));
            assertThatThrownBy(verdict::orThrow).hasMessageStartingWith(point.toString());
        }
    }
}
