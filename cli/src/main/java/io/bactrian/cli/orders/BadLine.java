package io.bactrian.cli.orders;

/** A line of the input that is skipped, and why. */
public record BadLine(long number, String reason) {

    @Override
    public String toString() {
        return "line " + number + ": " + reason;
    }
}
