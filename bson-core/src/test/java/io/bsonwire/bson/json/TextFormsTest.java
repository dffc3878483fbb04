package io.bsonwire.bson.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Doubles, date-times and binary data as text and back. */
class TextFormsTest {
    // ---- doubles ----

    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "1, 1.0",
        "-1, -1.0",
        "9999999, 9999999.0",
        "10000000, 1.0E+7",
        "0.001, 0.001",
        "0.00099999, 9.9999E-4",
        "1234567892123200000, 1.2345678921232E+18",
        // Where Double.toString of JDK 17 prints more digits than are needed.
        "2e23, 2.0E+23",
        "1e23, 1.0E+23",
        "4.9e-324, 4.9E-324",
        "1.7976931348623157e308, 1.7976931348623157E+308",
        "2.2250738585072014e-308, 2.2250738585072014E-308"
    })
    void doublesAreWrittenInTheShortestForm(double value, String text) {
        assertThat(NumberText.of(value)).isEqualTo(text);
        assertThat(parseDouble(text)).isEqualTo(value);
    }

    @Property(tries = 20_000)
    void everyDoubleReadsBackAsItself(@ForAll long bits) {
        assertReadsBack(Double.longBitsToDouble(bits));
        assertReadsBack(bits / 1000.0);
        assertReadsBack((int) bits / 8.0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "+", ".", "e1", "1e", "1e+", "1d", "0x1p3", " 1", "1 ", "1.5f", "1_0", "nan", "+NaN", "1e999"
            })
    void otherTextIsNoDouble(String text) {
        assertThatThrownBy(() -> parseDouble(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage('"' + text
                        + "\" (expected: a decimal within the range of a double, NaN, Infinity or -Infinity)");
    }

    @Property(tries = 20_000)
    void decimalsOfManyDigitsAreRoundedAsTheJdkRoundsThem(
            @ForAll @IntRange(min = 1, max = 60) int digits, @ForAll @IntRange(min = -400, max = 330) int exponent) {
        SplittableRandom random = new SplittableRandom(digits * 1000L + exponent);
        StringBuilder text = new StringBuilder("0.");
        for (int i = 0; i < digits; i++) {
            text.append(random.nextInt(10));
        }
        text.append('e').append(exponent);
        double expected = Double.parseDouble(text.toString());
        assumeThat(expected).isFinite();
        assertThat(parseDouble(text.toString())).isEqualTo(expected);
    }

    @Test
    void halfwaysBetweenTwoDoublesGoToTheEvenOne() {
        BigDecimal spacing = new BigDecimal(Math.ulp(1.0));
        for (int i = 0; i < 1000; i++) {
            BigDecimal half = BigDecimal.ONE.add(spacing.multiply(new BigDecimal(i + ".5")));
            assertThat(parseDouble(half.toString())).isEqualTo(half.doubleValue());
            String above = half + "0001";
            assertThat(parseDouble(above)).isEqualTo(Double.parseDouble(above));
        }
    }

    /** Reads the text in the middle of others, of which nothing may be taken for it. */
    private static double parseDouble(String text) {
        return NumberText.parseDouble(("12" + text + "34").toCharArray(), 2, text.length());
    }

    private static void assertReadsBack(double value) {
        String text = NumberText.of(value);
        assertThat(Double.valueOf(parseDouble(text))).isEqualTo(Double.valueOf(value));
        if (Runtime.version().feature() >= 19 && Double.isFinite(value)) {
            assertThat(text.replace("E+", "E")).isEqualTo(Double.toString(value));
        }
    }

    // ---- integers ----

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 9, 10, -10, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1})
    void integersAreRead(long value) {
        assertThat(parseInt64(Long.toString(value))).isEqualTo(value);
    }

    @Property
    void everyIntegerIsRead(@ForAll long value) {
        assertThat(parseInt64(Long.toString(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+1",
                "--1",
                "00",
                "01",
                "-01",
                "1.0",
                "1e1",
                " 1",
                "1 ",
                "1L",
                "\u0661",
                "9223372036854775808",
                "-9223372036854775809",
                "9999999999999999999",
                "-9999999999999999999",
                "18446744073709551616",
                "18446744073709551617",
                "100000000000000000000"
            })
    void otherTextIsNoInt64(String text) {
        assertThatThrownBy(() -> parseInt64(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage('"' + text + "\" (expected: an integer from -9223372036854775808 to 9223372036854775807)");
    }

    @Test
    void integersAreHeldAgainstTheirRange() {
        char[] text = "-129,-128,127,128".toCharArray();
        assertThat(NumberText.parseInteger(text, 5, 4, -128, 127)).isEqualTo(-128);
        assertThat(NumberText.parseInteger(text, 10, 3, -128, 127)).isEqualTo(127);
        assertThatThrownBy(() -> NumberText.parseInteger(text, 0, 4, -128, 127))
                .hasMessage("\"-129\" (expected: an integer from -128 to 127)");
        assertThatThrownBy(() -> NumberText.parseInteger(text, 14, 3, -128, 127))
                .hasMessage("\"128\" (expected: an integer from -128 to 127)");
    }

    private static long parseInt64(String text) {
        return NumberText.parseInteger(
                ("12" + text + "34").toCharArray(), 2, text.length(), Long.MIN_VALUE, Long.MAX_VALUE);
    }

    // ---- date-times ----

    @Property(tries = 5_000)
    void writtenDateTimesAreThoseOfInstant(@ForAll @LongRange(min = 0, max = 253_402_300_799_999L) long millis) {
        String text = DateTimeText.of(millis);
        Instant instant = Instant.ofEpochMilli(millis);
        assertThat(text).isEqualTo(instant.toString());
        assertThat(DateTimeText.parse(text)).isEqualTo(millis);
        long second = millis / 1000 * 1000;
        assertThat(DateTimeText.of(second))
                .isEqualTo(Instant.ofEpochMilli(second).toString());
    }

    @Test
    void onlyTheYears1970To9999AreWritten() {
        assertThat(DateTimeText.isWritten(-1)).isFalse();
        assertThat(DateTimeText.isWritten(0)).isTrue();
        assertThat(DateTimeText.isWritten(253_402_300_799_999L)).isTrue();
        assertThat(DateTimeText.isWritten(253_402_300_800_000L)).isFalse();
        assertThat(DateTimeText.of(253_402_300_799_999L)).isEqualTo("9999-12-31T23:59:59.999Z");
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
        "2000-02-29t12:00:00z, 2000-02-29T12:00:00Z",
        "2012-12-24T12:15:30.5Z, 2012-12-24T12:15:30.500Z",
        "2012-12-24T12:15:30.05Z, 2012-12-24T12:15:30.050Z",
        "2012-12-24T12:15:30.501000Z, 2012-12-24T12:15:30.501Z",
        "2012-12-24T12:15:30+00:00, 2012-12-24T12:15:30Z",
        "2012-12-24T12:15:30-00:00, 2012-12-24T12:15:30Z",
        "2012-12-24T12:15:30.501+0130, 2012-12-24T10:45:30.501Z",
        "2012-12-24T12:15:30-05, 2012-12-24T17:15:30Z",
        "9999-12-31T23:59:59.999-23:59, +10000-01-01T23:58:59.999Z"
    })
    void dateTimesAreRead(String text, String instant) {
        assertThat(DateTimeText.parse(text)).isEqualTo(Instant.parse(instant).toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2012",
                "2012-12-24",
                "2012-12-24T12:15Z",
                "2012-12-24T12:15:30",
                "2012-12-24 12:15:30Z",
                "2012-12-24T12:15:30 Z",
                "2012-12-24T12:15:30ZZ",
                "2012-12-24T12:15:30.Z",
                "2012-12-24T12:15:30.",
                "2012-12-24T12:15:30.5",
                "2012-12-24T12:15:30.5015Z",
                "2012-12-24T12:15:30,501Z",
                "2012-12-24T24:00:00Z",
                "2012-12-24T12:60:00Z",
                "2012-12-24T12:15:60Z",
                "2012-13-24T12:15:30Z",
                "2012-00-24T12:15:30Z",
                "2012-12-32T12:15:30Z",
                "2012-12-00T12:15:30Z",
                "2011-02-29T12:15:30Z",
                "2012-12-24T12:15:30+",
                "2012-12-24T12:15:30+1",
                "2012-12-24T12:15:30+24:00",
                "2012-12-24T12:15:30+01:60",
                "2012-12-24T12:15:30+01:",
                "2012-12-24T12:15:30+01:0",
                "2012-12-24T12:15:30+01:000",
                "2012-12-24T12:15:30X",
                "12012-12-24T12:15:30Z",
                "+2012-12-24T12:15:30Z",
                "-012-12-24T12:15:30Z",
                "\u0662012-12-24T12:15:30Z"
            })
    void otherTextIsNoDateTime(String text) {
        assertThatThrownBy(() -> DateTimeText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: a date and time of RFC 3339");
    }

    // ---- binary data ----

    @Test
    void base64OfEveryLengthIsReadAndEveryOtherTextRefused() {
        SplittableRandom random = new SplittableRandom(7);
        for (int length = 0; length < 100; length++) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            String text = Base64.getEncoder().encodeToString(data);
            assertThat(BinaryText.parseBase64(text)).isEqualTo(data);
            for (String wrong : new String[] {text + "=", text + "A", text + "\n", " " + text, text + "===="}) {
                assertThatThrownBy(() -> BinaryText.parseBase64(wrong)).isInstanceOf(IllegalArgumentException.class);
            }
            if (text.endsWith("=")) {
                assertThatThrownBy(() -> BinaryText.parseBase64(text.replace("=", "")))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "AA",
                "AAA",
                "AB==",
                "AAB=",
                "A===",
                "=AAA",
                "AA=A",
                "A-A=",
                "A_A=",
                "\u00e9AA=",
                "\u2606AA="
            })
    void base64InAnotherFormIsRefused(String text) {
        assertThatThrownBy(() -> BinaryText.parseBase64(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("(expected: base64 with padding)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "g", "0x", "-1", "+1", "000", "\u0661", "1 "})
    void subtypeInAnotherFormIsRefused(String text) {
        assertThatThrownBy(() -> BinaryText.parseSubtype(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void subtypesAreReadInBothCases() {
        for (int subtype = 0; subtype < 256; subtype++) {
            assertThat(BinaryText.parseSubtype(Integer.toHexString(subtype))).isEqualTo(subtype);
            assertThat(BinaryText.parseSubtype(String.format("%02X", subtype))).isEqualTo(subtype);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "73ffd264-44b3-90e8-e7d1dfc035d4",
                "73ffd264-44b3-4c69-90e8-e7d1dfc035d",
                "73ffd264-44b3-4c69-90e8-e7d1dfc035d45",
                "73ff-d26444b34c69-90e8-e7d1dfc035d4--",
                "g3ffd264-44b3-4c69-90e8-e7d1dfc035d4",
                "{73ffd264-44b3-4c69-90e8-e7d1dfc035}",
                "73ffd264044b304c69090e80e7d1dfc035d4"
            })
    void uuidInAnotherFormIsRefused(String text) {
        assertThatThrownBy(() -> BinaryText.parseUuid(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
