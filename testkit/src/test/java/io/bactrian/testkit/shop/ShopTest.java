package io.bactrian.testkit.shop;

import io.bactrian.testkit.BactrianTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** One annotation for all tests of an application: as a user with many of them would have it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@BactrianTest(services = {"inventory", "payment=payment.base-url", "shipping"})
@interface ShopTest {}
