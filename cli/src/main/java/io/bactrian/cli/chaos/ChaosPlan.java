package io.bactrian.cli.chaos;

import io.bactrian.cli.system.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Who is killed when, decided by a seed: the orders are divided into as many stretches as there are kills, and one kill
 * falls at a random place of each. Victims are drawn so that each part has had its turn before any has a second one.
 */
public final class ChaosPlan {

    private static final int LONGEST_PAUSE_MILLIS = 120;

    /**
     * One kill to come.
     *
     * @param afterOrders how many orders must have their outcome before it
     * @param pauseMillis how long after that
     */
    record Strike(Part victim, int afterOrders, int pauseMillis) {}

    private final List<Strike> strikes = new ArrayList<>();
    private final int stretch;

    /** @param victims whom it may kill */
    public ChaosPlan(long seed, int kills, int orders, List<Part> victims) {
        Random random = new Random(seed);
        stretch = Math.max(1, orders / kills);
        List<Part> turn = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            if (turn.isEmpty()) {
                turn.addAll(victims);
                Collections.shuffle(turn, random);
            }
            strikes.add(new Strike(
                    turn.remove(turn.size() - 1),
                    Math.min(Math.max(0, orders - 1), i * stretch + random.nextInt(stretch)),
                    random.nextInt(LONGEST_PAUSE_MILLIS)));
        }
    }

    private ChaosPlan(Strike only, int orders) {
        stretch = orders;
        strikes.add(only);
    }

    /** A single kill of one part in the middle of the orders. */
    public static ChaosPlan once(Part victim, int orders) {
        return new ChaosPlan(new Strike(victim, orders / 2, 0), orders);
    }

    List<Strike> strikes() {
        return strikes;
    }

    /** How many orders go with one kill. */
    int stretch() {
        return stretch;
    }
}
