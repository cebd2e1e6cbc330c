/** One small HTTP client for everything the command asks the running parts. */
@NullMarked
package io.bactrian.cli.http;

import org.jspecify.annotations.NullMarked;
