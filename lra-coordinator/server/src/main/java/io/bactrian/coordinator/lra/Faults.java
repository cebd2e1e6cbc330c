package io.bactrian.coordinator.lra;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Faults as answers of the LRA protocol: 4xx for the caller's, 503 while the ledger is out of reach. */
@RestControllerAdvice(basePackageClasses = Faults.class)
final class Faults {

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    @ExceptionHandler
    ResponseEntity<byte[]> badRequest(BadRequest fault) {
        return Reply.text(fault.status().value(), String.valueOf(fault.getMessage()));
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<byte[]> ledgerOutOfReach(RuntimeException fault) {
        LOG.error("the ledger cannot be used", fault);
        return Reply.text(
                503,
                "The coordinator's ledger cannot be used now; repeat the request: whatever of it was done is not done twice");
    }
}
