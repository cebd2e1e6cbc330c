package io.bactrian.routes.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {

    @ParameterizedTest
    @CsvSource({"2.55,255", "2.5,250", "2,200", "0,0", "0.00,0", "0.07,7", "1000000,100000000", "1000000.00,100000000"})
    void readsADecimalTextAsMinorUnits(String price, long minorUnits) {
        Fields fields = Fields.of("{\"price\":\"" + price + "\"}");

        assertThat(fields.minorUnits("price")).isEqualTo(minorUnits);
        fields.refuseFaults();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"2.555\"",
                "\"-1\"",
                "\"+1\"",
                "\"1e3\"",
                "\".5\"",
                "\"5.\"",
                "\"1,5\"",
                "\" 1\"",
                "\"12345678\"",
                "2.55",
                "2",
                "null",
                "true",
                "{}"
            })
    void refusesAPriceThatIsNone(String json) {
        assertThat(faults("{\"price\":" + json + "}", fields -> fields.minorUnits("price")))
                .containsExactly(
                        "price must be a text such as \"2.55\", 0 or more, with at most 2 decimals, was " + json);
    }

    @Test
    void refusesAPriceThatIsTooHigh() {
        assertThat(faults("{\"price\":\"1000000.01\"}", fields -> fields.minorUnits("price")))
                .containsExactly("price must be 1000000 or less, was \"1000000.01\"");
    }

    @ParameterizedTest
    @CsvSource({
        "1.0,'must be a whole number'",
        "'\"6\"','must be a whole number'",
        "null,'must be a whole number'",
        "0,'must be 1 or more'",
        "-2147483649,'must be 1 or more'",
        "1000001,'must be 1000000 or less'",
        "99999999999999999999,'must be 1000000 or less'"
    })
    void refusesAQuantityThatIsNone(String json, String rule) {
        assertThat(faults("{\"quantity\":" + json + "}", fields -> fields.quantity("quantity")))
                .containsExactly("quantity " + rule + ", was " + json);
    }

    @Test
    void refusesAQuantityThatNoNumberTypeHolds() {
        assertThat(faults("{\"quantity\":1e400}", fields -> fields.quantity("quantity")))
                .singleElement()
                .asString()
                .startsWith("quantity must be a whole number, was ");
    }

    @Test
    void takesTheSmallestAndTheLargestQuantity() {
        Fields fields = Fields.of("{\"least\":1,\"most\":1000000}");

        assertThat(List.of(fields.quantity("least"), fields.quantity("most"))).containsExactly(1, 1_000_000);
        fields.refuseFaults();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\\u0000b", "a\\nb", "a\\u007fb", "a\\u0085b"})
    void refusesATextThatIsBlankOrHasControlCharacters(String text) {
        assertThat(faults("{\"sku\":\"" + text + "\"}", fields -> fields.text("sku")))
                .singleElement()
                .asString()
                .startsWith("sku must be a text of 1 to 64 characters without control characters, was ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\ud83d", "\\ude00b", "\\ude00\\ud83d"})
    void refusesHalfASurrogatePair(String id) {
        assertThat(faults("{\"orderId\":\"" + id + "\"}", fields -> fields.id("orderId")))
                .containsExactly("orderId must be whole characters, one is half a surrogate pair");
        Fields whole = Fields.of("{\"orderId\":\"a\\ud83d\\ude00\"}");
        whole.id("orderId");
        whole.refuseFaults();
    }

    @Test
    void refusesAnIdThatIsReserved() {
        assertThat(faults("{\"orderId\":\"purchase-7\"}", fields -> fields.idWithout("orderId", "purchase-")))
                .containsExactly("orderId must not begin with purchase-, was \"purchase-7\"");
    }

    @Test
    void takes64CharactersAndRefuses65() {
        String longest = "x".repeat(64);
        assertThat(Fields.of("{\"sku\":\"" + longest + "\"}").text("sku")).isEqualTo(longest);
        assertThat(faults("{\"sku\":\"" + longest + "y\"}", fields -> fields.text("sku")))
                .as("shortened to what fits")
                .containsExactly("sku must be a text of 1 to 64 characters without control characters, was \""
                        + "x".repeat(63) + "...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "/", "a\\\\b", ".", "..", "..."})
    void refusesAnIdThatCannotBeAPathSegment(String id) {
        assertThat(faults("{\"orderId\":\"" + id + "\"}", fields -> fields.id("orderId")))
                .containsExactly("orderId must not contain / or \\ nor consist of dots, was \"" + id + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4711", "50% off", "a+b&c=d", "Größe", "a.b", "~"})
    void takesAnyOtherId(String id) {
        Fields fields = Fields.of("{\"orderId\":\"" + id + "\"}");

        assertThat(fields.id("orderId")).isEqualTo(id);
        fields.refuseFaults();
    }

    @ParameterizedTest
    @CsvSource({"'[]','a list of 0'", "'{}','{}'", "'null','null'", "'[1,2,3]','a list of 3'"})
    void refusesAListThatIsEmptyTooLongOrNone(String json, String shown) {
        assertThat(faults("{\"lines\":" + json + "}", fields -> fields.list("lines", "line", 2)))
                .containsExactly("lines must be a list of 1 to 2, was " + shown);
    }

    @Test
    void numbersTheElementsOfAList() {
        assertThat(faults("{\"lines\":[{\"sku\":\"x\"},7]}", fields -> fields.list("lines", "line", 2)
                        .forEach(line -> line.text("sku"))))
                .containsExactly(
                        "line 2: sku must be a text of 1 to 64 characters without control characters, was missing");
    }

    @Test
    void refusesATotalThatNoServiceTakes() {
        assertThat(faults("{}", fields -> fields.checkTotal(new BigDecimal("1000000000001"))))
                .containsExactly("total must be 1000000000000 minor units or less, was 1000000000001");
    }

    @ParameterizedTest
    @CsvSource({"'[1]','a list of 1'", "'\"x\"','\"x\"'", "'null','null'", "'','missing'"})
    void refusesABodyThatIsNoObject(String json, String shown) {
        assertThat(faults(json, fields -> {})).containsExactly("body must be a JSON object, was " + shown);
    }

    private static List<String> faults(String json, Consumer<Fields> read) {
        InvalidInput thrown = catchThrowableOfType(InvalidInput.class, () -> {
            Fields fields = Fields.of(json);
            read.accept(fields);
            fields.refuseFaults();
        });
        return thrown.faults();
    }
}
