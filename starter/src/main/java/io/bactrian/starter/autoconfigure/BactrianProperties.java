package io.bactrian.starter.autoconfigure;

import io.bactrian.starter.saga.SagaSettings.OnManualFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

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
     * camel.lra.local-participant-url.
     */
    private @Nullable String instance;

    /**
     * Other URLs of the same coordinator, with or without its context path. A saga whose id starts with neither the
     * coordinator's URL nor one of these fails the exchange.
     */
    private List<String> coordinatorAliases = new ArrayList<>();

    /** What becomes of an undecided saga of completion mode MANUAL when the route that started it fails. */
    private OnManualFailure onManualFailure = OnManualFailure.COMPENSATE;

    private final Callbacks callbacks = new Callbacks();

    private final Client client = new Client();

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

    public Callbacks getCallbacks() {
        return callbacks;
    }

    public Client getClient() {
        return client;
    }

    /** What the coordinator calls. */
    static class Callbacks {

        /**
         * Signs callback URLs (HMAC-SHA256); the same in all replicas and after restarts, 16 characters or more. Without it
         * the coordinator is asked whether a callback is its own; a stock coordinator cannot tell.
         */
        private @Nullable String secret;

        /** A compensation or completion that takes longer is answered 202 and goes on; stock coordinators wait 2 s. */
        private Duration answerWithin = Duration.ofSeconds(1);

        /** How many compensations and completions run at once. */
        private int threads = 16;

        public @Nullable String getSecret() {
            return secret;
        }

        public void setSecret(@Nullable String secret) {
            this.secret = secret;
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
