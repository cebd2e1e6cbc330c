package io.bactrian.routes.dsl;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** All the Java there is: the saga is the file that {@code application.yml} names. */
@SpringBootApplication(proxyBeanMethods = false)
public class FulfilmentApplication {

    public static void main(String[] args) {
        SpringApplication.run(FulfilmentApplication.class, args);
    }
}
