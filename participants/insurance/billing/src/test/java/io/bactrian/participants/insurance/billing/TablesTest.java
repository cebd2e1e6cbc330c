package io.bactrian.participants.insurance.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.participants.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What only the policy of the route prevents must be seen by the audit if it ever happens. */
class TablesTest {

    @Test
    void takeASecondRowForAPolicy() throws IOException, SQLException {
        try (Connection connection = TestDatabase.h2().dataSource().getConnection();
                Statement statement = connection.createStatement();
                InputStream script = TablesTest.class.getResourceAsStream("/db/billing/V2__billing.sql")) {
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            for (int i = 1; i <= 2; i++) {
                statement.execute("insert into invoice (invoice_id, policy_id, quote_id, customer_id, amount_minor)"
                        + " values ('INV-q', 'POL-q', 'q', 'c', 1)");
                statement.execute(
                        "insert into refused_policy (policy_id, quote_id, reason) values ('POL-q', 'q', 'none')");
                assertThat(rows(statement, "invoice")).isEqualTo(i);
                assertThat(rows(statement, "refused_policy")).isEqualTo(i);
            }
        }
    }

    private static int rows(Statement statement, String table) throws SQLException {
        try (var found = statement.executeQuery("select count(*) from " + table)) {
            found.next();
            return found.getInt(1);
        }
    }
}
