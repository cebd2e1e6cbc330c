package io.bactrian.testkit.crash;

import java.util.Locale;

/**
 * A moment of a saga at which a part dies.
 *
 * @param number its place in the recorded run, from 1
 * @param what names the step, the call or the rows that were written, the same in every run
 * @param occurrence 1 for the first time that {@code what} happens in a run
 * @param dies the part: {@code coordinator} or the name of an application
 */
public record CrashPoint(int number, Kind kind, String what, int occurrence, Phase phase, String dies) {

    /** What happens at the point. */
    public enum Kind {
        /** A step joins the saga; the first one starts it. */
        JOIN,
        /** An application calls a service. */
        ACTION,
        /** An application closes or cancels the saga. */
        DECISION,
        /** The coordinator asks a participant to undo its step. */
        COMPENSATION,
        /** The coordinator tells a participant that the saga has closed. */
        COMPLETION,
        /** A commit, of the coordinator's ledger or of an application's own database. */
        RECORD,
        /** A record of a topic is sent to the broker. */
        SEND,
        /** A record of a topic comes from the broker; only before: what follows from it are points of their own. */
        RECEIVE,
        /** The offset of a command or an answer is committed at the broker. */
        OFFSET;

        /** Whether the broker has to do with it. */
        public boolean isOfBroker() {
            return this == SEND || this == RECEIVE || this == OFFSET;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** On which side of it. */
    public enum Phase {
        /** The request does not arrive; nothing is committed. */
        BEFORE,
        /** The request was carried out, and its answer is lost; everything is committed, and nobody is told. */
        AFTER;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    boolean isAt(Kind thatKind, String thatWhat, Phase thatPhase, String thatPart) {
        return kind == thatKind && phase == thatPhase && dies.equals(thatPart) && what.equals(thatWhat);
    }

    /** {@code 17: action payment PUT /charges/*, after, application dies}. */
    @Override
    public String toString() {
        return number + ": " + kind.word() + " " + what + (occurrence == 1 ? "" : " (" + occurrence + ")") + ", "
                + phase.word() + ", " + dies + " dies";
    }
}
