package io.bactrian.testkit.crash;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Runs a saga test once with nothing dying, and then once per point at which a part can die: before and after each join,
 * action, decision, compensation, completion and commit. The first run must succeed; it prints the points. In the others
 * the caller may see any failure: when the dead part is back, everything must have ended, and either all of the saga
 * stands or every begun step is undone, once, in reverse order.
 *
 * <p>The test class has one static method without parameters that returns the {@link CrashPlan}. The test may take a
 * {@link CrashRun}. Its runs come one after the other, also where tests run in parallel: what the others are is known
 * only once the first has ended.
 *
 * <pre>{@code
 * @CrashMatrix
 * void sells(CrashRun run) throws Exception {
 *     HttpResponse<String> answer = run.post(APPLICATION, "/purchases", purchase(run.id()));
 *     assertThat(answer.statusCode()).isEqualTo(201); // counts in the first run only
 * }
 * }</pre>
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(CrashMatrixExtension.class)
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock("io.bactrian.testkit.crash")
public @interface CrashMatrix {

    /** How many of a hundred points are run with real processes and kill -9; the rest shares this process. */
    int processes() default 20;

    /** Chooses which. */
    long seed() default 20;
}
