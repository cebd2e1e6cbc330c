package io.bactrian.coordinator.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Makes the tables of a ledger that is gone with its process. No other version of the coordinator ever sees it: it needs no history of its
 * migrations, nor the library that keeps one, which would take a good part of a test's start.
 */
final class LedgerInMemory {

    private static final List<String> MIGRATIONS = List.of(
            "V1__sagas",
            "V2__trace",
            "V3__callback_endpoints",
            "V4__kafka",
            "V5__flows",
            "V6__ends",
            "V7__search",
            "V8__numbers");

    private LedgerInMemory() {}

    /**
     * Does nothing where they are; what starts together is in this process, and waits. One statement for the database makes
     * all of them: nothing that is taken for dead meanwhile leaves a part of them.
     */
    static synchronized void make(JdbcTemplate jdbc) {
        List<Integer> tables = jdbc.queryForList(
                "SELECT 1 FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = CURRENT_SCHEMA AND UPPER(TABLE_NAME) = 'SAGA'",
                Integer.class);
        if (tables.isEmpty()) {
            jdbc.execute(MIGRATIONS.stream().map(LedgerInMemory::read).collect(Collectors.joining("\n")));
        }
    }

    private static String read(String name) {
        String path = Migrations.PATH + "/" + name + ".sql";
        try (InputStream script = LedgerInMemory.class.getResourceAsStream("/" + path)) {
            if (script == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            for (var placeholder : Dialect.H2.placeholders().entrySet()) {
                text = text.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
