package io.bactrian.cli.compare;

import java.time.Instant;

/** A coordinator's call to a participant. */
public record Call(String participant, String what, Instant at) {}
