import com.sun.management.OperatingSystemMXBean;
import io.bactrian.testkit.EmbeddedCoordinator;
import java.lang.management.ManagementFactory;

/** Starts the coordinator of a test as the first thing that a JVM does, and prints what it took; see benchmarks/start. */
class FirstStart {

    public static void main(String[] arguments) {
        OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long processorsBefore = machine.getProcessCpuTime();
        long before = System.nanoTime();
        EmbeddedCoordinator coordinator = EmbeddedCoordinator.start();
        long took = System.nanoTime() - before;
        long processors = machine.getProcessCpuTime() - processorsBefore;
        System.out.println("START " + took / 1_000_000 + " " + processors / 1_000_000 + " "
                + ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount());
        coordinator.close();
        System.exit(0);
    }
}
