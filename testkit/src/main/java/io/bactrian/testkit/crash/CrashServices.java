package io.bactrian.testkit.crash;

import java.util.List;
import java.util.Map;

/** The services around the applications: they do not die, and their journals are what a saga is judged by. */
public interface CrashServices extends AutoCloseable {

    /** Where each one listens, by the name it has in the plan. */
    Map<String, String> urls();

    /** What they did, in the order it happened, all of them together. */
    List<Deed> journal();

    /** What else was amiss in this run, a sentence each: it fails for that, whether a part died or not. */
    default List<String> faults() {
        return List.of();
    }

    /** What is worth knowing of the recorded run and no fault, a line each: it is printed below its points. */
    default List<String> remarks() {
        return List.of();
    }

    /** Forgets the journals: another run begins. */
    void reset();

    @Override
    void close();
}
