package io.bsonwire.bson;

import java.nio.charset.StandardCharsets;

/** Prints finite decimal128 numbers as the BSON Decimal128 specification says: plain or scientific by the exponent. */
final class Decimal128Formatter {

    /** The longest string has a sign, 34 digits, a point, and {@code 0.00000} before them or {@code E-6176} after. */
    private static final int MAX_LENGTH = 48;

    /** Numbers below 10^-6 are scientific, and so are those whose last digit is above the units. */
    private static final int MIN_PLAIN_EXPONENT = -6;

    private Decimal128Formatter() {}

    static String format(boolean negative, int exponent, Coefficient coefficient) {
        byte[] out = new byte[MAX_LENGTH];
        int at = 0;
        if (negative) {
            out[at++] = '-';
        }
        int digits = coefficient.digits();
        int adjusted = exponent + digits - 1;
        boolean plain = exponent <= 0 && adjusted >= MIN_PLAIN_EXPONENT;
        int whole = plain ? digits + exponent : 1;
        if (whole > 0) {
            at = putWithPoint(out, at, coefficient, digits, whole);
        } else {
            at = putZeros(out, at, 1 - whole);
            coefficient.putDigits(out, at, digits);
            at += digits;
        }
        if (!plain) {
            at = putExponent(out, at, adjusted);
        }
        return new String(out, 0, at, StandardCharsets.ISO_8859_1);
    }

    /** Writes the digits with a point after the first {@code whole} ones, or without one if no digit follows. */
    private static int putWithPoint(byte[] out, int at, Coefficient coefficient, int digits, int whole) {
        if (whole == digits) {
            coefficient.putDigits(out, at, digits);
            return at + digits;
        }
        coefficient.putDigits(out, at + 1, digits);
        System.arraycopy(out, at + 1, out, at, whole);
        out[at + whole] = '.';
        return at + digits + 1;
    }

    /** Writes a point behind the first of {@code count} zeros. */
    private static int putZeros(byte[] out, int at, int count) {
        for (int i = 0; i <= count; i++) {
            out[at + i] = '0';
        }
        out[at + 1] = '.';
        return at + count + 1;
    }

    private static int putExponent(byte[] out, int at, int exponent) {
        out[at] = 'E';
        out[at + 1] = (byte) (exponent < 0 ? '-' : '+');
        Coefficient magnitude = new Coefficient(0, Math.abs(exponent));
        int digits = magnitude.digits();
        magnitude.putDigits(out, at + 2, digits);
        return at + 2 + digits;
    }
}
