package io.bactrian.testkit;

/** An expectation was not met; the message has all there is to know. */
final class ScriptFailure extends AssertionError {

    private static final long serialVersionUID = 1L;

    ScriptFailure(String message) {
        super(message);
    }
}
