package io.bactrian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;

class BactrianExtensionTest {

    private final BactrianExtension extension = new BactrianExtension();
    private final ExtensionContext context = mock(ExtensionContext.class);
    private final ExtensionContext.Store store = mock(ExtensionContext.Store.class);

    @BeforeEach
    void aTestWithAScript() {
        SagaScript script = mock(SagaScript.class);
        given(script.timeline()).willReturn("-- the sagas of this test");
        given(store.get(SagaScript.class, SagaScript.class)).willReturn(script);
        given(context.getStore(any())).willReturn(store);
    }

    @Test
    void anAssertionOfTheTestsOwnTellsWhatHappened() {
        AssertionError own = new AssertionError("own");

        assertThatThrownBy(() -> extension.handleTestExecutionException(context, own))
                .isSameAs(own);

        assertThat(own.getSuppressed()).singleElement().hasToString("-- the sagas of this test");
    }

    @Test
    void whatIsScriptedBeforeAllTestsIsRefused() throws Exception {
        given(store.get(SagaScript.class, SagaScript.class)).willReturn(null);
        Method beforeAll =
                BactrianExtensionTest.class.getDeclaredMethod("beforeAll", SagaScript.class, ScriptedServices.class);

        for (Parameter parameter : beforeAll.getParameters()) {
            ParameterContext asked = mock(ParameterContext.class);
            given(asked.getParameter()).willReturn(parameter);

            assertThatThrownBy(() -> extension.resolveParameter(asked, context))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a " + parameter.getType().getSimpleName() + " belongs to one test method, and what was"
                            + " scripted before it is forgotten: take it as a parameter of the test or of a @BeforeEach"
                            + " method, not of the constructor or of @BeforeAll");
        }
    }

    private static void beforeAll(SagaScript script, ScriptedServices services) {}

    @Test
    void whatTellsItAlreadyIsLeftAsItIs() {
        ScriptFailure failure = new ScriptFailure("with everything");

        assertThatThrownBy(() -> extension.handleTestExecutionException(context, failure))
                .isSameAs(failure);

        assertThat(failure.getSuppressed()).isEmpty();
    }
}
