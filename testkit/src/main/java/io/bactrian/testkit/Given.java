package io.bactrian.testkit;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A rule in a conversation: what follows it is said to the {@link SagaScript} again. */
public final class Given extends Rule<Given> {

    private final SagaScript script;

    Given(SagaScript script, ScriptedServices services, ScriptedCall call) {
        super(services, call);
        this.script = script;
    }

    @Override
    Given self() {
        return this;
    }

    /** Another rule, see {@link SagaScript#given}. */
    public Given given(String pattern) {
        return script.given(pattern);
    }

    /** See {@link SagaScript#when(String)}. */
    public SagaScript when(String target) {
        return script.when(target);
    }

    /** See {@link SagaScript#when(String, Object)}. */
    public SagaScript when(String target, @Nullable Object body) {
        return script.when(target, body);
    }

    /** See {@link SagaScript#when(String, Object, Map)}. */
    public SagaScript when(String target, @Nullable Object body, Map<String, ?> headers) {
        return script.when(target, body, headers);
    }

    /** See {@link SagaScript#when(Callable)}. */
    public SagaScript when(Callable<?> work) {
        return script.when(work);
    }

    /** The conversation this rule belongs to. */
    public SagaScript script() {
        return script;
    }
}
