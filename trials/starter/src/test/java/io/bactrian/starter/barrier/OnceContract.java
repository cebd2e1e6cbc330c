package io.bactrian.starter.barrier;

import static io.bactrian.starter.saga.TestApplication.failureOf;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.starter.callback.CompensationImpossibleException;
import io.bactrian.starter.callback.StepRun;
import io.bactrian.starter.callback.StepRun.Phase;
import io.bactrian.starter.protocol.LraId;
import io.bactrian.starter.saga.TestApplication;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What {@code policy("once")} promises, on every database, to two replicas of an application. The effect is a counter per saga. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnceContract {

    private static final String STEP = "raise-counter";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Counting routes = new Counting();
    private final Counting otherRoutes = new Counting();
    private TestApplication app;
    private TestApplication replica;
    private JdbcClient jdbc;
    private String saga;

    /** A new, empty database: URL and user. */
    abstract List<String> database();

    abstract String coordinatorUrl();

    abstract void stopCoordinator();

    /** Names the session of the connection that asks. */
    abstract String ownSession();

    /** Kills the session whose name is the parameter. */
    abstract String killSession();

    @BeforeAll
    void start() {
        List<String> database = database();
        app = start(routes, database);
        replica = start(otherRoutes, database);
        jdbc = app.bean(JdbcClient.class);
        jdbc.sql("create table counter (saga varchar(200) primary key, n integer not null)")
                .update();
        jdbc.sql(
                        "create table outcome (seq bigint generated always as identity primary key, saga varchar(200), what varchar(50))")
                .update();
    }

    private TestApplication start(Counting counting, List<String> database) {
        return TestApplication.start(
                coordinatorUrl(),
                counting,
                "spring.autoconfigure.exclude=",
                "spring.main.sources=" + Outcomes.Beans.class.getName(),
                "spring.datasource.url=" + database.get(0),
                "spring.datasource.username=" + database.get(1),
                "spring.datasource.password=",
                "spring.datasource.hikari.maximum-pool-size=8",
                "bactrian.once.initialize-schema=always");
    }

    @AfterAll
    void stop() {
        threads.shutdownNow();
        app.close();
        replica.close();
        stopCoordinator();
    }

    @BeforeEach
    void begin() {
        saga = http("POST", coordinatorUrl() + "/lra-coordinator/start?ClientID=once");
        jdbc.sql("insert into counter (saga, n) values (:saga, 0)")
                .param("saga", uid(saga))
                .update();
    }

    @AfterEach
    void calm() {
        for (Counting each : List.of(routes, otherRoutes)) {
            each.gate = exchange -> {};
            each.inside = exchange -> {};
        }
        app.bean(Outcomes.class).last = pass -> {};
        http("PUT", saga + "/cancel");
    }

    @Test
    void actsOnceAndAnswersTheSameAgainOnAnyReplica() {
        Exchange first = act(app, Map.of());
        Exchange second = act(replica, Map.of());

        assertThat(failureOf(first)).isNull();
        for (Exchange answered : List.of(first, second)) {
            assertThat(answered.getMessage().getBody(Map.class))
                    .hasToString("{z=1, price=12.340, a=null}")
                    .containsEntry("price", new BigDecimal("12.340"));
            assertThat(answered.getMessage().getHeaders())
                    .containsEntry("trackingId", "t-1")
                    .containsEntry("afterTheBlock", true)
                    .doesNotContainKey(Exchange.HTTP_RESPONSE_CODE);
            assertThat(answered.getVariable("weight")).isEqualTo(7);
        }
        assertThat(second.getProperty(OncePolicy.OUTCOME)).isEqualTo(OncePass.Outcome.REPEAT);
        assertThat(counter()).isEqualTo(1);
        assertThat(outcomes()).containsExactly("action done", "action repeat");
    }

    @Test
    void answersTextBytesStreamsAndObjectsInTheSameFormTheFirstTimeAndAgain() {
        assertSameAnswers("text", "raised\u0000ü");
        assertSameAnswers("bytes", new byte[] {0, 1, -1});
        assertSameAnswers("stream", "streamed".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertSameAnswers("record", Map.of("what", "it", "by", 1));
        assertSameAnswers("nothing", null);
        assertSameAnswers("untouched", "as it came");
        assertThat(counter()).isEqualTo(6);
    }

    private void assertSameAnswers(String kind, Object body) {
        for (int i = 0; i < 2; i++) {
            Exchange answered = send(app, "direct:raise", Map.of("answer", kind, "bactrianStep", kind), "as it came");
            assertThat(failureOf(answered)).as(kind).isNull();
            assertThat(answered.getMessage().getBody()).as(kind).isEqualTo(body);
        }
    }

    @Test
    void refusesAnswersThatCannotBeRecordedAndTakesBackWhatWasDone() {
        assertThat(failureOf(act(app, Map.of("answer", "unwritable"))))
                .hasMessageStartingWith("the answer of policy(\"once\") must be text, bytes or what can be written as"
                        + " JSON, was a java.lang.Object: ");
        assertThat(failureOf(act(app, Map.of("answer", "too-long"))))
                .hasMessageMatching("the answer of policy\\(\"once\"\\) takes 1000\\d+ characters, it can take 1000000:"
                        + " store what is large and answer its key");
        assertThat(counter()).isZero();
        assertThat(outcomes()).isEmpty();
    }

    @Test
    void repeatsResponseCodeAndHeadersOfTheBlockAndNoneOfAnEarlierCall() {
        Map<String, Object> earlier = Map.of("answer", "created", Exchange.HTTP_RESPONSE_CODE, 404);
        for (Exchange answered : List.of(act(app, earlier), act(replica, earlier))) {
            assertThat(answered.getMessage().getHeaders())
                    .containsEntry(Exchange.HTTP_RESPONSE_CODE, 201)
                    .containsEntry("Location", "/counters/1");
        }
        assertThat(outcomes()).containsExactly("action done", "action repeat");
    }

    @Test
    void anEarlierResponseCodeIsNoRefusalAndStays() {
        Exchange answered = act(app, Map.of(Exchange.HTTP_RESPONSE_CODE, 404));

        assertThat(answered.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(404);
        assertThat(outcomes()).containsExactly("action done");
    }

    @Test
    void takesBackWhatAnActionDidThatAnswersNoAndRepeatsTheNo() {
        Exchange first = act(app, Map.of("answer", "no"));
        Exchange second = act(replica, Map.of("answer", "map"));

        for (Exchange answered : List.of(first, second)) {
            assertThat(failureOf(answered)).isNull();
            assertThat(answered.getMessage().getBody()).isEqualTo("too high");
            assertThat(answered.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                    .isEqualTo(409);
        }
        assertThat(counter()).isZero();
        assertThat(outcomes()).containsExactly("action refused", "action repeat");
    }

    @Test
    void takesBackWhatAnActionDidThatThrowsARefusalAndThrowsItAgain() {
        for (Exchange refused : List.of(act(app, Map.of("answer", "refuse")), act(replica, Map.of("answer", "map")))) {
            assertThat(failureOf(refused))
                    .isInstanceOf(StepRefusedException.class)
                    .hasMessage("too high")
                    .extracting("status")
                    .isEqualTo(409);
        }
        assertThat(counter()).isZero();
        assertThat(outcomes()).containsExactly("action refused", "action repeat");
    }

    @Test
    void recordsARefusalOfABeanThatDeclaresATransaction() {
        Exchange first = act(app, Map.of("answer", "refuse-within"));
        Exchange second = act(replica, Map.of("answer", "map"));

        for (Exchange refused : List.of(first, second)) {
            assertThat(failureOf(refused))
                    .isInstanceOf(StepRefusedException.class)
                    .hasMessage("too high");
        }
        assertThat(counter()).isZero();
        assertThat(outcomes()).containsExactly("action refused", "action repeat");
    }

    @Test
    void recordsANoAfterSuchABeanHasThrown() {
        for (Exchange refused : List.of(act(app, Map.of("answer", "no-within")), act(replica, Map.of()))) {
            assertThat(failureOf(refused)).isNull();
            assertThat(refused.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                    .isEqualTo(409);
        }
        assertThat(counter()).isZero();
        assertThat(outcomes()).containsExactly("action refused", "action repeat");
    }

    @Test
    void saysWhyABlockThatEndedWellCannotBeCommitted() {
        assertThat(failureOf(act(app, Map.of("answer", "caught-within"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("what policy(\"once\") is around in step 'raise-counter' of saga " + saga
                        + " ended well, but something in it has marked the transaction for rollback");
        assertThat(counter()).isZero();
        assertThat(outcomes()).isEmpty();
    }

    @Test
    void recordsNothingWhenAnActionFails() {
        assertThat(failureOf(act(app, Map.of("answer", "fail")))).hasMessage("in the middle");
        assertThat(act(app, Map.of("answer", "roll-back")).isRollbackOnly()).isTrue();

        assertThat(counter()).isZero();
        assertThat(outcomes()).isEmpty();
        act(app, Map.of());
        assertThat(counter()).isEqualTo(1);
    }

    @Test
    void compensatesOnceHoweverOftenTheStepWasCalled() {
        act(app, Map.of());
        act(replica, Map.of());

        cancel();

        await().untilAsserted(() -> assertThat(outcomes())
                .containsExactly("action done", "action repeat", "compensation empty", "compensation done"));
        assertThat(counter()).isZero();
    }

    @Test
    void recordsNothingWhenACompensationFailsAndCompensatesWhenCalledAgain() {
        act(app, Map.of());
        routes.inside = exchange -> {
            throw new IllegalStateException("in the middle");
        };
        assertThat(failureOf(compensate(app))).hasMessage("in the middle");
        assertThat(counter()).isEqualTo(1);
        routes.inside = exchange -> {};

        compensate(app);

        assertThat(counter()).isZero();
        assertThat(outcomes()).containsExactly("action done", "compensation done");
    }

    @Test
    void refusesAnActionThatIsOvertakenByItsCompensation() throws Exception {
        CountDownLatch joined = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        routes.gate = exchange -> {
            if (exchange.getFromEndpoint().getEndpointUri().contains("raise")) {
                joined.countDown();
                goOn.await(60, TimeUnit.SECONDS);
            }
        };
        CompletableFuture<Exchange> late = supplyAsync(() -> act(app, Map.of()), threads);
        joined.await(60, TimeUnit.SECONDS);

        cancel();
        await().untilAsserted(() -> assertThat(outcomes()).containsExactly("compensation empty"));
        goOn.countDown();

        assertThat(failureOf(late.get(120, TimeUnit.SECONDS)))
                .isInstanceOf(StepTooLateException.class)
                .hasMessage("step 'raise-counter' of saga " + saga
                        + " has ended before this call of its action arrived: it is refused")
                .extracting(late410 -> ((StepTooLateException) late410).status())
                .isEqualTo(410);
        assertThat(counter()).isZero();
        assertThat(outcomes()).containsExactly("compensation empty", "action refused");
    }

    @Test
    void refusesAnActionThatIsRepeatedAfterItsCompensation() {
        act(app, Map.of());
        compensate(replica);
        compensate(app);

        assertThat(failureOf(act(app, Map.of()))).isInstanceOf(StepTooLateException.class);
        assertThat(counter()).isZero();
        assertThat(outcomes())
                .containsExactly("action done", "compensation done", "compensation repeat", "action refused");
    }

    @Test
    void hasNothingToCompensateAfterARefusalAndBlocksTheAction() {
        act(app, Map.of("answer", "refuse"));
        compensate(app);

        assertThat(failureOf(act(app, Map.of()))).isInstanceOf(StepTooLateException.class);
        assertThat(counter()).isZero();
        assertThat(outcomes()).containsExactly("action refused", "compensation empty", "action refused");
    }

    @Test
    void completesOnceAndStillAnswersARepeatedAction() {
        act(app, Map.of());
        complete(app);
        complete(replica);
        Exchange again = act(app, Map.of());

        assertThat(again.getMessage().getBody()).hasToString("{z=1, price=12.340, a=null}");
        assertThat(counter()).isEqualTo(101);
        assertThat(outcomes()).containsExactly("action done", "completion done", "completion repeat", "action repeat");
    }

    @Test
    void completesWhenTheCoordinatorClosesTheSaga() {
        act(app, Map.of());

        http("PUT", saga + "/close");

        await().untilAsserted(() -> assertThat(counter()).isEqualTo(101));
    }

    @Test
    void completesNothingWhereNothingHappenedAndBlocksTheAction() {
        complete(app);

        assertThat(failureOf(act(app, Map.of()))).isInstanceOf(StepTooLateException.class);
        assertThat(counter()).isZero();
        assertThat(outcomes()).containsExactly("completion empty", "action refused");
    }

    @Test
    void refusesToCompleteWhatWasCompensated() {
        act(app, Map.of());
        compensate(app);

        assertThat(failureOf(complete(app)))
                .isInstanceOf(CompensationImpossibleException.class)
                .hasMessage("step 'raise-counter' of saga " + saga + " was compensated and cannot be completed");
        assertThat(counter()).isZero();
        assertThat(outcomes()).containsExactly("action done", "compensation done", "completion refused");
    }

    @Test
    void compensatesACompletedStepBecauseItsSagaMayBeNested() {
        act(app, Map.of());
        complete(app);
        compensate(app);

        assertThat(counter()).isEqualTo(100);
    }

    @Test
    void takesANestedSagaForTheSameWithAndWithoutItsParent() {
        act(app, Map.of());
        run(app, "direct:lower", Phase.COMPENSATION, saga + "?ParentLRA=http%3A%2F%2Fc%2F1", Map.of("item", ""));

        assertThat(counter()).isZero();
    }

    @Test
    void refusesTheSameStepWithOtherOptionsAndCompensatesTheOneThatActed() {
        act(app, Map.of("item", "a"));
        Exchange other = act(replica, Map.of("item", "b"));

        assertThat(failureOf(other))
                .isInstanceOf(StepOptionsDifferException.class)
                .hasMessage("step 'raise-counter' of saga " + saga + " has been called before with other options"
                        + " (item was 'a' and is 'b'): this call is refused, its answer would be another call's. Where a"
                        + " saga runs a step several times, for example in a loop, give each pass a name of its own with"
                        + " .option(\"bactrian.step\", simple(\"raise-counter-${exchangeProperty.CamelLoopIndex}\"))")
                .satisfies(failure -> {
                    StepOptionsDifferException differ = (StepOptionsDifferException) failure;
                    assertThat(differ.status()).isEqualTo(409);
                    assertThat(differ.firstOptions()).containsExactly(Map.entry("item", "a"));
                    assertThat(differ.options()).containsExactly(Map.entry("item", "b"));
                });
        assertThat(counter()).isEqualTo(1);

        cancel();

        await().untilAsserted(() -> assertThat(outcomes())
                .containsExactly("action done", "action refused", "compensation empty", "compensation done"));
        assertThat(counter()).isZero();
    }

    @Test
    void tellsOptionsApartThatAreTooLongToKeep() {
        act(app, Map.of("item", "a".repeat(3_000)));

        assertThat(failureOf(act(app, Map.of("item", "b".repeat(3_000)))))
                .isInstanceOf(StepOptionsDifferException.class)
                .hasMessageContaining("has been called before with other options: this call");
        assertThat(failureOf(act(app, Map.of("item", "a".repeat(3_000))))).isNull();
    }

    @Test
    void actsInEachPassOfALoopThatNamesItsPasses() {
        Exchange looped = send(app, "direct:loop", Map.of(), null);

        assertThat(failureOf(looped)).isNull();
        assertThat(counter()).isEqualTo(3);
        cancel();
        await().untilAsserted(() -> assertThat(counter()).isZero());
    }

    @Test
    void refusesASecondBlockInOneRunOfAStep() {
        assertThat(failureOf(send(app, "direct:two-blocks", Map.of(), null)))
                .hasMessage(
                        "step 'two-blocks' of saga " + saga + " passes policy(\"once\") a second time in one run: the"
                                + " second part would be answered for the first. Put all that belongs together into one block; in"
                                + " a loop or split, put saga() into it as well and give each pass a name of its own with"
                                + " .option(\"bactrian.step\", ..)");
        assertThat(counter()).isEqualTo(1);
    }

    @Test
    void needsASagaStep() {
        assertThat(failureOf(send(app, "direct:outside", Map.of(), null)))
                .hasMessage("policy(\"once\") needs a saga step: put it into a saga() block that has a compensation or"
                        + " completion, or into the route of one (this exchange came into route outside)");
    }

    @Test
    void retriesTheWholeBlockInANewTransaction() {
        AtomicInteger tries = new AtomicInteger();
        routes.inside = exchange -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("passing");
            }
        };
        Exchange retried = send(app, "direct:retried", Map.of(), null);

        assertThat(failureOf(retried)).isNull();
        assertThat(tries).hasValue(2);
        assertThat(counter()).isEqualTo(1);
    }

    @Test
    void retriesNothingInTheMiddleOfATransaction() {
        AtomicInteger tries = new AtomicInteger();
        routes.inside = exchange -> {
            tries.incrementAndGet();
            throw new IllegalStateException("passing");
        };
        Exchange failed = send(app, "direct:split", Map.of(), null);

        assertThat(failureOf(failed)).isNotNull();
        assertThat(tries).hasValue(1);
        assertThat(counter()).isZero();
    }

    @Test
    void takesAHandledFailureForAFailure() {
        routes.inside = exchange -> {
            throw new IllegalStateException("inside");
        };
        Exchange handled = send(app, "direct:handled", Map.of(), null);

        assertThat(handled.getMessage().getBody()).isEqualTo("sorry myself");
        assertThat(counter()).isZero();
        assertThat(outcomes()).isEmpty();
    }

    @Test
    void takesABranchThatHandledItsFailureForAFailure() {
        AtomicInteger branches = new AtomicInteger();
        Processor failingFirst = exchange -> {
            if (branches.getAndIncrement() == 0) {
                throw new IllegalStateException("in the first branch");
            }
        };
        routes.inside = failingFirst;
        Exchange action = send(app, "direct:branching", Map.of(), null);
        assertThat(failureOf(action))
                .hasMessageStartingWith("a part of what policy(\"once\") is around in step"
                        + " 'raise-counter-in-branches' of saga " + saga + " has failed");
        assertThat(branches).hasValue(2);
        assertThat(counter()).as("after the action").isZero();
        assertThat(outcomes()).isEmpty();
        act(app, Map.of());

        branches.set(0);
        assertThat(failureOf(lowerInBranches())).isNotNull();
        assertThat(branches).hasValue(2);
        assertThat(counter()).as("after the compensation").isEqualTo(1);
        assertThat(failureOf(lowerInBranches())).isNull();

        assertThat(counter()).isZero();
        assertThat(outcomes()).containsExactly("action done", "compensation done");
    }

    private Exchange lowerInBranches() {
        return run(app, "direct:lower-branching", Phase.COMPENSATION, saga, Map.of("item", ""));
    }

    @Test
    void staysOnOneThreadFromBeginToCommit() {
        Exchange done = send(app, "direct:asynchronous", Map.of(), null);

        assertThat(failureOf(done)).isNull();
        assertThat(routes.threads).hasSize(3).containsOnly(Thread.currentThread());
        assertThat(counter()).isEqualTo(1);
    }

    @Test
    void takesEverythingBackWhenAListenerFails() {
        app.bean(Outcomes.class).last = pass -> {
            throw new IllegalStateException("the journal is full");
        };
        assertThat(failureOf(act(app, Map.of()))).hasMessage("the journal is full");

        assertThat(counter()).isZero();
        assertThat(outcomes()).isEmpty();
        act(replica, Map.of());
        assertThat(counter()).isEqualTo(1);
    }

    @Test
    void aCallWhoseConnectionIsCutBeforeTheCommitWasNeverMade() {
        app.bean(Outcomes.class).last =
                pass -> kill(jdbc.sql(ownSession()).query(Object.class).single());

        assertThat(failureOf(act(app, Map.of()))).isNotNull();
        app.bean(Outcomes.class).last = pass -> {};

        assertThat(counter()).isZero();
        assertThat(outcomes()).isEmpty();
        assertThat(failureOf(act(app, Map.of()))).isNull();
        assertThat(counter()).isEqualTo(1);
    }

    @Test
    void aRetryAfterACommitWithoutAnAnswerGetsTheRecordedAnswer() {
        app.bean(Outcomes.class).last = pass -> {
            if (pass.outcome() == OncePass.Outcome.DONE) {
                TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        throw new IllegalStateException("the answer is lost");
                    }
                });
            }
        };
        Exchange retried = send(app, "direct:retried", Map.of(), null);

        assertThat(failureOf(retried)).isNull();
        assertThat(counter()).isEqualTo(1);
        assertThat(outcomes()).containsExactly("action done", "action repeat");
    }

    @Test
    void aCompensationWaitsForTheActionThatRuns() throws Exception {
        CountDownLatch acting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        routes.inside = exchange -> {
            acting.countDown();
            goOn.await(60, TimeUnit.SECONDS);
        };
        Future<Exchange> action = threads.submit(() -> act(app, Map.of()));
        acting.await(60, TimeUnit.SECONDS);
        Future<Exchange> compensation = threads.submit(() -> {
            threads.submit(goOn::countDown);
            return compensate(replica);
        });

        assertThat(failureOf(action.get(120, TimeUnit.SECONDS))).isNull();
        assertThat(failureOf(compensation.get(120, TimeUnit.SECONDS))).isNull();
        // empty if it was made for another begin, before the one that acted was known
        assertThat(outcomes()).hasSize(2).startsWith("action done");

        compensate(replica);

        assertThat(outcomes()).containsOnlyOnce("compensation done");
        assertThat(counter()).isZero();
    }

    @Test
    void theNextActionRunsWhenTheOneItWaitedForIsRolledBack() throws Exception {
        CountDownLatch acting = new CountDownLatch(1);
        routes.inside = exchange -> {
            acting.countDown();
            throw new IllegalStateException("killed");
        };
        Future<Exchange> killed = threads.submit(() -> act(app, Map.of()));
        acting.await(60, TimeUnit.SECONDS);
        Exchange next = act(replica, Map.of());

        assertThat(failureOf(killed.get(120, TimeUnit.SECONDS))).hasMessage("killed");
        assertThat(failureOf(next)).isNull();
        assertThat(counter()).isEqualTo(1);
        assertThat(outcomes()).containsExactly("action done");
    }

    @RepeatedTest(20)
    void keepsTheCounterRightWhenEverythingIsCalledAtOnceOnBothReplicas() throws Exception {
        CyclicBarrier start = new CyclicBarrier(8);
        routes.gate = exchange -> start.await(60, TimeUnit.SECONDS);
        otherRoutes.gate = routes.gate;
        List<Future<Exchange>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TestApplication one = i % 2 == 0 ? app : replica;
            calls.add(threads.submit(() -> act(one, Map.of())));
            calls.add(threads.submit(() -> compensate(one)));
        }
        for (Future<Exchange> call : calls) {
            Throwable failure = failureOf(call.get(120, TimeUnit.SECONDS));
            assertThat(failure == null || failure instanceof StepTooLateException)
                    .as("%s", failure)
                    .isTrue();
        }

        routes.gate = exchange -> {};
        otherRoutes.gate = routes.gate;
        compensate(app); // as each begin is in the end, also the one that acted
        assertThat(counter()).isZero();
        List<String> outcomes = outcomes();
        assertThat(outcomes).hasSize(9);
        assertThat(outcomes.stream().filter(outcome -> outcome.endsWith("done")).count())
                .as("%s", outcomes)
                .isIn(0L, 2L);
    }

    @RepeatedTest(10)
    void undoesOnceWhenTheCompensationIsCalledSeveralTimesAtOnceOnBothReplicas() throws Exception {
        act(app, Map.of());
        CyclicBarrier start = new CyclicBarrier(6);
        routes.gate = exchange -> start.await(60, TimeUnit.SECONDS);
        otherRoutes.gate = routes.gate;
        List<Future<Exchange>> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            TestApplication one = i % 2 == 0 ? app : replica;
            calls.add(threads.submit(() -> compensate(one)));
        }
        for (Future<Exchange> call : calls) {
            assertThat(failureOf(call.get(120, TimeUnit.SECONDS))).isNull();
        }

        assertThat(counter()).isZero();
        assertThat(outcomes()).containsOnlyOnce("compensation done").hasSize(7);
    }

    @Test
    void undoesAtThePlaceInTheOrderOfWhoActedAndNotOfALateRepeat() {
        List<String> undone = new CopyOnWriteArrayList<>();
        routes.gate = exchange -> StepRun.markedOn(exchange).ifPresent(run -> undone.add(run.step()));
        routes.builtOn = exchange -> undone.add("built-on-it");
        act(app, Map.of());
        send(app, "direct:build-on-it", Map.of(), null);
        act(app, Map.of()); // the caller's first call, which it gave up long ago and made again

        cancel();

        await().untilAsserted(() -> assertThat(undone).hasSize(3));
        assertThat(outcomes())
                .containsExactly("action done", "action repeat", "compensation empty", "compensation done");
        assertThat(undone).containsExactly(STEP, "built-on-it", STEP);
        assertThat(counter()).isZero();
    }

    @Test
    void makesFinalWhatWhoActedDidAndNotARepeat() {
        act(app, Map.of());
        act(app, Map.of());

        http("PUT", saga + "/close");

        await().untilAsserted(() -> assertThat(outcomes())
                .containsExactlyInAnyOrder("action done", "action repeat", "completion empty", "completion done"));
        assertThat(counter()).isEqualTo(101);
    }

    @RepeatedTest(10)
    void actsOnceWhenTheActionIsCalledSeveralTimesAtOnceOnBothReplicas() throws Exception {
        CyclicBarrier start = new CyclicBarrier(6);
        routes.gate = exchange -> start.await(60, TimeUnit.SECONDS);
        otherRoutes.gate = routes.gate;
        List<Future<Exchange>> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            TestApplication one = i % 2 == 0 ? app : replica;
            calls.add(threads.submit(() -> act(one, Map.of())));
        }
        for (Future<Exchange> call : calls) {
            assertThat(call.get(120, TimeUnit.SECONDS).getMessage().getBody())
                    .hasToString("{z=1, price=12.340, a=null}");
        }

        assertThat(counter()).isEqualTo(1);
        assertThat(outcomes()).containsOnlyOnce("action done").hasSize(6);
        routes.gate = exchange -> {};
        otherRoutes.gate = routes.gate;
    }

    private Exchange act(TestApplication one, Map<String, Object> headers) {
        Map<String, Object> all = new HashMap<>(headers);
        all.putIfAbsent("item", "");
        return send(one, "direct:raise", all, null);
    }

    private Exchange send(TestApplication one, String endpoint, Map<String, Object> headers, Object body) {
        return one.camel().createProducerTemplate().request(endpoint, exchange -> {
            exchange.getMessage().setHeaders(new HashMap<>(headers));
            exchange.getMessage().setHeader(Exchange.SAGA_LONG_RUNNING_ACTION, saga);
            exchange.getMessage().setBody(body);
        });
    }

    private Exchange compensate(TestApplication one) {
        return run(one, "direct:lower", Phase.COMPENSATION, saga, Map.of("item", ""));
    }

    private Exchange complete(TestApplication one) {
        return run(one, "direct:fix", Phase.COMPLETION, saga, Map.of("item", ""));
    }

    /** What the starter does with a callback, at the moment that the test chooses. */
    private Exchange run(TestApplication one, String endpoint, Phase phase, String id, Map<String, String> options) {
        String begun = actor();
        return one.camel().createProducerTemplate().request(endpoint, exchange -> {
            exchange.getMessage().setHeader(Exchange.SAGA_LONG_RUNNING_ACTION, id);
            new StepRun(phase, LraId.parse(id), begun, STEP, options).mark(exchange);
        });
    }

    /** The begin of the step that acted, or the first that was compensated; another one where there is none. */
    private String actor() {
        return jdbc.sql("select begun from bactrian_once where saga = :saga and step = :step")
                .param("saga", uid(saga))
                .param("step", STEP)
                .query(String.class)
                .optional()
                .orElse("none yet");
    }

    private void cancel() {
        http("PUT", saga + "/cancel");
    }

    private void kill(Object session) {
        try {
            threads.submit(() -> replica.bean(JdbcClient.class)
                            .sql(killSession())
                            .param(1, session)
                            .query(Object.class)
                            .single())
                    .get(120, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the session could not be killed", e);
        }
    }

    private int counter() {
        return jdbc.sql("select n from counter where saga = :saga")
                .param("saga", uid(saga))
                .query(Integer.class)
                .single();
    }

    private List<String> outcomes() {
        return jdbc.sql("select what from outcome where saga = :saga order by seq")
                .param("saga", uid(saga))
                .query(String.class)
                .list();
    }

    static String uid(String saga) {
        return LraId.parse(saga).uid();
    }

    private String http(String method, String url) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .timeout(Duration.ofSeconds(60))
                                    .header("Accept", "text/plain")
                                    .method(method, HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
