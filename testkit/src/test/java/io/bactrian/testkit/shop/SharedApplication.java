package io.bactrian.testkit.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.testkit.EmbeddedCoordinator;
import io.bactrian.testkit.SagaScript;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Inherited by two classes that share application and coordinator; the methods come in any order. */
@ShopTest
@TestMethodOrder(MethodOrderer.Random.class)
abstract class SharedApplication {

    private static final Set<Object> COORDINATORS = ConcurrentHashMap.newKeySet();
    private static final Set<ApplicationContext> APPLICATIONS = ConcurrentHashMap.newKeySet();

    @Autowired
    private ApplicationContext application;

    @BeforeEach
    void services(SagaScript saga) {
        Shop.services(saga);
    }

    @Test
    void isSharedByTheClasses(EmbeddedCoordinator coordinator) {
        COORDINATORS.add(coordinator);
        APPLICATIONS.add(application);

        assertThat(COORDINATORS).hasSize(1);
        assertThat(APPLICATIONS).hasSize(1);
    }

    @RepeatedTest(2)
    void seesOnlyItsOwnSagas(SagaScript saga) {
        saga.when("direct:fulfil", "4711").expectCompleted("reserve-stock", "charge-payment", "create-shipment");
    }

    @Test
    void leavesOneUndecided(SagaScript saga) {
        saga.given("PUT http:payment/charges/*").whenReleased().when("direct:fulfil", "4711");

        assertThat(saga.services().held()).hasSize(1);
    }

    @Test
    void leavesOneThatIsBeingUndone(SagaScript saga) {
        saga.given("COMPENSATE reserve-stock").answers(500);
        saga.given("PUT http:payment/charges/*")
                .answers(409)
                .when("direct:fulfil", "4711")
                .dies("inventory");
    }

    @Test
    void beginsWithNothing(SagaScript saga) {
        saga.expectNothingOpen();

        assertThat(saga.services().log()).isEmpty();
        assertThat(saga.services().effects()).isEmpty();
        assertThat(saga.timeline()).startsWith("-- the sagas of this test\nno saga was started");
    }
}
