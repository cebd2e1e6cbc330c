package io.bactrian.routes;

import io.bactrian.routes.scripted.Reply;
import io.bactrian.routes.scripted.Request;
import io.bactrian.routes.scripted.ScriptedOrders;
import io.bactrian.routes.scripted.ScriptedReturns;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The application over HTTP, between a real coordinator and scripted services of which two join sagas themselves. */
@CamelSpringBootTest
@SpringBootTest(
        classes = {RoutesApplication.class, TurnedClock.InTheApplication.class},
        webEnvironment = WebEnvironment.DEFINED_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:routes;DB_CLOSE_DELAY=-1",
            "server.shutdown=immediate",
            // no machine is so slow: a time that has to pass in a test is turned, or set by the test's own class
            "routes.saga-timeout=2m",
            "routes.step.timeout=60s",
            "routes.step.call-timeout=20s",
            "bactrian.client.give-up-after=60s",
            "bactrian.callbacks.answer-within=25s",
            "routes.step.first-pause=20ms",
            "routes.step.longest-pause=100ms"
        })
public abstract class RoutesTest {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final AtomicInteger IDS = new AtomicInteger();

    /** Effects and their undoing, in the order they happened. */
    protected static final List<String> DONE = new CopyOnWriteArrayList<>();

    protected static final ScriptedService INVENTORY = new ScriptedService(RoutesTest::inventory);
    protected static final ScriptedService PAYMENT = new ScriptedService(RoutesTest::payment);
    protected static final ScriptedOrders ORDER_ROWS = new ScriptedOrders();
    protected static final ScriptedReturns RETURN_ROWS = new ScriptedReturns();
    protected static final ScriptedService ORDERS = new ScriptedService(RoutesTest::orders);
    protected static final ScriptedService SHIPPING = new ScriptedService(RoutesTest::shipping);

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

    private static int port;

    protected ApplicationContext application;

    @BeforeEach
    void forgetWhatWas(@LocalServerPort int portOfThisContext, ApplicationContext context) {
        application = context;
        port = portOfThisContext;
        List.of(INVENTORY, PAYMENT, ORDERS, SHIPPING, TestCoordinator.FRONT).forEach(ScriptedService::reset);
        DONE.clear();
    }

    /** An order id that no other test uses. */
    protected static String newId() {
        return "o" + IDS.incrementAndGet();
    }

    protected static HttpResponse<String> place(String orderId) {
        return post("/orders", orderJson(orderId));
    }

    protected static String orderJson(String orderId) {
        return """
                {"orderId":"%s","customerId":"17850","lines":[{"sku":"85123A","quantity":6,"unitPrice":"2.55"}]}""".formatted(orderId);
    }

    protected static HttpResponse<String> purchase(String purchaseId) {
        return post("/purchases", """
                {"purchaseId":"%s","customerId":"17850","sku":"85123A","quantity":2,"unitPrice":"2.55"}""".formatted(purchaseId));
    }

    /** A return of all of an order. */
    protected static HttpResponse<String> giveBack(String returnId) {
        return post("/returns", returnJson(returnId));
    }

    protected static String returnJson(String returnId) {
        return """
                {"returnId":"%1$s","orderId":"order of %1$s","reason":"does not fit"}""".formatted(returnId);
    }

    protected static HttpResponse<String> post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    protected static HttpResponse<String> get(String path) {
        return send(request(path));
    }

    protected static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    protected static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Reply inventory(Request request) {
        String step = request.path().startsWith("/restocks/") ? "restock-return" : "reserve-stock";
        return participant(INVENTORY, step, request);
    }

    private static Reply payment(Request request) {
        String step = request.path().startsWith("/refunds/") ? "refund-return" : "charge-payment";
        return participant(PAYMENT, step, request);
    }

    private static Reply participant(ScriptedService service, String step, Request request) {
        if (request.path().startsWith("/comp")) {
            if (!isLeftOver(service, request)) {
                DONE.add(request.path().substring(1));
            }
            return Reply.OK;
        }
        if (!service.join(request, step)) {
            return Reply.of(500, "{'error':'cannot join'}");
        }
        DONE.add(step);
        return Reply.OK;
    }

    private static Reply orders(Request request) {
        if (request.path().startsWith("/comp")) {
            RETURN_ROWS.end(request.saga(), request.path().startsWith("/complete"));
        }
        if (request.path().startsWith("/comp") || ScriptedReturns.isValidation(request)) {
            Reply joined = participant(ORDERS, "validate-return", request);
            return ScriptedReturns.isValidation(request) && joined.equals(Reply.OK)
                    ? RETURN_ROWS.apply(request)
                    : joined;
        }
        if (ScriptedReturns.areMeant(request)) {
            DONE.add(request.method() + " return" + (request.path().endsWith("/refusal") ? " refusal" : ""));
            return RETURN_ROWS.apply(request);
        }
        if (!isEnd(request) || !isLeftOver(ORDERS, request)) {
            DONE.add(request.path().replaceFirst(".*/attempts/", "attempt "));
        }
        return ORDER_ROWS.apply(request);
    }

    /** A saga that an earlier test left open may be undone meanwhile: then no call of it came in this test. */
    private static boolean isLeftOver(ScriptedService service, Request end) {
        return end.saga() != null
                && service.received().stream()
                        .noneMatch(call -> !isEnd(call) && end.saga().equals(call.saga()));
    }

    private static boolean isEnd(Request request) {
        String path = request.path();
        return path.startsWith("/comp") || path.endsWith("/cancellation") || path.endsWith("/completion");
    }

    private static Reply shipping(Request request) {
        if (request.method().equals("DELETE")) {
            if (SHIPPING.receivedLines().contains("PUT " + request.path())) {
                DONE.add("compensate/create-shipment");
            }
            return Reply.OK;
        }
        if (request.method().equals("GET")) {
            DONE.add("look-up-shipment");
            return Reply.of(200, "{'trackingId':'T-1'}");
        }
        DONE.add("create-shipment");
        return Reply.of(201, "{'trackingId':'T-1'}");
    }
}
