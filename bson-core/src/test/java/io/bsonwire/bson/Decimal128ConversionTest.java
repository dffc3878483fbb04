package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways from and to Java's numbers. */
class Decimal128ConversionTest {

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, -1, 42, 1L << 62, Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MIN_VALUE, Long.MIN_VALUE + 1})
    void longs(long value) {
        Decimal128 decimal = Decimal128.of(value);
        assertThat(decimal).hasToString(Long.toString(value)).isEqualTo(Decimal128.parse(Long.toString(value)));
        assertThat(decimal.longValue()).isEqualTo(value);
        assertThat(decimal.toBigDecimal()).isEqualTo(BigDecimal.valueOf(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0.000",
                "0E+6111",
                "0E-6176",
                "1.50",
                "-1.50",
                "1E+6111",
                "-1E-6176",
                "9223372036854775807",
                "-9223372036854775808",
                "9223372036854775808.0",
                "1234567890123456789012345678901234",
                "-9.999999999999999999999999999999999E+6144"
            })
    void bigDecimalsKeepTheirScale(String text) {
        BigDecimal value = new BigDecimal(text);
        assertThat(Decimal128.of(value)).hasToString(text);
        assertThat(Decimal128.of(value).toBigDecimal()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            1E+6112, 1.0E+6112
            -25E+6130, -2.50000000000000000000E+6131
            1E+6144, 1.000000000000000000000000000000000E+6144
            10E-6177, 1E-6176
            -12000E-6179, -1.2E-6175
            12345678901234567890123456789012340, 1.234567890123456789012345678901234E+34
            1.0000000000000000000000000000000000000, 1.000000000000000000000000000000000
            0E+6112, 0E+6111
            0E-6177, 0E-6176
            0E+2147483647, 0E+6111
            0E-2147483647, 0E-6176
            """)
    void bigDecimalsBeyondTheExponentsAreBroughtIn(BigDecimal value, String expected) {
        assertThat(Decimal128.of(value)).hasToString(expected).isEqualTo(Decimal128.parse(value.toString()));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            1E+6145, decimal128 out of range: 1E+6145 (
            -12E+6144, decimal128 out of range: -1.2E+6145 (
            1E+2147483647, decimal128 out of range: 1E+2147483647 (
            1E-6177, decimal128 would have to be rounded: 1E-6177 (
            -15E-6177, decimal128 would have to be rounded: -1.5E-6176 (
            1E-2147483647, decimal128 would have to be rounded: 1E-2147483647 (
            12345678901234567890123456789012345, decimal128 would have to be rounded: 12345678901234567890123456789012345 (
            12345678901234567890123456789012342, decimal128 would have to be rounded: 12345678901234567890123456789012342 (
            """)
    void bigDecimalsThatDoNotFit(BigDecimal value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decimal128.of(value))
                .withMessageStartingWith(message);
    }

    @Test
    void scalesAtTheEndsOfInt() {
        assertThat(Decimal128.of(new BigDecimal(BigInteger.ZERO, Integer.MIN_VALUE)))
                .hasToString("0E+6111");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decimal128.of(new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE)))
                .withMessageStartingWith("decimal128 out of range: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decimal128.of(new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE)))
                .withMessageStartingWith("decimal128 would have to be rounded: ");
    }

    @Test
    void hugeBigDecimalsAreCheap() {
        BigInteger power = BigInteger.TEN.pow(300_000);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertThat(Decimal128.of(new BigDecimal(power.multiply(BigInteger.valueOf(-12)), 300_000)))
                    .hasToString("-12.00000000000000000000000000000000");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Decimal128.of(new BigDecimal(power.add(BigInteger.ONE), 300_000)))
                    .withMessageStartingWith(
                            "decimal128 would have to be rounded: a BigDecimal of about 299990 digits and scale 300000 (");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Decimal128.of(new BigDecimal(BigInteger.ONE.shiftLeft(900_000))))
                    .withMessageStartingWith(
                            "decimal128 out of range: a BigDecimal of about 270919 digits and scale 0 (");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Decimal128.of(new BigDecimal(BigInteger.ONE.shiftLeft(900_000), 270_000)))
                    .withMessageStartingWith(
                            "decimal128 would have to be rounded: a BigDecimal of about 270919 digits and scale 270000 (");
        });
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            -0, 0
            -0.00, 0.00
            -0E+6111, 0E+6111
            0E-6176, 0E-6176
            """)
    void zerosLoseTheirSignInBigDecimalAndNothingElse(String text, BigDecimal expected) {
        assertThat(Decimal128.parse(text).toBigDecimal()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity"})
    void specialsHaveNoBigDecimal(String text) {
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> Decimal128.parse(text).toBigDecimal())
                .withMessage("decimal128 without a BigDecimal: " + text + " (expected: a finite number)");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            0, 0
            -0, 0
            -0E+6111, 0
            NaN, 0
            -NaN, 0
            Infinity, 9223372036854775807
            -Infinity, -9223372036854775808
            1.999, 1
            -1.999, -1
            0.9999999999999999999999999999999999, 0
            -1E-6176, 0
            1E+18, 1000000000000000000
            1E+19, 9223372036854775807
            -1E+6111, -9223372036854775808
            9223372036854775806.9, 9223372036854775806
            9223372036854775807.9, 9223372036854775807
            9223372036854775808, 9223372036854775807
            -9223372036854775808, -9223372036854775808
            -9223372036854775808.9, -9223372036854775808
            -9223372036854775809, -9223372036854775808
            9999999999999999999, 9223372036854775807
            9999999999999999999999999999999999, 9223372036854775807
            123456789.123456789E+4, 1234567891234
            """)
    void longValueTruncatesAndSaturates(String text, long expected) {
        Decimal128 value = Decimal128.parse(text);
        assertThat(value.longValue()).isEqualTo(expected);
        assertThat(value.intValue())
                .isEqualTo((int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, expected)));
    }

    @Test
    void smallIntegersFollowFromInt() {
        assertThat(Decimal128.parse("-7.9").shortValue()).isEqualTo((short) -7);
        assertThat(Decimal128.parse("127.9").byteValue()).isEqualTo((byte) 127);
        assertThat(Decimal128.parse("2147483647.5").intValue()).isEqualTo(Integer.MAX_VALUE);
        assertThat(Decimal128.parse("-2147483649").intValue()).isEqualTo(Integer.MIN_VALUE);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            0, 0.0
            -0, -0.0
            -0.00, -0.0
            0.1, 0.1
            -12.5, -12.5
            1E+308, 1e308
            1E+309, Infinity
            -1E+6144, -Infinity
            1E-6176, 0.0
            -1E-6176, -0.0
            4.9E-324, 4.9e-324
            Infinity, Infinity
            -Infinity, -Infinity
            NaN, NaN
            -NaN, NaN
            9007199254740993, 9007199254740992
            9007199254740993.000000000000000001, 9007199254740994
            """)
    void doubleValueIsTheNearest(String text, Double expected) {
        assertThat(Decimal128.parse(text).doubleValue()).isEqualTo(expected);
    }

    /** Just above the middle of two floats, where rounding to double first would land on the middle and go down. */
    @Test
    void floatValueIsRoundedOnce() {
        Decimal128 value = Decimal128.parse("16777217.0000000001");
        assertThat((float) value.doubleValue()).isEqualTo(16777216f);
        assertThat(value.floatValue()).isEqualTo(16777218f);
        assertThat(Decimal128.NAN.floatValue()).isNaN();
        assertThat(Decimal128.NEGATIVE_ZERO.floatValue()).isEqualTo(-0.0f);
        assertThat(Decimal128.MIN.floatValue()).isEqualTo(Float.NEGATIVE_INFINITY);
    }
}
