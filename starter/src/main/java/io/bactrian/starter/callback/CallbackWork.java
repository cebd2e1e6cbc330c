package io.bactrian.starter.callback;

import io.bactrian.starter.protocol.LraHeaders;
import io.bactrian.starter.protocol.LraId;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends one compensation or completion into its route and judges how it ended. */
final class CallbackWork {

    private static final Logger LOG = LoggerFactory.getLogger(CallbackWork.class);

    private final ProducerTemplate template;

    CallbackWork(ProducerTemplate template) {
        this.template = template;
    }

    CallbackAnswer run(Endpoint endpoint, CallbackRequest request, StepToken token) {
        Map<String, Object> results = new HashMap<>(request.results());
        Map<String, String> options = options(token, results.remove(StepData.OPTIONS));
        if (options == null) {
            // the options are stored before the action begins: without them there is nothing to undo
            LOG.info(
                    "Step '{}' of saga {} never began its action, nothing to {}",
                    token.step(),
                    request.lra(),
                    request.kind().path());
            return CallbackAnswer.done(request.kind());
        }
        Endpoint target = ConsumedEndpoints.withoutWaitingInVain(endpoint);
        Exchange sent = template.send(target, exchange(target, request, token, options, results));
        if (target != endpoint && nobodyConsumed(sent)) {
            return failed(request, token, ConsumedEndpoints.fault(endpoint));
        }
        return judge(sent, request, token);
    }

    private static @Nullable Map<String, String> options(StepToken token, @Nullable Object stored) {
        if (token.options() != null) {
            return token.options();
        }
        if (!(stored instanceof Map<?, ?> map)) {
            return null;
        }
        Map<String, String> options = new HashMap<>();
        map.forEach((name, value) -> options.put(String.valueOf(name), String.valueOf(value)));
        if (!StepTokens.digest(options).equals(token.digest())) {
            throw new IllegalStateException(
                    "the options that came back for step '" + token.step() + "' are not the ones it began with");
        }
        return options;
    }

    /** A new exchange: nothing of the callback's own headers can reach the route. */
    private static Exchange exchange(
            Endpoint endpoint,
            CallbackRequest request,
            StepToken token,
            Map<String, String> options,
            Map<String, Object> results) {
        Exchange exchange = endpoint.createExchange(ExchangePattern.InOut);
        Message message = exchange.getIn();
        options.forEach(message::setHeader);
        results.forEach((name, value) -> {
            message.setHeader(name, value);
            exchange.setVariable(name, value);
        });
        if (token.trace() == null) {
            request.trace().forEach(message::setHeader);
        } else {
            // the one of the request is the coordinator's or a new one: the step began in this one
            message.setHeader(LraHeaders.TRACEPARENT, token.trace());
        }
        String saga = request.lra();
        if (saga != null) {
            message.setHeader(LraHeaders.LRA, saga);
            new StepRun(request.kind().phase(), LraId.parse(saga), token.id(), token.step(), options).mark(exchange);
        }
        setIfPresent(message, LraHeaders.RECOVERY, request.recoveryUrl());
        setIfPresent(message, LraHeaders.ATTEMPT, request.attempt());
        return exchange;
    }

    private static void setIfPresent(Message message, String name, @Nullable String value) {
        if (value != null) {
            message.setHeader(name, value);
        }
    }

    private static CallbackAnswer judge(Exchange sent, CallbackRequest request, StepToken token) {
        Exception failure = sent.getException();
        if (failure == null && !ExchangeHelper.isFailureHandled(sent) && !rolledBack(sent)) {
            return CallbackAnswer.done(request.kind());
        }
        if (failure == null) {
            // an onException that handles the fault shapes an answer for a caller, and here is none: the work is not
            // done
            failure = sent.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        }
        if (failure != null && ObjectHelper.getException(CompensationImpossibleException.class, failure) != null) {
            LOG.error("{}, for good: {}", where(request, token), failure.getMessage(), failure);
            return CallbackAnswer.impossible(request.kind());
        }
        return failed(request, token, failure == null ? "rolled back" : failure.toString());
    }

    private static CallbackAnswer failed(CallbackRequest request, StepToken token, String why) {
        String where = where(request, token);
        LOG.warn("{} now, the coordinator will ask again: {}", where, why);
        return CallbackAnswer.failed(where + ": " + why);
    }

    private static String where(CallbackRequest request, StepToken token) {
        return "cannot " + request.kind().path() + " step '" + token.step() + "' of saga " + request.lra();
    }

    /** Camel has one exception per component for this, of components that need not be there. */
    private static boolean nobodyConsumed(Exchange sent) {
        return sent.getException() instanceof CamelExchangeException failure
                && failure.getClass().getName().endsWith("ConsumerNotAvailableException");
    }

    private static boolean rolledBack(Exchange sent) {
        return sent.isRollbackOnly()
                || sent.isRollbackOnlyLast()
                || StepRun.markedOn(sent)
                        .filter(run -> run.hiddenFailures() > 0)
                        .isPresent();
    }
}
