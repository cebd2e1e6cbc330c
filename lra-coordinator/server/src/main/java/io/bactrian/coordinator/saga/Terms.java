package io.bactrian.coordinator.saga;

import org.jspecify.annotations.Nullable;

/**
 * What a participant asked for when it joined, replaced as a whole when it joins again.
 *
 * @param step the step's name for people; null when the application gave none
 * @param data what is sent back with each of its calls, as it was given; null for none
 * @param retry its own retry policy; null for the server's
 * @param jsonBody data and results come as the JSON body of its calls instead of a header
 * @param endpoints the compensation endpoints of the application, for the deploy guard; null when not given
 */
public record Terms(
        Links links,
        @Nullable String step,
        @Nullable String data,
        @Nullable RetryPolicy retry,
        boolean jsonBody,
        @Nullable String endpoints) {

    /** The same terms with other data; the rest stays. */
    public Terms withData(String newData) {
        return new Terms(links, step, newData, retry, jsonBody, endpoints);
    }

    /** The same terms with other links; the rest stays. */
    public Terms withLinks(Links newLinks) {
        return new Terms(newLinks, step, data, retry, jsonBody, endpoints);
    }
}
