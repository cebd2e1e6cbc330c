package io.bactrian.coordinator.ledger;

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
        "jdbc:h2:file:/data/ledger, true, true",
        "jdbc:h2:./ledger, true, true",
        "jdbc:h2:~/ledger, true, true",
        "jdbc:h2:C:/data/ledger, true, true",
        "jdbc:h2:file:/data/mem:/ledger, true, true",
        "jdbc:h2:mem:ledger, false, true",
        "jdbc:h2:tcp://localhost/~/ledger, false, false",
        "jdbc:h2:tcp://localhost/mem:ledger, false, false",
        "jdbc:h2:ssl://localhost/~/ledger, false, false",
        "jdbc:h2:zip:/data/ledgers.zip!/ledger, false, false",
        "jdbc:postgresql://localhost/ledger, false, false"
    })
    void isWrittenHereOrOnlyOurs(String url, boolean writtenHere, boolean onlyOurs) {
        assertThat(FileOfH2.isWrittenHere(url)).isEqualTo(writtenHere);
        assertThat(FileOfH2.isOnlyOurs(url, url + ";LOCK_TIMEOUT=5000")).isEqualTo(onlyOurs);
        assertThat(FileOfH2.isOnlyOurs(url, "")).isEqualTo(onlyOurs);
    }

    @Test
    void isNotOnlyOursWhenOtherProcessesAreLetIn(@TempDir Path folder) throws SQLException {
        String configured = "jdbc:h2:file:" + folder.resolve("ledger") + ";auto_server=true;LOCK_TIMEOUT=5000";

        assertThat(FileOfH2.isOnlyOurs(asTheDriverSays(configured), configured)).isFalse();
        assertThat(FileOfH2.isWrittenHere(configured)).isTrue();
    }

    private static String asTheDriverSays(String configured) throws SQLException {
        try (Connection connection = DriverManager.getConnection(configured, "sa", "")) {
            return connection.getMetaData().getURL();
        }
    }
}
