package io.bactrian.testkit.crash;

import io.bactrian.testkit.EmbeddedCoordinator;
import io.bactrian.testkit.ManualClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** All parts live in this process, on databases in memory and, the coordinator, by a manual clock. */
final class InThisProcess implements Births {

    static final Set<String> LEDGER_TABLES = Set.of("saga", "participant", "saga_event");

    private final CrashPlan plan;
    private final Doors doors;
    private final Watch watch;
    private final String ledgerUrl = memory();
    private final ManualClock clock = new ManualClock();
    private final Map<String, String> databases = new LinkedHashMap<>();
    private @Nullable EmbeddedLedger ledger;

    InThisProcess(CrashPlan plan, Doors doors, Watch watch) {
        this.plan = plan;
        this.doors = doors;
        this.watch = watch;
        plan.applications.keySet().forEach(name -> databases.put(name, memory()));
        doors.endSessionsAtDeath();
    }

    private static String memory() {
        return "jdbc:h2:mem:crash-" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    @Override
    public Life coordinator() {
        Mortality life = new Mortality(Wire.COORDINATOR);
        Commits commits = new Commits(watch, Wire.COORDINATOR, LEDGER_TABLES::contains);
        List<String> properties = doors.propertiesOfCoordinator(life);
        properties.add("bactrian.instance-silence=1d"); // the applications live by the system clock
        return new CoordinatorLife(
                life,
                () -> EmbeddedCoordinator.startOn(
                        ledgerUrl,
                        clock,
                        context -> {
                            context.getBeanFactory().addBeanPostProcessor(new MortalBeans(life, commits));
                            plan.tampering.accept(context);
                        },
                        properties.toArray(String[]::new)));
    }

    @Override
    public Life application(CrashPlan.App application) {
        Mortality life = new Mortality(application.name());
        List<String> arguments = arguments(
                doors.propertiesOf(application.name(), life), String.valueOf(databases.get(application.name())));
        MortalBeans beans = new MortalBeans(life, new Commits(watch, application.name(), table -> true));
        return new ApplicationLife(application.main(), life, beans, arguments);
    }

    /** The command line of an application. */
    static List<String> arguments(List<String> properties, String database) {
        List<String> arguments = new ArrayList<>();
        properties.forEach(property -> arguments.add("--" + property));
        arguments.addAll(List.of(
                "--server.port=0",
                "--server.shutdown=immediate",
                "--spring.datasource.url=" + database,
                "--spring.datasource.username=sa",
                "--spring.datasource.password=",
                "--spring.jmx.enabled=false",
                "--camel.main.shutdown-timeout=1"));
        return arguments;
    }

    @Override
    public JdbcTemplate database(String application) {
        return new JdbcTemplate(new DriverManagerDataSource(String.valueOf(databases.get(application)), "sa", ""));
    }

    @Override
    public LedgerView ledger(Part coordinator) {
        EmbeddedLedger view = new EmbeddedLedger(ledgerUrl, coordinator, clock);
        ledger = view;
        return view;
    }

    @Override
    public void arm(CrashPoint point, @Nullable Part dying) {
        // the watch of this process sees every point
    }

    @Override
    public void disarm() {}

    @Override
    public void close() {
        if (ledger != null) {
            ledger.close();
        }
    }
}
