package io.bactrian.starter.saga;

import java.util.Optional;

/** Looks after something that steps cannot do without, besides the coordinator. Found in the registry. */
public interface SelfCheck {

    /**
     * What is wrong and how to mend it, as a sentence without an end. Empty when nothing is wrong, and when that cannot be told just
     * now; never fails. May block, as a connection to a database does.
     */
    Optional<String> fault();
}
