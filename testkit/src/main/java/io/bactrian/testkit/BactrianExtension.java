package io.bactrian.testkit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** Gives every test method a script of its own, and its end. */
final class BactrianExtension
        implements BeforeEachCallback, AfterEachCallback, ParameterResolver, TestExecutionExceptionHandler {

    private static final Namespace NAMESPACE = Namespace.create(BactrianExtension.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        ApplicationContext application = SpringExtension.getApplicationContext(context);
        store(context).put(SagaScript.class, system(context).begin(application));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        SagaScript script = store(context).remove(SagaScript.class, SagaScript.class);
        if (script != null) {
            script.end();
        }
        context.getExecutionException()
                .filter(failure -> script == null) // Camel could not start, which it does after all else
                .filter(failure -> NoDatabaseHint.isDueTo(failure, SpringExtension.getApplicationContext(context)))
                .ifPresent(failure -> failure.addSuppressed(new WhatHappened(NoDatabaseHint.TEXT)));
    }

    /** Assertions of the test's own get to know what happened in its sagas, too. */
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        SagaScript script = store(context).get(SagaScript.class, SagaScript.class);
        if (failure instanceof AssertionError && !(failure instanceof ScriptFailure) && script != null) {
            failure.addSuppressed(new WhatHappened(script.timeline()));
        }
        throw failure;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == SagaScript.class
                || type == EmbeddedCoordinator.class
                || type == ManualClock.class
                || type == ScriptedServices.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        SagaScript script = store(context).get(SagaScript.class, SagaScript.class);
        if (script == null && (type == SagaScript.class || type == ScriptedServices.class)) {
            throw new IllegalStateException(
                    "a " + type.getSimpleName() + " belongs to one test method, and what was scripted"
                            + " before it is forgotten: take it as a parameter of the test or of a @BeforeEach method, not of"
                            + " the constructor or of @BeforeAll");
        }
        if (script != null && type == SagaScript.class) {
            return script;
        }
        TestSystem system = system(context);
        if (type == EmbeddedCoordinator.class) {
            return system.coordinator();
        }
        if (type == ManualClock.class) {
            return system.coordinator().clock();
        }
        return system.services();
    }

    private static TestSystem system(ExtensionContext context) {
        return SpringExtension.getApplicationContext(context).getBean(TestSystem.class);
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    /** Carries the timelines, or what else is known, to the reader of a failure. */
    private static final class WhatHappened extends RuntimeException {

        private static final long serialVersionUID = 1L;

        WhatHappened(String timelines) {
            super(timelines, null, false, false);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
