package io.bactrian.starter.client;

import io.bactrian.starter.protocol.ParticipantLinks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a join says.
 *
 * @param links where the participant is called; the same links again are the same participant
 * @param name the step's name
 * @param sagaName set when the step names the saga itself
 * @param businessKey set if the saga has none yet
 * @param retry how a failing callback is repeated, for example {@code initial=500ms,factor=2,max=1m,attempts=10}
 * @param timeLimit after which the coordinator cancels the saga
 * @param endpoints what the callbacks need
 * @param data text that comes back with each callback
 */
public record NewStep(
        ParticipantLinks links,
        String name,
        @Nullable String sagaName,
        @Nullable String businessKey,
        @Nullable String retry,
        @Nullable Duration timeLimit,
        CallbackEndpoints endpoints,
        @Nullable String data) {

    /** The same participant with other data. */
    public NewStep withData(String newData) {
        return new NewStep(links, name, sagaName, businessKey, retry, timeLimit, endpoints, newData);
    }
}
