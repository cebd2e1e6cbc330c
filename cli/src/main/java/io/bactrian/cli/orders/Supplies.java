package io.bactrian.cli.orders;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the orders are met with: stock per article, credit per customer, and the customers no carrier delivers to.
 *
 * <p>Derived from the orders and a seed so that about one order in ten fails, at different steps, and always the same
 * ones: an article is either plentiful or too scarce for any order, and likewise a customer's credit. Who comes first
 * decides nothing, so a run with kills can be compared with one without.
 */
public record Supplies(Map<String, Long> stock, Map<String, Long> creditMinor, Set<String> undeliverable, int orders) {

    private static final double OUT_OF_STOCK = 0.045;
    private static final double DECLINED = 0.04;
    private static final double NO_CARRIER = 0.02;

    /** More than the services keep of anything. */
    private static final long MOST = 1_000_000_000_000L;

    /** Collects what a pass over the orders shows, without holding the orders. */
    public static final class Builder {

        private final Map<String, Demand> articles = new TreeMap<>();
        private final Map<String, Demand> customers = new TreeMap<>();
        private int orders;
        private int plausible;

        private static final class Demand {
            private int orders;
            private long total;
            private long smallest = Long.MAX_VALUE;

            private void add(long amount) {
                orders++;
                total = Math.min(MOST, total + Math.min(MOST, amount));
                smallest = Math.min(smallest, Math.min(MOST, amount));
            }
        }

        public void add(Order order) {
            orders++;
            if (order.plausible()) {
                plausible++;
                order.quantities().forEach((sku, quantity) -> articles.computeIfAbsent(sku, s -> new Demand())
                        .add(quantity));
                customers.computeIfAbsent(order.customerId(), c -> new Demand()).add(order.totalMinor());
            }
        }

        public Supplies build(long seed) {
            Random random = new Random(seed);
            Set<String> taken = new HashSet<>();
            Set<String> scarce = pick(articles, OUT_OF_STOCK, random, taken);
            Set<String> poor = pick(customers, DECLINED, random, taken);
            taken.addAll(poor);
            Set<String> remote = pick(customers, NO_CARRIER, random, taken);
            return new Supplies(limits(articles, scarce), limits(customers, poor), remote, orders);
        }

        /** Takes names at random as long as the orders that need them stay within the share. */
        private Set<String> pick(Map<String, Demand> from, double share, Random random, Set<String> taken) {
            List<String> names = new ArrayList<>(from.keySet());
            Collections.shuffle(names, random);
            long room = Math.round(plausible * share);
            Set<String> picked = new TreeSet<>();
            for (String name : names) {
                Demand demand = from.getOrDefault(name, new Demand());
                // An order worth nothing cannot be too dear for anybody.
                if (demand.orders <= room && demand.smallest > 0 && !taken.contains(name)) {
                    picked.add(name);
                    room -= demand.orders;
                }
            }
            return picked;
        }

        private static Map<String, Long> limits(Map<String, Demand> demands, Set<String> tooLittle) {
            Map<String, Long> limits = new LinkedHashMap<>();
            demands.forEach(
                    (name, demand) -> limits.put(name, tooLittle.contains(name) ? demand.smallest - 1 : demand.total));
            return limits;
        }
    }

    /** The stock of articles that are not known yet. */
    public Map<String, Long> stockWithout(Set<String> known) {
        return without(stock, known);
    }

    /** The credit of customers who are not known yet. */
    public Map<String, Long> creditWithout(Set<String> known) {
        return without(creditMinor, known);
    }

    private static Map<String, Long> without(Map<String, Long> all, Set<String> known) {
        Map<String, Long> rest = new LinkedHashMap<>(all);
        rest.keySet().removeAll(known);
        return rest;
    }
}
