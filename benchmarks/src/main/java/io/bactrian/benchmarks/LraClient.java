package io.bactrian.benchmarks;

import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** The requests of the LRA protocol that make up a saga; any answer but the expected one is a fault. */
record LraClient(CloseableHttpClient http, String coordinator) {

    String start() throws IOException {
        return send(new HttpPost(coordinator + "/start?ClientID=benchmark&TimeLimit=0&ParentLRA="), 201, true);
    }

    void join(String lra, String link) throws IOException {
        HttpPut request = new HttpPut(lra + "?TimeLimit=0");
        request.setHeader("Link", link);
        send(request, 200, false);
    }

    /** Ends the saga and answers its status, which need not be final. */
    String end(String lra, End how) throws IOException {
        return send(new HttpPut(lra + "/" + how), 200, false);
    }

    String status(String lra) throws IOException {
        return send(new HttpGet(lra + "/status"), 200, false);
    }

    private String send(ClassicHttpRequest request, int expected, boolean location) throws IOException {
        request.setHeader("Accept", "text/plain");
        return http.execute(request, answer -> {
            String body = answer.getEntity() == null ? "" : EntityUtils.toString(answer.getEntity());
            if (answer.getCode() != expected) {
                throw new IOException("%s %s was answered %d %s"
                        .formatted(request.getMethod(), request.getRequestUri(), answer.getCode(), body));
            }
            Header header = location ? answer.getFirstHeader("Location") : null;
            return header == null ? body : header.getValue();
        });
    }
}
