/** The coordinator over HTTP: bounded in time, repeated on passing faults, with typed errors. */
@NullMarked
package io.bactrian.starter.client;

import org.jspecify.annotations.NullMarked;
