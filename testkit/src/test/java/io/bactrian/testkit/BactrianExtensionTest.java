package io.bactrian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;

class BactrianExtensionTest {

    private final BactrianExtension extension = new BactrianExtension();
    private final ExtensionContext context = mock(ExtensionContext.class);

    @BeforeEach
    void aTestWithAScript() {
        SagaScript script = mock(SagaScript.class);
        given(script.timeline()).willReturn("-- the sagas of this test");
        ExtensionContext.Store store = mock(ExtensionContext.Store.class);
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
    void whatTellsItAlreadyIsLeftAsItIs() {
        ScriptFailure failure = new ScriptFailure("with everything");

        assertThatThrownBy(() -> extension.handleTestExecutionException(context, failure))
                .isSameAs(failure);

        assertThat(failure.getSuppressed()).isEmpty();
    }
}
