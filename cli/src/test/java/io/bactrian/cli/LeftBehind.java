package io.bactrian.cli;

import java.nio.file.Path;
import java.util.List;

/** Processes that were started with a state folder and still run. */
final class LeftBehind {

    private LeftBehind() {}

    static List<String> below(Path state) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::info)
                .flatMap(info -> info.arguments().stream().map(arguments -> String.join(" ", arguments)))
                .filter(line -> line.contains(state.toString()))
                .toList();
    }
}
