package io.bactrian.coordinator.reading;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

/**
 * For health checks: whether the broker answers. When not, the state is {@code BROKER_AWAY}, which leaves the coordinator as a whole up:
 * what came over the broker waits and is not lost, sagas over HTTP go on, and a restart would mend nothing.
 */
public final class BrokerCheck {

    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Map<String, Object> settings;
    private final Status away;

    /**
     * @param settings of an admin client; each request gets two seconds
     * @param meaning what it means that the broker does not answer, for people
     */
    public BrokerCheck(Map<String, Object> settings, String meaning) {
        this.settings = new HashMap<>(settings);
        this.settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LONGEST.toMillis());
        this.settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LONGEST.toMillis());
        this.away = new Status("BROKER_AWAY", meaning);
    }

    /**
     * Asks the broker.
     *
     * @param known is returned with what was found
     * @param isReading whether this process reads; when not, the broker is as good as away
     */
    public Health check(Health.Builder known, boolean isReading) {
        try (Admin admin = Admin.create(settings)) {
            known.withDetail(
                    "brokers",
                    admin.describeCluster()
                            .nodes()
                            .get(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                            .size());
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return known.status(away).withDetail("error", words(e)).build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return known.unknown().build();
        }
        return isReading ? known.build() : known.status(away).build();
    }

    private static String words(Exception fault) {
        Throwable cause = fault instanceof ExecutionException && fault.getCause() != null ? fault.getCause() : fault;
        return cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException
                ? "the broker did not answer within " + LONGEST.toMillis() + " ms"
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
