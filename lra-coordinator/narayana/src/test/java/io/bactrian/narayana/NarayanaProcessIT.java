package io.bactrian.narayana;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executable jar as users start it. */
class NarayanaProcessIT {

    private static final Pattern URL = Pattern.compile("coordinator at (http://\\S+/lra-coordinator)");

    @TempDir
    Path folder;

    @Test
    void remembersSagasAcrossAKill() throws Exception {
        Process first = start("first.log");
        String lra;
        try {
            lra = new LraClient(url("first.log")).start();
        } finally {
            first.destroyForcibly().waitFor();
        }

        Process second = start("second.log");
        try {
            LraClient client = new LraClient(url("second.log"));
            String uid = lra.substring(lra.lastIndexOf('/') + 1);
            // stock answers 404 until its first recovery pass, about 10 s after the start
            await().atMost(120, SECONDS)
                    .untilAsserted(() -> assertThat(client.list().body()).contains(uid));
        } finally {
            second.destroy();
            assertThat(second.waitFor(60, SECONDS))
                    .as("ends by itself when asked to")
                    .isTrue();
        }
        assertThat(folder.resolve("PutObjectStoreDirHere")).doesNotExist();
        assertThat(folder.resolve("ObjectStore")).doesNotExist();
    }

    private Process start(String log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        Path.of(System.getProperty("exec.jar")).toAbsolutePath().toString(),
                        "--port=0",
                        "--store=store")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile())
                .start();
    }

    private URI url(String log) {
        return await().atMost(180, SECONDS).until(() -> announced(log), url -> url != null);
    }

    private URI announced(String log) throws IOException {
        Matcher url = URL.matcher(Files.readString(folder.resolve(log)));
        return url.find() ? URI.create(url.group(1)) : null;
    }
}
