package io.bactrian.cli.terminal;

import java.io.PrintWriter;

/**
 * Where the command writes. On a screen one line at the bottom may be live, that is, written over again and again; into
 * a file or a pipe only finished lines go.
 */
public final class Terminal {

    private static final String ERASE_LINE = "\r\u001B[2K";

    // A live line that goes on in the next row could not be erased: it is cut off at the edge of the screen.
    private static final String NO_WRAP = "\u001B[?7l";
    private static final String WRAP = "\u001B[?7h";

    private final PrintWriter out;
    private final boolean screen;
    private String live = "";

    public Terminal(PrintWriter out, boolean screen) {
        this.out = out;
        this.screen = screen;
    }

    public boolean screen() {
        return screen;
    }

    /** A finished line, above the live one if there is one. */
    public synchronized void line(String text) {
        if (!live.isEmpty()) {
            out.print(ERASE_LINE);
        }
        out.println(text);
        if (!live.isEmpty()) {
            printLive();
        }
        out.flush();
    }

    /** Replaces the live line; nothing where there is no screen. */
    public synchronized void live(String text) {
        if (screen && !text.equals(live)) {
            live = text;
            out.print(ERASE_LINE);
            printLive();
            out.flush();
        }
    }

    private void printLive() {
        out.print(NO_WRAP + live + WRAP);
    }

    /** Ends the live line with its final text. */
    public synchronized void settle(String text) {
        if (!live.isEmpty()) {
            live = "";
            out.print(ERASE_LINE);
        }
        out.println(text);
        out.flush();
    }
}
