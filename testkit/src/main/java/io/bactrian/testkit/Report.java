package io.bactrian.testkit;

import java.util.List;
import java.util.stream.Collectors;

/** Tells the reader of a failed test what happened, so that no debugger is needed. */
final class Report {

    private Report() {}

    /** The sagas' timelines, what the test sent, what the services were asked, what has not ended, and what was scripted in vain. */
    static String of(String timelines, List<String> sent, ScriptedServices services, List<String> atWork) {
        return "\n-- the sagas of this test\n" + timelines
                + section("what the test sent", sent)
                + section("what the services were asked", services.log())
                + section("answers that are held back", services.held())
                + section("what the application is still at work on", atWork)
                + section("given, but never asked for", services.neverAsked());
    }

    private static String section(String title, List<String> lines) {
        return lines.isEmpty() ? "" : lines.stream().collect(Collectors.joining("\n  ", "\n-- " + title + "\n  ", ""));
    }

    static String names(List<String> names) {
        return "  " + (names.isEmpty() ? "(none)" : String.join(", ", names));
    }
}
