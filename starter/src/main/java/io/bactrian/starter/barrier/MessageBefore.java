package io.bactrian.starter.barrier;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bactrian.starter.protocol.LraHeaders;
import io.bactrian.starter.saga.CurrentStep;
import java.io.File;
import java.io.InputStream;
import java.io.Reader;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.jspecify.annotations.Nullable;

/** The exchange as it came to the block, to tell what the block made of it. */
final class MessageBefore {

    private static final String CAMEL = "Camel";
    private static final Set<String> NOT_THE_ANSWERS =
            Set.of(LraHeaders.LRA, LraHeaders.RECOVERY, LraHeaders.TRACEPARENT, LraHeaders.TRACESTATE);

    private final @Nullable Object body;
    private final @Nullable Object responseCode;
    private final Map<String, Object> headers;
    private final Map<String, Object> variables;
    private final boolean handled;
    private final int hiddenFailures;

    private MessageBefore(Exchange exchange) {
        Message message = exchange.getMessage();
        this.body = message.getBody();
        // whatever an earlier call left here is not what the block says
        this.responseCode = message.removeHeader(Exchange.HTTP_RESPONSE_CODE);
        this.headers = new HashMap<>(message.getHeaders());
        this.variables = variables(exchange);
        this.handled = handled(exchange);
        this.hiddenFailures = CurrentStep.hiddenFailures(exchange);
    }

    static MessageBefore of(Exchange exchange) {
        return new MessageBefore(exchange);
    }

    /** Whether the block failed, or a branch of it, even when an error handler of a route it called has shaped an answer since. */
    boolean failed(Exchange exchange) {
        return failedInTheOpen(exchange) || CurrentStep.hiddenFailures(exchange) > hiddenFailures;
    }

    /** Whether the exchange says so itself, so that its route does not go on. */
    boolean failedInTheOpen(Exchange exchange) {
        return exchange.getException() != null
                || exchange.isRollbackOnly()
                || exchange.isRollbackOnlyLast()
                || handled(exchange) && !handled;
    }

    /** What the block made of the message: body, response code, and the simple headers and variables that it set. */
    RecordedAnswer answer(Exchange exchange, ObjectMapper mapper) {
        Message message = exchange.getMessage();
        Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        RecordedAnswer answer =
                RecordedAnswer.of(status, set(message.getHeaders(), headers), set(variables(exchange), variables));
        Object now = message.getBody();
        if (now == body) {
            return answer;
        }
        if (now instanceof byte[] bytes) {
            return answer.withBytes(bytes);
        }
        if (isStream(now)) {
            return answer.withBytes(bytes(exchange, now));
        }
        try {
            return answer.withBody(now, mapper);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the answer of policy(\"once\") must be text, bytes or what can be written as JSON, was a "
                            + (now == null ? "null" : now.getClass().getName()) + ": " + e.getMessage(),
                    e);
        }
    }

    /** Gives back the response code that was there before, unless the block set one. */
    void restoreResponseCode(Exchange exchange) {
        Message message = exchange.getMessage();
        if (responseCode != null && message.getHeader(Exchange.HTTP_RESPONSE_CODE) == null) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, responseCode);
        }
    }

    private static Map<String, Object> set(Map<String, Object> now, Map<String, Object> before) {
        Map<String, Object> set = new HashMap<>();
        now.forEach((name, value) -> {
            if (isSimple(value)
                    && !name.startsWith(CAMEL)
                    && !NOT_THE_ANSWERS.contains(name)
                    && !Objects.equals(value, before.get(name))) {
                set.put(name, value);
            }
        });
        return set;
    }

    private static boolean isSimple(@Nullable Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    private static boolean isStream(@Nullable Object value) {
        return value instanceof StreamCache
                || value instanceof InputStream
                || value instanceof Reader
                || value instanceof File
                || value instanceof WrappedFile;
    }

    private static byte[] bytes(Exchange exchange, @Nullable Object value) {
        try {
            return exchange.getContext().getTypeConverter().mandatoryConvertTo(byte[].class, exchange, value);
        } catch (NoTypeConversionAvailableException e) {
            throw new IllegalArgumentException("the answer of policy(\"once\") cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> variables(Exchange exchange) {
        return exchange.hasVariables() ? new HashMap<>(exchange.getVariables()) : Map.of();
    }

    private static boolean handled(Exchange exchange) {
        return exchange.getExchangeExtension().isErrorHandlerHandledSet()
                && exchange.getExchangeExtension().isErrorHandlerHandled();
    }
}
