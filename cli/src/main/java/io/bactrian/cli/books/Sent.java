package io.bactrian.cli.books;

/** Something that was sent, and what its client was told. */
interface Sent {

    /** Its number. */
    String number();

    /** Whether its client was told anything. */
    boolean answered();

    /** The same as if its client had not been told anything. */
    Sent unanswered();

    /** Whether its client was told that it was not taken up at all. */
    boolean refused();
}
