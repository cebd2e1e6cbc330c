package io.bactrian.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutableJarTest {

    private static final String INDEX = "BOOT-INF/classpath.idx";

    @TempDir
    private Path folder;

    private final Map<String, String> content = new LinkedHashMap<>();
    private Path jar;
    private Path into;

    @BeforeEach
    void likeThoseOfTheBuild() throws IOException {
        jar = folder.resolve("a-exec.jar");
        into = Files.createDirectories(folder.resolve("into"));
        content.put("org/springframework/boot/loader/launch/JarLauncher.class", "the loader");
        content.put("META-INF/services/java.nio.file.spi.FileSystemProvider", "of the loader");
        content.put("META-INF/", "");
        content.put("BOOT-INF/classes/", "");
        content.put("BOOT-INF/classes/io/", "");
        content.put("BOOT-INF/classes/io/Main.class", "main");
        content.put("META-INF/spring.factories", "ours");
        content.put("BOOT-INF/lib/a.jar", "a");
        content.put("BOOT-INF/lib/b.jar", "b");
        content.put("BOOT-INF/lib/spring-boot-jarmode-tools.jar", "no library of the application");
        content.put(INDEX, "- \"BOOT-INF/lib/b.jar\"\n- \"BOOT-INF/lib/a.jar\"\n");
    }

    @Test
    void classesAndLibrariesAreThoseOfTheApplication() throws IOException {
        write("io.Main");

        ExecutableJar.takeApart(jar, into);

        assertThat(into.resolve("lib")).isDirectoryNotContaining("glob:**tools.jar");
        assertThat(into.resolve("lib/a.jar")).hasContent("a");
        assertThat(into.resolve("lib/b.jar")).hasContent("b");
        try (JarFile unpacked = new JarFile(into.resolve("a-exec.jar").toFile())) {
            assertThat(unpacked.stream().map(JarEntry::getName))
                    .containsExactlyInAnyOrder(
                            "META-INF/MANIFEST.MF", "META-INF/", "META-INF/spring.factories", "io/", "io/Main.class");
            assertThat(unpacked.getInputStream(unpacked.getEntry("io/Main.class")))
                    .hasContent("main");
            Attributes attributes = unpacked.getManifest().getMainAttributes();
            assertThat(attributes.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo("io.Main");
            assertThat(attributes.getValue(Attributes.Name.CLASS_PATH))
                    .as("in the sequence of the index")
                    .isEqualTo("lib/b.jar lib/a.jar");
            assertThat(attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION))
                    .isEqualTo("1.0");
        }
    }

    @Test
    void anyOtherJarIsRefused() throws IOException {
        write("");
        assertThatThrownBy(() -> ExecutableJar.takeApart(jar, into))
                .isInstanceOf(IOException.class)
                .hasMessage(jar + " must have a Start-Class in its manifest");

        content.remove(INDEX);
        write("io.Main");
        assertThatThrownBy(() -> ExecutableJar.takeApart(jar, into))
                .isInstanceOf(IOException.class)
                .hasMessage(jar + " must have " + INDEX + " in it");
    }

    private void write(String startClass) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, "org.springframework.boot.loader.launch.JarLauncher");
        attributes.put(Attributes.Name.IMPLEMENTATION_VERSION, "1.0");
        if (!startClass.isEmpty()) {
            attributes.putValue("Start-Class", startClass);
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Map.Entry<String, String> entry : content.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
