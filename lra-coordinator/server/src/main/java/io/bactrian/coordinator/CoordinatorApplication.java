package io.bactrian.coordinator;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.kafka.KafkaAutoConfiguration;
import org.springframework.context.ApplicationContext;

/** The coordinator as a process. */
@SpringBootApplication(exclude = KafkaAutoConfiguration.class) // the feature has clients of its own
public class CoordinatorApplication {

    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorApplication.class);

    public static void main(String[] args) throws SQLException {
        tellWhereItIs(SpringApplication.run(CoordinatorApplication.class, args));
    }

    /** An H2 file is looked for where the process was started: whoever starts it elsewhere finds another ledger, an empty one. */
    private static void tellWhereItIs(ApplicationContext context) throws SQLException {
        try (Connection ledger = context.getBean(DataSource.class).getConnection()) {
            LOG.info(
                    "the ledger is {}, the console at http://localhost:{}/",
                    ledger.getMetaData().getURL().replaceAll("[;?].*", ""), // what follows may be a password
                    context.getEnvironment().getProperty("local.server.port"));
        }
    }
}
