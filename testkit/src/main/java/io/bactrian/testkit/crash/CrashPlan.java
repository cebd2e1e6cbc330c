package io.bactrian.testkit.crash;

import io.bactrian.testkit.ScriptedServices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * The system that a crash matrix runs: applications that can die, beside the coordinator, and services that cannot.
 *
 * <pre>{@code
 * static CrashPlan shop() {
 *     return CrashPlan.of(ShopApplication.class)
 *             .scripted(
 *                     services -> {
 *                         services.given("PUT http:payment/charges/*").joins("charge-payment");
 *                         services.given("PUT http:shipping/shipments/*").undoneBy("DELETE http:shipping/shipments/*");
 *                     },
 *                     Map.of("payment", "payment.url", "shipping", "shipping.url"))
 *             .property("shop.step.timeout", "1500ms")
 *             .check(outcome -> assertThat(sales(outcome)).isEqualTo(outcome.closed() ? "SOLD" : "VOID"));
 * }
 * }</pre>
 *
 * An application is a Spring Boot application. It is given {@code server.port}, {@code spring.datasource.url} and, for the
 * coordinator and the services, URLs that lead through relays; and, unless the plan sets it,
 * {@code bactrian.callbacks.answer-within=25s}, for a slow machine must not change what a run does. It must reach other
 * systems through these URLs alone: what it sends elsewhere after its death cannot be held back in the runs that share
 * this process.
 */
public final class CrashPlan {

    /** The application of {@link #of}. */
    public static final String APPLICATION = "application";

    final Map<String, App> applications = new LinkedHashMap<>();
    final Map<String, String> serviceProperties = new LinkedHashMap<>();
    final List<String> properties = new ArrayList<>();
    final Map<String, List<String>> ownProperties = new LinkedHashMap<>();
    final List<String> coordinatorProperties = new ArrayList<>();
    final Set<String> mayBeMissing = new HashSet<>();

    @Nullable
    Supplier<? extends CrashServices> services;

    @Nullable
    String kafka;

    Predicate<CrashPoint> points = point -> true;
    CrashCheck check = outcome -> {};
    Duration patience = Duration.ofSeconds(45);
    boolean beginsSagas = true;
    Consumer<GenericApplicationContext> tampering = context -> {};

    /** @param urlProperty under which the other applications know where it is; null when they do not call it */
    record App(String name, Class<?> main, @Nullable String urlProperty) {}

    /** A check of one's own, after everything has ended. */
    @FunctionalInterface
    public interface CrashCheck {
        /** Throws when something is wrong. */
        void check(CrashOutcome outcome) throws Exception;
    }

    private CrashPlan() {}

    /** With one application, called {@value #APPLICATION}. */
    public static CrashPlan of(Class<?> application) {
        return new CrashPlan().application(APPLICATION, application, null);
    }

    /**
     * One more application that can die.
     *
     * @param urlProperty the property of the other applications that says where it is; null when none calls it
     */
    public CrashPlan application(String name, Class<?> main, @Nullable String urlProperty) {
        if (name.equals(Wire.COORDINATOR) || applications.putIfAbsent(name, new App(name, main, urlProperty)) != null) {
            throw new IllegalArgumentException("an application needs a name of its own, was '" + name + "'");
        }
        return this;
    }

    /**
     * The services.
     *
     * @param urlProperties for each service's name, the property of the applications that says where it is
     */
    public CrashPlan services(Supplier<? extends CrashServices> all, Map<String, String> urlProperties) {
        services = all;
        serviceProperties.putAll(urlProperties);
        return this;
    }

    /**
     * Scripted services.
     *
     * @param script what they do; written anew for every run
     * @param urlProperties for each service's name, the property of the applications that says where it is
     */
    public CrashPlan scripted(Consumer<ScriptedServices> script, Map<String, String> urlProperties) {
        List<String> names = List.copyOf(urlProperties.keySet());
        return services(() -> new ScriptedCrashServices(names, script), urlProperties);
    }

    /** A property of the applications. */
    public CrashPlan property(String name, String value) {
        properties.add(name + "=" + value);
        return this;
    }

    /** A property of one of the applications. */
    public CrashPlan propertyOf(String application, String name, String value) {
        ownProperties.computeIfAbsent(application, any -> new ArrayList<>()).add(name + "=" + value);
        return this;
    }

    /** A property of the coordinator. */
    public CrashPlan coordinatorProperty(String name, String value) {
        coordinatorProperties.add(name + "=" + value);
        return this;
    }

    /**
     * A Kafka broker, for applications with {@code bactrian.callbacks=kafka} or with steps over Kafka. The coordinator
     * speaks Kafka then, and everybody is led to the broker through relays: what is sent, received and committed there are
     * points too. Each application is given {@code spring.kafka.bootstrap-servers}, {@code camel.component.kafka.brokers},
     * a session of 6 s, and names of its own for the topics of Bactrian. Topics with other names have to be told apart where the
     * brokers serve several crash matrices: <code>{world}</code> in a property is replaced by what differs.
     *
     * @param bootstrapServers {@code host:port} of brokers that are there all the time, with a PLAINTEXT listener
     */
    public CrashPlan kafka(String bootstrapServers) {
        if (!ClassUtils.isPresent(
                "org.springframework.boot.actuate.health.HealthIndicator", CrashPlan.class.getClassLoader())) {
            throw new IllegalStateException("the coordinator's Kafka side needs org.springframework.boot:"
                    + "spring-boot-actuator on the class path of the test, which is not there");
        }
        kafka = bootstrapServers;
        return this;
    }

    /** The points to strike at, of those that the recorded run passes; all unless said otherwise. */
    public CrashPlan points(Predicate<CrashPoint> chosen) {
        points = chosen;
        return this;
    }

    /** What else must be true once everything has ended, in every run. */
    public CrashPlan check(CrashCheck more) {
        check = more;
        return this;
    }

    /**
     * Steps that a saga may close without, because the route goes on when they fail: {@code doTry} with {@code doCatch},
     * for example. Their effects may be missing after a death though they stand after the recorded run; whatever else is
     * said of steps holds for them too.
     *
     * @param steps as {@link Deed#step} has them
     */
    public CrashPlan mayBeMissing(String... steps) {
        mayBeMissing.addAll(List.of(steps));
        return this;
    }

    /** How long everything may take to end once all parts are up again after a death; 45 s unless said otherwise. */
    public CrashPlan patience(Duration atMost) {
        if (atMost.isNegative() || atMost.isZero()) {
            throw new IllegalArgumentException("the patience must be longer than 0, was " + atMost);
        }
        patience = atMost;
        return this;
    }

    /**
     * The test begins no saga, and it is the plan's own check alone that says what must be true. Without this a recorded
     * run that began none is a fault: there would be nothing to judge.
     */
    public CrashPlan withoutSagas() {
        beginsSagas = false;
        return this;
    }

    /** Changes the coordinator's context: for faults that the matrix must find. */
    CrashPlan tampering(Consumer<GenericApplicationContext> with) {
        tampering = with;
        return this;
    }
}
