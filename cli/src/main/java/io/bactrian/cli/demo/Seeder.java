package io.bactrian.cli.demo;

import io.bactrian.cli.books.BooksReader;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.http.Reply;
import io.bactrian.cli.orders.Supplies;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.system.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts stock and credit into the services. What they know already stays as it is: it may be sold and spent by now. */
final class Seeder {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int AT_ONCE = 500;

    private final Http http;
    private final Ports ports;

    Seeder(Http http, Ports ports) {
        this.http = http;
        this.ports = ports;
    }

    void seed(Supplies supplies) throws IOException {
        BooksReader books = new BooksReader(http, ports);
        List<Object> items = new ArrayList<>();
        supplies.stockWithout(books.knownArticles())
                .forEach((sku, quantity) -> items.add(Map.of("sku", sku, "quantity", quantity)));
        put(Part.INVENTORY, "/stock", "items", items);
        List<Object> accounts = new ArrayList<>();
        supplies.creditWithout(books.knownCustomers())
                .forEach((customer, credit) -> accounts.add(Map.of("customerId", customer, "creditMinor", credit)));
        put(Part.PAYMENT, "/accounts", "accounts", accounts);
        put(Part.SHIPPING, "/carriers", "refusedCustomers", List.copyOf(supplies.undeliverable()));
    }

    private void put(Part part, String path, String field, List<?> rows) throws IOException {
        for (int from = 0; from < rows.size(); from += AT_ONCE) {
            List<?> some = rows.subList(from, Math.min(rows.size(), from + AT_ONCE));
            Reply reply = http.put(ports.url(part) + path, Map.of(field, some), LIMIT);
            if (!reply.ok()) {
                throw new IOException(part.label() + " must accept PUT " + path + ", answered " + reply.status() + " "
                        + reply.body());
            }
        }
    }
}
