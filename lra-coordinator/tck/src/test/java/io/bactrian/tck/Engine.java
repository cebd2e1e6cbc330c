package io.bactrian.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The coordinators that can be put to the test, each with how it is started and how it is recognised. */
enum Engine {
    /** Names itself and its version in every answer, and counts the attempts of every callback. */
    OURS {
        @Override
        List<String> arguments(int port, Path data) {
            return List.of(
                    "--server.port=" + port,
                    "--bactrian.base-url=http://localhost:" + port,
                    "--spring.datasource.url=jdbc:h2:file:" + data.resolve("ledger") + ";WRITE_DELAY=0");
        }

        @Override
        void assertAnswered(HttpResponse<String> start, List<Callbacks.Callback> callbacks) {
            assertThat(start.headers().firstValue("Bactrian-Coordinator"))
                    .as("only our coordinator answers Bactrian-Coordinator")
                    .isPresent();
            assertThat(callbacks)
                    .as("our coordinator numbers every callback")
                    .allSatisfy(callback -> assertThat(callback.attempt()).matches("[1-9][0-9]*"));
        }
    },
    /** Answers nothing of ours, speaks its own API version, and makes its LRA ids of Arjuna's uids. */
    NARAYANA {
        /** Every {@code GET C/recovery} of the TCK makes it pause for this many seconds between two passes; stock is 10. */
        @Override
        List<String> jvmArguments() {
            return List.of("-DRecoveryEnvironmentBean.recoveryBackoffPeriod=1");
        }

        @Override
        List<String> arguments(int port, Path data) {
            return List.of("--port=" + port, "--store=" + data.resolve("store"));
        }

        @Override
        void assertAnswered(HttpResponse<String> start, List<Callbacks.Callback> callbacks) {
            assertThat(start.headers().firstValue("Bactrian-Coordinator")).isEmpty();
            assertThat(start.headers().firstValue("Narayana-LRA-API-version")).hasValue("1.2");
            assertThat(start.headers().firstValue("Location").orElseThrow())
                    .matches(".*/lra-coordinator/0_[0-9a-f]+_[0-9a-f]+_[0-9a-f]+_[0-9a-f]+");
            assertThat(callbacks)
                    .allSatisfy(callback -> assertThat(callback.attempt()).isNull());
        }
    };

    /** From the system property {@code tck.engine}: ours (default) or narayana. */
    static Engine chosen() {
        String name = System.getProperty("tck.engine", "ours");
        return switch (name) {
            case "ours" -> OURS;
            case "narayana" -> NARAYANA;
            default -> throw new IllegalArgumentException("tck.engine must be ours or narayana, was " + name);
        };
    }

    List<String> jvmArguments() {
        return List.of();
    }

    abstract List<String> arguments(int port, Path data);

    /**
     * Fails unless this engine answered.
     *
     * @param start the answer to a start
     * @param callbacks all callbacks that arrived while the TCK ran
     */
    abstract void assertAnswered(HttpResponse<String> start, List<Callbacks.Callback> callbacks);

    Path jar() {
        return Path.of(System.getProperty("tck.jar." + this)).normalize();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
