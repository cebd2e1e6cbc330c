/** What is written to the terminal, live on a screen and line by line elsewhere. */
@NullMarked
package io.bactrian.cli.terminal;

import org.jspecify.annotations.NullMarked;
