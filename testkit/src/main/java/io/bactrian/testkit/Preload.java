package io.bactrian.testkit;

import io.bactrian.coordinator.ledger.Migrations;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.StandardRoot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Loads in the background what the first coordinator of a JVM needs only towards the end of its start: the database with
 * its tables, JSON, the web server. Nearly all of a cold start is the loading of classes, and one thread does it one
 * after the other.
 */
final class Preload {

    private static final Logger LOG = LoggerFactory.getLogger(Preload.class);
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private Preload() {}

    /** Returns at once. Does nothing the second time, and nothing where there is one processor only. */
    static void begin() {
        if (Runtime.getRuntime().availableProcessors() > 1 && BEGUN.compareAndSet(false, true)) {
            List.<Runnable>of(Preload::ledger, Preload::json, Preload::webServer)
                    .forEach(Preload::inTheBackground);
        }
    }

    private static void inTheBackground(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | LinkageError e) {
                        LOG.debug("the start of the coordinator will meet this again, or do without", e);
                    }
                },
                "bactrian-preload");
        thread.setDaemon(true);
        thread.start();
    }

    /** Of a database that nobody else sees, and that is gone with its one connection. */
    private static void ledger() {
        SingleConnectionDataSource database =
                new SingleConnectionDataSource("jdbc:h2:mem:preload-" + UUID.randomUUID(), "sa", "", true);
        try {
            Migrations.migrate(database);
        } finally {
            database.destroy();
        }
    }

    private static void json() {
        EmbeddedWeb.mapper();
    }

    private static void webServer() {
        Tomcat tomcat = new Tomcat();
        tomcat.getConnector();
        tomcat.getHost();
        new StandardContext();
        new StandardRoot();
    }
}
