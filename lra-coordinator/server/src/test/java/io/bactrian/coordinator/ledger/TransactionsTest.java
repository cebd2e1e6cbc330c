package io.bactrian.coordinator.ledger;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.CannotCreateTransactionException;

/** How many write into the ledger at a time, told by two transactions of which the first does not end. */
class TransactionsTest {

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch firstIsIn = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    private final CountDownLatch secondIsIn = new CountDownLatch(1);

    @AfterEach
    void stop() {
        firstMayEnd.countDown();
        threads.shutdownNow();
    }

    @Test
    void aFileOfH2IsWrittenByOneAtATime() throws Exception {
        begin(new Transactions(file()));

        assertThat(secondIsIn.await(1, SECONDS))
                .as("second is in while the first runs")
                .isFalse();
        firstMayEnd.countDown();
        assertThat(secondIsIn.await(20, SECONDS)).as("second is in afterwards").isTrue();
    }

    @Test
    void aDatabaseThatNoKillCanTearIsWrittenByMany() throws Exception {
        begin(new Transactions(
                new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "")));

        assertThat(secondIsIn.await(20, SECONDS))
                .as("second is in while the first runs")
                .isTrue();
    }

    @Test
    void nobodyWaitsForItsTurnForEver() throws Exception {
        Transactions transactions = new Transactions(file(), Duration.ofMillis(2));
        begin(transactions);

        assertThatThrownBy(() -> transactions.run(() -> "in"))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageContaining("other transactions have been writing into the ledger's file");
    }

    @Test
    void aFailureLetsTheNextOneIn() {
        Transactions transactions = new Transactions(file());

        assertThatThrownBy(() -> transactions.run(() -> {
                    throw new IllegalArgumentException("no good");
                }))
                .hasMessage("no good");

        assertThat(CompletableFuture.supplyAsync(() -> transactions.run(() -> "in"), threads))
                .succeedsWithin(Duration.ofSeconds(20))
                .isEqualTo("in");
    }

    private DriverManagerDataSource file() {
        return new DriverManagerDataSource("jdbc:h2:file:" + folder.resolve("ledger"), "sa", "");
    }

    private void begin(Transactions transactions) throws InterruptedException {
        threads.submit(() -> transactions.run(() -> {
            firstIsIn.countDown();
            return await(firstMayEnd);
        }));
        assertThat(firstIsIn.await(20, SECONDS)).isTrue();
        threads.submit(() -> transactions.run(() -> {
            secondIsIn.countDown();
            return true;
        }));
    }

    private static boolean await(CountDownLatch latch) {
        try {
            if (latch.await(60, SECONDS)) {
                return true;
            }
            throw new IllegalStateException(new TimeoutException());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
