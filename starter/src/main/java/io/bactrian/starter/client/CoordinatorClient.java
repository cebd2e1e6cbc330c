package io.bactrian.starter.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bactrian.starter.protocol.CoordinatorAddress;
import io.bactrian.starter.protocol.LraHeaders;
import io.bactrian.starter.protocol.LraId;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
        this.calls = new HttpCalls(settings.connectTimeout(), clock, pause, this::learnName);
    }

    /** Which kind of coordinator answered last. */
    public Engine engine() {
        return calls.engine();
    }

    public CoordinatorAddress coordinator() {
        return coordinator;
    }

    /**
     * Whether this id names a saga of our coordinator. One that has not answered yet is asked first: it may go by a name that is not
     * the configured one.
     *
     * @throws CoordinatorException when it does not answer
     */
    public boolean owns(LraId id) {
        if (!coordinator.owns(id) && engine() == Engine.UNKNOWN) {
            ping();
        }
        return coordinator.owns(id);
    }

    private void learnName(String url) {
        if (coordinator.learn(url)) {
            LOG.info("The coordinator at {} calls itself {}", coordinator, url);
        }
    }

    /**
     * Starts a saga; with a step, our coordinator joins it in the same request.
     *
     * @return the saga, and the participant if the coordinator joined it
     */
    public Started start(NewSaga saga, @Nullable NewStep first, Context context) {
        String url = coordinator.base() + "/start?ClientID=" + LraHeaders.encode(saga.clientId())
                + timeLimit('&', saga.timeLimit());
        HttpRequest.Builder request = Outgoing.request(url, context)
                .header(LraHeaders.IDEMPOTENCY_KEY, saga.idempotencyKey())
                .POST(BodyPublishers.noBody());
        Outgoing.encoded(request, LraHeaders.SAGA_NAME, saga.name());
        Outgoing.encoded(request, LraHeaders.BUSINESS_KEY, saga.businessKey());
        Outgoing.plain(request, LraHeaders.ORDER, saga.order());
        if (first != null) {
            Outgoing.stepHeaders(request, first);
        }
        return start(saga, request, settings.giveUpAfter());
    }

    /** Repeats, once, a start whose answer was lost, to learn which saga it made. */
    public Started restart(NewSaga saga) {
        String url = coordinator.base() + "/start?ClientID=" + LraHeaders.encode(saga.clientId());
        HttpRequest.Builder request = Outgoing.request(url, Context.NONE)
                .header(LraHeaders.IDEMPOTENCY_KEY, saga.idempotencyKey())
                .POST(BodyPublishers.noBody());
        return start(saga, request, Duration.ZERO);
    }

    private Started start(NewSaga saga, HttpRequest.Builder request, Duration giveUpAfter) {
        String what = "cannot start a saga" + (saga.name() == null ? "" : " '" + saga.name() + "'");
        Answer answer = expectStarted(what, calls.call(what, null, request, perTry(), giveUpAfter, this::isAProxysNo));
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
        if (!ours) {
            calls.isStock();
        }
        return new Started(id, ours ? answer.header(LraHeaders.RECOVERY).orElse(null) : null);
    }

    /** Not the last word on a start or join, which may have happened; a yes without our header is a stock coordinator's. */
    private boolean isAProxysNo(Answer answer) {
        return !answer.ok() && calls.isSomebodyElses(answer);
    }

    private Answer expectStarted(String what, Answer answer) {
        if (answer.status() == 404 || answer.status() == 405) {
            return expectOk(what + ": " + noSagasThere(answer), null, answer);
        }
        return expectOk(what, null, answer);
    }

    /** Nobody starts sagas there: which setting is wrong. */
    private String noSagasThere(Answer answer) {
        if (coordinator.hasContextPathTwice()) {
            return "there is no " + coordinator
                    + "/start; camel.lra.coordinator-url is the coordinator's address without "
                    + coordinator.contextPath() + ", was " + coordinator.url();
        }
        return answer.header(LraHeaders.COORDINATOR).isEmpty()
                ? coordinator + " seems to be no LRA coordinator (see camel.lra.coordinator-url)"
                : "there is no " + coordinator
                        + "/start (see camel.lra.coordinator-url and camel.lra.coordinator-context-path)";
    }

    /**
     * Makes a step a participant; joining again with the same links replaces its data.
     *
     * @return the participant's recovery URL
     */
    public String join(LraId id, NewStep step, Context context) {
        String url = coordinator.urlOf(id) + timeLimit('?', step.timeLimit());
        HttpRequest.Builder request = Outgoing.request(url, context)
                .header(LraHeaders.LRA, id.value())
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.noBody());
        Outgoing.stepHeaders(request, step);
        String what = "step '" + step.name() + "' cannot join saga " + id;
        Answer answer = expectOk(
                what, id, calls.call(what, id.value(), request, perTry(), settings.giveUpAfter(), this::isAProxysNo));
        Optional<String> recovery = answer.header(LraHeaders.RECOVERY);
        if (recovery.isPresent() && answer.header(LraHeaders.COORDINATOR).isEmpty()) {
            calls.isStock();
        }
        return recovery.or(() -> answer.header("Location"))
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
        HttpRequest.Builder request = Outgoing.request(coordinator.urlOf(id) + "/" + decision.verb(), context)
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.noBody());
        String what = "cannot " + decision.verb() + " saga " + id;
        // a stock coordinator that is just enlisting somebody answers 200 Active and has done nothing; and a proxy's
        // word, be it no or yes, decides nothing
        Answer answer = calls.call(
                what,
                id.value(),
                request,
                settings.giveUpAfter(),
                giveUpAfter,
                candidate -> CoordinatorRefusedException.didNothing(candidate) || calls.isSomebodyElses(candidate));
        String status = expectOk(what, id, answer).body().strip();
        if (!decision.fulfilledBy(status)) {
            throw new CoordinatorRefusedException(what, id.value(), answer.status(), status);
        }
        return status;
    }

    /** Reports about one step; committed at the coordinator when this returns. */
    public void report(LraId id, String participant, StepReport report, Context context) {
        HttpRequest.Builder request = Outgoing.request(
                        coordinator.urlOf(id) + "/participants/" + participant + "/report", context)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(Reports.body(report)));
        String what = "cannot report on participant " + participant + " of saga " + id;
        expectOk(what, id, calls.call(what, id.value(), request, perTry(), settings.giveUpAfter()));
    }

    /**
     * What the steps of a saga have stored, in the order they joined.
     *
     * @throws CoordinatorRefusedException when the saga is not known, or the coordinator keeps nothing that can be read
     */
    public List<StoredStep> stored(LraId id) {
        HttpRequest.Builder request = Outgoing.request(coordinator.urlOf(id) + "/participants", Context.NONE)
                .GET();
        String what = "cannot read the results of saga " + id;
        Answer answer = calls.call(what, id.value(), request, perTry(), settings.giveUpAfter());
        if (answer.header(LraHeaders.COORDINATOR).isEmpty()) {
            throw new CoordinatorRefusedException(
                    what + ": the coordinator at " + coordinator + " is not Bactrian's, which alone can tell them",
                    id.value(),
                    answer.status(),
                    answer.body());
        }
        try {
            return StoredStep.list(expectOk(what, id, answer).body());
        } catch (JsonProcessingException e) {
            throw new CoordinatorRefusedException(what, id.value(), answer.status(), answer.body());
        }
    }

    /**
     * Says that this process lives.
     *
     * @param callbackBase what all callback URLs of this application begin with, null when they have nothing in common
     * @param atMost what one try may take, however long other requests may: a connection that is dead must not use up the time in
     *     which the coordinator waits for this
     * @param giveUpAfter zero for one try
     * @return false when the coordinator does not know instances at all
     */
    public boolean announce(
            String application,
            String instance,
            String incarnation,
            @Nullable String callbackBase,
            Duration atMost,
            Duration giveUpAfter) {
        HttpRequest.Builder request =
                instance(application, instance, incarnation).PUT(BodyPublishers.noBody());
        Outgoing.plain(request, LraHeaders.CALLBACK_BASE, callbackBase);
        String what = "cannot announce instance " + application + "/" + instance;
        Duration perTry = perTry().compareTo(atMost) < 0 ? perTry() : atMost;
        Answer answer = calls.call(what, null, request, perTry, giveUpAfter);
        if (engine() != Engine.BACTRIAN && (answer.status() == 404 || answer.status() == 405)) {
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

    /**
     * The callback endpoints that live sagas need of this application, empty when the coordinator cannot tell.
     *
     * @param giveUpAfter zero for one try
     */
    public Optional<List<NeededEndpoint>> neededEndpoints(String application, Duration giveUpAfter) {
        String url = coordinator.base() + "/instances/" + LraHeaders.encode(application) + "/endpoints";
        String what = "cannot ask which callbacks live sagas of " + application + " need";
        Answer answer =
                calls.call(what, null, Outgoing.request(url, Context.NONE).GET(), perTry(), giveUpAfter);
        if (answer.status() == 404 || answer.status() == 405) {
            return Optional.empty();
        }
        try {
            return Optional.of(NeededEndpoint.list(expectOk(what, null, answer).body()));
        } catch (JsonProcessingException e) {
            throw new CoordinatorRefusedException(what, null, answer.status(), answer.body());
        }
    }

    /**
     * A participant as our coordinator knows it, empty when it knows none at this URL.
     *
     * @throws CoordinatorException when it does not answer, or somebody else answers in its place
     */
    public Optional<KnownParticipant> participantAt(String recoveryUrl) {
        HttpRequest.Builder request = Outgoing.request(coordinator.recoveryUrlOf(recoveryUrl), Context.NONE)
                .GET();
        String what = "cannot read participant " + recoveryUrl;
        Answer answer = calls.call(what, null, request, perTry(), Duration.ZERO);
        if (answer.header(LraHeaders.COORDINATOR).isEmpty()) {
            throw new CoordinatorRefusedException(
                    what + ": somebody answers in the place of " + coordinator, null, answer.status(), answer.body());
        }
        return answer.ok()
                ? Optional.of(new KnownParticipant(
                        answer.body(),
                        answer.header(LraHeaders.PARTICIPANT_STATUS).orElse(null),
                        answer.header(LraHeaders.REPLY_TOKEN_DIGEST).orElse(null),
                        answer.header(LraHeaders.VALUE_DIGEST).orElse(null)))
                : Optional.empty();
    }

    /** One short try whether anybody answers. */
    public void ping() {
        // an unknown saga is the cheapest question: the answer 404 proves the way there and back
        String what = "cannot reach the coordinator at " + coordinator;
        calls.call(
                what,
                null,
                Outgoing.request(coordinator.base() + "/bactrian-ping/status", Context.NONE)
                        .GET(),
                settings.connectTimeout(),
                Duration.ZERO);
    }

    private HttpRequest.Builder instance(String application, String instance, String incarnation) {
        String url =
                coordinator.base() + "/instances/" + LraHeaders.encode(application) + "/" + LraHeaders.encode(instance);
        return Outgoing.request(url, Context.NONE).header(LraHeaders.INCARNATION, incarnation);
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
