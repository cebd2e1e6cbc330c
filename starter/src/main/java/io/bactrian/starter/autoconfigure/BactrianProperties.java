package io.bactrian.starter.autoconfigure;

import io.bactrian.starter.saga.SagaSettings.OnManualFailure;
import io.bactrian.starter.saga.SagaSettings.OnMissingEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

/**
 * What this starter can be told beyond {@code camel.lra.*}. Defaults are written out, so that the metadata for editors shows them; a
 * test holds them to the constants in use.
 */
@ConfigurationProperties("bactrian")
class BactrianProperties {

    /** This application's name at the coordinator. Default: spring.application.name, else the Camel context's name. */
    private @Nullable String application;

    /**
     * Names this process among the application's replicas; must be the same after a restart. Default: host and port of
     * camel.lra.local-participant-url, without one the host's name.
     */
    private @Nullable String instance;

    /**
     * Other URLs of the same coordinator, with or without its context path. A saga whose id starts with neither the
     * coordinator's URL nor one of these fails the exchange.
     */
    private List<String> coordinatorAliases = new ArrayList<>();

    /** What becomes of an undecided saga of completion mode MANUAL when the route that started it fails. */
    private OnManualFailure onManualFailure = OnManualFailure.COMPENSATE;

    /**
     * What becomes of a start without an endpoint that sagas will call back: warn (an error in the log and a detail of
     * the health check), fail (the application does not start), off.
     */
    private OnMissingEndpoint deployGuard = OnMissingEndpoint.WARN;

    private final Callbacks callbacks = new Callbacks();

    private final Requests requests = new Requests();

    private final Client client = new Client();

    private final Once once = new Once();

    public @Nullable String getApplication() {
        return application;
    }

    public void setApplication(@Nullable String application) {
        this.application = application;
    }

    public @Nullable String getInstance() {
        return instance;
    }

    public void setInstance(@Nullable String instance) {
        this.instance = instance;
    }

    public List<String> getCoordinatorAliases() {
        return coordinatorAliases;
    }

    public void setCoordinatorAliases(List<String> coordinatorAliases) {
        this.coordinatorAliases = coordinatorAliases;
    }

    public OnManualFailure getOnManualFailure() {
        return onManualFailure;
    }

    public void setOnManualFailure(OnManualFailure onManualFailure) {
        this.onManualFailure = onManualFailure;
    }

    public OnMissingEndpoint getDeployGuard() {
        return deployGuard;
    }

    public void setDeployGuard(OnMissingEndpoint deployGuard) {
        this.deployGuard = deployGuard;
    }

    public Callbacks getCallbacks() {
        return callbacks;
    }

    public Requests getRequests() {
        return requests;
    }

    public Client getClient() {
        return client;
    }

    public Once getOnce() {
        return once;
    }

    /** What the coordinator calls. */
    static class Callbacks {

        /**
         * On which way the coordinator calls: http (it calls URLs of this application) or kafka (it writes to a topic, and
         * this application needs no inbound port). The short form is bactrian.callbacks=kafka.
         */
        private CallbackVia transport = CallbackVia.HTTP;

        /**
         * Over Kafka: the topic of this application's commands, the same in all replicas. Default: bactrian.callbacks. and the
         * application's name.
         */
        private @Nullable String topic;

        /** Over Kafka: partitions of the topic if it has to be created; at most so many replicas share the work. */
        private int partitions = 6;

        /**
         * Signs callback URLs (HMAC-SHA256); the same in all replicas and after restarts, 16 characters or more. Bactrian's
         * coordinator is asked about each callback, too, but calls whatever anybody has joined; a stock one cannot tell, so there
         * it is the only proof.
         */
        private @Nullable String secret;

        /** What the secret was before it was changed: callbacks of sagas from then are good until they have ended. */
        private List<String> formerSecrets = new ArrayList<>();

        /**
         * While a secret is introduced, or an earlier version is updated that signed for no particular saga: whether callbacks of
         * sagas from before are accepted, until those have ended.
         */
        private boolean acceptUnsigned;

        /** A compensation or completion that takes longer is answered "in progress" and goes on; stock coordinators wait 2 s. */
        private Duration answerWithin = Duration.ofSeconds(1);

        /** How many compensations and completions run at once. */
        private int threads = 16;

        public CallbackVia getTransport() {
            return transport;
        }

        public void setTransport(CallbackVia transport) {
            this.transport = transport;
        }

        public @Nullable String getTopic() {
            return topic;
        }

        public void setTopic(@Nullable String topic) {
            this.topic = topic;
        }

        public int getPartitions() {
            return partitions;
        }

        public void setPartitions(int partitions) {
            this.partitions = partitions;
        }

        public @Nullable String getSecret() {
            return secret;
        }

        public void setSecret(@Nullable String secret) {
            this.secret = secret;
        }

        public List<String> getFormerSecrets() {
            return formerSecrets;
        }

        public void setFormerSecrets(List<String> formerSecrets) {
            this.formerSecrets = formerSecrets;
        }

        public boolean isAcceptUnsigned() {
            return acceptUnsigned;
        }

        public void setAcceptUnsigned(boolean acceptUnsigned) {
            this.acceptUnsigned = acceptUnsigned;
        }

        public Duration getAnswerWithin() {
            return answerWithin;
        }

        public void setAnswerWithin(Duration answerWithin) {
            this.answerWithin = answerWithin;
        }

        public int getThreads() {
            return threads;
        }

        public void setThreads(int threads) {
            this.threads = threads;
        }
    }

    /** Commands with replies (bactrian:request). */
    static class Requests {

        /**
         * The topic on which this application gets its replies, the same in all replicas. Default: bactrian.replies. and the
         * application's name.
         */
        private @Nullable String replyTopic;

        public @Nullable String getReplyTopic() {
            return replyTopic;
        }

        public void setReplyTopic(@Nullable String replyTopic) {
            this.replyTopic = replyTopic;
        }
    }

    /** The policy named once. */
    static class Once {

        /**
         * When to create the table bactrian_once at start, if it is not there: embedded (in databases in memory), always or
         * never. Elsewhere its SQL belongs to the application's own migrations.
         */
        private DatabaseInitializationMode initializeSchema = DatabaseInitializationMode.EMBEDDED;

        public DatabaseInitializationMode getInitializeSchema() {
            return initializeSchema;
        }

        public void setInitializeSchema(DatabaseInitializationMode initializeSchema) {
            this.initializeSchema = initializeSchema;
        }
    }

    /** How patient calls to the coordinator are. */
    static class Client {

        /** Until a connection stands. */
        private Duration connectTimeout = Duration.ofSeconds(2);

        /** Until one request is answered; a close or cancel may take all of give-up-after. */
        private Duration readTimeout = Duration.ofSeconds(5);

        /** Until a call, with its repeats, has an outcome: no route waits longer for the coordinator. */
        private Duration giveUpAfter = Duration.ofSeconds(10);

        public Duration getConnectTimeout() {
            return connectTimeout;
        }

        public void setConnectTimeout(Duration connectTimeout) {
            this.connectTimeout = connectTimeout;
        }

        public Duration getReadTimeout() {
            return readTimeout;
        }

        public void setReadTimeout(Duration readTimeout) {
            this.readTimeout = readTimeout;
        }

        public Duration getGiveUpAfter() {
            return giveUpAfter;
        }

        public void setGiveUpAfter(Duration giveUpAfter) {
            this.giveUpAfter = giveUpAfter;
        }
    }
}
