package io.bactrian.participants.events;

import org.springframework.integration.jdbc.store.channel.ChannelMessageStoreQueryProvider;

/**
 * Takes entries in the order in which they were written, and only one transaction at a time: whoever finds the oldest one locked is
 * told so instead of getting the next, which Spring's own queries would give and which may be of the same key. The oldest is looked up
 * first and locked then: H2 would lock all that wait to find it.
 */
final class OutboxQueries implements ChannelMessageStoreQueryProvider {

    @Override
    public String getCreateMessageQuery() {
        return """
                insert into %PREFIX%CHANNEL_MESSAGE (message_id, group_key, region, created_date, message_priority, event)
                values (?, ?, ?, ?, ?, ?)""";
    }

    @Override
    public String getPollFromGroupQuery() {
        return """
                select message_id, event from %PREFIX%CHANNEL_MESSAGE
                where group_key = :group_key and region = :region and message_sequence = (
                    select min(message_sequence) from %PREFIX%CHANNEL_MESSAGE
                    where group_key = :group_key and region = :region)
                for update nowait""";
    }

    @Override
    public String getPollFromGroupExcludeIdsQuery() {
        throw unused();
    }

    @Override
    public String getPriorityPollFromGroupExcludeIdsQuery() {
        throw unused();
    }

    @Override
    public String getPriorityPollFromGroupQuery() {
        throw unused();
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("the outbox has neither priorities nor a cache of ids");
    }
}
