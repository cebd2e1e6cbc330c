package io.bactrian.cli.system;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A jar as Spring Boot's build makes it, with classes in a folder of its own and libraries as jars within the jar. */
final class ExecutableJar {

    private static final String CLASSES = "BOOT-INF/classes/";
    private static final String LIBRARIES = "BOOT-INF/lib/";
    /** What the application has here the build leaves here. */
    private static final String META = "META-INF/";

    private static final Set<String> NOT_OF_THE_APPLICATION =
            Set.of(JarFile.MANIFEST_NAME, "META-INF/services/java.nio.file.spi.FileSystemProvider");
    private static final String CLASS_PATH = "BOOT-INF/classpath.idx";
    private static final Pattern LIBRARY = Pattern.compile("- \"" + LIBRARIES + "(.+)\"");
    private static final String START_CLASS = "Start-Class";

    private ExecutableJar() {}

    /**
     * Writes what {@code -Djarmode=tools extract} of Spring Boot writes: a jar of the same name, and its libraries in {@code lib}.
     *
     * @param into an empty folder
     */
    static void takeApart(Path jar, Path into) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            List<String> libraries = libraries(file);
            Path lib = Files.createDirectories(into.resolve("lib"));
            for (String library : libraries) {
                try (InputStream content = open(file, LIBRARIES + library)) {
                    Files.copy(content, lib.resolve(library));
                }
            }
            Path classes = into.resolve(jar.getFileName().toString());
            try (JarOutputStream out = new JarOutputStream(
                    new BufferedOutputStream(Files.newOutputStream(classes)), manifest(file, libraries))) {
                Set<String> written = new HashSet<>(NOT_OF_THE_APPLICATION);
                for (JarEntry entry : Collections.list(file.entries())) {
                    String name = nameOutside(entry.getName());
                    // folders too: whoever scans a package for classes looks for its folder
                    if (!name.isEmpty() && written.add(name)) {
                        copy(file, entry, name, out);
                    }
                }
            }
        }
    }

    /** Empty for what belongs to the jar and its loader. */
    private static String nameOutside(String name) {
        return name.startsWith(CLASSES) ? name.substring(CLASSES.length()) : name.startsWith(META) ? name : "";
    }

    /** In the sequence in which classes are looked for. */
    private static List<String> libraries(JarFile file) throws IOException {
        try (InputStream index = open(file, CLASS_PATH)) {
            return new String(index.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(LIBRARY::matcher)
                    .filter(Matcher::matches)
                    .map(line -> line.group(1))
                    .toList();
        }
    }

    private static Manifest manifest(JarFile file, List<String> libraries) throws IOException {
        Manifest manifest = new Manifest(file.getManifest());
        Attributes attributes = manifest.getMainAttributes();
        String start = attributes.getValue(START_CLASS);
        if (start == null) {
            throw new IOException(file.getName() + " must have a " + START_CLASS + " in its manifest");
        }
        attributes.put(Attributes.Name.MAIN_CLASS, start);
        attributes.put(
                Attributes.Name.CLASS_PATH,
                libraries.stream().map(library -> "lib/" + library).collect(Collectors.joining(" ")));
        return manifest;
    }

    private static InputStream open(JarFile file, String name) throws IOException {
        JarEntry entry = file.getJarEntry(name);
        if (entry == null) {
            throw new IOException(file.getName() + " must have " + name + " in it");
        }
        return file.getInputStream(entry);
    }

    private static void copy(JarFile file, JarEntry entry, String name, JarOutputStream out) throws IOException {
        JarEntry copy = new JarEntry(name);
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        try (InputStream content = file.getInputStream(entry)) {
            content.transferTo(out);
        }
        out.closeEntry();
    }
}
