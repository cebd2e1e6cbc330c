package io.bactrian.starter.client;

import java.time.Duration;

/** Waits between two tries; replaced in tests so that none of them sleeps. */
@FunctionalInterface
public interface Pause {

    void take(Duration time) throws InterruptedException;

    /** Sleeps. */
    static Pause sleeping() {
        return time -> Thread.sleep(time.toMillis());
    }
}
