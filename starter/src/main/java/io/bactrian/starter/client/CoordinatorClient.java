package io.bactrian.starter.client;

import io.bactrian.starter.protocol.CoordinatorAddress;
import io.bactrian.starter.protocol.LraHeaders;
import io.bactrian.starter.protocol.LraId;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coordinator's requests as methods. Each blocks the caller at most as long as {@link ClientSettings} say, repeats
 * passing faults within that time, and throws a {@link CoordinatorException} that carries id, status and body.
 */
public final class CoordinatorClient {

    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorClient.class);

    private final CoordinatorAddress coordinator;
    private final ClientSettings settings;
    private final HttpCalls calls;

    public CoordinatorClient(CoordinatorAddress coordinator, ClientSettings settings, Clock clock, Pause pause) {
        this.coordinator = coordinator;
        this.settings = settings;
        this.calls = new HttpCalls(settings.connectTimeout(), clock, pause);
    }

    /** Which kind of coordinator answered last. */
    public Engine engine() {
        return calls.engine();
    }

    public CoordinatorAddress coordinator() {
        return coordinator;
    }

    /**
     * Starts a saga; with a step, our coordinator joins it in the same request.
     *
     * @return the saga, and the participant if the coordinator joined it
     */
    public Started start(NewSaga saga, @Nullable NewStep first, Context context) {
        String url = coordinator.base() + "/start?ClientID=" + LraHeaders.encode(saga.clientId())
                + timeLimit('&', saga.timeLimit());
        HttpRequest.Builder request = request(url, context)
                .header(LraHeaders.IDEMPOTENCY_KEY, saga.idempotencyKey())
                .POST(BodyPublishers.noBody());
        encoded(request, LraHeaders.SAGA_NAME, saga.name());
        encoded(request, LraHeaders.BUSINESS_KEY, saga.businessKey());
        plain(request, LraHeaders.ORDER, saga.order());
        if (first != null) {
            stepHeaders(request, first);
        }
        return start(saga, request, settings.giveUpAfter());
    }

    /** Repeats, once, a start whose answer was lost, to learn which saga it made. */
    public Started restart(NewSaga saga) {
        String url = coordinator.base() + "/start?ClientID=" + LraHeaders.encode(saga.clientId());
        HttpRequest.Builder request = request(url, Context.NONE)
                .header(LraHeaders.IDEMPOTENCY_KEY, saga.idempotencyKey())
                .POST(BodyPublishers.noBody());
        return start(saga, request, Duration.ZERO);
    }

    private Started start(NewSaga saga, HttpRequest.Builder request, Duration giveUpAfter) {
        String what = "cannot start a saga" + (saga.name() == null ? "" : " '" + saga.name() + "'");
        Answer answer = expectOk(what, null, calls.call(what, null, request, perTry(), giveUpAfter));
        LraId id = LraId.parse(answer.header("Location").orElseGet(answer::body));
        if (coordinator.learn(id)) {
            LOG.warn(
                    "The coordinator at {} calls itself {}; other applications accept its sagas only with"
                            + " bactrian.coordinator-aliases={}",
                    coordinator,
                    id.base(),
                    id.base());
        }
        boolean ours = answer.header(LraHeaders.COORDINATOR).isPresent();
        return new Started(id, ours ? answer.header(LraHeaders.RECOVERY).orElse(null) : null);
    }

    /**
     * Makes a step a participant; joining again with the same links replaces its data.
     *
     * @return the participant's recovery URL
     */
    public String join(LraId id, NewStep step, Context context) {
        String url = coordinator.urlOf(id) + timeLimit('?', step.timeLimit());
        HttpRequest.Builder request = request(url, context)
                .header(LraHeaders.LRA, id.value())
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.noBody());
        stepHeaders(request, step);
        String what = "step '" + step.name() + "' cannot join saga " + id;
        Answer answer = expectOk(what, id, calls.call(what, id.value(), request, perTry(), settings.giveUpAfter()));
        return answer.header(LraHeaders.RECOVERY)
                .or(() -> answer.header("Location"))
                .orElseGet(() -> answer.body().strip());
    }

    /**
     * Closes or cancels.
     *
     * @return the saga's LRA status
     * @throws CoordinatorRefusedException when the saga will not become what was asked: with the answer's status, or with
     *     200 and a status that is neither
     */
    public String decide(LraId id, Decision decision, Context context) {
        return decide(id, decision, context, settings.giveUpAfter());
    }

    /** The same with one try only, for those who come back later by themselves. */
    public String decideOnce(LraId id, Decision decision) {
        return decide(id, decision, Context.NONE, Duration.ZERO);
    }

    private String decide(LraId id, Decision decision, Context context, Duration giveUpAfter) {
        HttpRequest.Builder request = request(coordinator.urlOf(id) + "/" + decision.verb(), context)
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.noBody());
        String what = "cannot " + decision.verb() + " saga " + id;
        // a stock coordinator that is just enlisting somebody answers 200 Active and has done nothing
        Answer answer = calls.call(
                what,
                id.value(),
                request,
                settings.giveUpAfter(),
                giveUpAfter,
                CoordinatorRefusedException::didNothing);
        String status = expectOk(what, id, answer).body().strip();
        if (!decision.fulfilledBy(status)) {
            throw new CoordinatorRefusedException(what, id.value(), answer.status(), status);
        }
        return status;
    }

    /** Reports about one step; committed at the coordinator when this returns. */
    public void report(LraId id, String participant, StepReport report, Context context) {
        HttpRequest.Builder request = request(
                        coordinator.urlOf(id) + "/participants/" + participant + "/report", context)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(Reports.body(report)));
        String what = "cannot report on participant " + participant + " of saga " + id;
        expectOk(what, id, calls.call(what, id.value(), request, perTry(), settings.giveUpAfter()));
    }

    /**
     * Says that this process lives.
     *
     * @param giveUpAfter zero for one try
     * @return false when the coordinator does not know instances at all
     */
    public boolean announce(String application, String instance, String incarnation, Duration giveUpAfter) {
        HttpRequest.Builder request =
                instance(application, instance, incarnation).PUT(BodyPublishers.noBody());
        String what = "cannot announce instance " + application + "/" + instance;
        Answer answer = calls.call(what, null, request, perTry(), giveUpAfter);
        if (answer.header(LraHeaders.COORDINATOR).isEmpty() && (answer.status() == 404 || answer.status() == 405)) {
            return false;
        }
        expectOk(what, null, answer);
        return true;
    }

    /** Says that this process ends in good order; its undecided sagas are cancelled at once. */
    public void sayGoodbye(String application, String instance, String incarnation) {
        HttpRequest.Builder request =
                instance(application, instance, incarnation).DELETE();
        String what = "cannot say goodbye for instance " + application + "/" + instance;
        expectOk(what, null, calls.call(what, null, request, perTry(), Duration.ZERO));
    }

    /** The links of a participant as the coordinator holds them, empty when it knows no such participant. */
    public Optional<String> linksAt(String recoveryUrl) {
        HttpRequest.Builder request =
                request(coordinator.recoveryUrlOf(recoveryUrl), Context.NONE).GET();
        String what = "cannot read participant " + recoveryUrl;
        Answer answer = calls.call(what, null, request, perTry(), Duration.ZERO);
        return answer.ok() ? Optional.of(answer.body()) : Optional.empty();
    }

    /** One short try whether anybody answers. */
    public void ping() {
        // an unknown saga is the cheapest question: the answer 404 proves the way there and back
        String what = "cannot reach the coordinator at " + coordinator;
        calls.call(
                what,
                null,
                request(coordinator.base() + "/bactrian-ping/status", Context.NONE)
                        .GET(),
                settings.connectTimeout(),
                Duration.ZERO);
    }

    private HttpRequest.Builder instance(String application, String instance, String incarnation) {
        String url =
                coordinator.base() + "/instances/" + LraHeaders.encode(application) + "/" + LraHeaders.encode(instance);
        return request(url, Context.NONE).header(LraHeaders.INCARNATION, incarnation);
    }

    private static void stepHeaders(HttpRequest.Builder request, NewStep step) {
        request.header(LraHeaders.LINK, step.links().toHeader());
        request.header(LraHeaders.CALLBACK_BODY, "json");
        encoded(request, LraHeaders.STEP, step.name());
        // on a start these repeat what it says itself
        encoded(request, LraHeaders.SAGA_NAME, step.sagaName());
        encoded(request, LraHeaders.BUSINESS_KEY, step.businessKey());
        plain(request, LraHeaders.RETRY, step.retry());
        plain(request, LraHeaders.PARTICIPANT_DATA, step.data());
        if (!step.endpoints().isEmpty()) {
            request.header(
                    LraHeaders.ENDPOINTS,
                    step.endpoints().stream().map(LraHeaders::encode).collect(Collectors.joining(",")));
        }
    }

    private static HttpRequest.Builder request(String url, Context context) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).header("Accept", "text/plain");
        context.trace().forEach(request::setHeader);
        if (!context.reports().isEmpty()) {
            request.header(LraHeaders.STEPS, Reports.header(context.reports()));
        }
        return request;
    }

    private static void encoded(HttpRequest.Builder request, String name, @Nullable String value) {
        plain(request, name, value == null ? null : LraHeaders.encode(value));
    }

    private static void plain(HttpRequest.Builder request, String name, @Nullable String value) {
        if (value != null) {
            request.setHeader(name, value);
        }
    }

    private static String timeLimit(char separator, @Nullable Duration limit) {
        return limit == null ? "" : separator + "TimeLimit=" + limit.toMillis();
    }

    private static Answer expectOk(String what, @Nullable LraId id, Answer answer) {
        if (!answer.ok()) {
            throw new CoordinatorRefusedException(what, id == null ? null : id.value(), answer.status(), answer.body());
        }
        return answer;
    }

    private Duration perTry() {
        return settings.readTimeout();
    }
}
