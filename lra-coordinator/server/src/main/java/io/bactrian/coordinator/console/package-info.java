/** The web pages, on the services of {@code operations} only; {@code bactrian.console.enabled=false} removes them. */
@NullMarked
package io.bactrian.coordinator.console;

import org.jspecify.annotations.NullMarked;
