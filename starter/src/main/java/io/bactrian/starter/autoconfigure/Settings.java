package io.bactrian.starter.autoconfigure;

import io.bactrian.starter.client.ClientSettings;
import io.bactrian.starter.protocol.CoordinatorAddress;
import io.bactrian.starter.saga.SagaSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/** From properties to settings; what is missing or impossible is named here, at start. */
final class Settings {

    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);
    private static final int SHORTEST_SECRET = 16;

    private Settings() {}

    /**
     * @param via on which way callbacks come in
     * @param servedBelow the path below which the web server serves everything, empty for its root
     * @throws WrongSettingException whose message names the property, the rule and the value
     */
    static SagaSettings from(
            CamelLraProperties lra,
            BactrianProperties bactrian,
            CallbackVia via,
            String applicationName,
            String servedBelow) {
        try {
            return read(lra, bactrian, via, applicationName, servedBelow);
        } catch (IllegalArgumentException e) {
            throw new WrongSettingException(e);
        }
    }

    /**
     * On which way callbacks come in.
     *
     * @throws WrongSettingException when the short form and the long one say different things, or the short one nothing known
     */
    static CallbackVia via(BactrianProperties bactrian, Environment environment) {
        CallbackVia longForm = bactrian.getCallbacks().getTransport();
        String shortForm = environment.getProperty(CallbackShortForm.NAME);
        if (shortForm == null || shortForm.isBlank()) {
            return longForm;
        }
        CallbackVia via = Stream.of(CallbackVia.values())
                .filter(one -> one.name().equalsIgnoreCase(shortForm.strip()))
                .findAny()
                .orElseThrow(() -> new WrongSettingException(new IllegalArgumentException(
                        "bactrian.callbacks must be http or kafka, was '" + shortForm + "'")));
        if (via == CallbackVia.HTTP && longForm != via) {
            throw new WrongSettingException(new IllegalArgumentException("bactrian.callbacks must be the same as"
                    + " bactrian.callbacks.transport, was http and kafka: one of them is enough"));
        }
        return via;
    }

    /** The application's name at the coordinator. */
    static String application(BactrianProperties bactrian, Environment environment, CamelContext camel) {
        return otherwise(
                bactrian.getApplication(), environment.getProperty("spring.application.name", camel.getName()));
    }

    /** Camel numbers the contexts that nobody has named: two such applications would be one for the coordinator. */
    static void warnOfNoName(String application, CamelContext camel) {
        if (application.equals(camel.getName()) && application.matches("camel-\\d+")) {
            LOG.warn(
                    "This application has no name and is called {} at the coordinator, as may be others without one: set"
                            + " spring.application.name",
                    application);
        }
    }

    /**
     * The name of a topic.
     *
     * @throws WrongSettingException when Kafka does not take it
     */
    static String topic(String property, @Nullable String configured, String otherwise) {
        String topic = otherwise(configured, otherwise);
        if (topic.matches("[A-Za-z0-9._-]{1,240}")) {
            return topic;
        }
        throw new WrongSettingException(new IllegalArgumentException(property
                + " must be a name that Kafka allows (letters, digits, '.', '_', '-', at most 240), was '" + topic + "'"
                + (topic.equals(configured) ? "" : ", from this application's name")));
    }

    /** What to say when the classes for this way are not there. */
    static WrongSettingException missingLibrary(CallbackVia via) {
        return new WrongSettingException(new IllegalArgumentException(
                via == CallbackVia.KAFKA
                        ? "bactrian.callbacks=kafka needs Spring Kafka on the class path: add the dependency"
                                + " org.springframework.kafka:spring-kafka"
                        : "bactrian.callbacks=http needs Camel's HTTP server on the class path: add the dependency"
                                + " org.apache.camel.springboot:camel-platform-http-starter, or set"
                                + " bactrian.callbacks=kafka"));
    }

    private static SagaSettings read(
            CamelLraProperties lra,
            BactrianProperties bactrian,
            CallbackVia via,
            String applicationName,
            String servedBelow) {
        String coordinator = url("camel.lra.coordinator-url", lra.getCoordinatorUrl(), "http://localhost:8070");
        warnOfAPathThatIsAdded(new CoordinatorAddress(coordinator, lra.getCoordinatorContextPath(), List.of()));
        String local = lra.getLocalParticipantUrl();
        // over Kafka nobody calls it
        String participant = via == CallbackVia.KAFKA && (local == null || local.isBlank())
                ? null
                : url("camel.lra.local-participant-url", local, "http://localhost:8080");
        BactrianProperties.Callbacks callbacks = bactrian.getCallbacks();
        BactrianProperties.Client client = bactrian.getClient();
        String secret = callbacks.getSecret();
        if (secret != null && secret.length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException("bactrian.callbacks.secret must have " + SHORTEST_SECRET
                    + " characters or more, has " + secret.length());
        }
        List<String> former = callbacks.getFormerSecrets();
        if (secret == null && !former.isEmpty()) {
            throw new IllegalArgumentException("bactrian.callbacks.former-secrets must be empty without"
                    + " bactrian.callbacks.secret, had " + former.size());
        }
        if (secret == null && callbacks.isAcceptUnsigned()) {
            throw new IllegalArgumentException("bactrian.callbacks.accept-unsigned must be false without"
                    + " bactrian.callbacks.secret, was true: nothing is signed, and all is accepted");
        }
        atLeastOne("bactrian.callbacks.threads", callbacks.getThreads());
        atLeastOne("bactrian.callbacks.partitions", callbacks.getPartitions());
        return new SagaSettings(
                applicationName,
                otherwise(bactrian.getInstance(), participant == null ? thisHost() : authority(participant)),
                coordinator,
                lra.getCoordinatorContextPath(),
                bactrian.getCoordinatorAliases(),
                participant == null ? null : ParticipantUrl.complete(participant, servedBelow),
                lra.getLocalParticipantContextPath(),
                secret,
                List.copyOf(former),
                callbacks.isAcceptUnsigned(),
                positive("bactrian.callbacks.answer-within", callbacks.getAnswerWithin()),
                callbacks.getThreads(),
                new ClientSettings(
                        positive("bactrian.client.connect-timeout", client.getConnectTimeout()),
                        positive("bactrian.client.read-timeout", client.getReadTimeout()),
                        positive("bactrian.client.give-up-after", client.getGiveUpAfter())),
                bactrian.getOnManualFailure(),
                bactrian.getDeployGuard());
    }

    /** Behind a gateway it may be right. */
    private static void warnOfAPathThatIsAdded(CoordinatorAddress coordinator) {
        if (coordinator.hasContextPathTwice()) {
            LOG.warn(
                    "camel.lra.coordinator-url is {}, and {} is added to it (camel.lra.coordinator-context-path): sagas"
                            + " will be started at {}/start. Leave it out of the URL unless the coordinator is there",
                    coordinator.url(),
                    coordinator.contextPath(),
                    coordinator);
        }
    }

    private static String url(String property, @Nullable String value, String example) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(property + " must be set, for example " + example
                    + " (camel.lra.enabled=false is only for applications without saga() routes)");
        }
        String url = value.strip();
        if (!url.startsWith("http://") && !url.startsWith("https://")
                || authority(url).isEmpty()) {
            throw new IllegalArgumentException(property + " must be a URL such as " + example + ", was '" + url + "'");
        }
        if (authority(url).endsWith(":0")) {
            throw new IllegalArgumentException(property + " must name the port itself, was '" + url
                    + "': callback URLs are made before the web server picks one, so choose server.port");
        }
        return url;
    }

    private static void atLeastOne(String property, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(property + " must be 1 or more, was " + value);
        }
    }

    /** As the network knows it, which for a container is its own name. */
    private static String thisHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static Duration positive(String property, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(property + " must be longer than 0, was " + value);
        }
        return value;
    }

    private static String authority(String url) {
        try {
            String authority = new URI(url).getAuthority();
            return authority == null ? "" : authority;
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private static String otherwise(@Nullable String value, String otherwise) {
        return value == null || value.isBlank() ? otherwise : value.strip();
    }
}
