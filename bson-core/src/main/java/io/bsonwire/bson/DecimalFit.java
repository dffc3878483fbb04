package io.bsonwire.bson;

/**
 * How decimal128 holds a number of {@code n} significant digits times a power of ten: the rules of the BSON Decimal128
 * specification for rounding and clamping, in numbers of digits alone.
 *
 * <p>Digits are dropped from the end when there are more than 34 or when the exponent is below -6176; the caller checks
 * that only zeros go. Zeros are appended when the exponent is above 6111.
 *
 * @param kept leading significant digits that stay, 0 to 34
 * @param padding zeros to append, 0 or more
 * @param exponent power of ten after that, -6176 to 6111
 */
record DecimalFit(int kept, int padding, int exponent) {

    static final int MIN_EXPONENT = -6176;
    static final int MAX_EXPONENT = 6111;

    /**
     * Fits a number that is not zero.
     *
     * @param digits count of significant digits, at least 1 and at most {@link Integer#MAX_VALUE}
     * @param exponent power of ten of the last one, far enough from the ends of long for any such count
     */
    static DecimalFit of(long digits, long exponent) {
        long dropped = Math.max(0, Math.max(digits - Coefficient.MAX_DIGITS, MIN_EXPONENT - exponent));
        long kept = Math.max(0, digits - dropped);
        long padding = Math.max(0, exponent + dropped - MAX_EXPONENT);
        return new DecimalFit((int) kept, (int) Math.min(padding, Coefficient.MAX_DIGITS), clamp(exponent + dropped));
    }

    /** Returns the exponent that a zero gets: the nearest one that decimal128 has. */
    static int clamp(long exponent) {
        return (int) Math.max(MIN_EXPONENT, Math.min(MAX_EXPONENT, exponent));
    }

    /** Whether the number is too large: it would need more than 34 digits. */
    boolean overflows() {
        return kept + padding > Coefficient.MAX_DIGITS;
    }

    static IllegalArgumentException overflow(String value) {
        return new IllegalArgumentException(
                "decimal128 out of range: " + value + " (expected: a magnitude below 1E+6145)");
    }

    static IllegalArgumentException inexact(String value) {
        return new IllegalArgumentException("decimal128 would have to be rounded: " + value
                + " (expected: at most 34 significant digits, none of them below 1E-6176)");
    }
}
