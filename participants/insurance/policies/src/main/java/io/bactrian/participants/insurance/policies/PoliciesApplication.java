package io.bactrian.participants.insurance.policies;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
class PoliciesApplication {

    public static void main(String[] args) {
        SpringApplication.run(PoliciesApplication.class, args);
    }
}
