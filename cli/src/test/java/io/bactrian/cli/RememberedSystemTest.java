package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bactrian.cli.system.CommandLock;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.system.Sample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the words of the command do when another system than theirs is up: here one server that is all its parts. */
class RememberedSystemTest {

    private static final String EMPTY = "{\"entries\":[],\"next\":null}";

    private final Command bactrian = new Command("remembered");
    private String audit = EMPTY;
    private String auditLater = EMPTY;
    private int early;
    private Process process;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder("sleep", "60").start();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/journal", exchange -> answer(exchange, EMPTY));
        server.createContext("/lra-coordinator", exchange -> answer(exchange, "[]"));
        server.createContext("/audit", exchange -> answer(exchange, early-- > 0 ? audit : auditLater));
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.stop(0);
        process.destroyForcibly();
        Files.deleteIfExists(file());
        Files.deleteIfExists(input());
    }

    @Test
    void takesNoOrdersToTheInsuranceSample() throws IOException {
        remember(Sample.INSURANCE);

        assertThat(bactrian.fail("demo"))
                .contains("demo failed: The insurance sample is up, which takes no orders: take it down first"
                        + " with ./bactrian down");
        assertThat(bactrian.fail("up")).contains("up failed: The insurance sample is up, which takes no orders");
    }

    @Test
    void doesNotTakeShippingOverKafkaForShippingOverHttp() throws IOException {
        remember(Sample.ORDERS);
        assertThat(bactrian.fail("demo", "--shipping", "http"))
                .contains("A system with shipping over kafka is up: leave --shipping away, or take it down first");

        remember(Sample.ORDERS_OVER_HTTP);
        assertThat(bactrian.fail("up", "--shipping", "kafka")).contains("A system with shipping over http is up");
    }

    @Test
    void doesNotTakeOneEngineForTheOther() throws IOException {
        remember(Sample.ORDERS);

        assertThat(bactrian.fail("demo", "--engine", "narayana"))
                .contains("demo failed: A system with --engine ours is up: leave --engine away, or take it down first"
                        + " with ./bactrian down");
        assertThat(bactrian.fail("up", "--engine", "narayana")).contains("A system with --engine ours is up");
    }

    @Test
    void keepsTheDataOfASystemThatIsUp() throws IOException {
        remember(Sample.ORDERS);

        assertThat(bactrian.fail("up", "--fresh"))
                .contains("up failed: --fresh throws the data away that a running system uses: take it down first");
    }

    @Test
    void leavesASystemUpThatItDidNotStart() throws IOException {
        remember(Sample.ORDERS);
        server.createContext("/actuator/health", exchange -> {
            process.destroyForcibly();
            exchange.close();
        });

        assertThat(bactrian.fail("up")).containsPattern("up failed: \\S+ ended while starting:");

        assertThat(file()).exists();
    }

    @Test
    void takesNoPartInADemoThatRuns() throws IOException {
        remember(Sample.ORDERS);

        try (CommandLock demo =
                CommandLock.tryTake(bactrian.installation().ownerLock()).orElseThrow()) {
            for (String[] second : new String[][] {{"demo"}, {"demo", "insurance"}, {"up"}}) {
                assertThat(bactrian.fail(second))
                        .as("beside %s", demo)
                        .contains("failed: A demo is running, or a system is being started, by another command: wait"
                                + " until it has ended, or end it");
            }
        }
    }

    @Test
    void allowsNoSecondDemoBesideItselfOnASystemThatIsUp() throws IOException {
        AtomicBoolean held = new AtomicBoolean();
        server.createContext("/orders", exchange -> {
            CommandLock.tryTake(bactrian.installation().ownerLock())
                    .ifPresentOrElse(CommandLock::close, () -> held.set(true));
            process.destroyForcibly();
            exchange.close();
        });
        takesSeeds();
        remember(Sample.ORDERS);

        assertThat(bactrian.fail("demo", "--count", "5")).contains("another command has taken it down");

        assertThat(held).isTrue();
    }

    @Test
    void givesUpWhenTheSystemIsTakenDown() throws IOException {
        server.createContext("/orders", exchange -> {
            process.destroyForcibly();
            exchange.close();
        });
        takesSeeds();
        remember(Sample.ORDERS);

        assertThat(bactrian.fail("demo", "--count", "5"))
                .contains("demo failed: No part of the system runs any more: another command has taken it down");
    }

    @Test
    void hasNoKafkaForTheEngineThatSpeaksNone() {
        assertThat(bactrian.fail("up", "--engine", "narayana", "--shipping", "kafka"))
                .contains("--shipping must be http with --engine narayana, which speaks no Kafka, was kafka");
    }

    @Test
    void showsTheBrokerAsItsClientsNameIt() throws IOException {
        remember(Sample.ORDERS);

        assertThat(bactrian.fail("status"))
                .containsPattern("broker +healthy +pid \\d+ +localhost:\\d+")
                .containsPattern("routes +not healthy +pid \\d+ +http://localhost:\\d+");
    }

    @Test
    void auditsTheBooksOfTheSampleThatIsUp() throws IOException {
        remember(Sample.INSURANCE);
        auditLater = "{\"quotes\":[],\"policies\":[],\"invoices\":[],\"refused\":[],\"notifications\":[]}";
        assertThat(bactrian.succeed("audit"))
                .contains("done 0 · compensated 0 · open 0", "books      each approved quote has its policy");

        auditLater = """
                {"quotes":[{"quoteId":"q","customerId":"c","premiumMinor":1,"state":"REOPENED"}],
                 "policies":[],"invoices":[],"refused":[],"notifications":[]}""";
        assertThat(bactrian.fail("audit")).contains("DO NOT BALANCE", "quote q: must have 1 policies, has 0");
    }

    @Test
    void waitsForTheFollowUpsBeforeItAuditsThem() throws IOException {
        remember(Sample.ORDERS);
        String order = """
                {"stock":[],"reservations":[],"accounts":[],"charges":[],"shipments":[],"returns":[],"refunds":[],"restocks":[],"purchases":[],
                 "orders":[{"orderId":"o","customerId":"c","totalMinor":1,"attempt":1,"state":"FULFILLED"}],
                 "documents":%1$s,"notifications":%1$s,"sales":%1$s}""";
        audit = order.formatted("[]");
        auditLater = order.formatted("[{\"orderId\":\"o\",\"customerId\":\"c\",\"totalMinor\":1}]");
        early = 10;

        assertThat(bactrian.fail("audit")).contains("follow-ups balanced");
    }

    @Test
    void saysHowMuchOfTheRecordItPassedOver() throws IOException {
        remember(Sample.ORDERS);
        auditLater = """
                {"stock":[],"reservations":[],"accounts":[],"charges":[],"shipments":[],"returns":[],"refunds":[],"restocks":[],"purchases":[],
                 "orders":[],"documents":[],"notifications":[],"sales":[]}""";
        Files.createDirectories(input().getParent());
        Files.writeString(input(), "{\"orderId\":\"47");

        assertThat(bactrian.succeed("audit"))
                .contains(
                        "  passed     over 1 line that a killed command left unfinished in the record of what was sent");
    }

    private void takesSeeds() {
        server.createContext("/", exchange -> answer(exchange, "{}"));
        audit = "{\"stock\":[],\"accounts\":[]}";
        early = Integer.MAX_VALUE;
    }

    private Path input() {
        return bactrian.installation().demoData().resolve("input.jsonl");
    }

    private void remember(Sample sample) throws IOException {
        Instant startedAt = process.info().startInstant().orElseThrow();
        String parts = Arrays.stream(Part.values())
                .map(part -> "\"%s\":{\"port\":%d,\"pid\":%d,\"startedAt\":\"%s\"}"
                        .formatted(part.label(), server.getAddress().getPort(), process.pid(), startedAt))
                .collect(Collectors.joining(","));
        Files.createDirectories(file().getParent());
        Files.writeString(
                file(),
                "{\"sample\":\"%s\",\"engine\":\"OURS\",\"data\":\"%s\",\"parts\":{%s}}"
                        .formatted(sample, bactrian.installation().demoData(), parts));
    }

    private Path file() {
        return bactrian.installation().state().resolve("system.json");
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
