package io.bactrian.readme;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A folder that was empty, and now has what somebody has typed in; compiled and run on this module's class path. */
final class NewProject {

    private static final String LIBRARIES = System.getProperty("java.class.path");

    private final Path folder;
    private final Path classes;

    private NewProject(Path folder) {
        this.folder = folder;
        this.classes = folder.resolve("target").resolve("classes");
    }

    /** @param files text by path */
    static NewProject write(Path emptyFolder, Map<String, String> files) throws IOException {
        NewProject project = new NewProject(emptyFolder);
        Path resources = Path.of("src", "main", "resources");
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = Path.of(file.getKey());
            put(emptyFolder.resolve(path), file.getValue());
            if (path.startsWith(resources)) {
                put(project.classes.resolve(resources.relativize(path)), file.getValue());
            }
        }
        return project;
    }

    private static void put(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** What the compiler has to say; empty when it has nothing to find fault with. */
    String compile() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter faults = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> all = Files.walk(folder.resolve("src"))) {
            List<Path> sources =
                    all.filter(file -> file.toString().endsWith(".java")).toList();
            boolean done = compiler.getTask(
                            faults,
                            files,
                            null,
                            List.of("-parameters", "-proc:none", "-cp", LIBRARIES, "-d", classes.toString()),
                            null,
                            files.getJavaFileObjectsFromPaths(sources))
                    .call();
            return done ? "" : faults.toString();
        }
    }

    /** Runs a class of the project, or of its class path, in a process of its own. */
    Process run(String mainClass, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                classes + File.pathSeparator + LIBRARIES,
                mainClass));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    /** What a process says until it says {@code end}, or ends by itself; it has ended when this returns. */
    static String outputUntil(String end, Process process) throws IOException {
        try (BufferedReader lines = process.inputReader()) {
            StringBuilder output = new StringBuilder();
            String line = lines.readLine();
            while (line != null) {
                output.append(line).append('\n');
                line = line.contains(end) ? null : lines.readLine();
            }
            return output.toString();
        } finally {
            process.destroyForcibly().onExit().join(); // its folder will be deleted
        }
    }
}
