package io.bactrian.starter.client;

import org.jspecify.annotations.Nullable;

/** The coordinator answered, and the answer is no. */
public final class CoordinatorRefusedException extends CoordinatorException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String body;
    private final boolean passing;

    CoordinatorRefusedException(String request, @Nullable String lraId, int status, String body) {
        this(request, "the coordinator", lraId, status, body, isPassing(status) || didNothing(status, body));
    }

    private CoordinatorRefusedException(
            String request, String who, @Nullable String lraId, int status, String body, boolean passing) {
        super(request + ": " + who + " answered " + status + (body.isBlank() ? "" : ": " + body.strip()), lraId, null);
        this.status = status;
        this.body = body;
        this.passing = passing;
    }

    /** Somebody has answered in the coordinator's place, a proxy for example: what the coordinator would say is not known. */
    static CoordinatorRefusedException bySomebodyElse(String request, @Nullable String lraId, Answer answer) {
        return new CoordinatorRefusedException(
                request, "somebody in the place of the coordinator", lraId, answer.status(), answer.body(), true);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The body as it came, may be empty. */
    public String body() {
        return body;
    }

    @Override
    public boolean mayHaveHappened() {
        // an error page of a proxy says nothing about what the coordinator behind it did
        return passing();
    }

    @Override
    public boolean passing() {
        return passing;
    }

    static boolean didNothing(Answer answer) {
        return didNothing(answer.status(), answer.body());
    }

    private static boolean didNothing(int status, String body) {
        return status == 200 && body.strip().equals("Active");
    }

    static boolean isPassing(int status) {
        return status == 408 || status == 425 || status == 429 || status >= 500 && status != 501 && status != 505;
    }
}
