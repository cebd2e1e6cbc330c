package io.bactrian.testkit.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.testkit.BactrianTest;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Whoever says which database is meant has it, and the policy {@code once} on it. */
@BactrianTest(
        classes = ShopApplication.class,
        services = {"inventory", "payment=payment.base-url", "shipping"},
        properties = "spring.datasource.url=jdbc:h2:mem:test")
class OwnDatabaseTest {

    @Autowired
    private ApplicationContext application;

    @Test
    void anApplicationThatNamesItsDatabaseHasIt() {
        assertThat(application.getBeansOfType(DataSource.class)).hasSize(1);
        assertThat(application.containsBean("once")).isTrue();
    }
}
