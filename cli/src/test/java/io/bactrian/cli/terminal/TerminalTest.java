package io.bactrian.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private static final String ERASE = "\r\u001B[2K";

    private final StringWriter written = new StringWriter();

    @Test
    void aLiveLineStaysInItsRow() {
        Terminal terminal = terminal(true);

        terminal.live("1/2");
        terminal.line("finished");
        terminal.settle("2/2");

        assertThat(written)
                .hasToString(ERASE + "\u001B[?7l1/2\u001B[?7h" + ERASE + "finished\n" + "\u001B[?7l1/2\u001B[?7h"
                        + ERASE + "2/2\n");
    }

    @Test
    void onlyFinishedLinesGoIntoAFile() {
        Terminal terminal = terminal(false);

        terminal.live("1/2");
        terminal.line("finished");
        terminal.settle("2/2");

        assertThat(written).hasToString("finished\n2/2\n");
    }

    private Terminal terminal(boolean screen) {
        return new Terminal(new PrintWriter(written, true), screen);
    }
}
