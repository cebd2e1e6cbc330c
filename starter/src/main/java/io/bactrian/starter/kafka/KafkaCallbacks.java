package io.bactrian.starter.kafka;

import io.bactrian.starter.callback.CallbackAddress;
import io.bactrian.starter.callback.CallbackTransport;
import io.bactrian.starter.callback.Callbacks;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * Callbacks over Kafka: the coordinator writes commands to a topic of this application, whose replicas share the work as one
 * consumer group and answer on a topic of the coordinator. The application needs no inbound port.
 */
public final class KafkaCallbacks implements CallbackTransport {

    public static final int PARTITIONS = 6;

    /** Commands wait for the coordinator before they run; more threads than this would only press it. */
    private static final int CHECKING_THREADS = 4;

    /** Commands under way for each thread that runs them: the next ones are at hand, the rest waits in the topic. */
    private static final int UNDER_WAY_PER_THREAD = 4;

    /** How long the coordinator is to wait for the next word on work that goes on, in times of the first one's. */
    private static final int RETRY_AFTER = 20;

    private final KafkaConnection connection;
    private final Settings settings;
    private final CommandCounts counts = new CommandCounts();
    private volatile @Nullable CommandIntake intake;

    /**
     * How commands are taken.
     *
     * @param topic the same in all replicas
     * @param group the same in all replicas, and another in each application
     * @param partitions of the topic, if it has to be created: at most so many replicas share the work
     * @param answerWithin after which a command that still runs gets its first answer
     * @param threads how many compensations and completions run at once
     */
    public record Settings(CommandTopic topic, String group, int partitions, Duration answerWithin, int threads) {}

    public KafkaCallbacks(KafkaConnection connection, Settings settings) {
        this.connection = connection;
        this.settings = settings;
    }

    @Override
    public CallbackAddress address() {
        return settings.topic();
    }

    @Override
    public boolean worksWithEveryCoordinator() {
        return false;
    }

    @Override
    public void open(CamelContext camel, Callbacks callbacks) throws Exception {
        ExecutorService checking =
                camel.getExecutorServiceManager().newFixedThreadPool(this, "bactrian-command-check", CHECKING_THREADS);
        ScheduledExecutorService scheduler =
                camel.getExecutorServiceManager().newScheduledThreadPool(this, "bactrian-command-timer", 1);
        Answers answers = new Answers(connection);
        CommandListener listener = new CommandListener(
                new CommandDesk(
                        callbacks,
                        answers,
                        settings.topic(),
                        checking,
                        scheduler,
                        settings.answerWithin(),
                        settings.answerWithin().multipliedBy(RETRY_AFTER),
                        counts),
                settings.threads() * UNDER_WAY_PER_THREAD);
        CommandIntake opened = new CommandIntake(connection, settings, listener, answers, scheduler);
        intake = opened;
        camel.addService(opened);
        camel.addStartupListener(opened);
        camel.getManagementStrategy().addEventNotifier(opened.untilTheContextStops());
    }

    @Override
    public Map<String, LongSupplier> counts() {
        return counts.byResult();
    }

    @Override
    public Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("transport", "kafka");
        details.put("topic", settings.topic().name());
        CommandIntake opened = intake;
        details.put("listening", opened != null && opened.isListening());
        details.put("commands", counts.toMap());
        return details;
    }
}
