package io.bactrian.coordinator.operations;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Faults as answers of the operator API (RFC 9457). */
@RestControllerAdvice(basePackageClasses = Problems.class)
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> problem(Problem problem, HttpServletRequest request) {
        ProblemDetail body = ProblemDetail.forStatusAndDetail(problem.status(), String.valueOf(problem.getMessage()));
        body.setTitle(problem.title());
        body.setInstance(URI.create(request.getRequestURI()));
        return ResponseEntity.status(problem.status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(body);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> badQuery(BadQuery fault, HttpServletRequest request) {
        return problem(Problem.badRequest(String.valueOf(fault.getMessage())), request);
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> ledgerOutOfReach(RuntimeException fault, HttpServletRequest request) {
        LOG.error("the ledger cannot be used", fault);
        return problem(
                new Problem(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "The ledger is out of reach",
                        "The coordinator's ledger cannot be used now; look at the saga before you repeat the request,"
                                + " it may have been done"),
                request);
    }
}
