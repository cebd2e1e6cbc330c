package io.bactrian.coordinator.operations;

import io.bactrian.coordinator.ledger.SagaSearch.Position;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/** A place in a list as an opaque word: the list goes on behind it, whatever was started or purged meanwhile. */
final class Cursor {

    private Cursor() {}

    static String behind(Listed last) {
        Position position = new Position(last.startedAt(), last.id());
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((position.startedAt() + " " + position.id()).getBytes(StandardCharsets.UTF_8));
    }

    static Position read(String cursor) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", 2);
            if (parts.length == 2 && parts[1].indexOf('\0') < 0) {
                Instant startedAt = Instant.parse(parts[0]);
                if (Moments.isKept(startedAt)) {
                    return new Position(startedAt, parts[1]);
                }
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            // the same answer as for a word without two parts
        }
        throw new BadQuery("cursor must be what an earlier answer gave as next, was " + cursor);
    }
}
