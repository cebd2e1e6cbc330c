/** Orders pushed through a running system and what became of them. */
@NullMarked
package io.bactrian.cli.demo;

import org.jspecify.annotations.NullMarked;
