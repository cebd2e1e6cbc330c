package io.bactrian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallPatternTest {

    @ParameterizedTest
    @CsvSource({
        "PUT http:shipping/shipments/*, PUT, /shipments/4711, true",
        "put http://shipping/shipments/*, PUT, /shipments/4711, true",
        "PUT http:shipping/shipments/*, GET, /shipments/4711, false",
        "PUT http:shipping/shipments/*, PUT, /shipments/4711/1, false",
        "PUT http:shipping/shipments/*/*, PUT, /shipments/4711/1, true",
        "PUT http:shipping/shipments/**, PUT, /shipments/4711/1, true",
        "PUT http:shipping/shipments/a.c, PUT, /shipments/abc, false",
        "PUT http:shipping/shipments/a*c, PUT, /shipments/a-b-c, true",
        "* http:shipping, DELETE, /anything/at/all, true",
        "PUT http:payment/shipments/*, PUT, /shipments/4711, false"
    })
    void matchesMethodServiceAndPath(String pattern, String method, String path, boolean matches) {
        assertThat(CallPattern.parse(pattern).matches(request(method, path))).isEqualTo(matches);
    }

    @Test
    void knowsWhatItsAsterisksStandFor() {
        CallPattern pattern = CallPattern.parse("PUT http:shipping/shipments/*/items/**");

        assertThat(pattern.key(request("PUT", "/shipments/4711/items/1/2"))).isEqualTo("4711/1/2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | it has 1 word, not 2",
                "PUT http:shipping/a b | it has 3 words, not 2",
                "FETCH http:shipping/a | FETCH is neither a method (*, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT) nor a"
                        + " callback (AFTER, COMPENSATE, COMPLETE, FORGET, STATUS)",
                "PUT shipping/a | shipping/a does not begin with http: and the name of a service",
                "PUT http:shipping/a?b=c | queries cannot be matched, leave out ?b=c"
            })
    void saysWhatIsWrongWithAPattern(String pattern, String why) {
        assertThatThrownBy(() -> CallPattern.parse(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + pattern + "' names no calls: " + why
                        + ". Write METHOD http:service/path, like \"PUT http:shipping/shipments/*\""
                        + " (* stands for one segment, ** for any rest), or CALLBACK step, like \"COMPENSATE"
                        + " reserve-stock\"");
    }

    private static Request request(String method, String path) {
        return new Request("shipping", method, path, null, Map.of(), "");
    }
}
