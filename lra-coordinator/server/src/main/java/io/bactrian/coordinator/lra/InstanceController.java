package io.bactrian.coordinator.lra;

import io.bactrian.coordinator.engine.InstanceRegister;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Application instances announce themselves, so that the sagas of a dead one are undone in seconds. */
@RestController
@RequestMapping(BaseUrl.PATH + "/instances/{application}/{instance}")
final class InstanceController {

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_BASE = 2_000;

    private final InstanceRegister register;

    InstanceController(InstanceRegister register) {
        this.register = register;
    }

    @PutMapping
    ResponseEntity<byte[]> announce(
            @PathVariable String application, @PathVariable String instance, HttpServletRequest request) {
        refuseTooLong("application", application);
        refuseTooLong("instance", instance);
        if (register.announce(application, instance, incarnation(request), callbackBase(request))) {
            return Reply.text(200, "alive");
        }
        return Reply.text(
                409,
                "Another process announced itself as " + application + "/" + instance
                        + " after this one; give each instance a name of its own");
    }

    @DeleteMapping
    ResponseEntity<byte[]> leave(
            @PathVariable String application, @PathVariable String instance, HttpServletRequest request) {
        register.leave(application, instance, incarnation(request));
        return Reply.text(200, "gone");
    }

    private static void refuseTooLong(String what, String name) {
        if (name.length() > LONGEST_NAME) {
            throw new BadRequest("The name of an " + what + " must have at most " + LONGEST_NAME + " characters, had "
                    + name.length());
        }
    }

    private static @Nullable String callbackBase(HttpServletRequest request) {
        String base = request.getHeader("Bactrian-Callback-Base");
        if (base == null || base.isBlank()) {
            return null;
        }
        // the path matters: a bare host would speak for every application on it
        if (!base.matches("https?://[^/?#]+/.*[^/]") || base.length() > LONGEST_BASE) {
            throw new BadRequest(
                    "Bactrian-Callback-Base must be the URL that all callback URLs of this application begin"
                            + " with, for example http://localhost:8080/lra-participant, of at most " + LONGEST_BASE
                            + " characters, was " + base);
        }
        return base + "/";
    }

    private static String incarnation(HttpServletRequest request) {
        String incarnation = request.getHeader("Bactrian-Incarnation");
        if (incarnation == null || incarnation.isBlank() || incarnation.length() > 64 || incarnation.contains("/")) {
            throw new BadRequest(
                    "Bactrian-Incarnation must be a text of 1 to 64 characters without '/', new at each start of the"
                            + " process, was " + incarnation);
        }
        return incarnation.strip();
    }
}
