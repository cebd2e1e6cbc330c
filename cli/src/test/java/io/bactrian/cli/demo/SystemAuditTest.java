package io.bactrian.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.system.Engine;
import io.bactrian.cli.system.Installation;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.system.Ports;
import io.bactrian.cli.system.Sample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One order whose saga is on its way; one server is all parts of the system. */
class SystemAuditTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    /** How many more times the coordinator has a live saga to list. */
    private final AtomicInteger live = new AtomicInteger();

    private HttpServer server;
    private int coordinatorAnswers = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/journal", exchange -> answer(exchange, 200, "{\"entries\":[],\"next\":null}"));
        server.createContext(
                "/audit", exchange -> answer(exchange, 200, """
                {"stock":[],"reservations":[],"accounts":[],"charges":[],"shipments":[],"returns":[],"refunds":[],"restocks":[],"purchases":[],
                 "documents":[],"notifications":[],"sales":[],
                 "orders":[{"orderId":"o","customerId":"c","totalMinor":1,"attempt":1,"state":"%s"}]}""".formatted(live.get() > 0 ? "PENDING" : "CANCELLED")));
        server.createContext("/lra-coordinator", exchange -> {
            boolean active = exchange.getRequestURI().getQuery().equals("Status=Active");
            answer(exchange, coordinatorAnswers, active && live.getAndDecrement() > 0 ? "[{},{}]" : "[]");
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void waitsUntilTheSagasHaveEnded(Engine engine) throws IOException {
        live.set(2);

        SystemAudit audit = settled(engine, PATIENCE);

        assertThat(audit.violations()).isEmpty();
        assertThat(audit.lines()).singleElement().asString().contains("all orders and returns accounted for");
    }

    @Test
    void saysHowManySagasHaveNotEndedWhenPatienceDoes() throws IOException {
        live.set(Integer.MAX_VALUE);

        assertThat(settled(Engine.OURS, Duration.ZERO).lines())
                .contains(
                        "  unsettled  2 sagas have not ended yet",
                        "    orders: customer c, order o, is still open: PENDING");
    }

    @Test
    void auditsAlsoWhenTheCoordinatorDoesNotAnswer() throws IOException {
        coordinatorAnswers = 503;

        SystemAudit audit = settled(Engine.OURS, Duration.ZERO);

        assertThat(audit.violations()).isEmpty();
        assertThat(audit.lines())
                .contains("  unsettled  nobody says whether all sagas have ended: The coordinator must list its sagas,"
                        + " answered 503");
    }

    private SystemAudit settled(Engine engine, Duration patience) throws IOException {
        Ports ports = new Ports(
                Arrays.stream(Part.values()).collect(Collectors.toMap(Function.identity(), part -> server.getAddress()
                        .getPort())));
        LocalSystem system = LocalSystem.planned(
                new Installation(folder, folder.resolve("state")), new Http(), Sample.ORDERS, engine, ports, folder);
        return SystemAudit.settled(system, new Http(), Clock.systemUTC(), patience);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
