package io.bactrian.starter.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.convert.ConverterNotFoundException;

/**
 * Lets {@code bactrian.callbacks=kafka} stand for {@code bactrian.callbacks.transport=kafka}. A text at a name that has
 * properties below it is an error for Spring Boot's binder unless one of them is set as well.
 */
final class CallbackShortForm implements ConfigurationPropertiesBindHandlerAdvisor {

    static final String NAME = "bactrian.callbacks";

    private static final ConfigurationPropertyName PROPERTY = ConfigurationPropertyName.of(NAME);

    @Override
    public BindHandler apply(BindHandler handler) {
        return new AbstractBindHandler(handler) {
            @Override
            public @Nullable Object onFailure(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
                    throws Exception {
                if (name.equals(PROPERTY) && error instanceof ConverterNotFoundException && target.getValue() != null) {
                    return target.getValue().get();
                }
                return super.onFailure(name, target, context, error);
            }
        };
    }
}
