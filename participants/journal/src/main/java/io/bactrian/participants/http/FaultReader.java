package io.bactrian.participants.http;

import org.jspecify.annotations.Nullable;

/** Knows what some exceptions mean to a caller. */
interface FaultReader {

    /** What the exception itself means, its causes left aside; {@code null} if this reader does not know it. */
    @Nullable
    Fault read(Throwable thrown);
}
