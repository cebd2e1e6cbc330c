package io.bactrian.starter.saga;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a test of one engine's class that shows no {@link Difference}: why it cannot run on the other. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface OnOneEngine {

    String because();
}
