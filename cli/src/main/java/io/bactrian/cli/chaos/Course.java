package io.bactrian.cli.chaos;

import io.bactrian.cli.books.Effect;
import io.bactrian.cli.books.JournalEntry;
import io.bactrian.cli.books.ReturnEffect;
import io.bactrian.cli.books.StepEffect;
import io.bactrian.cli.system.Part;
import java.util.List;
import java.util.Optional;

/** A kind of saga: its steps by their places, and the parts that have a hand in them. */
enum Course {
    /** The order saga. Its root joins first and does nothing by itself. */
    ORDER(Effect.STEPS) {
        @Override
        boolean concerns(Part part, SagaHistory.Position position) {
            int place = position.place();
            return switch (part) {
                case COORDINATOR -> true;
                // the order route drives every step, and compensates the first and the last
                case ROUTES -> position.forward() || place == 0 || place == last();
                case INVENTORY -> place == 1;
                case PAYMENT -> place == 2;
                case ORDERS -> place == 3 || (place == 0 && position.phase() != Phase.DECISION);
                // the broker carries what shipping is asked and what it answers
                case SHIPPING, BROKER -> place == last();
                // they hear of it when it has ended, or never
                case FOLLOW_UPS, QUOTES, POLICIES, BILLING, NOTIFICATIONS -> false;
            };
        }

        @Override
        Optional<? extends StepEffect> effect(JournalEntry entry) {
            return Effect.of(entry);
        }
    },
    /** The return saga. Its first step acts as all others do. */
    RETURN(ReturnEffect.STEPS) {
        @Override
        boolean concerns(Part part, SagaHistory.Position position) {
            int place = position.place();
            return switch (part) {
                case COORDINATOR -> true;
                // the return route drives every step, and compensates none
                case ROUTES -> position.forward();
                case ORDERS -> place == 0 && position.phase() != Phase.DECISION;
                case PAYMENT -> place == 1;
                case INVENTORY -> place == 2;
                case SHIPPING, BROKER, FOLLOW_UPS, QUOTES, POLICIES, BILLING, NOTIFICATIONS -> false;
            };
        }

        @Override
        Optional<? extends StepEffect> effect(JournalEntry entry) {
            return ReturnEffect.of(entry);
        }
    };

    private final List<String> steps;

    Course(List<String> steps) {
        this.steps = steps;
    }

    /** The course of a saga of this name. */
    static Course named(String saga) {
        return saga.equals("order-return") ? RETURN : ORDER;
    }

    /** The place of a step, 0 when it is none of them. */
    int place(String step) {
        return Math.max(0, steps.indexOf(step));
    }

    int last() {
        return steps.size() - 1;
    }

    /** Whether that part had a hand in what the saga was doing. */
    abstract boolean concerns(Part part, SagaHistory.Position position);

    /** What a journal's entry tells of a saga of this kind. */
    abstract Optional<? extends StepEffect> effect(JournalEntry entry);
}
