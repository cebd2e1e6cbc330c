package io.bactrian.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlKeyTest {

    @ParameterizedTest
    @CsvSource({
        "4711,4711,4711",
        "50% off,50%25%20off,50~25~20off",
        "a~b,a%7Eb,a~7Eb",
        "a*b+c,a%2Ab%2Bc,a~2Ab~2Bc",
        "ü,%C3%BC,~C3~BC"
    })
    void writesAnIdAsPathAndAsOption(String id, String path, String option) {
        assertThat(UrlKey.path(id)).isEqualTo(path);
        assertThat(UrlKey.option(id)).isEqualTo(option);
        assertThat(UrlKey.pathOfOption(option)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"4711", "a#b", "50% off", "a+b", "a&b=c", "ü", "a,b", "{json}", "~7E", "%7E", "a;b?c", "漢字"})
    void readsWhatItWrote(String id) {
        assertThat(UrlKey.idOfOption(UrlKey.option(id))).isEqualTo(id);
        assertThat(UrlKey.idOfPath(UrlKey.path(id))).isEqualTo(id);
        assertThat(URI.create("http://h/" + UrlKey.path(id)).getPath()).isEqualTo("/" + id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a#b", "50% off", "a+b", "a&b=c", "ü", "a,b", "{json}", "%7E"})
    void writesAnOptionThatDecodingDoesNotChange(String id) {
        String option = UrlKey.option(id);

        assertThat(option).matches("[A-Za-z0-9._~-]+");
        assertThat(URLDecoder.decode(option, StandardCharsets.UTF_8)).isEqualTo(option);
    }
}
