package io.bactrian.participants.insurance.notifications;

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
    void takeASecondRowForAnInvoice() throws IOException, SQLException {
        try (Connection connection = TestDatabase.h2().dataSource().getConnection();
                Statement statement = connection.createStatement();
                InputStream script = TablesTest.class.getResourceAsStream("/db/notifications/V2__notifications.sql")) {
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            for (int i = 1; i <= 2; i++) {
                statement.execute("insert into notification (notification_id, quote_id, invoice_id, customer_id, text)"
                        + " values ('MAIL-q', 'q', 'INV-q', 'c', 'x')");
                try (var found = statement.executeQuery("select count(*) from notification")) {
                    found.next();
                    assertThat(found.getInt(1)).isEqualTo(i);
                }
            }
        }
    }
}
