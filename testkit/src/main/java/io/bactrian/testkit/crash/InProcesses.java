package io.bactrian.testkit.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Each part lives in a process of its own and dies by kill -9. The coordinator's ledger is a file that only its process
 * has open; the applications' databases are on a server in this process, as a database server is apart from them.
 */
final class InProcesses implements Births {

    private final Doors doors;
    private final Consumer<Mortality> died;
    private final Path folder;
    private final Server databases;
    private final Map<String, String> names = new LinkedHashMap<>();
    private volatile @Nullable ChildLife armed;

    InProcesses(CrashPlan plan, Doors doors, Consumer<Mortality> died) {
        this.doors = doors;
        this.died = died;
        try {
            Path target = Path.of("target");
            folder = Files.isDirectory(target)
                    ? Files.createTempDirectory(target, "crash-matrix").toAbsolutePath()
                    : Files.createTempDirectory("crash-matrix");
            databases = Server.createTcpServer("-tcpPort", "0").start();
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for the ledger and the logs of processes", e);
        } catch (SQLException e) {
            throw new IllegalStateException("no server for the applications' databases", e);
        }
        plan.applications.keySet().forEach(name -> {
            names.put(name, "crash-" + UUID.randomUUID());
            database(name).execute("SELECT 1"); // a server opens no database in memory that is not there
        });
    }

    @Override
    public Life coordinator() {
        List<String> properties = new ArrayList<>(List.of(
                "bactrian.retry.initial=100ms",
                "bactrian.retry.factor=1",
                "bactrian.retry.attempts=1000")); // nothing is parked while a part is starting
        Mortality life = new Mortality(Wire.COORDINATOR);
        properties.addAll(doors.propertiesOfCoordinator(life));
        List<String> arguments = new ArrayList<>();
        arguments.add("jdbc:h2:file:" + folder.resolve("ledger") + ";WRITE_DELAY=0");
        arguments.addAll(properties);
        return new ChildLife(life, Child.COORDINATOR, arguments, folder, died);
    }

    @Override
    public Life application(CrashPlan.App application) {
        Mortality life = new Mortality(application.name());
        String database = "jdbc:h2:tcp://localhost:" + databases.getPort() + "/mem:" + names.get(application.name());
        List<String> arguments = InThisProcess.arguments(doors.propertiesOf(application.name(), life), database);
        return new ChildLife(life, application.main().getName(), arguments, folder, died);
    }

    @Override
    public JdbcTemplate database(String application) {
        return new JdbcTemplate(
                new DriverManagerDataSource("jdbc:h2:mem:" + names.get(application) + ";DB_CLOSE_DELAY=-1", "sa", ""));
    }

    @Override
    public LedgerView ledger(Part coordinator) {
        return new RemoteLedger(coordinator);
    }

    @Override
    public void arm(CrashPoint point, @Nullable Part dying) {
        if (point.kind() == CrashPoint.Kind.RECORD && dying != null && dying.now() instanceof ChildLife child) {
            armed = child;
            child.arm(point);
        }
    }

    @Override
    public void disarm() {
        ChildLife child = armed;
        armed = null;
        if (child != null && !child.mortality().isDead()) {
            child.disarm();
        }
    }

    @Override
    public void close() {
        databases.stop();
    }
}
