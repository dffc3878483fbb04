package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The 128-bit arithmetic against BigInteger. */
class CoefficientTest {

    private static final BigInteger TWO_TO_128 = BigInteger.ONE.shiftLeft(128);

    @Provide
    Arbitrary<BigInteger> coefficients() {
        return Decimal128Arbitraries.coefficients();
    }

    @Property
    void bigIntegerAndBack(@ForAll("coefficients") BigInteger value) {
        Coefficient coefficient = Coefficient.of(value);
        assertThat(coefficient.toBigInteger()).isEqualTo(value);
        assertThat(coefficient.isZero()).isEqualTo(value.signum() == 0);
        assertThat(coefficient.fitsLong()).isEqualTo(value.bitLength() < 64);
    }

    @Property
    void plusIsModulo(@ForAll("coefficients") BigInteger value, @ForAll long addend) {
        BigInteger sum = value.add(new BigInteger(Long.toUnsignedString(addend)));
        assertThat(Coefficient.of(value).plus(addend).toBigInteger()).isEqualTo(sum.mod(TWO_TO_128));
    }

    @Property
    void withZerosMultiplies(@ForAll("coefficients") BigInteger value, @ForAll @IntRange(max = 34) int count) {
        BigInteger product = value.multiply(BigInteger.TEN.pow(count));
        assertThat(Coefficient.of(value).withZeros(count).toBigInteger()).isEqualTo(product.mod(TWO_TO_128));
    }

    @Property
    void digitsAndTheirText(@ForAll("coefficients") BigInteger value, @ForAll @IntRange(max = 5) int margin) {
        String text = value.toString();
        Coefficient coefficient = Coefficient.of(value);
        assertThat(coefficient.digits()).isEqualTo(text.length());
        byte[] target = new byte[text.length() + 2 * margin];
        coefficient.putDigits(target, margin, text.length());
        assertThat(target)
                .isEqualTo(("\0".repeat(margin) + text + "\0".repeat(margin)).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Property
    void comparesUnsigned(@ForAll("coefficients") BigInteger left, @ForAll("coefficients") BigInteger right) {
        assertThat(Integer.signum(Coefficient.of(left).compareTo(Coefficient.of(right))))
                .isEqualTo(left.compareTo(right));
    }

    /** The estimate behind digits() is a fraction near log10(2): each power of two and of ten is an edge of it. */
    @Example
    void digitsAtEveryEdge() {
        for (int bit = 0; bit < 113; bit++) {
            assertDigitsAround(BigInteger.ONE.shiftLeft(bit));
        }
        for (int power = 0; power < 34; power++) {
            assertDigitsAround(BigInteger.TEN.pow(power));
        }
        assertThat(Coefficient.MAX.toBigInteger())
                .isEqualTo(BigInteger.TEN.pow(34).subtract(BigInteger.ONE));
        assertThat(Coefficient.MAX.digits()).isEqualTo(34);
    }

    private static void assertDigitsAround(BigInteger edge) {
        for (BigInteger value : new BigInteger[] {edge.subtract(BigInteger.ONE), edge, edge.add(BigInteger.ONE)}) {
            assertThat(Coefficient.of(value).digits())
                    .isEqualTo(value.toString().length());
        }
    }
}
