package io.bsonwire.bson.json;

import com.fasterxml.jackson.core.io.NumberInput;
import com.fasterxml.jackson.core.io.NumberOutput;

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
     * @param length how many of the characters from {@code from} on are the text
     * @throws IllegalArgumentException if the text has another form or is beyond the range of doubles
     */
    static double parseDouble(char[] text, int from, int length) {
        // The parser alone would take "1d" and " 1 " too.
        double value =
                isDecimal(text, from, from + length) ? NumberInput.parseDouble(text, from, length, true) : Double.NaN;
        if (Double.isFinite(value)) {
            return value;
        }
        String found = new String(text, from, length);
        return switch (found) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw malformed(found, "a decimal within the range of a double, NaN, Infinity or -Infinity");
        };
    }

    /**
     * Reads an integer in the syntax of a JSON integer.
     *
     * @param length how many of the characters from {@code from} on are the text
     * @param smallest the least value that is taken
     * @param largest the greatest value that is taken
     * @throws IllegalArgumentException if the text has another form or is out of range
     */
    static long parseInteger(char[] text, int from, int length, long smallest, long largest) {
        int end = from + length;
        boolean negative = length > 0 && text[from] == '-';
        int first = negative ? from + 1 : from;
        boolean leadingZero = end - first > 1 && text[first] == '0';
        // What has at most 19 digits fits into 64 bits without a sign, where a minus is then put in front.
        if (end > first && end - first <= 19 && !leadingZero && skipDigits(text, first, end) == end) {
            long magnitude = 0;
            for (int i = first; i < end; i++) {
                magnitude = magnitude * 10 + (text[i] - '0');
            }
            long value = negative ? -magnitude : magnitude;
            boolean overflow = magnitude < 0 && !(negative && magnitude == Long.MIN_VALUE);
            if (!overflow && value >= smallest && value <= largest) {
                return value;
            }
        }
        throw malformed(new String(text, from, length), "an integer from " + smallest + " to " + largest);
    }

    private static IllegalArgumentException malformed(String text, String expected) {
        return new IllegalArgumentException(MalformedJsonException.quoted(text) + " (expected: " + expected + ")");
    }

    private static boolean isDecimal(char[] text, int start, int end) {
        int from = skipSign(text, start, end);
        int at = skipDigits(text, from, end);
        int digits = at - from;
        if (at < end && text[at] == '.') {
            int fraction = at + 1;
            at = skipDigits(text, fraction, end);
            digits += at - fraction;
        }
        if (at < end && (text[at] | 0x20) == 'e') {
            int exponent = skipSign(text, at + 1, end);
            at = skipDigits(text, exponent, end);
            if (at == exponent) {
                return false;
            }
        }
        return digits > 0 && at == end;
    }

    private static int skipSign(char[] text, int at, int end) {
        return at < end && (text[at] == '+' || text[at] == '-') ? at + 1 : at;
    }

    private static int skipDigits(char[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at;
    }
}
