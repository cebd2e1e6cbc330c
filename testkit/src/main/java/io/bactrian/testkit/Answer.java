package io.bactrian.testkit;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a test got for what it sent.
 *
 * @param status of an HTTP answer, or what a route set as one; null for none
 * @param failure null when nothing was thrown
 * @param way how it was sent
 */
record Answer(
        @Nullable Integer status, String body, @Nullable Throwable failure, Way way) {

    private static final int NOT_FOUND = 404;
    private static final int SHORT = 200;

    enum Way {
        /** The status may be what the last service that a route called had answered. */
        ENDPOINT,
        /** The status is that of the answer. */
        HTTP,
        /** Over HTTP, and no route of the application has heard of it. */
        HTTP_PAST_ALL_ROUTES
    }

    static Answer thrown(Throwable failure) {
        return new Answer(null, "", failure, Way.ENDPOINT);
    }

    static Answer ofWork(String result) {
        return new Answer(null, result, null, Way.ENDPOINT);
    }

    /** @param reached a route began to work on something meanwhile */
    static Answer overHttp(int status, String body, boolean reached) {
        return new Answer(status, body, null, reached ? Way.HTTP : Way.HTTP_PAST_ALL_ROUTES);
    }

    private boolean overHttp() {
        return way != Way.ENDPOINT;
    }

    /** It failed because there is nothing that could have answered. */
    boolean isOfNoRoute() {
        return way == Way.HTTP_PAST_ALL_ROUTES && Objects.equals(status, NOT_FOUND);
    }

    /** The status of the answer, and of every HTTP exception that led to its failure. */
    List<Integer> statuses() {
        List<Integer> statuses = new ArrayList<>();
        if (status != null) {
            statuses.add(status);
        }
        for (Throwable cause : causes()) {
            Integer code = statusOf(cause);
            if (code != null && !statuses.contains(code)) {
                statuses.add(code);
            }
        }
        return statuses;
    }

    /** The failure and what caused it. */
    List<Throwable> causes() {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable t = failure; t != null && !causes.contains(t); t = t.getCause()) {
            causes.add(t);
        }
        return causes;
    }

    /** Of Camel's and Spring's HTTP exceptions, which need not be on the class path. */
    private static @Nullable Integer statusOf(Throwable thrown) {
        for (String getter : List.of("getHttpResponseCode", "getStatusCode", "getRawStatusCode")) {
            try {
                Method method = thrown.getClass().getMethod(getter);
                Object status = method.invoke(thrown);
                if (status instanceof Integer code) {
                    return code;
                }
                if (status != null) {
                    return (Integer) status.getClass().getMethod("value").invoke(status);
                }
            } catch (ReflectiveOperationException | ClassCastException e) {
                continue; // not of this kind
            }
        }
        return null;
    }

    /** It failed: something was thrown, or the status says so, where it is that of the answer itself. */
    boolean failed() {
        return failure != null || overHttp() && status != null && status >= 400;
    }

    /** For people: {@code it answered 409: no carrier}. */
    @Override
    public String toString() {
        if (failure != null) {
            return "it failed with " + failure;
        }
        String how = overHttp() ? "it answered " + status : "it ended well";
        return how + (body.isEmpty() ? "" : ": " + body);
    }

    /** For a line of a story: {@code 409 no carrier}, with the first part of the body. */
    String brief() {
        if (failure != null) {
            return "failed with " + shortened(String.valueOf(failure));
        }
        String how = overHttp() ? String.valueOf(status) : "ended well";
        return body.isEmpty() ? how : how + (overHttp() ? " " : ": ") + shortened(body);
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() > SHORT ? line.substring(0, SHORT) + ".." : line;
    }
}
