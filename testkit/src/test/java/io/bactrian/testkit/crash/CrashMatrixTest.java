package io.bactrian.testkit.crash;

import static io.bactrian.testkit.crash.CrashPlan.APPLICATION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import io.bactrian.testkit.ScriptedServices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The annotation, as JUnit runs it. */
class CrashMatrixTest {

    @Test
    void runsOncePerPointAndNamesTheOneThatFails() {
        Map<String, String> outcomes = run(Notes.class);

        assertThat(outcomes.keySet())
                .containsExactly(
                        "recorded run, nothing dies",
                        "1: record insert note, before, application dies",
                        "2: record insert note, after, application dies, kill -9",
                        "3: record update note, before, application dies",
                        "4: record update note, after, application dies");
        assertThat(outcomes.get("3: record update note, before, application dies"))
                .startsWith("3: record update note, before, application dies\n  - the plan's own check: ")
                .contains("half done", "The ledger:", "The relays:", "application DIES");
        assertThat(outcomes.get("2: record insert note, after, application dies, kill -9"))
                .startsWith("2: record insert note, after, application dies\n  - the plan's own check: ")
                .contains("half done");
        assertThat(outcomes.values())
                .filteredOn(String::isEmpty)
                .as("the others succeed")
                .hasSize(3);
    }

    @Test
    void runsNothingMoreWhenTheRecordedRunFails() {
        Map<String, String> outcomes = run(Broken.class);

        assertThat(outcomes).containsOnlyKeys("recorded run, nothing dies");
        assertThat(outcomes.get("recorded run, nothing dies"))
                .startsWith("the recorded run, in which nothing dies, failed: ")
                .contains("expected: 404");
    }

    @Test
    void choosesTheSamePointsForTheSameSeed() {
        List<CrashPoint> points = IntStream.rangeClosed(1, 48)
                .mapToObj(number -> new CrashPoint(
                        number, CrashPoint.Kind.RECORD, "a row", number, CrashPoint.Phase.BEFORE, APPLICATION))
                .toList();

        assertThat(CrashMatrixExtension.sample(points, 20, 1))
                .hasSize(10)
                .isEqualTo(CrashMatrixExtension.sample(points, 20, 1))
                .isNotEqualTo(CrashMatrixExtension.sample(points, 20, 2));
        assertThat(CrashMatrixExtension.sample(points, 0, 1)).isEmpty();
    }

    @Test
    void failsWhenNoPointIsLeft() {
        assertThat(run(Pointless.class))
                .containsExactly(Map.entry(
                        "recorded run, nothing dies",
                        "there is no point to strike at: the recorded run passed 4, and points(..) of the plan chose none"
                                + " of them"));
    }

    @Test
    void failsWhenNoSagaIsBegun() {
        Map<String, String> outcomes = run(Sagaless.class);

        assertThat(outcomes).containsOnlyKeys("recorded run, nothing dies");
        assertThat(outcomes.get("recorded run, nothing dies"))
                .startsWith("recorded run\n  - no saga was begun: does the test look at the answer's status?")
                .contains("with 202");
    }

    @Test
    void failsForAnAssertionInAScript() {
        Map<String, String> outcomes = run(Asserting.class);

        assertThat(outcomes.get("recorded run, nothing dies"))
                .startsWith("recorded run\n  - a script failed, so that a service did not answer:"
                        + " java.lang.AssertionError: no amount\n");
    }

    @Test
    void namesAnAssertionInAScriptThatTheTestRunsInto() {
        Map<String, String> outcomes = run(RunsIntoIt.class);

        assertThat(outcomes.get("recorded run, nothing dies"))
                .startsWith("the recorded run, in which nothing dies, failed: java.io.")
                .contains(
                        "\n  - a script failed, so that a service did not answer: java.lang.AssertionError: no amount\n");
    }

    @Test
    void namesTheCallsThatItCannotJudge() {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            assertThat(run(Unjudged.class).values()).containsOnly("");
        } finally {
            System.setOut(before);
        }

