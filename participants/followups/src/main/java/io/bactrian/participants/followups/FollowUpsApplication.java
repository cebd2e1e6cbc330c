package io.bactrian.participants.followups;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
class FollowUpsApplication {

    public static void main(String[] args) {
        SpringApplication.run(FollowUpsApplication.class, args);
    }
}
