package io.bsonwire.bson;

/**
 * Parses one decimal128 string by the grammar of the BSON Decimal128 specification.
 *
 * <p>Two passes, each linear in the length of the text and without allocation: the first checks the grammar and counts
 * digits, the second reads the at most 34 digits that stay. Numbers only enter sums as counts or after they were
 * capped, so no length and no exponent overflows.
 */
final class Decimal128Parser {

    /** An exponent beyond this is far outside, whatever the number of digits, which is below 2^31. */
    private static final long EXPONENT_CAP = 100_000_000_000L;

    private static final int LONG_DIGITS = 18;
    private static final int SHOWN_CHARACTERS = 64;

    private final String text;
    private int at;

    /** Where the first digit is that is not zero. */
    private int firstSignificant;

    /** The number of digits from that one to the last one. */
    private int significant;

    /** The number of digits from that one to the last one that is not zero. */
    private int significantToNonzero;

    private Decimal128Parser(String text) {
        this.text = text;
    }

    static Decimal128 parse(String text) {
        return new Decimal128Parser(text).parse();
    }

    private Decimal128 parse() {
        boolean negative = skipSign();
        if (at < text.length() && isLetter(text.charAt(at))) {
            return special(negative);
        }
        int fraction = scanDigits();
        long exponent = scanExponent() - fraction;
        if (at < text.length()) {
            throw malformed("the end of the string");
        }
        if (significant == 0) {
            return Decimal128.finite(negative, DecimalFit.clamp(exponent), Coefficient.ZERO);
        }

        DecimalFit fit = DecimalFit.of(significant, exponent);
        if (fit.overflows()) {
            throw DecimalFit.overflow(shown());
        }
        if (fit.kept() < significantToNonzero) {
            throw DecimalFit.inexact(shown());
        }
        Coefficient coefficient = digits(fit.kept()).withZeros(fit.padding());
        return Decimal128.finite(negative, fit.exponent(), coefficient);
    }

    /** Counts the digits, moves behind them and a point, and returns how many are behind the point. */
    private int scanDigits() {
        int start = at;
        int pointAt = -1;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (isDigit(c)) {
                countDigit(c);
            } else if (c == '.' && pointAt < 0) {
                pointAt = at;
            } else {
                break;
            }
        }
        int points = pointAt < 0 ? 0 : 1;
        if (at - start == points) {
            throw malformed("a digit");
        }
        return pointAt < 0 ? 0 : at - pointAt - 1;
    }

    private void countDigit(char digit) {
        if (digit != '0') {
            if (significant == 0) {
                firstSignificant = at;
            }
            significant++;
            significantToNonzero = significant;
        } else if (significant > 0) {
            significant++;
        }
    }

    /** Moves behind a sign, if there is one, and returns whether it is a minus. */
    private boolean skipSign() {
        char c = at < text.length() ? text.charAt(at) : 0;
        if (c == '+' || c == '-') {
            at++;
        }
        return c == '-';
    }

    /** Reads the exponent part, if there is one. */
    private long scanExponent() {
        if (at == text.length() || lowerCase(text.charAt(at)) != 'e') {
            return 0;
        }
        at++;
        boolean negative = skipSign();
        int start = at;
        long magnitude = 0;
        for (; at < text.length() && isDigit(text.charAt(at)); at++) {
            magnitude = Math.min(magnitude * 10 + (text.charAt(at) - '0'), EXPONENT_CAP);
        }
        if (at == start) {
            throw malformed("a digit of the exponent");
        }
        return negative ? -magnitude : magnitude;
    }

    /** Reads the first {@code count} (1 to 34) significant digits, over the point if it is among them. */
    private Coefficient digits(int count) {
        long leading = 0;
        long trailing = 0;
        int seen = 0;
        for (int i = firstSignificant; seen < count; i++) {
            char c = text.charAt(i);
            if (c == '.') {
                continue;
            }
            if (seen < LONG_DIGITS) {
                leading = leading * 10 + (c - '0');
            } else {
                trailing = trailing * 10 + (c - '0');
            }
            seen++;
        }
        Coefficient coefficient = new Coefficient(0, leading);
        return count <= LONG_DIGITS
                ? coefficient
                : coefficient.withZeros(count - LONG_DIGITS).plus(trailing);
    }

    private Decimal128 special(boolean negative) {
        if (restIs("nan")) {
            return negative ? Decimal128.NEGATIVE_NAN : Decimal128.NAN;
        }
        if (restIs("inf") || restIs("infinity")) {
            return negative ? Decimal128.NEGATIVE_INFINITY : Decimal128.POSITIVE_INFINITY;
        }
        throw malformed("a digit, NaN, Inf or Infinity");
    }

    // Not String.equalsIgnoreCase: that takes a dotless or a dotted i for an i.
    private boolean restIs(String word) {
        if (text.length() - at != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (lowerCase(text.charAt(at + i)) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Maps A-Z to a-z. Other characters stay what they are or become characters that no keyword has. */
    private static int lowerCase(char c) {
        return c | 0x20;
    }

    private static boolean isLetter(char c) {
        return lowerCase(c) >= 'a' && lowerCase(c) <= 'z';
    }

    // Not Character.isDigit: that takes the digits of every script.
    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private String shown() {
        return text.length() <= SHOWN_CHARACTERS
                ? '"' + text + '"'
                : '"' + text.substring(0, SHOWN_CHARACTERS) + "\"... (" + text.length() + " characters)";
    }

    private IllegalArgumentException malformed(String expected) {
        return new IllegalArgumentException(
                "malformed decimal128: " + shown() + " (expected: " + expected + " at index " + at + ")");
    }
}
