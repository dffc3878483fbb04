package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The total order: numbers by value, with a place for minus zero, the infinities and NaN. */
class Decimal128OrderTest {

    /** Each line is one place in the order, the lowest first. */
    private static final List<List<String>> ASCENDING = List.of(
            List.of("-Infinity"),
            List.of("-9.999999999999999999999999999999999E+6144"),
            List.of("-1E+6111", "-10E+6110", "-1000000000000000000000000000000000E+6078"),
            List.of("-1000000000000000000000000000000001"),
            List.of("-1E+33", "-1000000000000000000000000000000000"),
            List.of("-2.01", "-2.0100"),
            List.of("-2", "-2.0", "-2.00"),
            List.of("-1.99"),
            List.of("-1E-6176"),
            List.of("-0", "-0.00", "-0E+6111", "-0E-6176"),
            List.of("0", "0.00", "0E+6111", "0E-6176"),
            List.of("1E-6176"),
            List.of("9E-6176"),
            List.of("1E-6175", "10E-6176"),
            List.of("0.1", "0.10", "1000000000000000000000000000000000E-34"),
            List.of("0.1000000000000000000000000000000001"),
            List.of("1.99"),
            List.of("2", "2.0", "2.000000000000000000000000000000000"),
            List.of("18446744073709551615"),
            List.of("18446744073709551616", "18446744073709551616.0"),
            List.of("18446744073709551617"),
            List.of("9999999999999999999999999999999999"),
            List.of("1E+34", "1000000000000000000000000000000000E+1"),
            List.of("9.999999999999999999999999999999999E+6144"),
            List.of("Infinity"),
            List.of("NaN", "-NaN"));

    @Test
    void everyPairHasItsOrder() {
        for (int i = 0; i < ASCENDING.size(); i++) {
            for (int j = 0; j < ASCENDING.size(); j++) {
                for (String left : ASCENDING.get(i)) {
                    for (String right : ASCENDING.get(j)) {
                        assertThat(Integer.signum(Decimal128.parse(left).compareTo(Decimal128.parse(right))))
                                .as("%s against %s", left, right)
                                .isEqualTo(Integer.compare(i, j));
                    }
                }
            }
        }
    }

    @Test
    void bitsThatMeanNothingDoNotCount() {
        assertThat(Decimal128.ofBits(0x7800_0000_0000_1234L, 5)).isEqualByComparingTo(Decimal128.POSITIVE_INFINITY);
        assertThat(Decimal128.ofBits(0xFE00_0000_0000_1234L, 5)).isEqualByComparingTo(Decimal128.NAN);
        assertThat(Decimal128.ofBits(0x6C10_0000_0000_0000L, 9)).isEqualByComparingTo(Decimal128.POSITIVE_ZERO);
        assertThat(Decimal128.ofBits(0x6C10_0000_0000_0000L, 9)).isLessThan(Decimal128.MIN_POSITIVE);
    }
}
