package io.bactrian.testkit;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.ApplicationContextFailureProcessor;

/** Where an application cannot start in its test because it has no database, says that in production it has none either. */
final class NoDatabaseHint implements ApplicationContextFailureProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(NoDatabaseHint.class);
    static final String TEXT =
            "The application cannot start without a database, and has none of its own: " + BroughtAlong.NO_DATABASE;

    private static final Pattern MISSED =
            Pattern.compile("\\bonce\\b|DataSource|\\bJdbc\\w+|TransactionManager|TransactedPolicy");

    @Override
    public void processLoadFailure(ApplicationContext context, @Nullable Throwable failure) {
        if (isDueTo(failure, context)) {
            LOG.warn(TEXT);
        }
    }

    /** Whether something failed because an application that was given no database needs one. */
    static boolean isDueTo(@Nullable Throwable failure, ApplicationContext context) {
        return BroughtAlong.hasNoDatabase(context.getEnvironment()) && misses(failure);
    }

    private static boolean misses(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (MISSED.matcher(String.valueOf(cause.getMessage())).find()) {
                return true;
            }
        }
        return false;
    }
}
