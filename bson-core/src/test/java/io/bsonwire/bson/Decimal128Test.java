package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bits, kinds, strings and equality. The bits of the vectors were computed with another language's decimal type. */
class Decimal128Test {

    @ParameterizedTest
    @CsvSource(textBlock = """
            0, 3040000000000000, 0000000000000000
            1, 3040000000000000, 0000000000000001
            -1, B040000000000000, 0000000000000001
            7, 3040000000000000, 0000000000000007
            10, 3040000000000000, 000000000000000A
            -10, B040000000000000, 000000000000000A
            -0, B040000000000000, 0000000000000000
            0.0, 303E000000000000, 0000000000000000
            -0.000, B03A000000000000, 0000000000000000
            0.1, 303E000000000000, 0000000000000001
            -0.5, B03E000000000000, 0000000000000005
            12.50, 303C000000000000, 00000000000004E2
            1000.000, 303A000000000000, 00000000000F4240
            0.000001, 3034000000000000, 0000000000000001
            0.0000010, 3032000000000000, 000000000000000A
            0.000010, 3034000000000000, 000000000000000A
            1E-7, 3032000000000000, 0000000000000001
            1.0E-7, 3030000000000000, 000000000000000A
            1.20E-7, 302E000000000000, 0000000000000078
            0E+1, 3042000000000000, 0000000000000000
            0.000000, 3034000000000000, 0000000000000000
            0E-7, 3032000000000000, 0000000000000000
            -0E-7, B032000000000000, 0000000000000000
            0E-6176, 0000000000000000, 0000000000000000
            -0E+6111, DFFE000000000000, 0000000000000000
            1E+1, 3042000000000000, 0000000000000001
            1.5E+3, 3044000000000000, 000000000000000F
            -2.500E+10, B04E000000000000, 00000000000009C4
            4E+6111, 5FFE000000000000, 0000000000000004
            -4E-6176, 8000000000000000, 0000000000000004
            1.1E+6112, 5FFE000000000000, 000000000000000B
            999999999999999999, 3040000000000000, 0DE0B6B3A763FFFF
            1000000000000000000, 3040000000000000, 0DE0B6B3A7640000
            9223372036854775807, 3040000000000000, 7FFFFFFFFFFFFFFF
            9223372036854775808, 3040000000000000, 8000000000000000
            -9223372036854775808, B040000000000000, 8000000000000000
            18446744073709551615, 3040000000000000, FFFFFFFFFFFFFFFF
            18446744073709551616, 3040000000000001, 0000000000000000
            -18446744073709551617, B040000000000001, 0000000000000001
            9999999999999999999999999999999999, 3041ED09BEAD87C0, 378D8E63FFFFFFFF
            -9999999999999999999999999999999999, B041ED09BEAD87C0, 378D8E63FFFFFFFF
            1000000000000000000000000000000000, 3040314DC6448D93, 38C15B0A00000000
            0.9999999999999999999999999999999999, 2FFDED09BEAD87C0, 378D8E63FFFFFFFF
            3141592653589793238462643383279.503, 303A9AE4795796A7, BABE5564E6F39F8F
            -2.718281828459045235360287471352662, AFFE86058A4BF4DE, 4E906ACCB26ABB56
            0.00000141421356237309504880168872420970, 2FF406F8FD0C1498, DED30181819BA66A
            1.414213562373095048801688724209698E-7, 2FF045B9E278CDF8, B43E0F0F10148022
            9.999999999999999999999999999999999E+6144, 5FFFED09BEAD87C0, 378D8E63FFFFFFFF
            1.000000000000000000000000000000000E-6143, 0000314DC6448D93, 38C15B0A00000000
            NaN, 7C00000000000000, 0000000000000000
            Infinity, 7800000000000000, 0000000000000000
            -Infinity, F800000000000000, 0000000000000000
            """)
    void stringAndBitsCorrespond(String text, String high, String low) {
        Decimal128 value = bits(high, low);
        assertThat(value).hasToString(text);
        assertThat(Decimal128.parse(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            10^34 in the short form, 3041ED09BEAD87C0, 378D8E6400000000, 0
            all coefficient bits in the short form, B041FFFFFFFFFFFF, FFFFFFFFFFFFFFFF, -0
            short form with a high limb just above, 303FED09BEAD87C1, 0000000000000000, 0.0
            long form with no coefficient bits, 6C10000000000000, 0000000000000000, 0
            long form with all coefficient bits, EC107FFFFFFFFFFF, FFFFFFFFFFFFFFFF, -0
            long form with the lowest exponent, 6000000000000000, 0000000000000001, 0E-6176
            long form with the highest exponent, 77FF800000000000, 0000000000000001, 0E+6111
            long form with exponent 2, 6C11000000000000, 0000000000000000, 0E+2
            """)
    void coefficientsThatAreNotCanonicalReadAsZero(String what, String high, String low, String text) {
        Decimal128 value = bits(high, low);
        assertThat(value).as(what).hasToString(text);
        assertThat(value.isZero()).isTrue();
        assertThat(value.isFinite()).isTrue();
        assertThat(value.isNegative()).isEqualTo(text.startsWith("-"));
        assertThat(Long.toHexString(value.highBits())).isEqualToIgnoringCase(high);
        assertThat(value).isEqualByComparingTo(Decimal128.parse(text)).isNotEqualTo(Decimal128.parse(text));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            7C00000000000000, NaN
            7DFFFFFFFFFFFFFF, NaN
            7E00000000000000, NaN
            7FFFFFFFFFFFFFFF, NaN
            FC00000000000001, NaN
            FE00000000000000, NaN
            7800000000000001, Infinity
            7BFFFFFFFFFFFFFF, Infinity
            F800000000000001, -Infinity
            FBFFFFFFFFFFFFFF, -Infinity
            """)
    void specialsKeepBitsThatMeanNothing(String high, String text) {
        Decimal128 value = bits(high, "FFFFFFFFFFFFFFFF");
        assertThat(value).hasToString(text);
        assertThat(value.isNaN()).isEqualTo(text.equals("NaN"));
        assertThat(value.isInfinite()).isNotEqualTo(text.equals("NaN"));
        assertThat(value.isFinite()).isFalse();
        assertThat(value.isZero()).isFalse();
        assertThat(value.highBits()).isEqualTo(Long.parseUnsignedLong(high, 16));
        assertThat(value.lowBits()).isEqualTo(-1);
    }

    /** All upper halves of the high bits: the fields that decide the kind, by the words of the layout table. */
    @Test
    void everyCombinationFieldHasOneKind() {
        for (int top = 0; top < 1 << 16; top++) {
            Decimal128 value = Decimal128.ofBits((long) top << 48, 1);
            String field = Integer.toBinaryString(top | 1 << 16).substring(2, 7);
            assertThat(value.isNaN()).isEqualTo(field.equals("11111"));
            assertThat(value.isInfinite()).isEqualTo(field.equals("11110"));
            assertThat(value.isFinite()).isEqualTo(!field.startsWith("1111"));
            // In the short form bit 48 belongs to the coefficient and 2^112 + 1 is still below 10^34.
            assertThat(value.isZero()).isEqualTo(field.startsWith("11") && !field.startsWith("1111"));
            assertThat(value.isNegative()).isEqualTo(top >= 1 << 15);
        }
    }

    @Test
    void constants() {
        assertThat(Decimal128.NAN).isEqualTo(bits("7C00000000000000", "0"));
        assertThat(Decimal128.POSITIVE_INFINITY).isEqualTo(bits("7800000000000000", "0"));
        assertThat(Decimal128.NEGATIVE_INFINITY).isEqualTo(bits("F800000000000000", "0"));
        assertThat(Decimal128.POSITIVE_ZERO).isEqualTo(bits("3040000000000000", "0"));
        assertThat(Decimal128.NEGATIVE_ZERO).isEqualTo(bits("B040000000000000", "0"));
        assertThat(Decimal128.MAX).isEqualTo(bits("5FFFED09BEAD87C0", "378D8E63FFFFFFFF"));
        assertThat(Decimal128.MIN).isEqualTo(bits("DFFFED09BEAD87C0", "378D8E63FFFFFFFF"));
        assertThat(Decimal128.MIN_POSITIVE).isEqualTo(bits("0000000000000000", "1"));
    }

    @Test
    void signOfZeroAndNaNShows() {
        assertThat(Decimal128.NEGATIVE_ZERO.isNegative()).isTrue();
        assertThat(Decimal128.NEGATIVE_ZERO.isZero()).isTrue();
        assertThat(Decimal128.POSITIVE_ZERO.isNegative()).isFalse();
        assertThat(Decimal128.parse("-NaN").isNegative()).isTrue();
        assertThat(Decimal128.NAN.isNegative()).isFalse();
    }

    @Test
    void equalityIsThatOfBits() {
        Decimal128 value = Decimal128.ofBits(0x3040_0000_0000_0001L, 2);
        assertThat(value)
                .isEqualTo(Decimal128.ofBits(0x3040_0000_0000_0001L, 2))
                .hasSameHashCodeAs(Decimal128.ofBits(0x3040_0000_0000_0001L, 2))
                .isNotEqualTo(Decimal128.ofBits(0x3040_0000_0000_0001L, 3))
                .isNotEqualTo(Decimal128.ofBits(0x3040_0000_0000_0002L, 2))
                .isNotEqualTo(null)
                .isNotEqualTo("2");
        assertThat(Decimal128.parse("1.0")).isNotEqualTo(Decimal128.parse("1.00"));
        assertThat(Decimal128.POSITIVE_ZERO).isNotEqualTo(Decimal128.NEGATIVE_ZERO);
        assertThat(Decimal128.NAN).isEqualTo(Decimal128.parse("nan")).isNotEqualTo(Decimal128.parse("-nan"));
    }

    @Test
    void javaSerializationKeepsAllBits() throws Exception {
        Decimal128 value = Decimal128.ofBits(0xFE12_3456_789A_BCDEL, 0x0FED_CBA9_8765_4321L);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(value);
        }
    }

    private static Decimal128 bits(String high, String low) {
        return Decimal128.ofBits(Long.parseUnsignedLong(high, 16), Long.parseUnsignedLong(low, 16));
    }

    @Test
    void hashCodeTakesInAllBits() {
        Set<Integer> hashes = new HashSet<>();
        for (int bit = 0; bit < 64; bit++) {
            hashes.add(Decimal128.ofBits(1L << bit, 0).hashCode());
            hashes.add(Decimal128.ofBits(0, 1L << bit).hashCode());
        }
        assertThat(hashes).as("those of 128 values of one bit each").hasSizeGreaterThan(60);
    }
}
