package io.bsonwire.bson.json;

import com.fasterxml.jackson.core.io.NumberOutput;
import org.jspecify.annotations.Nullable;

/** Numbers as decimal text, as the type wrappers of numbers hold it. */
final class NumberText {
    private NumberText() {}

    /**
     * The shortest decimal that reads back as this double: {@code 1.0}, {@code 1.2345678921232E+18}, {@code 1.0E-5},
     * {@code -0.0}, {@code NaN}, {@code Infinity}, {@code -Infinity}.
     */
    static String of(double value) {
        // Double.toString is the shortest only from JDK 19 on; this is the same algorithm on every JDK.
        String text = NumberOutput.toString(value, true);
        int exponent = text.indexOf('E');
        boolean unsigned = exponent > 0 && text.charAt(exponent + 1) != '-';
        return unsigned ? text.substring(0, exponent + 1) + '+' + text.substring(exponent + 1) : text;
    }

    /**
     * Reads a decimal, its exponent and signs optional and digits on at least one side of the point, or one of
     * {@code NaN}, {@code Infinity} and {@code -Infinity}.
     *
     * @throws IllegalArgumentException if the text has another form or is beyond the range of doubles
     */
    static double parseDouble(String text) {
        switch (text) {
            case "NaN" -> {
                return Double.NaN;
            }
            case "Infinity" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-Infinity" -> {
                return Double.NEGATIVE_INFINITY;
            }
            default -> {
                // Double.parseDouble alone would take "0x1p3", "1d" and " 1 " too.
                double value = isDecimal(text) ? Double.parseDouble(text) : Double.NaN;
                if (!Double.isFinite(value)) {
                    throw malformed(text, "a decimal within the range of a double, NaN, Infinity or -Infinity", null);
                }
                return value;
            }
        }
    }

    /**
     * Reads an int32 in the syntax of a JSON integer.
     *
     * @throws IllegalArgumentException if the text has another form or is out of range
     */
    static int parseInt32(String text) {
        return (int) parseInteger(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /**
     * Reads an int64 in the syntax of a JSON integer.
     *
     * @throws IllegalArgumentException if the text has another form or is out of range
     */
    static long parseInt64(String text) {
        return parseInteger(text, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /**
     * Reads an unsigned 32-bit integer in the syntax of a JSON integer.
     *
     * @throws IllegalArgumentException if the text has another form or is out of range
     */
    static long parseUnsignedInt32(String text) {
        return parseInteger(text, 0, 0xFFFF_FFFFL);
    }

    private static long parseInteger(String text, long smallest, long largest) {
        if (isInteger(text)) {
            try {
                long value = Long.parseLong(text);
                if (value >= smallest && value <= largest) {
                    return value;
                }
            } catch (NumberFormatException beyondInt64) {
                throw malformed(text, integer(smallest, largest), beyondInt64);
            }
        }
        throw malformed(text, integer(smallest, largest), null);
    }

    private static String integer(long smallest, long largest) {
        return "an integer from " + smallest + " to " + largest;
    }

    private static IllegalArgumentException malformed(String text, String expected, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                MalformedJsonException.quoted(text) + " (expected: " + expected + ")", cause);
    }

    private static boolean isInteger(String text) {
        int first = text.startsWith("-") ? 1 : 0;
        boolean leadingZero = text.length() > first + 1 && text.charAt(first) == '0';
        return first < text.length() && !leadingZero && skipDigits(text, first) == text.length();
    }

    private static boolean isDecimal(String text) {
        int end = text.length();
        int from = skipSign(text, 0);
        int at = skipDigits(text, from);
        int digits = at - from;
        if (at < end && text.charAt(at) == '.') {
            int fraction = at + 1;
            at = skipDigits(text, fraction);
            digits += at - fraction;
        }
        if (at < end && (text.charAt(at) | 0x20) == 'e') {
            int exponent = skipSign(text, at + 1);
            at = skipDigits(text, exponent);
            if (at == exponent) {
                return false;
            }
        }
        return digits > 0 && at == end;
    }

    private static int skipSign(String text, int at) {
        return at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-') ? at + 1 : at;
    }

    private static int skipDigits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
