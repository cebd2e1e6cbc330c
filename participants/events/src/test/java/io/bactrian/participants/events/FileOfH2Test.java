package io.bactrian.participants.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileOfH2Test {

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:file:/data/payment, true",
        "jdbc:h2:/data/payment, true",
        "jdbc:h2:./payment, true",
        "jdbc:h2:~/payment, true",
        "jdbc:h2:C:/data/payment, true",
        "jdbc:h2:file:/data/mem:/payment, true",
        "jdbc:h2:nio:./payment, true",
        "jdbc:h2:mem:payment, false",
        "jdbc:h2:tcp://localhost/~/payment, false",
        "jdbc:h2:tcp://localhost/mem:payment, false",
        "jdbc:h2:ssl://localhost/~/payment, false",
        "jdbc:h2:zip:/data/payments.zip!/payment, false",
        "jdbc:postgresql://localhost/payment, false"
    })
    void isAFileThatThisProcessLocks(String url, boolean ours) {
        assertThat(FileOfH2.isOnlyOurs(url, url + ";LOCK_TIMEOUT=5000")).isEqualTo(ours);
        assertThat(FileOfH2.isOnlyOurs(url, "")).isEqualTo(ours);
    }

    @Test
    void isNotOnlyOursWhenOtherProcessesAreLetIn(@TempDir Path folder) throws SQLException {
        String configured = "jdbc:h2:file:" + folder.resolve("payment") + ";auto_server=true;LOCK_TIMEOUT=5000";

        assertThat(FileOfH2.isOnlyOurs(asTheDriverSays(configured), configured)).isFalse();
    }

    private static String asTheDriverSays(String configured) throws SQLException {
        try (Connection connection = DriverManager.getConnection(configured, "sa", "")) {
            return connection.getMetaData().getURL();
        }
    }
}
