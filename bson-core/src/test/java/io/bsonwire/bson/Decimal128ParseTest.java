package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar, exact rounding, clamping, and strings made to hurt. */
class Decimal128ParseTest {

    private static final int MEGA = 1_000_000;
    private static final String NINES_34 = "9".repeat(34);

    @ParameterizedTest
    @CsvSource(textBlock = """
            +5, 5
            5., 5
            .5, 0.5
            -.5, -0.5
            +0.5, 0.5
            007, 7
            -000.70, -0.70
            00000000000000000000000000000000000000000000001, 1
            0.00000000000000000000000000000000000000000000001, 1E-47
            3e4, 3E+4
            3E4, 3E+4
            3e+4, 3E+4
            3e-4, 0.0003
            3.e2, 3E+2
            .3e2, 3E+1
            300e-2, 3.00
            1e00000000000000000000000000000000002, 1E+2
            1e-0, 1
            12345678901234567.8, 12345678901234567.8
            123456789012345678.9, 123456789012345678.9
            1234567890.123456789012345678901234, 1234567890.123456789012345678901234
            -000000000123456789.012345678e-3, -123456.789012345678
            """)
    void numbersInEveryForm(String text, String canonical) {
        assertThat(Decimal128.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nan", "NaN", "NAN", "+nan", "+NaN"})
    void nan(String text) {
        assertThat(Decimal128.parse(text)).isEqualTo(Decimal128.NAN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inf", "INF", "iNf", "+Inf", "infinity", "INFINITY", "+infiNIty"})
    void infinity(String text) {
        assertThat(Decimal128.parse(text)).isEqualTo(Decimal128.POSITIVE_INFINITY);
        assertThat(Decimal128.parse("-" + text.replace("+", ""))).isEqualTo(Decimal128.NEGATIVE_INFINITY);
    }

    @Test
    void minusNaNHasItsSign() {
        assertThat(Decimal128.parse("-nAn")).isEqualTo(Decimal128.ofBits(0xFC00_0000_0000_0000L, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+",
                "-",
                ".",
                "+.",
                "e",
                "E5",
                ".e1",
                "-.E1",
                "1e",
                "1e+",
                "1e-",
                "1e+-1",
                "1e1e1",
                "1e1.5",
                "1e.5",
                "1..2",
                "1.2.3",
                ".1.",
                "..",
                "--1",
                "+-1",
                "1-",
                "1+1",
                "- 1",
                " 1",
                "1 ",
                "1 2",
                "1_000",
                "1,5",
                "0x1F",
                "1f",
                "1d",
                "1L",
                "1e5x",
                "1\n",
                "\t1",
                "1\0",
                "nanx",
                "nan1",
                "na",
                "n",
                "snan",
                "qnan",
                "i",
                "in",
                "infi",
                "infinit",
                "infinityy",
                "inf inity",
                "1inf",
                "1nan",
                ".inf",
                "--inf",
                "+-nan",
                "zero",
                "e",
                "@",
                "[",
                "`"
            })
    void malformed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decimal128.parse(text))
                .withMessageStartingWith("malformed decimal128: \"" + text + "\" (expected: ");
    }

    /** Letters and digits that Unicode's case folding and digit values would take for ASCII ones. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0131nf",
                "\u0130nf",
                "\u0131nf\u0131n\u0131ty",
                "na\uFF4E",
                "\uFF11",
                "\u0661",
                "1e\u0662",
                "1\uFF45" + "5",
                "\u22121",
                "1\u00B2",
                "\u00A01",
                "1\uD835\uDFCF",
                "\uFEFF1",
                "1\u066B5"
            })
    void lookalikesAreMalformed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decimal128.parse(text))
                .withMessageStartingWith("malformed decimal128: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1..2    | malformed decimal128: "1..2" (expected: the end of the string at index 2)
            -x      | malformed decimal128: "-x" (expected: a digit, NaN, Inf or Infinity at index 1)
            -       | malformed decimal128: "-" (expected: a digit at index 1)
            1.5e+   | malformed decimal128: "1.5e+" (expected: a digit of the exponent at index 5)
            1e6145  | decimal128 out of range: "1e6145" (expected: a magnitude below 1E+6145)
            1e-6177 | decimal128 would have to be rounded: "1e-6177" (expected: at most 34 significant digits, none of them below 1E-6176)
            """)
    void messagesNameTheTextAndTheCondition(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decimal128.parse(text))
                .withMessage(message);
    }

    @Test
    void messagesStayShort() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decimal128.parse("1".repeat(64) + "x"))
                .withMessage("malformed decimal128: \"" + "1".repeat(64)
                        + "\"... (65 characters) (expected: the end of the string at index 64)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decimal128.parse("1".repeat(64)))
                .withMessageContaining("\"" + "1".repeat(64) + "\" (expected: ");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            12345678901234567890123456789012340, 1.234567890123456789012345678901234E+34
            1.2345678901234567890123456789012340, 1.234567890123456789012345678901234
            -12345678901234567890123456789012340000e-4, -1234567890123456789012345678901234
            99999999999999999999999999999999990, 9.999999999999999999999999999999999E+34
            1000000000000000000000000000000000000, 1.000000000000000000000000000000000E+36
            1.00000000000000000000000000000000000, 1.000000000000000000000000000000000
            0.00000000000000000000000000000000000000, 0E-38
            10e-6177, 1E-6176
            1.50e-6175, 1.5E-6175
            -1000e-6179, -1E-6176
            123000000000000000000000000000000000e-6179, 1.23000000000000000000000000000000E-6144
            10000000000000000000000000000000000e-6210, 1E-6176
            1000000000000000000000000000000000e-6209, 1E-6176
            """)
    void zerosAtTheEndMayGo(String text, String canonical) {
        assertThat(Decimal128.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678901234567890123456789012345",
                "10000000000000000000000000000000001",
                "1.0000000000000000000000000000000001",
                "-99999999999999999999999999999999999",
                "123456789012345678901234567890123401",
                "1234567890123456789012345678901234000000005",
                "0.012345678901234567890123456789012345",
                "1e-6177",
                "-11e-6177",
                "1.5e-6176",
                "10e-6178",
                "1e-7000",
                "1e-999999999",
                "100000000000000000000000000000000001e-6177"
            })
    void otherDigitsMayNot(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decimal128.parse(text))
                .withMessageStartingWith("decimal128 would have to be rounded: \"" + text + "\" (expected: ");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            1e6111, 1E+6111
            1e6112, 1.0E+6112
            -12e6113, -1.200E+6114
            1e6144, 1.000000000000000000000000000000000E+6144
            9e6144, 9.000000000000000000000000000000000E+6144
            1234567890123456789012345678901234e6111, 1.234567890123456789012345678901234E+6144
            123456789012345678901234567890123e6112, 1.234567890123456789012345678901230E+6144
            123456789012345678901234567890123400e6109, 1.234567890123456789012345678901234E+6144
            0.001e6147, 1.000000000000000000000000000000000E+6144
            """)
    void largeExponentsAreLoweredByZeros(String text, String canonical) {
        assertThat(Decimal128.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e6145",
                "-1e6145",
                "12e6144",
                "1234567890123456789012345678901234e6112",
                "12345678901234567890123456789012340e6111",
                "0.01e6147",
                "1e9999999999999999999",
                "-1E+9999999999999999999999999999999999999999",
                "7e2147483647",
                "7e2147483648",
                "7e9223372036854775807",
                "7e18446744073709551617"
            })
    void outOfRange(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decimal128.parse(text))
                .withMessageStartingWith("decimal128 out of range: \"" + text + "\" (expected: ");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            0e6111, 0E+6111
            0e6112, 0E+6111
            -0e7000, -0E+6111
            0e-6176, 0E-6176
            0e-6177, 0E-6176
            -0.00e-6175, -0E-6176
            0.000e6114, 0E+6111
            0000.0000e6116, 0E+6111
            -0e9999999999999999999, -0E+6111
            0e-9999999999999999999, 0E-6176
            0e18446744073709551616, 0E+6111
            """)
    void zerosGetTheNearestExponent(String text, String canonical) {
        assertThat(Decimal128.parse(text)).hasToString(canonical);
    }

    /** A million characters each; time that grows with their square would take minutes. */
    @Test
    void hugeStringsAreReadInLinearTime() {
        String zeros = "0".repeat(MEGA);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThat(Decimal128.parse(zeros)).isEqualTo(Decimal128.POSITIVE_ZERO);
            assertThat(Decimal128.parse(zeros + "1")).hasToString("1");
            assertThat(Decimal128.parse("1" + "0".repeat(6144)))
                    .hasToString("1.000000000000000000000000000000000E+6144");
            assertThat(Decimal128.parse("." + zeros)).hasToString("0E-6176");
            assertThat(Decimal128.parse("1." + zeros)).hasToString("1.000000000000000000000000000000000");
            assertThat(Decimal128.parse(NINES_34 + zeros + "e-" + MEGA)).hasToString(NINES_34);
            assertThat(Decimal128.parse("." + zeros + NINES_34 + "e" + (MEGA + 34)))
                    .hasToString(NINES_34);
            assertThat(Decimal128.parse("1e" + zeros + "3")).hasToString("1E+3");
            assertRefused("9".repeat(MEGA), "out of range");
            assertRefused("." + "9".repeat(MEGA), "would have to be rounded");
            assertRefused("1" + zeros, "out of range");
            assertRefused("." + zeros + "1", "would have to be rounded");
            assertRefused("1e" + "9".repeat(MEGA), "out of range");
            assertRefused("1e-" + "9".repeat(MEGA), "would have to be rounded");
            assertRefused("1" + zeros + "1e-" + MEGA, "would have to be rounded");
            assertRefused("-".repeat(MEGA), "malformed");
            assertRefused("9".repeat(MEGA) + "x", "malformed");
            assertRefused("i".repeat(MEGA), "malformed");
        });
    }

    private static void assertRefused(String text, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decimal128.parse(text))
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }
}
