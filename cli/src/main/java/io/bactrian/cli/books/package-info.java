/** The books of the participants and the audit that says whether they balance. */
@NullMarked
package io.bactrian.cli.books;

import org.jspecify.annotations.NullMarked;
