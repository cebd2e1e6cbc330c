package io.bactrian.coordinator.ledger;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
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
    private final AtomicInteger commits = new AtomicInteger();
    private final AtomicBoolean commitsFail = new AtomicBoolean();
    private JdbcTemplate jdbc;
    private @Nullable Connection open; // without one, H2 closes its file after each transaction

    @AfterEach
    void stop() throws SQLException {
        firstMayEnd.countDown();
        threads.shutdownNow();
        if (open != null) {
            open.close();
        }
    }

    @Test
    void aFileOfH2IsWrittenByOneAtATime() throws Exception {
        beginTwo(new Transactions(file()));

        assertThat(secondIsIn.await(1, SECONDS))
                .as("second is in while the first runs")
                .isFalse();
        firstMayEnd.countDown();
        assertThat(secondIsIn.await(20, SECONDS)).as("second is in afterwards").isTrue();
    }

    @Test
    void aDatabaseThatNoKillCanTearIsWrittenByMany() throws Exception {
        beginTwo(new Transactions(
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

    @Test
    void whoWaitsIsWrittenAlong() throws Exception {
        Transactions transactions = new Transactions(counted(file()));
        begin(transactions);
        List<Future<Integer>> others = IntStream.range(0, 5)
                .mapToObj(number -> threads.submit(() -> transactions.run(() -> insert(number))))
                .toList();
        awaitUnderWay(transactions, 6);
        int before = commits.get();

        firstMayEnd.countDown();

        for (Future<Integer> other : others) {
            assertThat(other.get(20, SECONDS)).isEqualTo(1);
        }
        assertThat(commits.get() - before).as("of the first, and of all others").isEqualTo(2);
        assertThat(numbers()).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }

    @Test
    void whoFailsTakesNobodyAlong() throws Exception {
        Transactions transactions = new Transactions(counted(file()));
        begin(transactions);
        List<Future<Integer>> others = IntStream.range(0, 5)
                .mapToObj(number -> threads.submit(() -> transactions.run(() -> {
                    int rows = insert(number);
                    if (number % 2 == 1) {
                        throw new IllegalArgumentException("no " + number);
                    }
                    return rows;
                })))
                .toList();
        awaitUnderWay(transactions, 6);

        firstMayEnd.countDown();

        for (int number = 0; number < 5; number++) {
            Future<Integer> other = others.get(number);
            if (number % 2 == 1) {
                assertThatThrownBy(() -> other.get(20, SECONDS))
                        .cause()
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("no " + number);
            } else {
                assertThat(other.get(20, SECONDS)).isEqualTo(1);
            }
        }
        assertThat(numbers()).containsExactlyInAnyOrder(0, 2, 4);
    }

    @Test
    void aCommitThatFailsFailsForAllThatShareItAndIsNotMadeAgain() throws Exception {
        Transactions transactions = new Transactions(counted(file()));
        begin(transactions);
        AtomicInteger runs = new AtomicInteger();
        List<Future<Integer>> others = IntStream.range(0, 3)
                .mapToObj(number -> threads.submit(() -> transactions.run(() -> {
                    runs.incrementAndGet();
                    commitsFail.set(true);
                    return insert(number);
                })))
                .toList();
        awaitUnderWay(transactions, 4);

        firstMayEnd.countDown();

        for (Future<Integer> other : others) {
            assertThatThrownBy(() -> other.get(20, SECONDS)).cause().hasRootCauseMessage("could not be committed");
        }
        assertThat(runs).hasValue(3);
        commitsFail.set(false);
        assertThat(transactions.run(() -> insert(7))).as("the next one").isEqualTo(1);
    }

    @Test
    void whoFailedIsToldAndTheOthersAreWrittenTogetherOnceMore() throws Exception {
        Transactions transactions = new Transactions(counted(file()));
        begin(transactions);
        List<Future<Integer>> others = new ArrayList<>();
        CountDownLatch lastMayEnd = new CountDownLatch(1);
        others.add(enqueue(transactions, 2, () -> insert(1))); // writes for all
        others.add(enqueue(transactions, 3, () -> {
            throw new IllegalArgumentException("no good");
        }));
        others.add(enqueue(transactions, 4, () -> insert(2)));
        others.add(enqueue(transactions, 5, () -> {
            await(lastMayEnd);
            return insert(3);
        }));
        int before = commits.get();

        firstMayEnd.countDown();

        assertThatThrownBy(() -> others.get(1).get(20, SECONDS)).cause().hasMessage("no good");
        assertThat(others.get(2).isDone()).as("is told before its commit").isFalse();
        lastMayEnd.countDown();
        for (int other : List.of(0, 2, 3)) {
            assertThat(others.get(other).get(20, SECONDS)).isEqualTo(1);
        }
        assertThat(commits.get() - before).as("of the first, and of all others").isEqualTo(2);
        assertThat(numbers()).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void aWriterThatFailsItselfWritesTheOthers() throws Exception {
        Transactions transactions = new Transactions(counted(file()));
        begin(transactions);
        Future<Integer> writer = enqueue(transactions, 2, () -> {
            throw new IllegalArgumentException("no good");
        });
        List<Future<Integer>> others =
                List.of(enqueue(transactions, 3, () -> insert(1)), enqueue(transactions, 4, () -> insert(2)));

        firstMayEnd.countDown();

        assertThatThrownBy(() -> writer.get(20, SECONDS)).cause().hasMessage("no good");
        for (Future<Integer> other : others) {
            assertThat(other.get(20, SECONDS)).isEqualTo(1);
        }
        assertThat(numbers()).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void whoIsInterruptedDoesNotBegin() throws Exception {
        Transactions transactions = new Transactions(counted(file()));
        transactions.run(() -> insert(1));

        CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
        Thread interrupted = new Thread(() -> {
            Thread.currentThread().interrupt();
            try {
                transactions.run(() -> insert(2));
            } catch (CannotCreateTransactionException e) {
                stillInterrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        interrupted.start();

        assertThat(stillInterrupted.get(20, SECONDS)).isTrue();
        assertThat(transactions.run(() -> insert(3))).as("the next one").isEqualTo(1);
        assertThat(numbers()).containsExactly(1, 3);
    }

    @Test
    void whoIsInterruptedWhileAnotherWritesForItLearnsWhatBecameOfIt() throws Exception {
        Transactions transactions = new Transactions(counted(file()));
        begin(transactions);
        CountDownLatch writerIsIn = new CountDownLatch(1);
        CountDownLatch writerMayEnd = new CountDownLatch(1);
        CompletableFuture<Integer> told = new CompletableFuture<>();
        Thread impatient = new Thread(() -> told.complete(transactions.run(() -> insert(1))));
        enqueue(transactions, 2, () -> {
            writerIsIn.countDown();
            return await(writerMayEnd) ? 1 : 0;
        });
        impatient.start();
        awaitUnderWay(transactions, 3);
        firstMayEnd.countDown();
        assertThat(writerIsIn.await(20, SECONDS)).isTrue();

        impatient.interrupt();
        writerMayEnd.countDown();

        assertThat(told.get(20, SECONDS)).isEqualTo(1);
        assertThat(numbers()).containsExactly(1);
    }

    @Test
    void whoIsInterruptedIsNotWrittenAndHoldsNobodyUp() throws Exception {
        Transactions transactions = new Transactions(counted(file()));
        begin(transactions);
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        Thread impatient = new Thread(() -> {
            try {
                transactions.run(() -> insert(1));
            } catch (RuntimeException e) {
                told.complete(e);
            }
        });
        impatient.start();
        awaitUnderWay(transactions, 2);

        impatient.interrupt();

        assertThat(told.get(20, SECONDS)).isInstanceOf(CannotCreateTransactionException.class);
        firstMayEnd.countDown();
        assertThat(transactions.run(() -> insert(2))).isEqualTo(1);
        assertThat(numbers()).containsExactly(2);
    }

    @Test
    void nothingIsLostOrWrittenTwiceAmongMany() throws Exception {
        Transactions transactions = new Transactions(counted(file()));
        List<Future<List<Integer>>> writers = IntStream.range(0, 16)
                .mapToObj(writer -> threads.submit(() -> writeOrFail(transactions, writer)))
                .toList();

        List<Integer> written = new ArrayList<>();
        for (Future<List<Integer>> writer : writers) {
            written.addAll(writer.get(60, SECONDS));
        }

        assertThat(numbers()).containsExactlyInAnyOrderElementsOf(written);
        assertThat(commits.get())
                .as("commits of %d transactions", written.size())
                .isLessThan(written.size());
    }

    /** Returns the numbers that it was told are written. */
    private List<Integer> writeOrFail(Transactions transactions, int writer) {
        Random random = new Random(writer);
        List<Integer> written = new ArrayList<>();
        for (int number = writer * 1_000; number < writer * 1_000 + 100; number++) {
            int mine = number;
            boolean fails = random.nextInt(10) == 0;
            try {
                transactions.run(() -> {
                    int rows = insert(mine);
                    if (fails) {
                        throw new IllegalArgumentException();
                    }
                    return rows;
                });
                written.add(mine);
            } catch (IllegalArgumentException e) {
                assertThat(fails).isTrue();
            }
        }
        return written;
    }

    private Future<Integer> enqueue(Transactions transactions, int inAll, Supplier<Integer> work) {
        Future<Integer> other = threads.submit(() -> transactions.run(work));
        awaitUnderWay(transactions, inAll);
        return other;
    }

    private int insert(int number) {
        return jdbc.update("INSERT INTO number VALUES (?)", number);
    }

    private List<Integer> numbers() {
        return jdbc.queryForList("SELECT n FROM number", Integer.class);
    }

    private static void awaitUnderWay(Transactions transactions, int inAll) {
        Awaitility.await().until(() -> transactions.underWay() == inAll);
    }

    /** Counts the commits of a ledger with a table of numbers, and lets them fail. */
    private DataSource counted(DataSource ledger) throws SQLException {
        open = ledger.getConnection();
        new JdbcTemplate(ledger).execute("CREATE TABLE number (n INTEGER PRIMARY KEY)");
        DataSource counted = new DelegatingDataSource(ledger) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                return (Connection) Proxy.newProxyInstance(
                        getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                            if (method.getName().equals("commit")) {
                                if (commitsFail.get()) {
                                    throw new SQLException("could not be committed");
                                }
                                commits.incrementAndGet();
                            }
                            return method.invoke(connection, arguments);
                        });
            }
        };
        jdbc = new JdbcTemplate(counted);
        return counted;
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
    }

    private void beginTwo(Transactions transactions) throws InterruptedException {
        begin(transactions);
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
