package io.bsonwire.bson;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * The coefficient of a {@link Decimal128}: an unsigned 128-bit integer in two longs, with the little arithmetic that
 * decimal128 needs. A coefficient has at most {@value #MAX_DIGITS} decimal digits; results beyond 128 bits wrap, so a
 * caller checks the digits first.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
record Coefficient(long high, long low) implements Comparable<Coefficient> {

    /** The number of decimal digits that decimal128 keeps. */
    static final int MAX_DIGITS = 34;

    static final Coefficient ZERO = new Coefficient(0, 0);

    /** The powers of ten from 10^0 to 10^34. Those up to {@link #LAST_LONG_POWER} fit into an unsigned long. */
    private static final Coefficient[] POWERS = powers();

    private static final int LAST_LONG_POWER = 19;

    /** 10^34 - 1. */
    static final Coefficient MAX = new Coefficient(POWERS[MAX_DIGITS].high, POWERS[MAX_DIGITS].low - 1);

    private static final long TEN_TO_8 = 100_000_000L;
    private static final long LOW_32_BITS = 0xFFFF_FFFFL;

    private static Coefficient[] powers() {
        Coefficient[] powers = new Coefficient[MAX_DIGITS + 1];
        powers[0] = new Coefficient(0, 1);
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1].times(10);
        }
        return powers;
    }

    /** Returns the lower 128 bits of {@code value}, which is not negative. */
    static Coefficient of(BigInteger value) {
        return new Coefficient(value.shiftRight(Long.SIZE).longValue(), value.longValue());
    }

    BigInteger toBigInteger() {
        byte[] bytes =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        return new BigInteger(1, bytes);
    }

    boolean isZero() {
        return (high | low) == 0;
    }

    /** Whether the value is below 2^63, so that {@link #low} alone is the value as a signed long. */
    boolean fitsLong() {
        return high == 0 && low >= 0;
    }

    /** Returns the sum with {@code addend}, taken as unsigned. */
    Coefficient plus(long addend) {
        long sum = low + addend;
        return new Coefficient(Long.compareUnsigned(sum, addend) < 0 ? high + 1 : high, sum);
    }

    /** Returns the product with {@code factor}, taken as unsigned. */
    private Coefficient times(long factor) {
        // Math.unsignedMultiplyHigh came with Java 18; each negative factor lacks 2^64 times the other one.
        long carry = Math.multiplyHigh(low, factor) + ((low >> 63) & factor) + ((factor >> 63) & low);
        return new Coefficient(high * factor + carry, low * factor);
    }

    /** Returns this coefficient with {@code count} zeros (0 to 34) appended to its decimal digits. */
    Coefficient withZeros(int count) {
        if (count <= LAST_LONG_POWER) {
            return times(POWERS[count].low);
        }
        return times(POWERS[LAST_LONG_POWER].low).times(POWERS[count - LAST_LONG_POWER].low);
    }

    /** Returns the number of decimal digits without leading zeros; 1 for zero. */
    int digits() {
        if (isZero()) {
            return 1;
        }
        int bits = high == 0
                ? Long.SIZE - Long.numberOfLeadingZeros(low)
                : 2 * Long.SIZE - Long.numberOfLeadingZeros(high);
        // 1233 / 4096 is log10(2), close enough for 128 bits: the estimate is exact or one too small.
        int estimate = (bits * 1233) >>> 12;
        return compareTo(POWERS[estimate]) < 0 ? estimate : estimate + 1;
    }

    /** Writes the lowest {@code count} decimal digits in ASCII; a {@code count} above {@link #digits} pads with zeros. */
    void putDigits(byte[] target, int at, int count) {
        if (fitsLong()) {
            putDigits(target, at, count, low);
            return;
        }
        // Long division by 10^8, twice, over limbs of 32 bits. The first limb holds all of high: no more than 49 bits.
        long limb = high;
        final long first = limb / TEN_TO_8;
        limb = ((limb % TEN_TO_8) << 32) | (low >>> 32);
        final long second = limb / TEN_TO_8;
        limb = ((limb % TEN_TO_8) << 32) | (low & LOW_32_BITS);
        final long third = limb / TEN_TO_8;
        final long digits27To34 = limb % TEN_TO_8;

        limb = (first << 32) | second;
        final long quotientHigh = limb / TEN_TO_8;
        limb = ((limb % TEN_TO_8) << 32) | third;
        final long digits1To18 = (quotientHigh << 32) | (limb / TEN_TO_8);
        final long digits19To26 = limb % TEN_TO_8;

        putDigits(target, at, count - 16, digits1To18);
        putDigits(target, at + count - 16, 8, digits19To26);
        putDigits(target, at + count - 8, 8, digits27To34);
    }

    private static void putDigits(byte[] target, int at, int count, long value) {
        long rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    @Override
    public int compareTo(Coefficient other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }
}
