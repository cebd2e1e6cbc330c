/** What tests of sagas need: a coordinator in the same JVM, a clock to turn by hand, services and participants that follow a script. */
@NullMarked
package io.bactrian.testkit;

import org.jspecify.annotations.NullMarked;
