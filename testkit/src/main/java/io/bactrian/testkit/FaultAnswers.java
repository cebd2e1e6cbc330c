package io.bactrian.testkit;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.web.servlet.error.DefaultErrorAttributes;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

/** What is answered where nothing of the coordinator answers; the coordinator's process says it in the same fields. */
@RestController
final class FaultAnswers {

    static final String PATH = "/error";

    private final DefaultErrorAttributes attributes = new DefaultErrorAttributes();

    @RequestMapping(PATH)
    ResponseEntity<Map<String, Object>> fault(HttpServletRequest request) {
        return ResponseEntity.status(status(request))
                .body(attributes.getErrorAttributes(new ServletWebRequest(request), ErrorAttributeOptions.defaults()));
    }

    /** Who does not take JSON gets the status alone. */
    @ExceptionHandler(HttpMediaTypeNotAcceptableException.class)
    ResponseEntity<Void> faultAlone(HttpServletRequest request) {
        return ResponseEntity.status(status(request)).build();
    }

    private static int status(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer known ? known : 500;
    }
}
