package io.bactrian.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTest {

    @ParameterizedTest
    @CsvSource({
        "/orders/run7/confirmation,                             /orders/*/confirmation",
        "/shipments/run7/9BCED345615388C-0000000000000000,      /shipments/*/*",
        "/shipments/run7/49B4CF80DDA5016-000000000000001A?a=b,  /shipments/*/*?a=b",
        "/charges/0d4e3f0a-53c1-4b7e-9a3b-0c7a1f2e3d4c/refund,  /charges/*/refund",
        "/articles/85123A-2/stock,                              /articles/85123A-2/stock"
    })
    void aPointIsTheSameWhateverIdsWereMadeInTheRun(String path, String known) {
        assertThat(Wire.withoutIds(path, "run7")).isEqualTo(known);
    }
}
