/** The insurance demo: quotes that become policies, invoices and notifications by events alone, and the audit of what came of them. */
@NullMarked
package io.bactrian.cli.insurance;

import org.jspecify.annotations.NullMarked;
