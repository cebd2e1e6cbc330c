package io.bactrian.cli;

import io.bactrian.cli.system.Engine;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.system.Sample;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of the commands that work with a system of orders. */
final class ShippingOption {

    /** How shipping is reached. */
    enum Over {
        HTTP,
        KAFKA;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--shipping",
            paramLabel = "http|kafka",
            description =
                    "How shipping is reached: kafka, it joins the sagas itself; http, the routes join for it, and there"
                            + " is neither a broker nor anybody who listens to events (default: kafka, with --engine narayana http).")
    private @Nullable Over over;

    /**
     * What is to be started.
     *
     * @throws IllegalArgumentException when the engine cannot do it
     */
    Sample sample(Engine engine) {
        if (over == Over.KAFKA && engine == Engine.NARAYANA) {
            throw new IllegalArgumentException(
                    "--shipping must be http with --engine narayana, which speaks no Kafka, was kafka");
        }
        return over == Over.HTTP ? Sample.ORDERS_OVER_HTTP : Sample.ORDERS;
    }

    /**
     * The system that is up, if orders can be sent to it as was asked for.
     *
     * @throws IllegalStateException when they cannot
     */
    LocalSystem fitting(LocalSystem up) {
        if (up.sample() == Sample.INSURANCE) {
            throw new IllegalStateException(
                    "The insurance sample is up, which takes no orders: take it down first with ./bactrian down");
        }
        Over there = up.parts().contains(Part.BROKER) ? Over.KAFKA : Over.HTTP;
        if (over != null && over != there) {
            throw new IllegalStateException("A system with shipping over " + there
                    + " is up: leave --shipping away, or take it down first with ./bactrian down");
        }
        return up;
    }
}
