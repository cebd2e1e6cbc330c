package io.bactrian.narayana;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The few requests of the LRA protocol that the tests need. */
record LraClient(URI coordinator) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    String start() throws IOException, InterruptedException {
        HttpResponse<String> answer = send(request(coordinator + "/start?ClientID=test&TimeLimit=0&ParentLRA=")
                .POST(BodyPublishers.noBody()));
        return answer.headers().firstValue("Location").orElseThrow();
    }

    int join(String lra, String link) throws IOException, InterruptedException {
        return send(request(lra + "?TimeLimit=0").header("Link", link).PUT(BodyPublishers.ofString(link)))
                .statusCode();
    }

    String end(String lra, String how) throws IOException, InterruptedException {
        return send(request(lra + "/" + how).PUT(BodyPublishers.noBody())).body();
    }

    HttpResponse<String> list() throws IOException, InterruptedException {
        return send(request(coordinator.toString())
                .header("Narayana-LRA-API-version", "1.2")
                .GET());
    }

    /** One recovery pass, which pauses in between for RecoveryEnvironmentBean.recoveryBackoffPeriod. */
    void recover() throws IOException, InterruptedException {
        send(request(coordinator + "/recovery").GET());
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(60))
                .header("Accept", "text/plain");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