        assertThat(printed.toString(UTF_8))
                .contains("update note, after, application dies\n"
                        + "not judged, for no rule says joins, undoneBy or ofStep: PUT http:bank/charges\n");
    }

    @Test
    void runsEveryPointWhereTestsRunInParallel() {
        Map<String, String> outcomes = run(
                Quick.class,
                Map.of(
                        "junit.jupiter.execution.parallel.enabled", "true",
                        "junit.jupiter.execution.parallel.mode.default", "concurrent"));

        assertThat(outcomes.keySet())
                .containsExactly(
                        "recorded run, nothing dies",
                        "1: record insert note, before, application dies",
                        "4: record update note, after, application dies");
        assertThat(outcomes.values()).containsOnly("");
    }

    /** As builds do it with what failed, in the same process. */
    @Test
    void runsASinglePointOnceMore() {
        Map<String, String> ids = new LinkedHashMap<>();
        Map<String, String> outcomes = new LinkedHashMap<>();
        run(selectClass(Quick.class), Map.of(), (test, what) -> ids.put(test.getDisplayName(), test.getUniqueId()));
        String point = "1: record insert note, before, application dies";

        run(selectUniqueId(ids.get(point)), Map.of(), (test, what) -> outcomes.put(test.getDisplayName(), what));

        assertThat(outcomes).containsExactly(Map.entry(point, ""));
    }

    @Test
    void saysThatItsRunsCannotBeConcurrent() {
        Iterator<TestTemplateInvocationContext> invocations =
                new CrashMatrixExtension.Invocations(new Worlds(Broken.plan()), "some test", 0, 0);
        invocations.next().getDisplayName(1);

        assertThatThrownBy(invocations::hasNext)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the recorded run has not ended, so that its points are not known");
    }

    private static Map<String, String> run(Class<?> tests) {
        return run(tests, Map.of());
    }

    /** Display names and, for those that failed, what was said. */
    private static Map<String, String> run(Class<?> tests, Map<String, String> configuration) {
        Map<String, String> outcomes = new LinkedHashMap<>();
        run(selectClass(tests), configuration, (test, what) -> outcomes.put(test.getDisplayName(), what));
        return outcomes;
    }

    /** @param outcomes what was said of those that failed, empty for the others */
    private static void run(
            DiscoverySelector tests, Map<String, String> configuration, BiConsumer<TestIdentifier, String> outcomes) {
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(tests)
                                .configurationParameters(configuration)
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                if (test.isTest()) {
                                    outcomes.accept(
                                            test,
                                            result.getThrowable()
                                                    .map(Throwable::getMessage)
                                                    .orElse(""));
                                }
                            }
                        });
    }

    /** Two commits without a saga around them: a death between them leaves half of the work. */
    static class Notes {

        static CrashPlan plan() {
            return CrashPlan.of(NotesApplication.class)
                    .property("spring.config.name", "none")
                    .withoutSagas()
                    .check(outcome -> assertThat(outcome.database(APPLICATION)
                                    .queryForList("SELECT text FROM note WHERE id = ?", String.class, outcome.id()))
                            .isSubsetOf("done"));
        }

        @CrashMatrix(processes = 25, seed = 3)
        void writes(CrashRun run) throws IOException {
            assertThat(run.post(APPLICATION, "/notes/" + run.id(), "").statusCode())
                    .isEqualTo(200);
        }
    }

    static class Pointless {

        static CrashPlan plan() {
            return Notes.plan().points(point -> false);
        }

        @CrashMatrix
        void writes(CrashRun run) throws IOException {
            run.post(APPLICATION, "/notes/" + run.id(), "");
        }
    }

    static class Sagaless {

        static CrashPlan plan() {
            return Broken.plan();
        }

        @CrashMatrix
        void isNotFoundAndDoesNotLook(CrashRun run) throws IOException {
            run.post(APPLICATION, "/note/" + run.id(), "");
        }
    }

    /** Only the service knows that it was asked amiss: the test goes on as if somebody had died. */
    static class Asserting {

        static final AtomicReference<ScriptedServices> SERVICES = new AtomicReference<>();

        static CrashPlan plan() {
            return Notes.plan()
                    .scripted(
                            services -> {
                                SERVICES.set(services);
                                services.given("PUT http:bank/charges").answers(request -> {
                                    throw new AssertionError("no amount");
                                });
                            },
                            Map.of("bank", "bank.url"));
        }

        @CrashMatrix
        void takesItForADeath(CrashRun run) throws Exception {
            assertThatThrownBy(Asserting::charge).isInstanceOf(IOException.class);
        }

        static void charge() throws Exception {
            URI uri = URI.create(SERVICES.get().url("bank") + "/charges");
            HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(uri)
                                    .PUT(BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.discarding());
        }
    }

    static class RunsIntoIt {

        static CrashPlan plan() {
            return Asserting.plan();
        }

        @CrashMatrix
        void charges(CrashRun run) throws Exception {
            Asserting.charge();
        }
    }

    /** The points at which nothing is left half done. */
    static class Quick {

        static CrashPlan plan() {
            return Notes.plan()
                    .points(point -> point.what().equals("insert note") == (point.phase() == CrashPoint.Phase.BEFORE));
        }

        @CrashMatrix(processes = 0)
        void writes(CrashRun run) throws IOException {
            assertThat(run.post(APPLICATION, "/notes/" + run.id(), "").statusCode())
                    .isEqualTo(200);
        }
    }

    static class Unjudged {

        static CrashPlan plan() {
            return Quick.plan()
                    .scripted(
                            services -> {
                                Asserting.SERVICES.set(services);
                                services.given("PUT http:bank/charges").answers(201);
                            },
                            Map.of("bank", "bank.url"));
        }

        @CrashMatrix(processes = 0)
        void charges(CrashRun run) throws Exception {
            Asserting.charge();
            run.post(APPLICATION, "/notes/" + run.id(), "");
        }
    }

    static class Broken {

        static CrashPlan plan() {
            return CrashPlan.of(NotesApplication.class).property("spring.config.name", "none");
        }

        @CrashMatrix
        void expectsTheWrongAnswer(CrashRun run) throws IOException {
            assertThat(run.post(APPLICATION, "/notes/" + run.id(), "").statusCode())
                    .isEqualTo(404);
        }
    }

    @SmallApplication
    static class NotesApplication {

        private final JdbcTemplate jdbc;

        NotesApplication(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
            jdbc.execute("CREATE TABLE IF NOT EXISTS note (id VARCHAR(40), text VARCHAR(40))");
        }

        @PostMapping("/notes/{id}")
        void write(@PathVariable String id) {
            jdbc.update("INSERT INTO note VALUES (?, 'half done')", id);
            jdbc.update("UPDATE note SET text = 'done' WHERE id = ?", id);
        }
    }
}
