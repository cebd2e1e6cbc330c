/** What the tests of services that work by events share: one broker, and topics that are written and read as by anybody else. */
package io.bactrian.participants.events.testing;
