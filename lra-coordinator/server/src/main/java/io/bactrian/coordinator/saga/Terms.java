package io.bactrian.coordinator.saga;

import org.jspecify.annotations.Nullable;

/**
 * What a participant asked for when it joined, replaced as a whole when it joins again.
 *
 * @param step the step's name for people; null when the application gave none
 * @param data what is sent back with each of its calls, as it was given; null for none
 * @param retry its own retry policy; null for the server's
 * @param jsonBody data and results come as the JSON body of its calls instead of a header
 * @param endpoints what its application needs to answer its calls; null when not given
 * @param trace in which the step began, sent with each of its calls; null when the join named none
 */
public record Terms(
        Links links,
        @Nullable String step,
        @Nullable String data,
        @Nullable RetryPolicy retry,
        boolean jsonBody,
        @Nullable CallbackEndpoints endpoints,
        @Nullable Trace trace) {

    /** Terms of a step that began outside of any trace. */
    public Terms(
            Links links,
            @Nullable String step,
            @Nullable String data,
            @Nullable RetryPolicy retry,
            boolean jsonBody,
            @Nullable CallbackEndpoints endpoints) {
        this(links, step, data, retry, jsonBody, endpoints, null);
    }

    /** The same terms with other data; the rest stays. */
    public Terms withData(String newData) {
        return new Terms(links, step, newData, retry, jsonBody, endpoints, trace);
    }

    /** The same terms with other links; the rest stays. */
    public Terms withLinks(Links newLinks) {
        return new Terms(newLinks, step, data, retry, jsonBody, endpoints, trace);
    }
}
