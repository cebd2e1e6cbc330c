package io.bactrian.starter.client;

import java.net.http.HttpHeaders;
import java.util.Optional;

/** What the coordinator answered. */
record Answer(int status, HttpHeaders headers, String body) {

    boolean ok() {
        return status >= 200 && status < 300;
    }

    Optional<String> header(String name) {
        return headers.firstValue(name).filter(value -> !value.isBlank());
    }
}
