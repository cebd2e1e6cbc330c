package io.bactrian.cli.books;

import java.util.List;

/**
 * What was written down when it was sent.
 *
 * @param sent each thing once, with what its client was told last
 * @param unreadable how many lines were passed over: a command that was killed leaves half of one
 */
public record Recorded<T>(List<T> sent, int unreadable) {

    public Recorded {
        sent = List.copyOf(sent);
    }
}
