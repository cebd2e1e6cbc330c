package io.bactrian.testkit.crash;

import static io.bactrian.testkit.crash.CrashPlan.APPLICATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.testkit.ScriptedServices;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The crash matrix finds the faults it is there for, and finds none where none was seeded. */
class SeededFaultTest {

    private static final String RECORDED_RUN = "recorded run";

    static CrashPlan shop(SeededFault fault) {
        Map<String, String> urls = Map.of("stock", "stock.url", "payment", "payment.url");
        CrashPlan plan = CrashPlan.of(ShopApplication.class);
        return (fault.isOfScripts()
                        ? plan.scripted(SeededFaultTest::script, urls)
                        : plan.services(() -> new ShopServices(fault), urls))
                .property("spring.config.name", "none") // that of the coordinator is on the class path
                .property("shop.fault", fault.name())
                .patience(Duration.ofSeconds(8))
                .check(SeededFaultTest::theOrderSaysWhatTheSagaSays)
                .tampering(context -> Tampered.with(fault, context));
    }

    private static void script(ScriptedServices services) {
        services.given("PUT http:stock/act/*").joins("stock");
        services.given("PUT http:payment/act/*").joins("payment");
        services.given("POST http:payment/parcels/*")
                .ofStep("send-parcel")
                .undoneBy("POST http:payment/parcels/*/recall");
    }

    private static void theOrderSaysWhatTheSagaSays(CrashOutcome outcome) {
        List<String> states = outcome.database(APPLICATION)
                .queryForList("SELECT state FROM orders WHERE id = ?", String.class, outcome.id());
        if (outcome.closed()) {
            assertThat(states).containsExactly("DONE", "DONE");
        } else {
            assertThat(states).as("orders of a saga that did not close").isSubsetOf("VOID");
        }
    }

    private static CrashBody buying(String how) {
        return run -> buy(run, how);
    }

    private static void buy(CrashRun run, String how) throws IOException {
        assertThat(run.post(APPLICATION, "/buy/" + run.id() + "/" + how, "").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void goesRedAt(SeededFault fault) {
        try (CrashWorld world = Worlds.inThisProcess(shop(fault))) {
            if (fault.point.equals(RECORDED_RUN)) {
                assertThatThrownBy(() -> world.record(buying(fault.how)))
                        .isInstanceOf(AssertionError.class)
                        .hasMessageStartingWith(RECORDED_RUN)
                        .hasMessageContaining(fault.finding);
                return;
            }
            Verdict recorded = world.record(buying(fault.how));
            CrashPoint point = point(recorded.points(), fault);

            Verdict verdict = world.crash(point, recorded.standing(), buying(fault.how));

            assertThat(verdict.faults()).as(verdict.evidence()).anySatisfy(sentence -> assertThat(sentence)
                    .contains(fault.finding));
            assertThatThrownBy(verdict::orThrow).hasMessageStartingWith(point.toString());
        }
    }

    @Test
    void staysGreenAtAllTheirPointsWithoutThem() {
        try (CrashWorld world = Worlds.inThisProcess(shop(SeededFault.NONE))) {
            for (String how : List.of("keep", "cancel")) {
                Verdict recorded = world.record(buying(how));
                Arrays.stream(SeededFault.values())
                        .filter(fault -> fault.how.equals(how) && fault.point.contains(",") && !fault.isOfScripts())
                        .map(fault -> point(recorded.points(), fault))
                        .distinct()
                        .forEach(point -> world.crash(point, recorded.standing(), buying(how))
                                .orThrow());
            }
        }
    }

    @Test
    void missesNothingThatMayBeMissing() {
        SeededFault fault = SeededFault.CLOSES_WHAT_IT_LEFT_UNFINISHED;
        CrashPlan plan = shop(fault).mayBeMissing("payment").check(outcome -> {});
        try (CrashWorld world = Worlds.inThisProcess(plan)) {
            Verdict recorded = world.record(buying(fault.how));
            CrashPoint point = point(recorded.points(), fault);

            Verdict verdict = world.crash(point, recorded.standing(), buying(fault.how));

            assertThat(verdict.faults())
                    .noneSatisfy(sentence -> assertThat(sentence).contains(fault.finding));
        }
    }

    private static CrashPoint point(List<CrashPoint> points, SeededFault fault) {
        return points.stream()
                .filter(point -> point.toString().replaceFirst("^\\d+: ", "").equals(fault.point))
                .findFirst()
                .orElseThrow(() -> new AssertionError(fault.point + " is not among\n"
                        + String.join(
                                "\n", points.stream().map(CrashPoint::toString).toList())));
    }
}
