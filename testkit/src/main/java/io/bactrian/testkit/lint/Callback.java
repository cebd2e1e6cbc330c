package io.bactrian.testkit.lint;

/**
 * A compensation or completion of a {@code saga()} block.
 *
 * @param block the block
 * @param kind {@code compensation} or {@code completion}
 * @param uri with its placeholders filled in, as far as they can be
 */
record Callback(Node block, String kind, String uri) {

    /** Its endpoint without options. */
    String name() {
        return RouteModel.name(uri);
    }
}
