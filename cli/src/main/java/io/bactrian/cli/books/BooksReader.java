package io.bactrian.cli.books;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.http.Reply;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.system.Ports;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads the books over HTTP, from those only who keep them: the participants, and for purchases the routes. */
public final class BooksReader {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PAGE = 1_000;
    private static final List<Part> KEEPERS = List.of(Part.INVENTORY, Part.PAYMENT, Part.ORDERS, Part.SHIPPING);

    private final Http http;
    private final Ports ports;

    public BooksReader(Http http, Ports ports) {
        this.http = http;
        this.ports = ports;
    }

    /**
     * All books at once.
     *
     * @throws IOException naming the part that did not answer as it must
     */
    public Books read() throws IOException {
        JsonNode inventory = audit(Part.INVENTORY);
        JsonNode payment = audit(Part.PAYMENT);
        JsonNode orders = audit(Part.ORDERS);
        return new Books(
                list(inventory, "stock", StockRow.class),
                list(inventory, "reservations", Reservation.class),
                list(payment, "accounts", Account.class),
                list(payment, "charges", Charge.class),
                list(orders, "orders", OrderRow.class),
                list(audit(Part.SHIPPING), "shipments", Shipment.class),
                journal(),
                new ReturnBooks(
                        list(orders, "returns", ReturnRow.class),
                        list(payment, "refunds", Refund.class),
                        list(inventory, "restocks", Restock.class)),
                list(audit(Part.ROUTES), "purchases", PurchaseRow.class));
    }

    public List<OrderRow> orders() throws IOException {
        return list(audit(Part.ORDERS), "orders", OrderRow.class);
    }

    /** The articles that have stock already. */
    public Set<String> knownArticles() throws IOException {
        Set<String> known = new TreeSet<>();
        audit(Part.INVENTORY)
                .path("stock")
                .forEach(row -> known.add(row.path("sku").asText()));
        return known;
    }

    /** The customers who have an account already. */
    public Set<String> knownCustomers() throws IOException {
        Set<String> known = new TreeSet<>();
        audit(Part.PAYMENT)
                .path("accounts")
                .forEach(row -> known.add(row.path("customerId").asText()));
        return known;
    }

    /** The journals of all participants, one after the other. */
    public List<JournalEntry> journal() throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        for (Part keeper : KEEPERS) {
            entries.addAll(journal(keeper));
        }
        return entries;
    }

    /** The journal of one service. */
    public List<JournalEntry> journal(Part keeper) throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        JsonNode after = Http.JSON.getNodeFactory().numberNode(0);
        while (!after.isNull() && !after.isMissingNode()) {
            JsonNode page = get(keeper, "/journal?after=" + after.asLong() + "&limit=" + PAGE);
            for (JsonNode row : page.path("entries")) {
                entries.add(entry(row));
            }
            after = page.path("next");
        }
        return entries;
    }

    private static JournalEntry entry(JsonNode row) {
        return new JournalEntry(
                row.path("seq").asLong(),
                Instant.parse(row.path("at").asText()),
                row.hasNonNull("sagaId") ? row.path("sagaId").asText() : null,
                row.path("orderId").asText(),
                row.path("step").asText(),
                row.path("effect").asText(),
                row.path("result").asText());
    }

    /** What followed on fulfilled orders. */
    public FollowUps followUps() throws IOException {
        JsonNode books = audit(Part.FOLLOW_UPS);
        return new FollowUps(
                list(books, "documents", FollowUps.Row.class),
                list(books, "notifications", FollowUps.Row.class),
                list(books, "sales", FollowUps.Sale.class));
    }

    /** The books of one service. */
    public JsonNode audit(Part part) throws IOException {
        return get(part, "/audit");
    }

    private JsonNode get(Part part, String path) throws IOException {
        String url = ports.url(part) + path;
        Reply reply = http.get(url, LIMIT);
        if (!reply.ok() || !reply.json().isObject()) {
            throw new IOException(part.label() + " must answer GET " + url + " with its books, was " + reply.status()
                    + " " + reply.body());
        }
        return reply.json();
    }

    /** The rows of a book. */
    public static <T> List<T> list(JsonNode root, String field, Class<T> type) {
        JavaType listOf = Http.JSON.getTypeFactory().constructCollectionType(List.class, type);
        return Http.JSON.convertValue(root.path(field), listOf);
    }
}
