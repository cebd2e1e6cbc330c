package io.bactrian.starter.barrier;

import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes what passes the barrier into a table of the same database. */
final class Outcomes implements OnceListener {

    private final JdbcClient jdbc;

    /** Runs in the transaction, last before its commit. */
    volatile OnceListener last = pass -> {};

    Outcomes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void passed(OncePass pass) {
        jdbc.sql("insert into outcome (saga, what) values (:saga, :what)")
                .param("saga", pass.saga().uid())
                .param("what", (pass.phase() + " " + pass.outcome()).toLowerCase(Locale.ROOT))
                .update();
        last.passed(pass);
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        Outcomes outcomes(JdbcClient jdbc) {
            return new Outcomes(jdbc);
        }
    }
}
