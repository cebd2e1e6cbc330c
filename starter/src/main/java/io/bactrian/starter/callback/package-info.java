/** What the coordinator calls back: compensate, complete and status, proved authentic and run once at a time. */
@NullMarked
package io.bactrian.starter.callback;

import org.jspecify.annotations.NullMarked;
