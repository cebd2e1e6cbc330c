package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class TestCoordinatorTest {

    @Test
    void isTheEngineThatWasAskedFor() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(TestCoordinator.FRONT.url() + "/lra-coordinator"))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Bactrian-Coordinator").isPresent())
                .as("only ours says its version")
                .isEqualTo(!"narayana".equals(System.getProperty("coordinator")));
    }
}
