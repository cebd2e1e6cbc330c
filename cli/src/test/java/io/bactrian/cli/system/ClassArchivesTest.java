package io.bactrian.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchivesTest {

    private static final int PORT = 8070;
    private static final int ANOTHER_PORT = 8071;

    @TempDir
    Path folder;

    private Path jar;
    private ClassArchives archives;

    @BeforeEach
    void unpacked() throws Exception {
        jar = Files.createDirectories(folder.resolve("a-exec.jar").resolve("0123"))
                .resolve("a-exec.jar");
        archives = new ClassArchives(folder, true);
    }

    @Test
    void whatAnOrderlyEndLeavesIsReadByTheNextProcess() throws Exception {
        Path written = pathIn(archives.options(jar, PORT), "-XX:ArchiveClassesAtExit=");
        Files.writeString(written, "classes");

        archives.keep(PORT);

        Path read = pathIn(archives.options(jar, ANOTHER_PORT), "-XX:SharedArchiveFile=");
        assertThat(read).hasContent("classes");
        assertThat(files()).containsExactly(read);
    }

    @Test
    void whatAKilledProcessLeavesIsNeverRead() throws Exception {
        Files.writeString(pathIn(archives.options(jar, PORT), "-XX:ArchiveClassesAtExit="), "half");

        archives.discard(PORT);

        assertThat(files()).isEmpty();
        assertThat(archives.options(jar, PORT).toString()).contains("ArchiveClassesAtExit");
    }

    @Test
    void whoLeavesNoneReadsWhatOthersHaveLeft() throws Exception {
        ClassArchives reader = new ClassArchives(folder, false);
        assertThat(reader.options(jar, PORT)).isEmpty();

        Files.writeString(pathIn(archives.options(jar, PORT), "-XX:ArchiveClassesAtExit="), "classes");
        archives.keep(PORT);

        assertThat(pathIn(reader.options(jar, ANOTHER_PORT), "-XX:SharedArchiveFile="))
                .hasContent("classes");
    }

    @Test
    void whatAnotherProcessIsWritingIsLeftAlone() throws Exception {
        Path others = pathIn(archives.options(jar, ANOTHER_PORT), "-XX:ArchiveClassesAtExit=");
        Files.writeString(others, "half");

        archives.keep(PORT);
        archives.discard(PORT);

        assertThat(files()).containsExactly(others);
    }

    @Test
    void nothingUnpackedIsNothingToKeep() {
        ClassArchives none = new ClassArchives(folder.resolve("missing"), true);

        none.keep(PORT);
        none.discard(PORT);

        assertThat(folder.resolve("missing")).doesNotExist();
    }

    private static Path pathIn(List<String> options, String option) {
        return options.stream()
                .filter(each -> each.startsWith(option))
                .map(each -> Path.of(each.substring(option.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(option + " is not in " + options));
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile).toList();
        }
    }
}
