package io.bactrian.routes;

import io.bactrian.narayana.NarayanaCoordinator;
import io.bactrian.routes.scripted.Relay;
import io.bactrian.routes.scripted.Reply;
import io.bactrian.routes.scripted.ScriptedService;
import io.bactrian.routes.scripted.UntilTheEnd;
import io.bactrian.testkit.EmbeddedCoordinator;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The coordinator the tests run against, one for all of them, behind a relay where a test can make it fail. The only
 * class that knows which one it is: ours, or with {@code -Dcoordinator=narayana} the stock one.
 */
public final class TestCoordinator {

    private static final String NAME = System.getProperty("coordinator", "bactrian");

    /** For {@code camel.lra.coordinator-url}: {@code FRONT.url()}. */
    public static final ScriptedService FRONT = new ScriptedService(new UntilTheEnd(new Relay(start())));

    private TestCoordinator() {}

    /** A reply that is the coordinator's own: ours names itself, and what does not is taken for a proxy's. */
    public static Reply says(Reply reply) {
        if (!NAME.equals("bactrian") || !(reply instanceof Reply.Body body)) {
            return reply;
        }
        Map<String, String> headers = new HashMap<>(body.headers());
        headers.put("Bactrian-Coordinator", "scripted");
        return new Reply.Body(body.status(), headers, body.text());
    }

    private static String start() {
        return switch (NAME) {
            case "bactrian" -> EmbeddedCoordinator.startLive().url();
            case "narayana" -> {
                Path store =
                        Path.of("target", "narayana-" + ProcessHandle.current().pid());
                String base = NarayanaCoordinator.start(0, store).url().toString();
                yield base.substring(0, base.length() - NarayanaCoordinator.PATH.length());
            }
            default -> throw new IllegalArgumentException("coordinator must be bactrian or narayana, was " + NAME);
        };
    }
}
