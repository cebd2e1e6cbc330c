package io.bactrian.evidence;

/** What a scenario is played on: the Camel saga service together with the coordinator behind it. */
enum Engine {
    /** camel-lra and the Narayana LRA coordinator, both as released. */
    STOCK,
    /** Bactrian's starter and Bactrian's coordinator. */
    OURS
}
