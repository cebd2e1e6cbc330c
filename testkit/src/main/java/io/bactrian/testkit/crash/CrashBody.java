package io.bactrian.testkit.crash;

/** What is run once per point: sets off one saga and waits for its end, as a caller does. */
@FunctionalInterface
public interface CrashBody {

    void run(CrashRun run) throws Exception;
}
