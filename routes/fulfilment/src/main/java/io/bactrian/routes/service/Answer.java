package io.bactrian.routes.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Writes the answer to a caller: a status and a JSON body without null fields, and nothing an earlier message had. */
public final class Answer {

    private static final ObjectMapper JSON =
            new ObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
    private static final String RETRY_AFTER_SECONDS = "1";

    private Answer() {}

    /** @param body a record; written as JSON */
    public static void write(Exchange exchange, int status, Record body) {
        Message answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        answer.setHeader(Exchange.CONTENT_TYPE, "application/json");
        if (status == 202 || status == 503) {
            answer.setHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        try {
            answer.setBody(JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write " + body + " as JSON", e);
        }
    }

    /** 400 with every fault of the input. */
    public static void invalidInput(Exchange exchange) {
        InvalidInput caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, InvalidInput.class);
        write(exchange, 400, new Faults(caught.faults()));
    }

    /** 503: nothing was begun, the caller may simply come again. */
    public static void unavailable(Exchange exchange) {
        write(exchange, 503, new Fault("nothing was begun, try again: " + FailureReason.of(exchange)));
    }

    private record Faults(List<String> errors) {}

    private record Fault(String error) {}
}
