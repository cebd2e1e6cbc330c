package io.bactrian.starter.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The keys that applications with camel-lra have already. */
@ConfigurationProperties("camel.lra")
class CamelLraProperties {

    /**
     * Whether sagas are available. Unlike camel-lra-starter, which is off until this is true, this starter is on unless it is
     * false.
     */
    private boolean enabled = true;

    /** Base URL of the LRA coordinator, for example http://localhost:8070. Required. */
    private @Nullable String coordinatorUrl;

    /** Context path of the LRA coordinator. */
    private String coordinatorContextPath = "/lra-coordinator";

    /**
     * URL under which the coordinator reaches this application, for example http://localhost:8080. Required, unless
     * bactrian.callbacks is kafka. The path of server.servlet.context-path and spring.mvc.servlet.path is added when it is
     * not in it.
     */
    private @Nullable String localParticipantUrl;

    /** Context path of the endpoint for the coordinator's callbacks. */
    private String localParticipantContextPath = "/lra-participant";

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public @Nullable String getCoordinatorUrl() {
        return coordinatorUrl;
    }

    public void setCoordinatorUrl(@Nullable String coordinatorUrl) {
        this.coordinatorUrl = coordinatorUrl;
    }

    public String getCoordinatorContextPath() {
        return coordinatorContextPath;
    }

    public void setCoordinatorContextPath(String coordinatorContextPath) {
        this.coordinatorContextPath = coordinatorContextPath;
    }

    public @Nullable String getLocalParticipantUrl() {
        return localParticipantUrl;
    }

    public void setLocalParticipantUrl(@Nullable String localParticipantUrl) {
        this.localParticipantUrl = localParticipantUrl;
    }

    public String getLocalParticipantContextPath() {
        return localParticipantContextPath;
    }

    public void setLocalParticipantContextPath(String localParticipantContextPath) {
        this.localParticipantContextPath = localParticipantContextPath;
    }
}
