package io.bactrian.cli.orders;

import java.math.BigDecimal;

/** Prices as text. */
final class Decimals {

    private static final int LONGEST = 30;

    private Decimals() {}

    static BigDecimal read(String field, String text) throws BadInput {
        try {
            // Without the limit "1e999999999" would be a price of a billion digits.
            if (text.length() <= LONGEST && text.chars().noneMatch(c -> c == 'e' || c == 'E')) {
                return new BigDecimal(text.strip());
            }
        } catch (NumberFormatException e) {
            // said below, with the value
        }
        throw new BadInput(field + " must be a decimal number such as 2.55, was \"" + text + "\"");
    }
}
