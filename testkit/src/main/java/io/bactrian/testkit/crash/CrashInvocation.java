package io.bactrian.testkit.crash;

import java.lang.reflect.Method;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** One invocation of the test: gives it its {@link CrashRun} and judges what it leaves behind. */
final class CrashInvocation implements InvocationInterceptor, ParameterResolver {

    private final Supplier<CrashWorld> world;
    private final @Nullable CrashPoint point;
    private final Standing expected;
    private final Consumer<Verdict> recorded;
    private @Nullable CrashRun run;

    /**
     * @param point null for the recorded run
     * @param expected what stands after the recorded run
     * @param recorded is told of a recorded run that succeeded
     */
    CrashInvocation(
            Supplier<CrashWorld> world, @Nullable CrashPoint point, Standing expected, Consumer<Verdict> recorded) {
        this.world = world;
        this.point = point;
        this.expected = expected;
        this.recorded = recorded;
    }

    private CrashRun run() {
        CrashRun begun = run;
        if (begun == null) {
            begun = world.get().begin(point);
            run = begun;
        }
        return begun;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == CrashRun.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return run();
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        CrashRun begun = run();
        Throwable failure = null;
        try {
            invocation.proceed();
        } catch (Exception | AssertionError e) {
            failure = e; // a caller of a part that dies may see anything
        }
        Verdict verdict = world.get().end(begun, failure, expected);
        verdict.orThrow();
        if (point == null) {
            recorded.accept(verdict);
        }
    }
}
