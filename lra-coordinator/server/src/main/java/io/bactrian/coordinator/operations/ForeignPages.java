package io.bactrian.coordinator.operations;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * Refuses what pages of other sites make an operator's browser send. Such a request names its page in {@code Origin} or
 * {@code Sec-Fetch-Site}, which no script can change; or its page took a name of its own to our address (DNS rebinding), and
 * then its Host is not ours. Programs send none of these headers, and may speak the protocol under any Host that leads here;
 * so may those that look at health and metrics.
 */
final class ForeignPages implements Filter {

    private static final String PROTOCOL = "/lra-coordinator";

    private final OperationsProperties properties;
    private final ObjectMapper json;

    ForeignPages(OperationsProperties properties, ObjectMapper json) {
        this.properties = properties;
        this.json = json;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        Problem fault = faultOf(asked);
        if (fault == null) {
            chain.doFilter(request, response);
        } else {
            refuse(fault, asked, (HttpServletResponse) response);
        }
    }

    private @Nullable Problem faultOf(HttpServletRequest request) {
        String host = request.getHeader("Host");
        for (String origin : Collections.list(request.getHeaders("Origin"))) {
            if (!properties.isOurOrigin(origin, host)) {
                return notForOtherSites("Origin " + origin + " is not this coordinator's own, and pages of other sites"
                        + " may neither read nor change sagas; if people reach the coordinator there, set"
                        + " bactrian.base-url to it");
            }
        }
        String path = pathOf(request);
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && site.matches("cross-site|same-site") && !isFollowedLink(request, path)) {
            return notForOtherSites("A page of another site sent this request (Sec-Fetch-Site: " + site + "), and such"
                    + " pages may neither read nor change sagas; open the address itself, or ask with a program");
        }
        return needsOurHost(request, path) && !properties.isOurs(host)
                ? new Problem(
                        HttpStatus.FORBIDDEN,
                        "Not for this host",
                        "Host " + host + " is neither the one of bactrian.base-url nor one of bactrian.allowed-hosts "
                                + properties.allowedHosts() + "; add the host there")
                : null;
    }

    private static Problem notForOtherSites(String detail) {
        return new Problem(HttpStatus.FORBIDDEN, "Not for pages of other sites", detail);
    }

    /** Decoded and without parameters, as it is found by. */
    private static String pathOf(HttpServletRequest request) {
        return request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
    }

    /** A link in a ticket or an alert; the page that has it sees nothing of the answer. Of the protocol, a GET may act. */
    private static boolean isFollowedLink(HttpServletRequest request, String path) {
        return request.getMethod().equals("GET")
                && "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                && "document".equals(request.getHeader("Sec-Fetch-Dest"))
                && !isBelow(PROTOCOL, path);
    }

    private static boolean needsOurHost(HttpServletRequest request, String path) {
        return path.isEmpty()
                || path.equals("/")
                || isBelow("/console", path)
                || isBelow("/api", path)
                || (isBelow(PROTOCOL, path) && isFromBrowser(request));
    }

    private static boolean isBelow(String top, String path) {
        return path.equals(top) || path.startsWith(top + "/");
    }

    /**
     * Browsers say so in one way or the other. Clients of the protocol do not: those on Node.js send {@code *} for a language
     * and no site.
     */
    private static boolean isFromBrowser(HttpServletRequest request) {
        String language = request.getHeader("Accept-Language");
        String agent = request.getHeader("User-Agent");
        return request.getHeader("Sec-Fetch-Site") != null
                || (language != null && !language.equals("*"))
                || (agent != null && agent.startsWith("Mozilla/"));
    }

    private void refuse(Problem fault, HttpServletRequest request, HttpServletResponse response) throws IOException {
        ResponseEntity<?> answer = new Problems().problem(fault, request);
        response.setStatus(answer.getStatusCode().value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(response.getOutputStream(), answer.getBody());
    }
}
