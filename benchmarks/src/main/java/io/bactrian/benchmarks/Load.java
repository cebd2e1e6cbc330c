package io.bactrian.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;

/** Runs sagas against one coordinator, each client one after the other, until the time is over. */
final class Load {

    private static final long END_WITHIN = TimeUnit.SECONDS.toNanos(30);
    private static final long POLL_MILLIS = 5;

    private final CloseableHttpClient http;
    private final Participants participants;

    Load(CloseableHttpClient http, Participants participants) {
        this.http = http;
        this.participants = participants;
    }

    /**
     * Begins sagas until the time is over, at least one per client, and brings all to their end.
     *
     * @return sagas per second, from the first begun to the last ended
     */
    double run(String coordinator, Scenario scenario, double seconds, Tally tally) throws InterruptedException {
        LraClient client = new LraClient(http, coordinator);
        long begun = System.nanoTime();
        long deadline = begun + (long) (seconds * 1e9);
        ExecutorService threads = Executors.newFixedThreadPool(scenario.clients());
        try {
            Callable<long[]> one = () -> runClient(client, scenario, deadline, tally);
            List<Callable<long[]>> all = new ArrayList<>();
            for (int i = 0; i < scenario.clients(); i++) {
                all.add(one);
            }
            long sagas = 0;
            for (Future<long[]> ended : threads.invokeAll(all)) {
                tally.add(ended.get());
                sagas += ended.get().length;
            }
            return sagas * 1e9 / (System.nanoTime() - begun);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A client of the load failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private long[] runClient(LraClient client, Scenario scenario, long deadline, Tally tally)
            throws InterruptedException {
        LongStream.Builder latencies = LongStream.builder();
        do {
            long begun = System.nanoTime();
            try {
                if (runSaga(client, scenario, tally)) {
                    latencies.add(System.nanoTime() - begun);
                }
            } catch (IOException e) {
                tally.wrong(String.valueOf(e.getMessage()));
                // a coordinator that is down must not be asked as fast as the machine can
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } while (System.nanoTime() < deadline);
        return latencies.build().toArray();
    }

    /** True when the status is final and every participant was called once, for a cancel in reverse order. */
    private boolean runSaga(LraClient client, Scenario scenario, Tally tally) throws IOException, InterruptedException {
        Callbacks callbacks = new Callbacks(scenario.end(), scenario.participants(), tally);
        String saga = participants.expect(callbacks);
        String lra = client.start();
        for (int i = 0; i < scenario.participants(); i++) {
            client.join(lra, participants.link(saga, i));
        }
        String status = client.end(lra, scenario.end());
        long giveUp = System.nanoTime() + END_WITHIN;
        if (!callbacks.complete(END_WITHIN)) {
            tally.wrong("a callback of " + lra + " is missing 30 s after its " + scenario.end());
            return false;
        }
        while (!status.equals(scenario.end().status())) {
            if (System.nanoTime() > giveUp) {
                tally.wrong(lra + " is " + status + " 30 s after its " + scenario.end());
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            status = client.status(lra);
        }
        if (!callbacks.inOrder()) {
            tally.wrong(lra + " was not compensated in reverse order of joining");
            return false;
        }
        return true;
    }
}
