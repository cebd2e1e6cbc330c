package io.bactrian.cli.system;

/** Which coordinator runs. */
public enum Engine {
    /** Bactrian's own. */
    OURS("ours"),
    /** The unmodified Narayana LRA coordinator. */
    NARAYANA("narayana");

    private final String label;

    Engine(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
