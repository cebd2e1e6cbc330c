package io.bactrian.testkit.crash;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A part's way to its database. Commits are points of the matrix; when the part dies, its open transactions are rolled
 * back by cutting their connections, and nothing it tries afterwards reaches the database.
 */
final class MortalDataSource extends DelegatingDataSource {

    private static final Logger LOG = LoggerFactory.getLogger(MortalDataSource.class);

    private final Mortality life;
    private final Commits commits;
    private final Set<MortalConnection> open = ConcurrentHashMap.newKeySet();

    MortalDataSource(DataSource database, Mortality life, Commits commits) {
        super(database);
        this.life = life;
        this.commits = commits;
        life.cutAtDeath(this::cut);
    }

    @Override
    public Connection getConnection() throws SQLException {
        refuseTheDead();
        return mortal(obtainTargetDataSource().getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        refuseTheDead();
        return mortal(obtainTargetDataSource().getConnection(username, password));
    }

    private Connection mortal(Connection connection) throws SQLException {
        MortalConnection mortal = new MortalConnection(connection, life, commits, open::remove);
        open.add(mortal);
        if (life.isDead()) { // it died meanwhile, and the cut may have missed this one
            mortal.cut();
            refuseTheDead();
        }
        return mortal.asConnection();
    }

    private void refuseTheDead() throws SQLException {
        if (life.isDead()) {
            throw new DeadPartException(life + " is dead: its database is out of reach");
        }
    }

    /** All at once: one may wait for a lock that another one holds. */
    private void cut() {
        Thread[] cutting = open.stream()
                .map(connection -> new Thread(connection::cut, "cut-" + life))
                .toArray(Thread[]::new);
        for (Thread thread : cutting) {
            thread.start();
        }
        try {
            for (Thread thread : cutting) {
                thread.join(5_000);
                if (thread.isAlive()) {
                    LOG.warn(
                            "a connection of {} is not cut yet, its locks live on: {}",
                            life,
                            Arrays.toString(thread.getStackTrace()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
