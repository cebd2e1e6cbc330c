package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code bactrian} in a tree whose Maven and JDK are scripts too. */
class BactrianScriptTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern MODULE = Pattern.compile("^(\\S+) +bactrian-\\S+", Pattern.MULTILINE);

    /** Writes down what it is asked to build, builds it, and then does what the test put into "then". */
    private static final String MAVEN = """
            #!/bin/sh
            while [ "$1" != -pl ]; do shift; done
            printf '%s\\n' "$2" >>builds
            for module in $(printf '%s' "$2" | tr ',' ' '); do
              name=$(sed -n "s:^$module  *\\(bactrian-[^ ]*\\).*:\\1:p" bactrian)
              mkdir -p "$module/target"
              touch "$module/target/$name-1.0.jar" "$module/target/$name-1.0-exec.jar"
            done
            if [ -f then ]; then . ./then; fi
            """;

    private static final String JAVA = """
            #!/bin/sh
            case $1 in
              -XshowSettings*) echo '    java.specification.version = 17' >&2 ;;
              *) echo ran ;;
            esac
            """;

    @TempDir
    private Path home;

    private List<String> command = List.of("up");

    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void plant() throws IOException {
        String script = Files.readString(Command.HOME.resolve("bactrian"));
        executable("bactrian", script);
        executable("mvnw", MAVEN);
        executable("jdk/bin/java", JAVA);
        executable("jdk/bin/javac", "");
        Files.writeString(
                home.resolve("pom.xml"), "<artifactId>bactrian-parent</artifactId>\n<version>1.0</version>\n");
        Matcher modules = MODULE.matcher(script);
        while (modules.find()) {
            Files.createDirectories(home.resolve(modules.group(1)).resolve("src/main"));
        }
        Files.writeString(home.resolve("cli/src/main/Cli.java"), "");
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void buildsWhatIsMissingAndOnlyOnce() throws IOException {
        assertThat(succeed()).contains("building", "built      in", "ran");
        assertThat(builds())
                .singleElement()
                .asString()
                .startsWith("broker,lra-coordinator/server,")
                .endsWith(",cli");

        assertThat(succeed()).isEqualTo("ran\n");
        assertThat(builds()).hasSize(1);
        assertThat(home.resolve(".bactrian/build.lock")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "down",
                "audit",
                "logs payment -n 5",
                "kill payment",
                "up --help",
                "demo -h",
                "--version",
                "nonsense",
                ""
            })
    void whoStartsNoPartBuildsTheCommandAlone(String words) throws IOException {
        command = words.isEmpty() ? List.of() : List.of(words.split(" "));

        assertThat(succeed()).contains("built      in", "ran");
        assertThat(succeed()).isEqualTo("ran\n");
        assertThat(builds()).containsExactly("cli");
    }

    @ParameterizedTest
    @ValueSource(strings = {"up --fresh", "start payment", "demo insurance", "compare"})
    void whoStartsPartsBuildsThem(String words) throws IOException {
        command = List.of("status");
        succeed();
        command = List.of(words.split(" "));

        succeed();

        assertThat(builds()).hasSize(2).last().asString().startsWith("broker,").doesNotEndWith(",cli");
    }

    @Test
    void buildsAgainWhatWasEditedDuringTheBuild() throws IOException {
        then("touch cli/src/main/Cli.java");
        succeed();
        Files.delete(home.resolve("then"));

        succeed();

        assertThat(builds()).hasSize(2).last().isEqualTo("cli");
    }

    @Test
    void buildsAgainWhatAFailedBuildHasLeft() throws IOException {
        succeed();
        then("exit 1");
        Files.writeString(home.resolve("cli/src/main/Cli.java"), "edited");
        assertThat(run(1)).contains("bactrian: the build failed, its log is ");
        Files.delete(home.resolve("then"));

        succeed();

        assertThat(builds()).hasSize(3).last().isEqualTo("cli");
    }

    @Test
    void twoCommandsAtOnceBuildOnce() throws IOException {
        then("while [ ! -f go ]; do sleep 0.1; done");
        Process first = start("first.out");
        await().atMost(PATIENCE).until(() -> builds().size() == 1);
        Process second = start("second.out");
        await().atMost(PATIENCE)
                .until(() -> Files.readString(home.resolve("second.out")).contains("waiting    for another command"));
        Files.writeString(home.resolve("go"), "");

        assertThat(ended(first)).isZero();
        assertThat(ended(second)).isZero();
        assertThat(builds()).hasSize(1);
        assertThat(Files.readString(home.resolve("second.out"))).endsWith("ran\n");
    }

    @Test
    void takesOverFromACommandThatWasKilled() throws IOException {
        Process dead = new ProcessBuilder("true").start();
        ended(dead);
        Files.createDirectories(home.resolve(".bactrian/build.lock"));
        Files.writeString(home.resolve(".bactrian/build.lock/owners"), dead.pid() + "\n");

        assertThat(succeed()).contains("built      in", "ran");
        assertThat(home.resolve(".bactrian/build.lock")).doesNotExist();
    }

    @Test
    void saysThatItCannotWriteToItsFolder() throws IOException {
        Path folder = Files.createDirectory(home.resolve(".bactrian"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeThat(Files.isWritable(folder)).as("root may write everywhere").isFalse();

        assertThat(run(1)).isEqualTo(cannotWriteTo(folder));
    }

    @Test
    void saysThatItsFolderIsAFile() throws IOException {
        Path file = Files.createFile(home.resolve(".bactrian"));

        assertThat(run(1)).isEqualTo(cannotWriteTo(file));
    }

    private static String cannotWriteTo(Path folder) {
        return "bactrian: cannot write to the folder " + folder + ": make it one that you may write to, or delete it\n";
    }

    @Test
    void endsItsBuildWhenItIsEnded() throws IOException {
        then("echo $$ >maven; while [ ! -f go ]; do sleep 0.1; done");
        Process command = start("out");
        await().atMost(PATIENCE)
                .until(() -> Files.exists(home.resolve("maven"))
                        && !Files.readString(home.resolve("maven")).isEmpty());
        long maven = Long.parseLong(Files.readString(home.resolve("maven")).strip());

        command.destroy();

        assertThat(ended(command)).isEqualTo(130);
        assertThat(ProcessHandle.of(maven).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(home.resolve(".bactrian/build.lock")).doesNotExist();
    }

    @Test
    void saysThatJavaDoesNotRun() throws IOException {
        executable("jdk/bin/java", "#!/bin/sh\necho 'Unable to locate a Java Runtime.' >&2\nexit 1\n");

        assertThat(run(1))
                .isEqualTo("bactrian: a JDK 17 or newer is needed, and " + home.resolve("jdk/bin/java")
                        + " does not run: install one, or set JAVA_HOME to it."
                        + " It says: Unable to locate a Java Runtime.\n");
    }

    private void executable(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        // moved into place: a file that is open for writing anywhere cannot be run
        Path beside = Files.writeString(home.resolve("beside"), text);
        assertThat(beside.toFile().setExecutable(true)).isTrue();
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private void then(String command) throws IOException {
        Files.writeString(home.resolve("then"), command + "\n");
    }

    private List<String> builds() throws IOException {
        Path builds = home.resolve("builds");
        return Files.exists(builds) ? Files.readAllLines(builds) : List.of();
    }

    private String succeed() throws IOException {
        return run(0);
    }

    private String run(int expected) throws IOException {
        int result = ended(start("out"));
        String printed = Files.readString(home.resolve("out"));
        assertThat(result).as(printed).isEqualTo(expected);
        return printed;
    }

    private Process start(String out) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("bash", home.resolve("bactrian").toString()));
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(out).toFile());
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        builder.environment().remove("BACTRIAN_BUILD");
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private static int ended(Process process) {
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
