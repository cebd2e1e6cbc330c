package io.bactrian.testkit.crash;

import io.bactrian.testkit.BroughtAlong;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** An application that lives in this process. */
final class ApplicationLife implements Life {

    private final Mortality mortality;
    private final ConfigurableApplicationContext context;
    private final String url;

    ApplicationLife(Class<?> application, Mortality mortality, MortalBeans beans, List<String> arguments) {
        this.mortality = mortality;
        this.context = mortality.live(() -> run(application, beans, arguments));
        this.url = "http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    static ConfigurableApplicationContext run(Class<?> application, MortalBeans beans, List<String> arguments) {
        SpringApplication spring = new SpringApplication(application);
        spring.setBannerMode(Banner.Mode.OFF);
        spring.setLogStartupInfo(false);
        spring.setRegisterShutdownHook(false);
        spring.addInitializers(starting -> {
            Logs.hushTheDead();
            BroughtAlong.hideFrom(starting.getEnvironment(), starting);
            ManagementPort.free(starting.getEnvironment());
            starting.getBeanFactory().addBeanPostProcessor(beans);
        });
        return spring.run(arguments.toArray(String[]::new));
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public Mortality mortality() {
        return mortality;
    }

    @Override
    public void bury() {
        mortality.live(() -> {
            context.close();
            return this;
        });
    }
}
