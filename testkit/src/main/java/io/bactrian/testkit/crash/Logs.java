package io.bactrian.testkit.crash;

import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.ClassUtils;

/** The coordinator leaves logging to the application under test, which starts after it and may start nowhere near it. */
final class Logs {

    private static final String LOGBACK = "ch.qos.logback.classic.LoggerContext";

    private Logs() {}

    /** As Spring Boot does it; changes nothing when that has been done. */
    static void initialize() {
        LoggingSystem logging = LoggingSystem.get(Logs.class.getClassLoader());
        logging.beforeInitialize();
        logging.initialize(new LoggingInitializationContext(new StandardEnvironment()), null, null);
    }

    /** Nothing is logged by threads of the dead, until an application starts, which sets the logging up anew. */
    static void hushTheDead() {
        if (ClassUtils.isPresent(LOGBACK, Logs.class.getClassLoader())) {
            DeadSilence.keepIn(LoggerFactory.getILoggerFactory());
        }
    }
}
