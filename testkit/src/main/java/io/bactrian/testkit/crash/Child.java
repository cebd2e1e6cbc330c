package io.bactrian.testkit.crash;

import io.bactrian.testkit.EmbeddedCoordinator;
import io.bactrian.testkit.crash.CrashPoint.Kind;
import io.bactrian.testkit.crash.CrashPoint.Phase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A part in a process of its own. It says on its standard output where it listens, takes orders from its standard input,
 * and halts when that ends.
 */
final class Child {

    /** Stands for the coordinator where else the name of an application's class stands. */
    static final String COORDINATOR = "coordinator";

    private static final int KILLED = 137;

    private Child() {}

    /** @param args what it is, its name, and its arguments */
    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err); // whatever the part prints must not be taken for an answer
        Logs.initialize();
        Watch watch = new Watch(part -> Runtime.getRuntime().halt(KILLED));
        Thread orders = new Thread(() -> obey(args[1], watch, answers), "orders");
        orders.setDaemon(true);
        orders.start();
        String url = args[0].equals(COORDINATOR) ? coordinator(args, watch) : application(args, watch);
        answers.println(url.substring(url.lastIndexOf(':') + 1));
        answers.flush();
    }

    private static String coordinator(String[] args, Watch watch) {
        Mortality immortal = new Mortality(args[1]);
        Commits commits = new Commits(watch, args[1], InThisProcess.LEDGER_TABLES::contains);
        return EmbeddedCoordinator.startOn(
                        args[2],
                        null,
                        context -> context.getBeanFactory().addBeanPostProcessor(new MortalBeans(immortal, commits)),
                        List.of(args).subList(3, args.length).toArray(String[]::new))
                .url();
    }

    private static String application(String[] args, Watch watch) throws ClassNotFoundException {
        MortalBeans beans = new MortalBeans(new Mortality(args[1]), new Commits(watch, args[1], table -> true));
        Class<?> main = Class.forName(args[0]);
        return "http://localhost:"
                + ApplicationLife.run(main, beans, List.of(args).subList(2, args.length))
                        .getEnvironment()
                        .getRequiredProperty("local.server.port");
    }

    private static void obey(String name, Watch watch, PrintStream answers) {
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                String[] parts = order.split("\\|", 4);
                if (parts.length == 4) {
                    watch.arm(new CrashPoint(
                            0,
                            Kind.valueOf(parts[0]),
                            parts[3],
                            Integer.parseInt(parts[2]),
                            Phase.valueOf(parts[1]),
                            name));
                } else {
                    watch.disarm();
                }
                answers.println("ok");
                answers.flush();
            }
        } catch (IOException e) {
            // the same as the end: whoever started this process is gone
        }
        Runtime.getRuntime().halt(KILLED);
    }
}
