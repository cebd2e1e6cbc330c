package io.bactrian.coordinator.lra;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bactrian.coordinator.ledger.EndpointSearch;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells an application, before it starts without them, which callback endpoints its live sagas need. */
@RestController
@RequestMapping(BaseUrl.PATH + "/instances/{application}/endpoints")
final class EndpointController {

    private static final int MOST = 200;
    private static final int EXAMPLES = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EndpointSearch search;

    EndpointController(EndpointSearch search) {
        this.search = search;
    }

    @GetMapping
    ResponseEntity<byte[]> neededBy(@PathVariable String application) {
        List<EndpointSearch.Needed> needed = search.neededBy(application, MOST + 1, EXAMPLES);
        HttpHeaders headers = new HttpHeaders();
        if (needed.size() > MOST) {
            headers.set("Bactrian-Capped", "the " + MOST + " most needed of more");
        }
        ObjectNode answer = JSON.createObjectNode().put("application", application);
        ArrayNode endpoints = answer.putArray("endpoints");
        needed.stream().limit(MOST).forEach(one -> {
            ArrayNode examples = endpoints
                    .addObject()
                    .put("kind", one.kind().wire())
                    .put("uri", one.uri())
                    .put("sagas", one.sagas())
                    .putArray("examples");
            one.examples()
                    .forEach(saga ->
                            examples.addObject().put("saga", saga.lraId()).put("businessKey", saga.businessKey()));
        });
        return Reply.json(200, answer, headers);
    }
}
