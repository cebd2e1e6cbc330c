package io.bactrian.participants.journal;

import io.bactrian.participants.http.Input;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;

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
            .process(exchange -> exchange.getMessage().setBody(page(
                    exchange.getMessage().getHeader("after", String.class),
                    exchange.getMessage().getHeader("limit", String.class))))
            .marshal().json();
    }
    // spotless:on

    private JournalPage page(@Nullable String after, @Nullable String limit) {
        var input = Input.ofParameters();
        long first = after == null ? 0 : input.number("after", after, 0, Long.MAX_VALUE);
        long size = limit == null ? PAGE : input.number("limit", limit, 1, LONGEST_PAGE);
        input.verify();
        return journal.page(first, (int) size);
    }
}
