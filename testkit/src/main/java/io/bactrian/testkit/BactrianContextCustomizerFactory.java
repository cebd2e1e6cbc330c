package io.bactrian.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Finds {@link BactrianTest} on a test class, however it came there. */
final class BactrianContextCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configAttributes) {
        BactrianTest test = TestContextAnnotationUtils.findMergedAnnotation(testClass, BactrianTest.class);
        if (test == null) {
            return null;
        }
        Preload.begin(); // the application's own start comes first and takes its time
        return new BactrianContextCustomizer(List.of(test.services()), List.of(test.coordinator()));
    }
}
