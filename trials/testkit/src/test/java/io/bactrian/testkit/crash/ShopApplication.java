package io.bactrian.testkit.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;

/**
 * The smallest application with a saga: it keeps an order, stock and payment join by themselves, and a parcel is its own
 * last step. It tries nothing twice: what it cannot finish is for the coordinator to undo.
 */
@SmallApplication
class ShopApplication implements InitializingBean {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String incarnation = UUID.randomUUID().toString();
    private final JdbcTemplate jdbc;
    private final SeededFault fault;
    private final List<CompletableFuture<Void>> later = new CopyOnWriteArrayList<>();

    @Value("${camel.lra.coordinator-url}/lra-coordinator")
    private String coordinator;

    @Value("${camel.lra.local-participant-url}")
    private String self;

    @Value("${stock.url}")
    private String stock;

    @Value("${payment.url}")
    private String payment;

    ShopApplication(JdbcTemplate jdbc, @Value("${shop.fault:NONE}") SeededFault fault) {
        this.jdbc = jdbc;
        this.fault = fault;
    }

    @Override
    public void afterPropertiesSet() {
        jdbc.execute("CREATE TABLE IF NOT EXISTS orders (id VARCHAR(60), part VARCHAR(10), state VARCHAR(10))");
        if (fault == SeededFault.CLOSES_WHAT_IT_LEFT_UNFINISHED) {
            jdbc.queryForList("SELECT id FROM orders WHERE part = 'saga'", String.class)
                    .forEach(saga -> send(request(coordinator + saga + "/close"), "PUT"));
        }
        send(request(coordinator + "/instances/shop/1").header("Bactrian-Incarnation", incarnation), "PUT");
    }

    @PostMapping("/buy/{id}/{how}")
    ResponseEntity<String> buy(@PathVariable String id, @PathVariable String how) {
        if (fault == SeededFault.WRITES_BEFORE_THE_SAGA_BEGINS) {
            keep(id, "order");
        }
        HttpResponse<String> started = send(
                request(coordinator + "/start?TimeLimit=60000&ClientID=shop%2F1%2F" + incarnation)
                        .header("Link", links(id, "order"))
                        .header("Bactrian-Step", "keep-order"),
                "POST");
        String saga = started.body();
        if (fault == SeededFault.CLOSES_WHAT_IT_LEFT_UNFINISHED) {
            keep(saga.substring(saga.lastIndexOf('/')), "saga");
        }
        if (fault != SeededFault.WRITES_BEFORE_THE_SAGA_BEGINS) {
            keep(id, "order");
        }
        boolean done = ok(send(request(stock + "/act/" + id).header("Long-Running-Action", saga), "PUT"))
                && ok(send(request(payment + "/act/" + id).header("Long-Running-Action", saga), "PUT"))
                && ok(send(
                        request(here(saga)).header("Link", links(id, "parcel")).header("Bactrian-Step", "send-parcel"),
                        "PUT"));
        if (done) {
            keep(id, "parcel");
            tellOfParcel(id, "");
        }
        boolean closes = done && how.equals("keep");
        boolean decided = ok(send(request(here(saga) + (closes ? "/close" : "/cancel")), "PUT"));
        later.forEach(CompletableFuture::join);
        return ResponseEntity.status(decided ? 200 : 503).body(closes ? "closed" : "cancelled");
    }

    /** The saga, through this application's own way to the coordinator. */
    private String here(String saga) {
        return coordinator + saga.substring(saga.lastIndexOf('/'));
    }

    private void keep(String id, String part) {
        jdbc.update("INSERT INTO orders VALUES (?, ?, 'OPEN')", id, part);
    }

    @PutMapping("/undo/{id}/{part}")
    ResponseEntity<String> undo(@PathVariable String id, @PathVariable String part) {
        if (fault == SeededFault.ANSWERS_FIRST_AND_UNDOES_LATER) {
            later.add(CompletableFuture.runAsync(
                    () -> become(id, part, "VOID"), CompletableFuture.delayedExecutor(150, TimeUnit.MILLISECONDS)));
        } else {
            become(id, part, "VOID");
            if (part.equals("parcel")) {
                tellOfParcel(id, "/recall");
            }
        }
        return ResponseEntity.ok("");
    }

    @PutMapping("/done/{id}/{part}")
    ResponseEntity<String> done(@PathVariable String id, @PathVariable String part) {
        become(id, part, "DONE");
        return ResponseEntity.ok("");
    }

    private void become(String id, String part, String state) {
        jdbc.update("UPDATE orders SET state = ? WHERE id = ? AND part = ?", state, id, part);
    }

    private String links(String id, String part) {
        return "<%1$s/undo/%2$s/%3$s>; rel=\"compensate\",<%1$s/done/%2$s/%3$s>; rel=\"complete\""
                .formatted(self, id, part);
    }

    private void tellOfParcel(String id, String what) {
        if (fault == SeededFault.UNDOES_BY_POST_WITHOUT_A_KEY) {
            send(request(payment + "/parcels/" + id + what), "POST");
        }
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url));
    }

    private static boolean ok(HttpResponse<String> answer) {
        return answer.statusCode() == 200;
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String method) {
        try {
            return http.send(request.method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
