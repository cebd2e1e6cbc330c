package io.bactrian.starter.client;

import java.time.Duration;

/**
 * How patient the client is. No call blocks its caller longer than {@code giveUpAfter}, whatever the coordinator does.
 *
 * @param connectTimeout until a connection stands
 * @param readTimeout until an answer to one request is complete; close and cancel may take all of {@code giveUpAfter}
 * @param giveUpAfter until a call, with all its repeats, has an outcome
 */
public record ClientSettings(Duration connectTimeout, Duration readTimeout, Duration giveUpAfter) {

    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    public static final Duration READ_TIMEOUT = Duration.ofSeconds(5);
    public static final Duration GIVE_UP_AFTER = Duration.ofSeconds(10);

    public static ClientSettings defaults() {
        return new ClientSettings(CONNECT_TIMEOUT, READ_TIMEOUT, GIVE_UP_AFTER);
    }
}
