/** The stock of a shop as a saga participant: reserve, release, confirm, take goods back, and never below zero. */
@NullMarked
package io.bactrian.participants.inventory;

import org.jspecify.annotations.NullMarked;
