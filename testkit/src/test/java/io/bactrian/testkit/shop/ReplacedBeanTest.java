package io.bactrian.testkit.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

import io.bactrian.testkit.SagaScript;
import io.bactrian.testkit.ScriptedServices;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** Another bean means another application, with a coordinator and services of its own. */
@ShopTest
class ReplacedBeanTest {

    @MockitoBean
    private Prices prices;

    @Test
    void worksWithABeanOfTheTest(SagaScript saga, ScriptedServices services) {
        Shop.services(saga);
        given(prices.of("4711")).willReturn(7);

        saga.when("direct:fulfil", "4711").expectCompleted("reserve-stock", "charge-payment", "create-shipment");

        assertThat(services.requests("PUT http:payment/charges/*").get(0).body())
                .isEqualTo("{\"amount\":7}");
    }
}
