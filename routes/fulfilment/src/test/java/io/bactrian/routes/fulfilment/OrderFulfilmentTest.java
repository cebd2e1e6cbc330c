package io.bactrian.routes.fulfilment;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.routes.RoutesTest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class OrderFulfilmentTest extends RoutesTest {

    @Test
    void fulfilsAnOrder() {
        HttpResponse<String> answer = place("4711");
        System.out.println(DONE);
        ORDERS.received().forEach(System.out::println);
        SHIPPING.received().forEach(System.out::println);

        assertThat(answer.body()).isEqualTo("""
                {"orderId":"4711","state":"fulfilled","attempt":1,"trackingId":"T-1"}""");
        assertThat(answer.statusCode()).isEqualTo(201);
    }
}
