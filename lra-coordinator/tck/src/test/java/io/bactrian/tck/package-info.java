/** Runs the official MicroProfile LRA TCK against a coordinator in a process of its own. */
package io.bactrian.tck;
