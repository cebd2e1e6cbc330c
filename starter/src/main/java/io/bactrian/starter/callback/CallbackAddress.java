package io.bactrian.starter.callback;

import io.bactrian.starter.protocol.ParticipantLinks;
import org.jspecify.annotations.Nullable;

/** Where the coordinator finds the steps of this application. */
public interface CallbackAddress {

    /** Links for one begun step; a completion that does nothing is not asked for. */
    ParticipantLinks links(String token, boolean completion);

    /** The link under which a step is asked for this. */
    String link(CallbackKind kind, String token);

    /** Where the coordinator polls a call that still runs; null when it is told without asking. */
    @Nullable
    String statusLink(String token);

    /** What all URLs of this application begin with; null when there are none. */
    @Nullable
    String base();
}
