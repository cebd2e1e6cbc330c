package io.bactrian.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is logged after a death. */
class DeadSilenceTest {

    private final LoggerContext logging = new LoggerContext();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Mortality life = new Mortality("application");

    @BeforeEach
    void listen() {
        DeadSilence.keepIn(logging);
        log.start();
        logger().addAppender(log);
    }

    @Test
    void leavesOutWhatThreadsOfTheDeadSay() throws InterruptedException {
        saysOnAThreadOfThatLife("alive");
        life.die();
        saysOnAThreadOfThatLife("dead");
        logger().warn("the test");

        assertThat(log.list).extracting(ILoggingEvent::getMessage).containsExactly("alive", "the test");
    }

    @Test
    void leavesOutWhatCannotBeDoneAnyMoreWhoeverSaysIt() {
        logger().warn("a pool of all", new IllegalStateException(new DeadPartException("cut")));
        logger().warn("another fault", new IllegalStateException("not cut"));

        assertThat(log.list).extracting(ILoggingEvent::getMessage).containsExactly("another fault");
    }

    /** It may work for those that live, whoever needed it first. */
    @Test
    void leavesInWhatACommonPoolSaysThoughADeadPartBeganIt() {
        ForkJoinPool pool = life.live(() -> new ForkJoinPool(1));
        try {
            life.live(() -> pool.submit(() -> logger().warn("for the dead"))).join();
            life.die();
            pool.submit(() -> logger().warn("for the living")).join();
        } finally {
            pool.shutdownNow();
        }

        assertThat(log.list).extracting(ILoggingEvent::getMessage).containsExactly("for the dead", "for the living");
    }

    private Logger logger() {
        return logging.getLogger("test");
    }

    private void saysOnAThreadOfThatLife(String message) throws InterruptedException {
        Thread thread = life.live(() -> new Thread(() -> logger().warn(message)));
        thread.start();
        thread.join();
    }
}
