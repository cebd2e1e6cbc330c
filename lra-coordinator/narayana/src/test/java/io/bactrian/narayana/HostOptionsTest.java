package io.bactrian.narayana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostOptionsTest {

    @Test
    void listensOnLoopbackOnlyUnlessToldOtherwise() {
        assertThat(parse(Map.of(), Map.of()))
                .isEqualTo(new HostOptions("127.0.0.1", 8070, Path.of(".bactrian/data/narayana")));
    }

    @Test
    void takesTheNamesThatTheOtherPartsUse() {
        HostOptions wanted = new HostOptions("0.0.0.0", 9070, Path.of("elsewhere"));

        assertThat(parse(Map.of(), Map.of(), "--port", "9070", "--host", "0.0.0.0", "--store", "elsewhere"))
                .isEqualTo(wanted);
        assertThat(parse(
                        Map.of(),
                        Map.of(),
                        "--server.port=9070",
                        "--server.address=0.0.0.0",
                        "--bactrian.store=elsewhere"))
                .isEqualTo(wanted);
    }

    @Test
    void prefersTheCommandLineToPropertiesAndThoseToTheEnvironment() {
        Map<String, String> environment =
                Map.of("SERVER_PORT", "1", "SERVER_ADDRESS", "0.0.0.0", "BACTRIAN_STORE", "from-environment");
        Map<String, String> properties = Map.of("server.port", "2", "bactrian.store", "from-property");

        assertThat(parse(properties, environment, "--port=3"))
                .isEqualTo(new HostOptions("0.0.0.0", 3, Path.of("from-property")));
    }

    @Test
    void namesWhatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(Map.of(), Map.of(), "--port=70000"))
                .withMessage("server.port must be 0 (any free one) to 65535, was 70000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(Map.of(), Map.of(), "--port", "many"))
                .withMessage("server.port must be 0 (any free one) to 65535, was many");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(Map.of(), Map.of(), "--ports=1"))
                .withMessage("Option --ports is not known, use --port=8070 --host=127.0.0.1"
                        + " --store=.bactrian/data/narayana");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(Map.of(), Map.of(), "--store"))
                .withMessageStartingWith("Option --store needs a value");
    }

    private static HostOptions parse(
            Map<String, String> properties, Map<String, String> environment, String... arguments) {
        return HostOptions.parse(arguments, properties::get, environment::get);
    }
}
