package io.bactrian.starter.callback;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.jspecify.annotations.Nullable;

/** Callbacks over HTTP, as every LRA coordinator makes them. */
public final class HttpCallbacks implements CallbackTransport {

    private final CallbackUrls urls;
    private final @Nullable PlatformHttpEngine engine;

    /**
     * @param engine serves the callbacks, null for the context's own platform-http engine; one whose threads a crowd of
     *     blocked routes cannot use up is better
     */
    public HttpCallbacks(CallbackUrls urls, @Nullable PlatformHttpEngine engine) {
        this.urls = urls;
        this.engine = engine;
    }

    @Override
    public CallbackAddress address() {
        return urls;
    }

    @Override
    public void open(CamelContext camel, Callbacks callbacks) throws Exception {
        camel.addRoutes(new CallbackRoutes(callbacks, urls.consumerPaths(), engine));
    }

    @Override
    public boolean worksWithEveryCoordinator() {
        return true;
    }

    @Override
    public Map<String, Object> details() {
        return Map.of();
    }
}
