package io.bactrian.starter.autoconfigure;

/** On which way callbacks reach an application. */
enum CallbackVia {
    /** The coordinator calls URLs of the application. */
    HTTP,
    /** The coordinator writes to a topic, and the application needs no inbound port. */
    KAFKA
}
