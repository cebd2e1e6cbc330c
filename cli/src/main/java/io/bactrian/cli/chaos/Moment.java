package io.bactrian.cli.chaos;

import java.time.Instant;

/**
 * Something that happened to a saga, from the coordinator's timeline or a participant's journal.
 *
 * @param place of the step it happened to, 0 for the saga itself and its root
 */
record Moment(Instant at, Kind kind, int place) {

    enum Kind {
        STARTED,
        JOINED,
        /** A step's action had its effect. */
        ACTED,
        /** A step's action was refused. */
        REFUSED,
        CLOSING,
        CANCELLING,
        /** A participant compensated or completed, with or without effect. */
        SETTLED,
        /** The coordinator wrote that down. */
        RECORDED,
        ENDED
    }
}
