package io.bactrian.starter.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.EventNotifier;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/**
 * Takes commands from the moment the routes can run them until the context begins to stop; answers go out for as long as routes
 * end their work. A broker that is not there holds neither start nor stop up.
 */
final class CommandIntake extends ServiceSupport implements ExtendedStartupListener {

    private static final Logger LOG = LoggerFactory.getLogger(CommandIntake.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** A broker that refuses the sign-in may be set right without a restart here. */
    static final Duration SIGN_IN_AGAIN = Duration.ofSeconds(10);

    private static final Duration LAST_ANSWERS = Duration.ofSeconds(3);
    private static final long POLL_MILLIS = 250;

    private final KafkaConnection connection;
    private final KafkaCallbacks.Settings settings;
    private final CommandListener listener;
    private final Answers answers;
    private final ScheduledExecutorService scheduler;
    private @Nullable KafkaMessageListenerContainer<String, byte[]> container;
    private @Nullable Future<?> beginning;
    private volatile boolean stopping;
    private boolean complained;

    CommandIntake(
            KafkaConnection connection,
            KafkaCallbacks.Settings settings,
            CommandListener listener,
            Answers answers,
            ScheduledExecutorService scheduler) {
        this.connection = connection;
        this.settings = settings;
        this.listener = listener;
        this.answers = answers;
        this.scheduler = scheduler;
    }

    /** Whether it has partitions to take commands from; a replica beyond their number has none. */
    synchronized boolean isListening() {
        return container != null
                && container.isRunning()
                && container.getAssignedPartitions() != null
                && !container.getAssignedPartitions().isEmpty();
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // too early: the routes for the commands must run
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        beginAfter(Duration.ZERO);
    }

    private synchronized void beginAfter(Duration pause) {
        if (!stopping) {
            beginning = scheduler.schedule(this::listen, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void listen() {
        try {
            CommandTopic topic = settings.topic();
            if (!hasEnded()) {
                new Topics(connection, PATIENCE)
                        .ensure(Map.of(topic.name(), settings.partitions(), topic.deadLetters(), 1));
            }
            startContainer(Clients.consumers(connection, settings.threads()));
            complained = false;
            lookAfterwards();
        } catch (RuntimeException | Error e) { // nobody else would begin again
            if (!complained && !stopping) {
                complained = true;
                LOG.error(
                        "No callback reaches this application (bactrian.callbacks=kafka): {}; trying again every {} s",
                        e.getMessage(),
                        PAUSE.toSeconds());
            }
            beginAfter(PAUSE);
        }
    }

    private synchronized void lookAfterwards() {
        if (!stopping) {
            beginning = scheduler.schedule(this::listenAgain, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void listenAgain() {
        if (hasEnded()) {
            LOG.error(
                    "No callback is taken from topic {} any more; beginning again",
                    settings.topic().name());
            listen();
        } else {
            lookAfterwards();
        }
    }

    /** A fault that its client cannot get over has ended it: only a new one reads on. */
    synchronized boolean hasEnded() {
        return container != null && !container.isRunning() && !stopping;
    }

    synchronized void startContainer(ConsumerFactory<String, byte[]> consumers) {
        if (stopping || container != null && container.isRunning()) {
            return;
        }
        ContainerProperties properties = properties();
        KafkaMessageListenerContainer<String, byte[]> starting =
                new KafkaMessageListenerContainer<>(consumers, properties);
        starting.setBeanName("bactrian-callbacks");
        listener.servedBy(starting);
        starting.start();
        container = starting;
        LOG.info("Taking callbacks from topic {} as group {}", settings.topic().name(), settings.group());
    }

    ContainerProperties properties() {
        ContainerProperties properties =
                new ContainerProperties(settings.topic().name());
        properties.setGroupId(settings.group());
        properties.setAckMode(ContainerProperties.AckMode.MANUAL);
        properties.setPollTimeout(POLL_MILLIS);
        properties.setMessageListener(listener);
        properties.setConsumerRebalanceListener(listener);
        properties.setShutdownTimeout(LAST_ANSWERS.toMillis());
        properties.setMissingTopicsFatal(false);
        properties.setAuthExceptionRetryInterval(SIGN_IN_AGAIN);
        return properties;
    }

    /** Ends the intake before Camel stops the routes that the commands need. */
    EventNotifier untilTheContextStops() {
        EventNotifierSupport notifier = new EventNotifierSupport() {
            @Override
            public boolean isEnabled(CamelEvent event) {
                return event.getType() == CamelEvent.Type.CamelContextStopping;
            }

            @Override
            public void notify(CamelEvent event) {
                endIntake();
            }
        };
        notifier.setIgnoreExchangeEvents(true);
        notifier.setIgnoreRouteEvents(true);
        notifier.setIgnoreServiceEvents(true);
        return notifier;
    }

    private synchronized void endIntake() {
        stopping = true;
        if (beginning != null) {
            beginning.cancel(true);
        }
        KafkaMessageListenerContainer<String, byte[]> running = container;
        if (running != null && running.isRunning()) {
            listener.finish(LAST_ANSWERS);
            running.stop();
        }
    }

    @Override
    protected void doStop() {
        endIntake();
        answers.close();
    }
}
