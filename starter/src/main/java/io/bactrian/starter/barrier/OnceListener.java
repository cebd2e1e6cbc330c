package io.bactrian.starter.barrier;

/**
 * Is told what came of each call that reaches {@code policy("once")}: every bean of this type, in Spring's order.
 *
 * <p>It is called within the transaction of the effect, last before the commit: what it writes to the same database is there if and
 * only if the effect is. So its exception takes everything back, and the call counts as never made. A listener that only watches must
 * not throw.
 */
@FunctionalInterface
public interface OnceListener {

    /** @throws RuntimeException to roll back the transaction: nothing of this call remains */
    void passed(OncePass pass);
}
