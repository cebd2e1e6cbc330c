package io.bactrian.starter.saga;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a test that shows one side of a {@link Difference}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Differs {

    Difference value();

    /** The kind of coordinator it shows it on. */
    On on();

    /** A kind of coordinator. */
    enum On {
        OURS,
        STOCK
    }
}
