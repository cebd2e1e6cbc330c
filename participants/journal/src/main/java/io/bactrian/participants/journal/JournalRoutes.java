package io.bactrian.participants.journal;

import io.bactrian.participants.http.Input;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** {@code GET /journal?after=SEQ&limit=N}. */
final class JournalRoutes extends RouteBuilder {

    private static final int PAGE = 500;
    private static final int LONGEST_PAGE = 5_000;

    private final Journal journal;

    JournalRoutes(Journal journal) {
        this.journal = journal;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/journal").get().to("direct:read-journal");

        from("direct:read-journal").routeId("read-journal")
            .setBody(this::page)
            .marshal().json();
    }
    // spotless:on

    private JournalPage page(Exchange exchange) {
        var input = Input.ofHeaders(exchange);
        long after = input.has("after") ? input.headerNumber("after", 0, Long.MAX_VALUE) : 0;
        long limit = input.has("limit") ? input.headerNumber("limit", 1, LONGEST_PAGE) : PAGE;
        input.verify();
        return journal.page(after, (int) limit);
    }
}
