package io.bsonwire.bson.json;

import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * Date-times as RFC 3339 text.
 *
 * <table>
 * <caption>Layout, by index</caption>
 * <tr><th>index</th><td>0</td><td>4</td><td>5</td><td>7</td><td>8</td><td>10</td><td>11</td><td>13</td><td>14</td>
 * <td>16</td><td>17</td><td>19</td></tr>
 * <tr><th>text</th><td>year</td><td>-</td><td>month</td><td>-</td><td>day</td><td>T</td><td>hour</td><td>:</td>
 * <td>minute</td><td>:</td><td>second</td><td>fraction, offset</td></tr>
 * </table>
 */
final class DateTimeText {
    private static final long DAY = 86_400_000;
    /** The first millisecond of the year 10000. */
    private static final long YEAR_10000 = 253_402_300_800_000L;

    private DateTimeText() {}

    /** Whether relaxed Extended JSON writes this date-time as text: in the years 1970 to 9999. */
    static boolean isWritten(long millis) {
        return millis >= 0 && millis < YEAR_10000;
    }

    /** Writes a date-time that {@link #isWritten}; the fraction, three digits, is left out if it is zero. */
    static String of(long millis) {
        LocalDate date = LocalDate.ofEpochDay(millis / DAY);
        int ofDay = (int) (millis % DAY);
        StringBuilder text = new StringBuilder(24);
        digits(text, date.getYear(), 4);
        digits(text.append('-'), date.getMonthValue(), 2);
        digits(text.append('-'), date.getDayOfMonth(), 2);
        digits(text.append('T'), ofDay / 3_600_000, 2);
        digits(text.append(':'), ofDay / 60_000 % 60, 2);
        digits(text.append(':'), ofDay / 1000 % 60, 2);
        if (ofDay % 1000 != 0) {
            digits(text.append('.'), ofDay % 1000, 3);
        }
        return text.append('Z').toString();
    }

    private static void digits(StringBuilder text, int value, int count) {
        for (int i = count, scale = count == 4 ? 1000 : count == 3 ? 100 : 10; i > 0; i--, scale /= 10) {
            text.append((char) ('0' + value / scale % 10));
        }
    }

    /**
     * Reads a date-time of the years 0000 to 9999. The offset is {@code Z} or a sign and hours, with or without
     * minutes and a colon between; digits of the fraction behind the third have to be zero.
     *
     * @return milliseconds since the Unix epoch
     * @throws IllegalArgumentException if the text has another form, or there is no such time
     */
    static long parse(String text) {
        try {
            return new Reading(text).millis();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    MalformedJsonException.quoted(text)
                            + " (expected: a date and time of RFC 3339, to the millisecond at most)",
                    e);
        }
    }

    /** One walk over a text; what it cannot use is a DateTimeException. */
    private static final class Reading {
        private final String text;
        private int at;

        Reading(String text) {
            this.text = text;
        }

        long millis() {
            int year = number(4, 9999);
            require('-');
            int month = number(2, 12);
            require('-');
            long days = LocalDate.of(year, month, number(2, 31)).toEpochDay();
            require('T');
            int seconds = number(2, 23) * 3600;
            require(':');
            seconds += number(2, 59) * 60;
            require(':');
            seconds += number(2, 59);
            return days * DAY + seconds * 1000L + fraction() - offsetMinutes() * 60_000L;
        }

        private int fraction() {
            if (peek() != '.') {
                return 0;
            }
            at++;
            int millis = 0;
            int scale = 100;
            do {
                int digit = number(1, scale == 0 ? 0 : 9);
                millis += digit * scale;
                scale /= 10;
            } while (isDigit(peek()));
            return millis;
        }

        private int offsetMinutes() {
            char sign = take();
            int minutes = 0;
            if (sign == '+' || sign == '-') {
                minutes = number(2, 23) * 60;
                if (peek() == ':') {
                    at++;
                    minutes += number(2, 59);
                } else if (isDigit(peek())) {
                    minutes += number(2, 59);
                }
            } else if (sign != 'Z' && sign != 'z') {
                throw unusable();
            }
            if (at != text.length()) {
                throw unusable();
            }
            return sign == '-' ? -minutes : minutes;
        }

        private int number(int digits, int most) {
            int value = 0;
            for (int i = 0; i < digits; i++) {
                char c = take();
                if (!isDigit(c)) {
                    throw unusable();
                }
                value = value * 10 + c - '0';
            }
            if (value > most) {
                throw unusable();
            }
            return value;
        }

        private void require(char separator) {
            char c = take();
            if (c != separator && (separator != 'T' || c != 't')) {
                throw unusable();
            }
        }

        private char take() {
            char c = peek();
            at++;
            return c;
        }

        /** The next character; NUL, which no date has, at the end. */
        private char peek() {
            return at < text.length() ? text.charAt(at) : 0;
        }

        private DateTimeException unusable() {
            return new DateTimeException("at index " + (at - 1));
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }
    }
}
