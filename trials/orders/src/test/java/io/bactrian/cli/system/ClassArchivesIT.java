package io.bactrian.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real JVM writes its classes with these options, and reads them when it starts again. */
class ClassArchivesIT {

    private static final int PORT = 1;
    private static final int ANOTHER_PORT = 2;

    @TempDir
    private Path folder;

    /** What the JVM in the test runs. */
    public static final class Part {

        /** Does what the test looks for, and ends. */
        public static void main(String[] arguments) {
            System.out.println("a part has run");
        }
    }

    @Test
    void whatTheFirstProcessLoadedTheNextOneFindsInItsArchive() throws Exception {
        Path jar = jar();
        ClassArchives archives = new ClassArchives(folder, true);

        assertThat(run(jar, archives.options(jar, PORT)))
                .contains("a part has run", Part.class.getName() + " source: file:");
        archives.keep(PORT);

        assertThat(run(jar, archives.options(jar, ANOTHER_PORT)))
                .contains("a part has run", Part.class.getName() + " source: shared objects file (top)");
    }

    /** As a part is unpacked: in a folder of its version. */
    private Path jar() throws IOException {
        Path jar = Files.createDirectories(folder.resolve("part-exec.jar").resolve("0123"))
                .resolve("part-exec.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Part.class.getName());
        String entry = Part.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream classFile = Part.class.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            classFile.transferTo(out);
        }
        return jar;
    }

    private static String run(Path jar, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Launch.java(), "-Xshare:auto", "-Xlog:class+load"));
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
