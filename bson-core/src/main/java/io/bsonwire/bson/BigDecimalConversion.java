package io.bsonwire.bson;

import java.math.BigDecimal;
import java.math.BigInteger;

/** The exact conversion of a BigDecimal, which has no bounds of its own, to a {@link Decimal128}. */
final class BigDecimalConversion {

    private BigDecimalConversion() {}

    static Decimal128 toDecimal128(BigDecimal value) {
        long exponent = -(long) value.scale();
        if (value.signum() == 0) {
            return Decimal128.finite(false, DecimalFit.clamp(exponent), Coefficient.ZERO);
        }
        BigInteger magnitude = value.unscaledValue().abs();
        // A multiple of 10^n is one of 2^n. Asking that first keeps huge numbers with digits to the end cheap.
        if (magnitude.getLowestSetBit() < minDigits(magnitude) - Coefficient.MAX_DIGITS) {
            throw DecimalFit.inexact(describe(value));
        }
        int digits = value.precision();
        DecimalFit fit = DecimalFit.of(digits, exponent);
        if (fit.overflows()) {
            throw DecimalFit.overflow(describe(value));
        }
        if (fit.kept() < digits) {
            magnitude = firstDigits(value, magnitude, digits, fit.kept());
        }
        Coefficient coefficient = Coefficient.of(magnitude).withZeros(fit.padding());
        return Decimal128.finite(value.signum() < 0, fit.exponent(), coefficient);
    }

    /** Returns the first {@code kept} digits of {@code magnitude}; the others have to be zeros. */
    private static BigInteger firstDigits(BigDecimal value, BigInteger magnitude, int digits, int kept) {
        if (kept > 0) {
            BigInteger[] parts = magnitude.divideAndRemainder(BigInteger.TEN.pow(digits - kept));
            if (parts[1].signum() == 0) {
                return parts[0];
            }
        }
        throw DecimalFit.inexact(describe(value));
    }

    /** Returns a lower bound of the number of decimal digits. */
    private static long minDigits(BigInteger magnitude) {
        return (magnitude.bitLength() - 1) * 30_102L / 100_000 + 1;
    }

    private static String describe(BigDecimal value) {
        BigInteger magnitude = value.unscaledValue().abs();
        return magnitude.bitLength() <= 2 * Long.SIZE
                ? value.toString()
                : "a BigDecimal of about " + minDigits(magnitude) + " digits and scale " + value.scale();
    }
}
