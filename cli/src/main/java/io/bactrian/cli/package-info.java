/** The {@code bactrian} command: what a person types and what each word does. */
@NullMarked
package io.bactrian.cli;

import org.jspecify.annotations.NullMarked;
