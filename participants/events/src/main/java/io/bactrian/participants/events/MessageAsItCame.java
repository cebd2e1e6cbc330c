package io.bactrian.participants.events;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** An exchange as it came to the block, to start each attempt from there. */
final class MessageAsItCame {

    private final @Nullable Object body;
    private final Map<String, Object> headers;

    MessageAsItCame(Message message) {
        this.body = message.getBody();
        this.headers = new HashMap<>(message.getHeaders());
    }

    /** Makes the exchange what it was before any attempt. */
    void restore(Exchange exchange) {
        Message message = exchange.getMessage();
        message.setHeaders(new HashMap<>(headers));
        message.setBody(body);
        exchange.setException(null);
        exchange.setRollbackOnly(false);
        exchange.setRollbackOnlyLast(false);
        exchange.setRouteStop(false);
        exchange.removeProperty(ExchangePropertyKey.EXCEPTION_CAUGHT);
        exchange.removeProperty(ExchangePropertyKey.FAILURE_HANDLED);
        exchange.getExchangeExtension().setErrorHandlerHandled(null);
        exchange.getExchangeExtension().setFailureHandled(false);
    }

    /** Why the block failed, also when the error handler of a route it called has made an answer of it; {@code null} if it did not. */
    static @Nullable Throwable failureOf(Exchange exchange) {
        if (exchange.getException() != null) {
            return exchange.getException();
        }
        boolean handled = exchange.getExchangeExtension().isErrorHandlerHandledSet()
                && exchange.getExchangeExtension().isErrorHandlerHandled();
        if (handled || exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
            Throwable caught = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
            return caught == null ? new IllegalStateException("the route marked the event for rollback") : caught;
        }
        return null;
    }
}
