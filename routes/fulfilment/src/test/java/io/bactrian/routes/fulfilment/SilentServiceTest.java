package io.bactrian.routes.fulfilment;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.routes.RoutesTest;
import io.bactrian.routes.fulfilment.OrderFulfilmentTest.Step;
import io.bactrian.routes.scripted.Reply;
import java.net.http.HttpResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.test.context.TestPropertySource;

/** A service that says nothing until a call's time-out has passed; the step has time for more tries than any machine needs. */
@TestPropertySource(properties = "routes.step.call-timeout=1s")
class SilentServiceTest extends RoutesTest {

    @ParameterizedTest
    @EnumSource
    void retriesAfterALostConnectionAndAfterSilence(Step step) {
        String id = newId();
        step.service().next(step.call(id), Reply.HANG_UP, Reply.SILENCE);

        HttpResponse<String> answer = place(id);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(step.calls(id))
                .as("calls: one cut, one not answered, and one more, or more where even that one is too slow")
                .isGreaterThanOrEqualTo(3);
    }
}
