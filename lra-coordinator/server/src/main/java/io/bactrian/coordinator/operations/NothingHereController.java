package io.bactrian.coordinator.operations;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what no other method of the API answers, in the API's own words. */
@RestController
final class NothingHereController {

    @RequestMapping("/api/**")
    void nothing(HttpServletRequest request) {
        throw Problem.notFound("There is no " + request.getMethod() + " " + request.getRequestURI()
                + "; sagas are at GET /api/v1/sagas");
    }
}
