package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class HttpClientsTest {

    private final HttpClients clients = new HttpClients(Duration.ofSeconds(1));

    @Test
    void whoIsCalledEncryptedIsTrustedAsThisJvmTrusts() throws Exception {
        HttpClient encrypted = clients.of(URI.create("https://localhost/undo"));

        assertThat(encrypted.sslContext()).isSameAs(SSLContext.getDefault());
        assertThat(clients.of(URI.create("HTTPS://other.example/undo"))).isSameAs(encrypted);
    }

    @Test
    void whoIsCalledPlainlyNeedsNoCertificates() throws Exception {
        HttpClient plain = clients.of(URI.create("http://localhost/undo"));

        assertThat(plain.sslContext()).isNotSameAs(SSLContext.getDefault());
        assertThat(clients.of(URI.create("HTTP://other.example/undo"))).isSameAs(plain);
    }

    @Test
    void neitherFollowsARedirect() {
        assertThat(clients.of(URI.create("http://localhost/undo")).followRedirects())
                .isEqualTo(clients.of(URI.create("https://localhost/undo")).followRedirects())
                .isEqualTo(HttpClient.Redirect.NEVER);
    }
}
