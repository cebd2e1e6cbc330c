package io.bactrian.testkit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A saga test as a conversation: given what services do, when this is sent, expect that.
 *
 * <pre>{@code
 * saga.given("PUT http:shipping/shipments/*").answers(409, "no carrier for this address")
 *     .when("direct:fulfil", order("4711"))
 *     .expectFailure(409)
 *     .expectCompensated("create-shipment", "confirm-order", "charge-payment", "reserve-stock")
 *     .expectNothingOpen();
 * }</pre>
 *
 * <p>Nothing sleeps. {@link #when} returns once the application has answered, or nothing can go on without the test: an
 * answer is {@link Rule#whenReleased held back}, or the next thing is due at a later time of the clock. Every expectation
 * first brings everything on that is due. One of these belongs to one test method and sees only sagas that began in it.
 */
public final class SagaScript {

    private final EmbeddedCoordinator coordinator;
    private final ScriptedServices services;
    private final Caller caller;
    private final Course course;
    private final AnswerExpectations answers;
    private final SagaExpectations sagas;

    SagaScript(EmbeddedCoordinator coordinator, ScriptedServices services, Caller caller) {
        this(coordinator, services, caller, new Course(coordinator, services, caller.atWork()), null);
    }

    private SagaScript(
            EmbeddedCoordinator coordinator,
            ScriptedServices services,
            Caller caller,
            Course course,
            @Nullable String sagaName) {
        this.coordinator = coordinator;
        this.services = services;
        this.caller = caller;
        this.course = course;
        this.answers = new AnswerExpectations(course);
        this.sagas = new SagaExpectations(course, coordinator, services, caller, sagaName);
    }

    /**
     * What a service does when certain calls come, see {@link ScriptedServices#given}.
     *
     * @throws IllegalArgumentException when the pattern is malformed or names a service that does not exist
     */
    public Given given(String pattern) {
        return new Given(this, services, services.script(pattern));
    }

    /** The same without a body. */
    public SagaScript when(String target) {
        return when(target, null);
    }

    /** The same without headers. */
    public SagaScript when(String target, @Nullable Object body) {
        return when(target, body, Map.of());
    }

    /**
     * Sends something to the application.
     *
     * @param target the URI of a Camel endpoint, like {@code direct:fulfil}, or an HTTP request, like
     *     {@code POST /orders}
     * @param body given to an endpoint as it is; in an HTTP request a text is sent as it is and anything else as JSON
     * @throws IllegalArgumentException when no route consumes that endpoint
     */
    public SagaScript when(String target, @Nullable Object body, Map<String, ?> headers) {
        caller.check(target);
        sagas.checkCallbacks();
        course.begin(target, () -> caller.call(target, body, headers));
        return this;
    }

    /** Does something that begins sagas in another way; what it returns is the answer, what it throws the failure. */
    public SagaScript when(Callable<?> work) {
        sagas.checkCallbacks();
        course.begin("the work", () -> Answer.ofWork(Reply.text(work.call())));
        return this;
    }

    /** What was sent ended without an exception, and an HTTP request with a status below 400. */
    public SagaScript expectSuccess() {
        answers.success();
        return this;
    }

    /**
     * What was sent failed: with an exception, or, over HTTP, with a status of 400 or more. A status that a route sets is
     * no failure of what is sent to an endpoint like {@code direct:fulfil}: {@link #expectAnswer(int, Object)} expects it.
     * Nor is a 404 that no route of the application has given or heard of: it says that the path is served by none.
     * {@link #expectFailure(int) expectFailure(404)} expects that one, too.
     */
    public SagaScript expectFailure() {
        answers.failure();
        return this;
    }

    /** It failed with this status: that of the answer over HTTP, or of the HTTP exception that ended a route. */
    public SagaScript expectFailure(int status) {
        answers.failure(status);
        return this;
    }

    /** It failed with an exception of this type, or was caused by one. */
    public SagaScript expectFailure(Class<? extends Throwable> type) {
        answers.failure(type);
        return this;
    }

    /** It failed, and this is part of a message in it: of the exception, of what caused it, or of the answer. */
    public SagaScript expectFailure(String messagePart) {
        answers.failure(messagePart);
        return this;
    }

    /** The answer's body: this text, or JSON that means the same; anything but a text is compared as JSON. */
    public SagaScript expectAnswer(Object body) {
        answers.answer(body);
        return this;
    }

    /**
     * The answer has this status, which through an endpoint is what its message has as {@code CamelHttpResponseCode}, and
     * a body as of {@link #expectAnswer(Object)}.
     */
    public SagaScript expectAnswer(int status, Object body) {
        answers.answer(status, body);
        return this;
    }

    /** The answer's body meets assertions of your own. */
    public SagaScript expectAnswer(Consumer<String> assertions) {
        answers.answer(assertions);
        return this;
    }

    /** Every saga closed, with exactly these steps completed, in whatever order; without names any steps will do. */
    public SagaScript expectCompleted(String... steps) {
        sagas.completed(steps);
        return this;
    }

    /**
     * Every saga was cancelled, with exactly these steps compensated, in this order: as the ledger has it, and as the
     * scripted services that joined remember it. Without names any steps will do, but not none. Of a saga that cannot be
     * cancelled, say first {@link #expectParked} or {@link #expectFailedToCompensate}, and then what else was compensated.
     */
    public SagaScript expectCompensated(String... steps) {
        sagas.compensated(steps);
        return this;
    }

    /** Exactly these steps said that they cannot compensate. */
    public SagaScript expectFailedToCompensate(String... steps) {
        sagas.failedToCompensate(steps);
        return this;
    }

    /** The coordinator has given exactly these steps up and waits for a person. */
    public SagaScript expectParked(String... steps) {
        sagas.parked(steps);
        return this;
    }

    /** A step's result as the coordinator keeps it: a value that means the same as JSON. */
    public SagaScript expectResult(String step, String name, Object value) {
        sagas.result(step, name, value);
        return this;
    }

    /** A service was called so often by calls of this pattern, or called back, as by {@code COMPENSATE step}. */
    public SagaScript expectCalls(String pattern, int times) {
        sagas.calls(pattern, times);
        return this;
    }

    /**
     * No saga is undecided or under way, none needs a person, nothing is held back, what was sent has ended; and of
     * compensated sagas no effect is left standing that a scripted service knows of.
     */
    public SagaScript expectNothingOpen() {
        sagas.nothingOpen();
        return this;
    }

    /** From here on, expectations are about sagas of this name or business key. */
    public SagaScript ofSaga(String nameOrBusinessKey) {
        return new SagaScript(coordinator, services, caller, course, nameOrBusinessKey);
    }

    /**
     * Lets time pass for the coordinator and the scripted services, from one thing that becomes due to the next: each
     * deadline, retry and delayed answer on the way happens at its own time.
     */
    public SagaScript advance(Duration by) {
        course.advance(by);
        return this;
    }

    /** Does whatever is due now. Expectations do this by themselves. */
    public SagaScript settle() {
        course.rest();
        return this;
    }

    /** Lets the answers go that are held back, and waits for what comes of it. */
    public SagaScript release() {
        if (services.release() == 0) {
            throw course.failure("no answer is held back: nothing to release");
        }
        course.rest();
        return this;
    }

    /** Kills the coordinator and starts it again on the same ledger. */
    public SagaScript restartCoordinator() {
        coordinator.restart();
        course.rest();
        return this;
    }

    /** A service stops listening. */
    public SagaScript dies(String service) {
        services.die(service);
        return this;
    }

    /** A service listens again, on the same port; it still knows what it did. */
    public SagaScript comesBack(String service) {
        services.comeBack(service);
        return this;
    }

    /** The body of the answer; null while there is none. */
    public @Nullable String answer() {
        Answer answer = course.answer();
        return answer == null ? null : answer.body();
    }

    /** What was thrown; null when nothing was. */
    public @Nullable Throwable failure() {
        Answer answer = course.answer();
        return answer == null ? null : answer.failure();
    }

    /** The services, to be scripted and asked directly. */
    public ScriptedServices services() {
        return services;
    }

    /** The coordinator, to be stopped, restarted and asked directly. */
    public EmbeddedCoordinator coordinator() {
        return coordinator;
    }

    /** What happened in the sagas of this test and what services were asked, for messages of your own. */
    public String timeline() {
        return course.report().strip();
    }

    void end() {
        course.end();
    }
}
