package io.bactrian.testkit.crash;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** The recorded run as the first invocation, and one more for each point that it has passed. */
final class CrashMatrixExtension implements TestTemplateInvocationContextProvider {

    private static final Namespace WORLDS = Namespace.create(CrashMatrixExtension.class);

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        CrashMatrix matrix = context.getRequiredTestMethod().getAnnotation(CrashMatrix.class);
        Class<?> test = context.getRequiredTestClass();
        Worlds worlds = context.getParent()
                .orElse(context)
                .getStore(WORLDS)
                .getOrComputeIfAbsent(test, key -> new Worlds(planOf(test)), Worlds.class);
        Invocations invocations = new Invocations(worlds, context.getUniqueId(), matrix.processes(), matrix.seed());
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(invocations, Spliterator.ORDERED), false);
    }

    private static CrashPlan planOf(Class<?> test) {
        List<Method> plans = Arrays.stream(test.getDeclaredMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers())
                        && method.getReturnType() == CrashPlan.class
                        && method.getParameterCount() == 0)
                .toList();
        if (plans.size() != 1) {
            throw new IllegalStateException("@CrashMatrix needs one static method without parameters that returns a"
                    + " CrashPlan in " + test.getName() + ", there are " + plans.size());
        }
        try {
            plans.get(0).setAccessible(true);
            return (CrashPlan) plans.get(0).invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the plan " + plans.get(0) + " cannot be made", e);
        }
    }

    /** Made while it is walked through: the points are known once the first invocation is over. */
    static final class Invocations implements Iterator<TestTemplateInvocationContext> {

        /** Of all recorded runs in this process: who runs a single point once more leaves out the recorded run. */
        private static final Map<String, Verdict> RECORDED = new ConcurrentHashMap<>();

        private final Worlds worlds;
        private final String test;
        private final int processes;
        private final long seed;
        private final List<TestTemplateInvocationContext> next = new ArrayList<>();
        private Standing standing = Standing.NOTHING;
        private boolean begun;
        private boolean wanted;
        private boolean known;
        private volatile boolean ended;

        /** @param test its name, as no other has it */
        Invocations(Worlds worlds, String test, int processes, long seed) {
            this.worlds = worlds;
            this.test = test;
            this.processes = processes;
            this.seed = seed;
            next.add(invocation("recorded run, nothing dies", null, false));
        }

        private void recorded(Verdict verdict) {
            known = true;
            List<CrashPoint> passed = verdict.points();
            standing = verdict.standing();
            List<CrashPoint> points =
                    passed.stream().filter(worlds.plan().points).toList();
            if (points.isEmpty()) {
                throw new AssertionError("there is no point to strike at: the recorded run passed " + passed.size()
                        + (passed.isEmpty()
                                ? ", so that nothing of it went through a relay or into a database of the plan"
                                : ", and points(..) of the plan chose none of them"));
            }
            Set<CrashPoint> sampled = sample(points, processes, seed);
            if (!sampled.isEmpty()) {
                worlds.prepareProcesses();
            }
            StringBuilder table = new StringBuilder("Crash matrix: " + points.size() + " points"
                    + (points.size() == passed.size() ? "" : " of the " + passed.size() + " passed") + ", "
                    + sampled.size() + " of them with real processes and kill -9 (marked *)\n");
            for (CrashPoint point : points) {
                boolean real = sampled.contains(point);
                table.append(real ? " * " : "   ").append(point).append('\n');
                next.add(invocation(point + (real ? ", kill -9" : ""), point, real));
            }
            verdict.remarks().forEach(remark -> table.append(remark).append('\n'));
            RECORDED.put(test, verdict);
            System.out.print(table);
        }

        private TestTemplateInvocationContext invocation(String name, @Nullable CrashPoint point, boolean inProcesses) {
            return new TestTemplateInvocationContext() {
                @Override
                public String getDisplayName(int index) {
                    wanted = true; // those that are left out are not asked for their name
                    return name;
                }

                @Override
                public List<Extension> getAdditionalExtensions() {
                    return List.of(
                            (AfterEachCallback) context -> ended = true,
                            new CrashInvocation(
                                    () -> worlds.get(inProcesses), point, standing, Invocations.this::recorded));
                }
            };
        }

        @Override
        public boolean hasNext() {
            if (begun && !known) {
                lookForPoints();
            }
            return !next.isEmpty();
        }

        private void lookForPoints() {
            Verdict before = RECORDED.get(test);
            if (!wanted && before != null) {
                recorded(before);
            } else if (!wanted) {
                throw new IllegalStateException(
                        "the recorded run is left out, so that its points are not known: run the" + " whole test");
            } else if (!ended) {
                throw new IllegalStateException("the recorded run has not ended, so that its points are not known: the"
                        + " runs of a @CrashMatrix come one after the other, leave out @Execution(CONCURRENT)");
            }
        }

        @Override
        public TestTemplateInvocationContext next() {
            if (next.isEmpty()) {
                throw new NoSuchElementException("no point is left");
            }
            begun = true;
            return next.remove(0);
        }
    }

    static Set<CrashPoint> sample(List<CrashPoint> points, int percent, long seed) {
        List<CrashPoint> shuffled = new ArrayList<>(points);
        Collections.shuffle(shuffled, new Random(seed));
        int many = (points.size() * percent + 99) / 100;
        return new LinkedHashSet<>(shuffled.subList(0, many));
    }
}
