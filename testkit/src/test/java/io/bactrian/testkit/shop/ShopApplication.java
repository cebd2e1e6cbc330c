package io.bactrian.testkit.shop;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application as users have it, for the kit to be tried on. */
@SpringBootApplication(proxyBeanMethods = false)
public class ShopApplication {}
