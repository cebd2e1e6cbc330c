/** What the tests of the services share: databases, a running service, and the contract of every guarded step. */
package io.bactrian.participants.testing;
