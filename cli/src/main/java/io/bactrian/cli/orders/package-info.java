/** Orders as they come in, from a file or a seeded generator, and the stock and credit they are met with. */
@NullMarked
package io.bactrian.cli.orders;

import org.jspecify.annotations.NullMarked;
