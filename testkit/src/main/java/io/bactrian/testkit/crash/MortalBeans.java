package io.bactrian.testkit.crash;

import io.bactrian.coordinator.delivery.Transport;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Puts what ends with a life before everything in a part's context that leads out of it without a relay. */
final class MortalBeans implements BeanPostProcessor {

    private final Mortality life;
    private final Commits commits;

    MortalBeans(Mortality life, Commits commits) {
        this.life = life;
        this.commits = commits;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof DataSource database && !(bean instanceof MortalDataSource)) {
            return new MortalDataSource(database, life, commits);
        }
        if (bean instanceof Transport transport && !(bean instanceof MortalTransport)) {
            return new MortalTransport(transport, life);
        }
        return bean;
    }
}
