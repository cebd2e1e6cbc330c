package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallableUriTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://h:1/p|http://h:1/p",
                "http://h/p?a=50%25&b=%C3%BC|http://h/p?a=50%25&b=%C3%BC",
                "http://h/p?a=50% off|http://h/p?a=50%25%20off",
                "http://h/p?a=1%|http://h/p?a=1%25",
                "http://h/p?a=%zz|http://h/p?a=%25zz",
                "http://h/p?a#b|http://h/p?a%23b",
                "http://h/p?name=ü|http://h/p?name=%C3%BC",
                "http://h/p?name=日本|http://h/p?name=%E6%97%A5%E6%9C%AC",
                "http://h/p?a+b|http://h/p?a+b",
                "http://h/p?x={\"json\":[1,2]}|http://h/p?x=%7B%22json%22:[1,2]%7D",
                "http://h/orders[7]/compensate|http://h/orders%5B7%5D/compensate",
                "http://[::1]:8080/p?x=[1]|http://[::1]:8080/p?x=[1]",
                "HTTPS://h/a,b;c?d>e|HTTPS://h/a,b;c?d%3Ee",
            })
    void escapesOnlyWhatNoUrlMayHave(String link, String called) {
        assertThat(CallableUri.of(link)).hasToString(called);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kafka:topic?id=1", "file:///etc/passwd", "/compensate", "compensate", "http:/h/p", "ftp://h/p"})
    void refusesWhatIsNoHttpUrl(String link) {
        assertThatThrownBy(() -> CallableUri.of(link))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a link must be an http or https URL, was " + link);
    }

    @Test
    void saysThatAHostNameHasAnUnderscore() {
        assertThatThrownBy(() -> CallableUri.of("http://user_1@stock_service:8080/undo_it?a_b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a link must be an http or https URL, was http://user_1@stock_service:8080/undo_it?a_b: its"
                        + " host name stock_service has an underscore, which host names must not have; give it a name"
                        + " without one, for example with a network alias");
        assertThat(CallableUri.of("http://user_1@stock:8080/undo_it?a_b"))
                .hasToString("http://user_1@stock:8080/undo_it?a_b");
    }

    @Test
    void refusesWhatIsNoUrlAtAll() {
        assertThatThrownBy(() -> CallableUri.of("http://")).isInstanceOf(IllegalArgumentException.class);
    }
}
