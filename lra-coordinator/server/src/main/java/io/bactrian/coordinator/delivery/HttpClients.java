package io.bactrian.coordinator.delivery;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * One client for {@code http} and one for {@code https}, which is made when the first participant needs it: reading the
 * certificates that this JVM trusts takes longer than all the rest of a client.
 */
final class HttpClients {

    private final Duration connectTimeout;
    private final HttpClient plain;
    private volatile @Nullable HttpClient encrypted;

    HttpClients(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
        this.plain = builder()
                .sslContext(new NoTls())
                .sslParameters(new SSLParameters())
                .build();
    }

    HttpClient of(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme()) ? encrypted() : plain;
    }

    private HttpClient encrypted() {
        HttpClient made = encrypted;
        if (made == null) {
            synchronized (this) {
                made = encrypted;
                if (made == null) {
                    made = builder().build();
                    encrypted = made;
                }
            }
        }
        return made;
    }

    private HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER);
    }

    /** Is never asked for anything: who is called without encryption is not redirected to anywhere either. */
    private static final class NoTls extends SSLContext {
        NoTls() {
            super(null, null, "none"); // no provider: nothing of it is loaded
        }
    }
}
