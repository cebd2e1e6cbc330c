package io.bactrian.participants.journal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.participants.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class OneWriterAtATimeTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final OneWriterAtATime manager =
            new OneWriterAtATime(TestDatabase.h2().dataSource());
    private final TransactionTemplate writing = new TransactionTemplate(manager);
    private final TransactionTemplate reading = new TransactionTemplate(manager);
    private final TransactionTemplate beside = new TransactionTemplate(manager);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    OneWriterAtATimeTest() {
        reading.setReadOnly(true);
        reading.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        beside.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:file:/data/payment;WRITE_DELAY=0, true",
        "jdbc:h2:./payment, true",
        "jdbc:h2:~/payment;AUTO_SERVER=TRUE, false",
        "jdbc:h2:file:/data/mem:/payment, true",
        "jdbc:h2:mem:payment, false",
        "jdbc:h2:tcp://localhost/~/payment, false",
        "jdbc:h2:tcp://localhost/mem:payment, false",
        "jdbc:h2:ssl://localhost/~/payment, false",
        "jdbc:h2:zip:/data/payments.zip!/payment, false",
        "jdbc:postgresql://localhost/payment, false"
    })
    void isForFilesOfH2ThatThisProcessWrites(String url, boolean wanted) {
        assertThat(OneWriterAtATime.isWanted(url)).isEqualTo(wanted);
    }

    @Test
    void isWhatAServiceWithSuchAFileWorksWith(@TempDir Path folder) {
        service("jdbc:h2:file:" + folder.resolve("service"))
                .run(context ->
                        assertThat(context.getBean(TransactionManager.class)).isInstanceOf(OneWriterAtATime.class));
        service("jdbc:h2:mem:" + UUID.randomUUID()).run(context -> assertThat(context.getBean(TransactionManager.class))
                .isNotInstanceOf(OneWriterAtATime.class));
    }

    private static ApplicationContextRunner service(String url) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        JacksonAutoConfiguration.class,
                        DataSourceAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        JournalAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=" + url);
    }

    @Test
    void aWriterWaitsForTheOneBefore() throws InterruptedException {
        CountDownLatch in = new CountDownLatch(1);
        CompletableFuture<Void> second = writing.execute(status -> {
            CompletableFuture<Void> next =
                    CompletableFuture.runAsync(() -> writing.executeWithoutResult(s -> in.countDown()), threads);
            assertThat(isReached(in, 1)).as("in while the first runs").isFalse();
            return next;
        });

        assertThat(isReached(in, 20)).as("in afterwards").isTrue();
        assertThat(second).succeedsWithin(LONG);
    }

    @Test
    void aWriterDoesNotWaitForEver() {
        OneWriterAtATime impatient = new OneWriterAtATime(TestDatabase.h2().dataSource(), Duration.ofMillis(2));
        TransactionTemplate hasty = new TransactionTemplate(impatient);
        hasty.executeWithoutResult(
                status -> assertThat(CompletableFuture.runAsync(() -> hasty.executeWithoutResult(s -> {}), threads))
                        .failsWithin(LONG)
                        .withThrowableThat()
                        .withCauseInstanceOf(CannotCreateTransactionException.class)
                        .withMessageContaining("Other transactions have been writing into the file"));
    }

    @Test
    void aReaderWaitsForNobody() {
        writing.executeWithoutResult(
                status -> assertThat(CompletableFuture.runAsync(() -> reading.executeWithoutResult(s -> {}), threads))
                        .succeedsWithin(LONG));
    }

    @Test
    void aTransactionBesideDoesNotLetOthersIn() {
        CountDownLatch in = new CountDownLatch(1);
        writing.executeWithoutResult(status -> {
            beside.executeWithoutResult(s -> {});
            reading.executeWithoutResult(s -> {});
            CompletableFuture.runAsync(() -> writing.executeWithoutResult(s -> in.countDown()), threads);
            assertThat(isReached(in, 1)).as("in while the outer one runs").isFalse();
        });
        assertThat(isReached(in, 20)).as("in afterwards").isTrue();
    }

    @Test
    void aTransactionThatFailsOrCannotBeginLetsTheNextOneIn() {
        assertThatThrownBy(() -> writing.executeWithoutResult(status -> {
                    throw new IllegalArgumentException("no good");
                }))
                .hasMessage("no good");
        assertNextIsLetIn(writing);

        OneWriterAtATime away = new OneWriterAtATime(new Away());
        TransactionTemplate failing = new TransactionTemplate(away);
        assertThatThrownBy(() -> failing.executeWithoutResult(status -> {}))
                .isInstanceOf(CannotCreateTransactionException.class);
        assertThat(CompletableFuture.runAsync(() -> failing.executeWithoutResult(s -> {}), threads))
                .failsWithin(LONG)
                .withThrowableThat()
                .havingRootCause()
                .withMessage("away");
    }

    private void assertNextIsLetIn(TransactionTemplate template) {
        assertThat(CompletableFuture.runAsync(() -> template.executeWithoutResult(s -> {}), threads))
                .succeedsWithin(LONG);
    }

    private static boolean isReached(CountDownLatch latch, int seconds) {
        try {
            return latch.await(seconds, SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static final class Away extends AbstractDataSource {

        @Override
        public java.sql.Connection getConnection() throws java.sql.SQLException {
            throw new java.sql.SQLException("away");
        }

        @Override
        public java.sql.Connection getConnection(String user, String password) throws java.sql.SQLException {
            return getConnection();
        }
    }
}
