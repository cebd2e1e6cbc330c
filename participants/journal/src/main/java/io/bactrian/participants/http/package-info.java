/** How a service reads JSON input, naming every fault at once, and how it tells faults and answers over HTTP. */
@NullMarked
package io.bactrian.participants.http;

import org.jspecify.annotations.NullMarked;
