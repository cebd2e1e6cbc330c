package io.bactrian.testkit.crash;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Marker;

/**
 * A killed process prints nothing, and neither do the threads of a part that is dead in this one: stack traces of all that
 * they cannot reach any more would hide the one that matters.
 */
final class DeadSilence extends TurboFilter {

    private DeadSilence() {}

    /** Does nothing the second time, and nothing for a logging system other than Logback. */
    static void keepIn(ILoggerFactory loggers) {
        if (loggers instanceof LoggerContext logging
                && logging.getTurboFilterList().stream().noneMatch(DeadSilence.class::isInstance)) {
            logging.addTurboFilter(new DeadSilence());
        }
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable fault) {
        return isOfTheDead() || DeadPartException.isIn(fault) ? FilterReply.DENY : FilterReply.NEUTRAL;
    }

    /** Threads of a common pool belong to nobody, whoever was the first to need them. */
    private static boolean isOfTheDead() {
        Mortality life = Mortality.ofThisThread();
        return life != null && life.isDead() && !(Thread.currentThread() instanceof ForkJoinWorkerThread);
    }
}
