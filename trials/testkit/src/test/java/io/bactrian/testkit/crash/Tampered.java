package io.bactrian.testkit.crash;

import io.bactrian.coordinator.delivery.Transport;
import io.bactrian.coordinator.engine.DueCall;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.support.GenericApplicationContext;

/** Seeds a fault into the coordinator: changes how it calls, or what it tells its ledger. */
final class Tampered implements BeanPostProcessor {

    private final SeededFault fault;
    private final Set<String> dropped = ConcurrentHashMap.newKeySet();
    private final Queue<Supplier<CompletableFuture<Answer>>> late = new ConcurrentLinkedQueue<>();

    private Tampered(SeededFault fault) {
        this.fault = fault;
    }

    static void with(SeededFault fault, GenericApplicationContext context) {
        context.getBeanFactory().addBeanPostProcessor(new Tampered(fault));
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof Transport transport) {
            return (Transport) call -> call(transport, call);
        }
        return bean instanceof DataSource database ? new TamperedLedger(database, fault, this::callAtLast) : bean;
    }

    private void callAtLast() {
        for (Supplier<CompletableFuture<Answer>> call = late.poll(); call != null; call = late.poll()) {
            call.get()
                    .orTimeout(2, TimeUnit.SECONDS)
                    .exceptionally(silence -> Answer.DONE)
                    .join();
        }
    }

    private CompletableFuture<Answer> call(Transport transport, DueCall call) {
        boolean compensates = call.kind() == CallKind.COMPENSATE;
        switch (fault) {
            case RESULT_IS_RECORDED_BEFORE_THE_CALL -> {
                if (compensates) {
                    late.add(() -> transport.call(call));
                    return CompletableFuture.completedFuture(Answer.DONE);
                }
            }
            case CLAIM_IS_NOT_CHECKED -> {
                return transport.call(call).thenCompose(first -> transport.call(call));
            }
            case SUCCESS_IS_DROPPED -> {
                return transport
                        .call(call)
                        .thenApply(answer -> answer instanceof Answer.Done && dropped.add(call.participantId())
                                ? new Answer.TryAgain("nobody heard it")
                                : answer);
            }
            case CALLS_UNDER_WAY_COUNT_AS_MADE -> {
                if (compensates && call.attempt() > 1) {
                    return CompletableFuture.completedFuture(Answer.DONE);
                }
            }
            default -> {}
        }
        return transport.call(call);
    }
}
