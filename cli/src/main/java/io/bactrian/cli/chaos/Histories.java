package io.bactrian.cli.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.cli.books.BooksReader;
import io.bactrian.cli.books.Effect;
import io.bactrian.cli.books.JournalEntry;
import io.bactrian.cli.books.SagaJournals;
import io.bactrian.cli.chaos.Moment.Kind;
import io.bactrian.cli.demo.Sagas;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.system.LocalSystem;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what happened to every saga, from our coordinator and the participants. */
public final class Histories {

    private static final int PAGE = 200;
    private static final Map<String, Kind> KINDS = Map.of(
            "STARTED", Kind.STARTED,
            "JOINED", Kind.JOINED,
            "CLOSING", Kind.CLOSING,
            "CANCELLING", Kind.CANCELLING,
            "COMPENSATED", Kind.RECORDED,
            "COMPLETED", Kind.RECORDED,
            "ENDED", Kind.ENDED);

    private final Http http;
    private final LocalSystem system;

    public Histories(Http http, LocalSystem system) {
        this.http = http;
        this.system = system;
    }

    List<SagaHistory> read() throws IOException {
        Sagas sagas = new Sagas(http, system.engine(), system.ports());
        Map<String, List<JournalEntry>> journals =
                new SagaJournals(new BooksReader(http, system.ports()).journal()).bySaga();
        List<SagaHistory> histories = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = sagas.get("/api/v1/sagas?kind=saga&limit=" + PAGE + cursor);
            for (JsonNode item : page.path("items")) {
                JsonNode saga = sagas.get("/api/v1/sagas/" + item.path("id").asText());
                Course course = Course.named(saga.path("name").asText());
                List<Moment> moments = timeline(saga, course);
                for (JournalEntry entry :
                        journals.getOrDefault(saga.path("lraId").asText(), List.of())) {
                    moment(entry, course).ifPresent(moments::add);
                }
                histories.add(new SagaHistory(course, moments));
            }
            cursor = page.hasNonNull("next")
                    ? "&cursor=" + Sagas.encoded(page.path("next").asText())
                    : "";
        } while (!cursor.isEmpty());
        return histories;
    }

    private static List<Moment> timeline(JsonNode saga, Course course) {
        Map<String, Integer> places = new HashMap<>();
        for (JsonNode participant : saga.path("participants")) {
            places.put(participant.path("id").asText(), course.place(Sagas.step(participant)));
        }
        List<Moment> moments = new ArrayList<>();
        for (JsonNode event : saga.path("timeline")) {
            Kind kind = KINDS.get(event.path("kind").asText());
            if (kind != null) {
                moments.add(new Moment(
                        Instant.parse(event.path("at").asText()),
                        kind,
                        places.getOrDefault(event.path("participant").asText(), 0)));
            }
        }
        return moments;
    }

    private static Optional<Moment> moment(JournalEntry entry, Course course) {
        return course.effect(entry)
                .map(effect -> new Moment(
                        entry.at(),
                        effect.kind() != Effect.Kind.ACT ? Kind.SETTLED : entry.done() ? Kind.ACTED : Kind.REFUSED,
                        effect.place()));
    }
}
