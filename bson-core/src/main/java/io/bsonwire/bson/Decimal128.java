package io.bsonwire.bson;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A BSON decimal128: an IEEE 754-2008 128-bit decimal floating point number in the binary integer (BID) encoding, by the
 * BSON Decimal128 specification.
 *
 * <p>A finite number is a sign, a coefficient of at most 34 digits and an exponent from -6176 to 6111: it stands for
 * coefficient times 10<sup>exponent</sup>. Trailing zeros count: {@code 1.0} and {@code 1.00} are different values of
 * the same number. The 128 bits, from the highest one:
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><th>Bits</th><th>Content</th></tr>
 * <tr><td>127</td><td>sign, 1 = negative</td></tr>
 * <tr><td>126-113</td><td>exponent + 6176, if bits 126-125 are not both 1; the coefficient follows in bits 112-0</td></tr>
 * <tr><td>126-125 = 11</td><td>exponent + 6176 in bits 124-111, if bits 124-123 are not both 1; the coefficient would
 * be 2<sup>113</sup> or more, which is beyond 34 digits</td></tr>
 * <tr><td>126-122 = 11110</td><td>infinity, the other bits mean nothing</td></tr>
 * <tr><td>126-122 = 11111</td><td>NaN, signalling if bit 121 is set; the other bits are a payload</td></tr>
 * </table>
 *
 * <p>A coefficient above 10<sup>34</sup> - 1 is not canonical and reads as zero, with the sign and the exponent that
 * are there.
 *
 * <p><b>What keeps what.</b> {@link #ofBits}, {@link #highBits} and {@link #lowBits} keep each of the 2<sup>128</sup>
 * patterns, and so do BSON bytes. {@link #toString} and {@link #parse} keep every canonical finite number, minus zero
 * and the infinities included, but not the bits of NaNs, nor those that mean nothing. {@link #toBigDecimal} keeps the
 * number and the exponent of finite numbers, but not the sign of a zero.
 *
 * <p>{@link #equals} compares bits; {@link #compareTo} compares numbers. Immutable and safe for use by many threads.
 */
public final class Decimal128 extends Number implements Comparable<Decimal128> {

    private static final long serialVersionUID = 1L;

    private static final long SIGN = 1L << 63;
    private static final long LARGE_FORM = 0b11L << 61;
    private static final long SPECIAL = 0b11110L << 58;
    private static final long SPECIAL_MASK = 0b11111L << 58;
    private static final long NAN_BITS = 0b11111L << 58;

    private static final int EXPONENT_SHIFT = 49;
    private static final int LARGE_FORM_EXPONENT_SHIFT = 47;
    private static final int EXPONENT_MASK = 0x3FFF;
    private static final int EXPONENT_BIAS = 6176;
    private static final long COEFFICIENT_MASK = (1L << EXPONENT_SHIFT) - 1;

    /** The decimal digits of 2^63, the longest ones that {@link #longValue} has to look at. */
    private static final int LONG_DIGITS = 19;

    /** The quiet NaN with no payload. */
    public static final Decimal128 NAN = new Decimal128(NAN_BITS, 0);

    /** What {@code -NaN} reads as; {@link #toString} does not show the sign. */
    static final Decimal128 NEGATIVE_NAN = new Decimal128(SIGN | NAN_BITS, 0);

    /** Infinity. */
    public static final Decimal128 POSITIVE_INFINITY = new Decimal128(SPECIAL, 0);

    /** Minus infinity. */
    public static final Decimal128 NEGATIVE_INFINITY = new Decimal128(SIGN | SPECIAL, 0);

    /** Zero with exponent 0. */
    public static final Decimal128 POSITIVE_ZERO = finite(false, 0, Coefficient.ZERO);

    /** Minus zero with exponent 0. */
    public static final Decimal128 NEGATIVE_ZERO = finite(true, 0, Coefficient.ZERO);

    /** The largest finite number, 9.999999999999999999999999999999999E+6144. */
    public static final Decimal128 MAX = finite(false, DecimalFit.MAX_EXPONENT, Coefficient.MAX);

    /** The smallest finite number: minus {@link #MAX}. */
    public static final Decimal128 MIN = finite(true, DecimalFit.MAX_EXPONENT, Coefficient.MAX);

    /** The smallest number above zero, 1E-6176. */
    public static final Decimal128 MIN_POSITIVE = finite(false, DecimalFit.MIN_EXPONENT, new Coefficient(0, 1));

    /** The high 64 of the 128 bits. */
    private final long high;
    /** The low 64 of the 128 bits. */
    private final long low;

    private Decimal128(long high, long low) {
        this.high = high;
        this.low = low;
    }

    /**
     * Returns the value with exactly these bits. Each pattern is a value.
     *
     * @param high bits 127 to 64: sign, exponent and the top of the coefficient; the last 8 bytes in BSON
     * @param low bits 63 to 0; the first 8 bytes in BSON
     * @return the value
     */
    public static Decimal128 ofBits(long high, long low) {
        return new Decimal128(high, low);
    }

    /** Makes a canonical finite number from a coefficient up to 10^34 - 1 and an exponent from -6176 to 6111. */
    static Decimal128 finite(boolean negative, int exponent, Coefficient coefficient) {
        long biased = (long) (exponent + EXPONENT_BIAS) << EXPONENT_SHIFT;
        return new Decimal128((negative ? SIGN : 0) | biased | coefficient.high(), coefficient.low());
    }

    /**
     * Returns {@code value} with exponent 0.
     *
     * @param value any long
     * @return the same number
     */
    public static Decimal128 of(long value) {
        // The magnitude of Long.MIN_VALUE is right as an unsigned number.
        return finite(value < 0, 0, new Coefficient(0, Math.abs(value)));
    }

    /**
     * Returns {@code value} exactly. The scale stays what it is wherever decimal128 has the exponent for it; otherwise
     * zeros are appended to the digits, or trailing zeros dropped, until it fits. The scale of a zero is brought to the
     * nearest one that decimal128 has.
     *
     * @param value the number
     * @return the same number
     * @throws IllegalArgumentException if the magnitude is 1E+6145 or more, or if there is a digit other than zero
     *     behind the first 34 ones or below 1E-6176
     */
    public static Decimal128 of(BigDecimal value) {
        return BigDecimalConversion.toDecimal128(value);
    }

    /**
     * Reads a numeric string of the BSON Decimal128 specification: an optional sign, then digits with an optional point
     * among, before or behind them and an optional exponent ({@code E}, sign, digits), or {@code NaN}, {@code Inf} or
     * {@code Infinity}; letters in any case, no spaces.
     *
     * <p>The exponent of the last digit is kept where decimal128 has it. A larger one is lowered by zeros behind the
     * digits; a smaller one, and more than 34 digits, need zeros at the end that can be dropped. A zero gets the nearest
     * exponent. Nothing is ever rounded. The time is linear in the length of the string.
     *
     * @param text the string
     * @return the number; {@code -NaN} has its sign bit set
     * @throws IllegalArgumentException if the string has another form, if the magnitude is 1E+6145 or more, or if there
     *     is a digit other than zero behind the first 34 ones or below 1E-6176
     */
    public static Decimal128 parse(String text) {
        return Decimal128Parser.parse(text);
    }

    /**
     * Returns bits 127 to 64.
     *
     * @return sign, exponent and the top of the coefficient; the last 8 bytes in BSON
     */
    public long highBits() {
        return high;
    }

    /**
     * Returns bits 63 to 0.
     *
     * @return the lower part of the coefficient; the first 8 bytes in BSON
     */
    public long lowBits() {
        return low;
    }

    /**
     * Whether this is a NaN, quiet or signalling, of either sign.
     *
     * @return true for NaN
     */
    public boolean isNaN() {
        return (high & SPECIAL_MASK) == NAN_BITS;
    }

    /**
     * Whether this is infinity or minus infinity.
     *
     * @return true for an infinity
     */
    public boolean isInfinite() {
        return (high & SPECIAL_MASK) == SPECIAL;
    }

    /**
     * Whether this is a number and not an infinity.
     *
     * @return false for NaN and for an infinity
     */
    public boolean isFinite() {
        return (high & SPECIAL) != SPECIAL;
    }

    /**
     * Whether the sign bit is set, which minus zero and a NaN may have too.
     *
     * @return true if the sign bit is set
     */
    public boolean isNegative() {
        return high < 0;
    }

    /**
     * Whether this is a zero of either sign and any exponent, a coefficient that is not canonical included.
     *
     * @return true for zeros
     */
    public boolean isZero() {
        return isFinite() && coefficient().isZero();
    }

    private boolean isLargeForm() {
        return (high & LARGE_FORM) == LARGE_FORM;
    }

    /** Returns the exponent of a finite number. */
    private int exponent() {
        int shift = isLargeForm() ? LARGE_FORM_EXPONENT_SHIFT : EXPONENT_SHIFT;
        return ((int) (high >>> shift) & EXPONENT_MASK) - EXPONENT_BIAS;
    }

    /** Returns the coefficient of a finite number. */
    private Coefficient coefficient() {
        if (isLargeForm()) {
            return Coefficient.ZERO;
        }
        Coefficient coefficient = new Coefficient(high & COEFFICIENT_MASK, low);
        return coefficient.compareTo(Coefficient.MAX) <= 0 ? coefficient : Coefficient.ZERO;
    }

    /**
     * Returns this number exactly, with the negated exponent as the scale. BigDecimal has no minus zero: each zero
     * becomes one without a sign, with its scale. Ask {@link #isNegative}, or keep the bits, where that sign matters.
     *
     * @return the same number
     * @throws ArithmeticException if this is NaN or an infinity
     */
    public BigDecimal toBigDecimal() {
        if (!isFinite()) {
            throw new ArithmeticException("decimal128 without a BigDecimal: " + this + " (expected: a finite number)");
        }
        Coefficient coefficient = coefficient();
        int scale = -exponent();
        if (coefficient.fitsLong()) {
            return BigDecimal.valueOf(isNegative() ? -coefficient.low() : coefficient.low(), scale);
        }
        BigInteger magnitude = coefficient.toBigInteger();
        return new BigDecimal(isNegative() ? magnitude.negate() : magnitude, scale);
    }

    /**
     * Returns the part before the decimal point. As in Java's casts from double, NaN becomes 0, and what is too large or
     * too small, infinities included, the nearest int.
     */
    @Override
    public int intValue() {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, longValue()));
    }

    /**
     * Returns the part before the decimal point. As in Java's casts from double, NaN becomes 0, and what is too large or
     * too small, infinities included, the nearest long.
     */
    @Override
    public long longValue() {
        if (isNaN() || isZero()) {
            return 0;
        }
        long nearest = isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        if (isInfinite()) {
            return nearest;
        }
        // Decided by the number of digits before the point first, so that no integer of 6,000 digits is ever made.
        int whole = coefficient().digits() + exponent();
        if (whole <= 0) {
            return 0;
        }
        if (whole > LONG_DIGITS) {
            return nearest;
        }
        BigInteger integer = toBigDecimal().toBigInteger();
        return integer.bitLength() < Long.SIZE ? integer.longValue() : nearest;
    }

    /**
     * Returns the nearest float: NaN, infinities and minus zero keep their kind, and a number beyond the range becomes
     * an infinity or a zero of its sign.
     */
    @Override
    public float floatValue() {
        return Float.parseFloat(toString());
    }

    /**
     * Returns the nearest double: NaN, infinities and minus zero keep their kind, and a number beyond the range becomes
     * an infinity or a zero of its sign.
     */
    @Override
    public double doubleValue() {
        return Double.parseDouble(toString());
    }

    /**
     * Compares the numbers, exactly. As with {@link Double#compareTo}, minus zero is below zero, and NaN is above
     * everything and the same as any other NaN, whatever the sign and the payload; so this is a total order.
     *
     * <p>It is not consistent with {@link #equals}, just as that of BigDecimal is not: {@code 1.0} and {@code 1.00}
     * compare as 0 but are not equal, and neither are zeros with different exponents or NaNs with different bits.
     */
    @Override
    public int compareTo(Decimal128 other) {
        if (isNaN() || other.isNaN()) {
            return Boolean.compare(isNaN(), other.isNaN());
        }
        if (isNegative() != other.isNegative()) {
            return isNegative() ? -1 : 1;
        }
        return isNegative() ? other.compareMagnitude(this) : compareMagnitude(other);
    }

    private int compareMagnitude(Decimal128 other) {
        if (isInfinite() || other.isInfinite()) {
            return Boolean.compare(isInfinite(), other.isInfinite());
        }
        Coefficient mine = coefficient();
        Coefficient others = other.coefficient();
        if (mine.isZero() || others.isZero()) {
            return Boolean.compare(others.isZero(), mine.isZero());
        }
        int shift = exponent() - other.exponent();
        int digits = mine.digits() + shift;
        if (digits != others.digits()) {
            return Integer.compare(digits, others.digits());
        }
        // The first digits have the same place, so the difference of the exponents is that of the digits: at most 33.
        return shift >= 0 ? mine.withZeros(shift).compareTo(others) : mine.compareTo(others.withZeros(-shift));
    }

    /**
     * Whether {@code other} is a Decimal128 with the same bits. Equal numbers with different exponents are not equal
     * here; see {@link #compareTo}.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Decimal128 that && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(high) + Long.hashCode(low);
    }

    /**
     * Returns the string of the BSON Decimal128 specification: {@code NaN}, {@code Infinity} or {@code -Infinity};
     * plain digits if the exponent is not above 0 and the first digit is at 10<sup>-6</sup> or above; otherwise
     * scientific with one digit before the point, as in {@code -1.50E+3}. Trailing zeros show the exponent.
     */
    @Override
    public String toString() {
        if (isNaN()) {
            return "NaN";
        }
        if (isInfinite()) {
            return isNegative() ? "-Infinity" : "Infinity";
        }
        return Decimal128Formatter.format(isNegative(), exponent(), coefficient());
    }
}
