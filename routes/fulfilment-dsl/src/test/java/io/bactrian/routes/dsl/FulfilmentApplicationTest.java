package io.bactrian.routes.dsl;

import io.bactrian.routes.TestCoordinator;
import io.bactrian.routes.scripted.Reply;
import io.bactrian.routes.scripted.Request;
import io.bactrian.routes.scripted.ScriptedService;
import io.bactrian.testkit.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The application over HTTP, between a real coordinator and scripted services, three of which join sagas themselves. */
@CamelSpringBootTest
@SpringBootTest(
        classes = FulfilmentApplication.class,
        webEnvironment = WebEnvironment.DEFINED_PORT,
        properties = {
            "server.shutdown=immediate",
            "saga.timeout=2m",
            "step.more-tries=2",
            "step.first-pause=20",
            // tests wait for these two to pass
            "camel.component.http.response-timeout=5000",
            "camel.component.http.so-timeout=5000",
            "bactrian.client.give-up-after=8s",
            "bactrian.callbacks.answer-within=25s"
        })
abstract class FulfilmentApplicationTest {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final AtomicInteger IDS = new AtomicInteger();
    static final String ORDER =
            "{\"customerId\":\"17850\",\"amountMinor\":1530,\"lines\":[{\"sku\":\"85123A\",\"quantity\":6}]}";

    /** The first order of an application takes long enough to run into the short times that tests set. */
    private static final Set<Integer> WARM = ConcurrentHashMap.newKeySet();

    private static final List<Effect> EFFECTS = new CopyOnWriteArrayList<>();

    static final ScriptedService INVENTORY = new ScriptedService(FulfilmentApplicationTest::inventory);
    static final ScriptedService PAYMENT = new ScriptedService(FulfilmentApplicationTest::payment);
    static final ScriptedService ORDERS = new ScriptedService(FulfilmentApplicationTest::orders);
    static final ScriptedService SHIPPING = new ScriptedService(FulfilmentApplicationTest::shipping);

    static {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1)); // a busy machine is no failure
    }

    @DynamicPropertySource
    static void addresses(DynamicPropertyRegistry properties) {
        int port = FreePort.find(); // known before the start: it is part of the callback URLs
        properties.add("server.port", () -> port);
        properties.add("camel.lra.coordinator-url", TestCoordinator.FRONT::url);
        properties.add("inventory.url", INVENTORY::url);
        properties.add("payment.url", PAYMENT::url);
        properties.add("orders.url", ORDERS::url);
        properties.add("shipping.url", SHIPPING::url);
    }

    @LocalServerPort
    private int port;

    final String id = "o" + IDS.incrementAndGet();

    @BeforeEach
    void forgetWhatWas() {
        if (WARM.add(port)) {
            place("warm-up");
        }
        List.of(INVENTORY, PAYMENT, ORDERS, SHIPPING, TestCoordinator.FRONT).forEach(ScriptedService::reset);
        EFFECTS.clear();
    }

    HttpResponse<String> place(String orderId) {
        return send(request(orderId));
    }

    HttpRequest.Builder request(String orderId) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/orders/" + orderId))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(ORDER));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was done and undone for this order, in the order it happened; what comes late of another order is not. */
    static List<String> done(String orderId) {
        String saga = sagaOf(orderId);
        return EFFECTS.stream()
                .filter(effect -> effect.isOf(orderId, saga))
                .map(Effect::what)
                .toList();
    }

    /** The uid of the saga that an order is; empty before inventory was asked. */
    static String sagaOf(String orderId) {
        return INVENTORY.received().stream()
                .filter(request -> request.line().equals("PUT /reservations/" + orderId))
                .map(request -> uid(request.saga()))
                .findFirst()
                .orElse("");
    }

    private static String uid(String saga) {
        return saga.substring(saga.lastIndexOf('/') + 1);
    }

    private static void did(Request request, String what) {
        String saga = request.saga() == null ? "" : uid(request.saga());
        EFFECTS.add(new Effect(saga, List.of(request.path().split("/")), what));
    }

    /** Of a saga, or, where the saga is not known, of the order that the path names. */
    private record Effect(String saga, List<String> path, String what) {

        boolean isOf(String orderId, String orderSaga) {
            return saga.isEmpty() ? path.contains(orderId) : saga.equals(orderSaga);
        }
    }

    private static Reply inventory(Request request) {
        return participant(INVENTORY, "reserve-stock", request);
    }

    private static Reply payment(Request request) {
        return participant(PAYMENT, "charge-payment", request);
    }

    private static Reply orders(Request request) {
        String[] path = request.path().split("/");
        if (path.length == 5 && path[3].equals("shipment")) {
            did(request, "announced " + path[4]);
            return Reply.OK;
        }
        return participant(ORDERS, "confirm-order", request);
    }

    private static Reply participant(ScriptedService service, String step, Request request) {
        if (request.path().startsWith("/comp")) {
            did(request, request.path().substring(1));
            return Reply.OK;
        }
        if (!service.join(request, step)) {
            return Reply.of(500, "{'error':'cannot join'}");
        }
        did(request, step);
        return Reply.OK;
    }

    private static Reply shipping(Request request) {
        if (request.method().equals("DELETE")) {
            did(request, "cancel-shipment");
            return Reply.OK;
        }
        did(request, "create-shipment");
        return Reply.of(201, "{'trackingId':'T-1'}");
    }
}
