package io.bactrian.participants.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** A service that writes down every event it handles, and fails when the event says so, after it has written. */
class Tally {

    private final JdbcClient jdbc;
    private final TransactionTemplate part;
    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();

    Tally(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.part = new TransactionTemplate(transactions);
        jdbc.sql("create table if not exists tally (event_id varchar(100) not null, note varchar(100) not null)")
                .update();
    }

    public void write(@Body Event event) throws JsonProcessingException {
        int attempt = attempts.merge(event.id(), 1, Integer::sum);
        String note =
                event.is("Rated") ? event.data().get("rate").decimalValue().toPlainString() : event.text("note");
        jdbc.sql("insert into tally (event_id, note) values (:id, :note)")
                .param("id", event.id())
                .param("note", note)
                .update();
        if (event.is("FailsTwice") && attempt <= 2 || event.is("FailsAlways")) {
            throw new IllegalStateException("the tally is full");
        }
        if (event.is("FailsAtALimit")) { // what Spring makes of PostgreSQL's answer to a text too long for an index
            throw new DataAccessResourceFailureException(
                    "cannot be inserted", new SQLException("index row size 3000 exceeds maximum 2704", "54000"));
        }
        if (event.is("FailsUnseen")) {
            part.executeWithoutResult(TransactionStatus::setRollbackOnly);
        }
        if (event.is("HasBadPart")) {
            new ObjectMapper().readTree("{");
        }
    }

    int attempts(String eventId) {
        return attempts.getOrDefault(eventId, 0);
    }

    List<String> notes(String eventId) {
        return jdbc.sql("select note from tally where event_id = :id")
                .param("id", eventId)
                .query(String.class)
                .list();
    }
}
