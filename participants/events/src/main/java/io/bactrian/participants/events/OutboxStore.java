package io.bactrian.participants.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.core.serializer.support.SerializingConverter;
import org.springframework.integration.jdbc.store.JdbcChannelMessageStore;
import org.springframework.integration.jdbc.store.channel.ChannelMessageStorePreparedStatementSetter;
import org.springframework.integration.jdbc.store.channel.MessageRowMapper;
import org.springframework.integration.support.MutableMessage;
import org.springframework.integration.support.converter.AllowListDeserializingConverter;
import org.springframework.integration.util.UUIDConverter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SQLErrorCodeSQLExceptionTranslator;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/** The rows of the outbox: Spring Integration's store of a channel, with our order and JSON that a person can read. */
final class OutboxStore {

    private static final String GROUP = "outbox";
    private static final String REGION = "events";

    private final JdbcTemplate jdbc;
    private final JdbcChannelMessageStore store;
    private final ObjectMapper json;

    OutboxStore(DataSource dataSource, ObjectMapper json) {
        this.json = json;
        this.jdbc = jdbc(dataSource);
        this.store = new JdbcChannelMessageStore();
        store.setJdbcTemplate(jdbc);
        store.setTablePrefix("OUTBOX_");
        store.setRegion(REGION);
        store.setChannelMessageStoreQueryProvider(new OutboxQueries());
        store.setPreparedStatementSetter(new TextSetter());
        store.setMessageRowMapper(new TextMapper());
        store.afterPropertiesSet();
    }

    private static JdbcTemplate jdbc(DataSource dataSource) {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        // as the store has it by default
        jdbc.setFetchSize(1);
        jdbc.setMaxRows(1);
        // by the database's own codes: the standard's do not tell a row that is locked from other trouble
        jdbc.setExceptionTranslator(new SQLErrorCodeSQLExceptionTranslator(dataSource));
        return jdbc;
    }

    /** Adds an entry to the running transaction, behind all that is there. */
    void add(OutboxEntry entry) {
        try {
            store.addMessageToGroup(GROUP, new GenericMessage<>(json.writeValueAsString(entry)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The event cannot be written as JSON: " + entry, e);
        }
    }

    /**
     * Takes the oldest entry out within the running transaction; it is back if that is rolled back.
     *
     * @return nothing if there is none
     * @throws org.springframework.dao.PessimisticLockingFailureException if another transaction is at it
     */
    Optional<Taken> take() {
        Message<?> found = store.pollMessageFromGroup(GROUP);
        return found == null ? Optional.empty() : Optional.of(new Taken(id(found), entry(found)));
    }

    /** Takes this one out, whatever stands before it by now: the numbers are not in the order of the commits. */
    void remove(UUID id) {
        jdbc.update(
                "delete from outbox_channel_message where region = ? and group_key = ? and message_id = ?",
                REGION,
                UUIDConverter.getUUID(GROUP).toString(),
                id.toString());
    }

    private static UUID id(Message<?> found) {
        UUID id = found.getHeaders().getId();
        if (id == null) {
            throw new IllegalStateException("The outbox has an entry without an id: " + found);
        }
        return id;
    }

    private OutboxEntry entry(Message<?> found) {
        try {
            return Exactly.reader(json).readValue((String) found.getPayload(), OutboxEntry.class);
        } catch (IOException e) {
            throw new IllegalStateException("The outbox has an entry that cannot be read: " + found.getPayload(), e);
        }
    }

    int size() {
        return store.messageGroupSize(GROUP);
    }

    /** @param id what {@link #remove} knows it by if it has been put back */
    record Taken(UUID id, OutboxEntry entry) {}

    private static final class TextSetter extends ChannelMessageStorePreparedStatementSetter {

        TextSetter() {
            super(new SerializingConverter(
                    (object, out) -> out.write(new byte[0]))); // the parent must have one; what it writes is replaced
        }

        @Override
        public void setValues(
                PreparedStatement statement, Message<?> message, Object group, String region, boolean priority)
                throws SQLException {
            super.setValues(statement, message, group, region, priority);
            statement.setString(6, (String) message.getPayload());
        }
    }

    private static final class TextMapper extends MessageRowMapper {

        TextMapper() {
            super(new AllowListDeserializingConverter());
        }

        @Override
        public Message<?> mapRow(ResultSet row, int number) throws SQLException {
            Map<String, Object> id = Map.of(
                    MessageHeaders.ID,
                    UUID.fromString(row.getString("message_id").trim()));
            return new MutableMessage<>(row.getString("event"), id);
        }
    }
}
