/** How a step calls a service: time-outs, what is asked again and what is a "no". */
@NullMarked
package io.bactrian.routes.service;

import org.jspecify.annotations.NullMarked;
