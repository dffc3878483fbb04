package io.bsonwire.bson.json;

import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonException;
import org.jspecify.annotations.Nullable;

/**
 * The text is not the Extended JSON that its specification and the codec's limits allow: it breaks the JSON syntax of
 * RFC 8259, it misuses the keys of a type wrapper, or what it says has no encoding in BSON.
 *
 * <p>The message reads {@code what: value (expected: condition) at line 3, column 7, path a.b[2]}; {@link #offset} is
 * always -1.
 */
public final class MalformedJsonException extends BsonException {
    private static final long serialVersionUID = 1L;

    private static final int SHOWN_LENGTH = 60;

    /** From 1. */
    private final long line;
    /** From 1, in UTF-16 units. */
    private final long column;

    private MalformedJsonException(String problem, Place place, @Nullable Throwable cause) {
        super(problem, -1, place.path(), cause);
        this.line = place.line();
        this.column = place.column();
    }

    /**
     * The line in which the problem is.
     *
     * @return the number of the line in the text or stream; the first is 1
     */
    public long line() {
        return line;
    }

    /**
     * The place of the problem in its line.
     *
     * @return the number of the UTF-16 unit ({@code char}) in the line; the first is 1
     */
    public long column() {
        return column;
    }

    @Override
    public String getMessage() {
        String text = problem() + " at line " + line + ", column " + column;
        return path().isEmpty() ? text : text + ", path " + path();
    }

    // ---- syntax ----

    static MalformedJsonException unexpectedCharacter(int found, String expected, Place place) {
        return new MalformedJsonException("character: " + character(found) + expected(expected), place, null);
    }

    static MalformedJsonException invalidUtf8(int found, Place place) {
        return new MalformedJsonException(
                String.format("byte: 0x%02X (expected: well-formed UTF-8)", found), place, null);
    }

    static MalformedJsonException loneSurrogateInName(int unit, Place place) {
        return new MalformedJsonException(
                String.format("name with U+%04X (expected: surrogates in pairs)", unit), place, null);
    }

    static MalformedJsonException endOfText(String expected, Place place) {
        return new MalformedJsonException("end of the text" + expected(expected), place, null);
    }

    static MalformedJsonException noDocument(Place place) {
        return endOfText("an object", place);
    }

    static MalformedJsonException notAnObject(String found, Place place) {
        return new MalformedJsonException("text: " + found + " (expected: an object)", place, null);
    }

    static MalformedJsonException trailingText(String found, Place place) {
        return new MalformedJsonException("text after the document: " + found + " (expected: none)", place, null);
    }

    static MalformedJsonException notANumber(String found, Place place) {
        return new MalformedJsonException(
                "number: " + shown(found) + " (expected: the syntax of a JSON number)", place, null);
    }

    // ---- limits ----

    static MalformedJsonException tooDeep(int limit, Place place) {
        return new MalformedJsonException(
                "nesting depth: " + (limit + 1) + " (expected: at most the limit of " + limit + ")", place, null);
    }

    static MalformedJsonException tooLong(int maxText, int maxNumber, Place place, Throwable cause) {
        return new MalformedJsonException(
                "name, string or number too long (expected: at most " + maxText + " characters of text, " + maxNumber
                        + " of a number)",
                place,
                cause);
    }

    static MalformedJsonException doubleRange(String found, Place place) {
        return new MalformedJsonException(
                "number: " + shown(found) + " (expected: within the range of a double)", place, null);
    }

    // ---- meaning ----

    static MalformedJsonException wrapperValue(String key, String found, String expected, Place place) {
        return new MalformedJsonException(key + ": " + found + expected(expected), place, null);
    }

    static MalformedJsonException wrapperValue(String key, IllegalArgumentException cause, Place place) {
        return new MalformedJsonException(key + ": " + cause.getMessage(), place, cause);
    }

    static MalformedJsonException misplacedKey(String key, Place place) {
        return new MalformedJsonException(
                "key in a document: " + key + " (expected: only in an object of exactly the keys of its type)",
                place,
                null);
    }

    static MalformedJsonException extraField(String key, String name, Place place) {
        return new MalformedJsonException(
                key + " with " + quoted(name) + " (expected: exactly the keys of its type)", place, null);
    }

    static MalformedJsonException missingField(String key, String name, Place place) {
        return new MalformedJsonException(
                key + " without " + name + " (expected: exactly the keys of its type)", place, null);
    }

    static MalformedJsonException notEncodable(BsonEncodeException cause, Place place) {
        return new MalformedJsonException(cause.problem(), place, cause);
    }

    // ---- values in messages ----

    private static String expected(String condition) {
        return " (expected: " + condition + ")";
    }

    /** A string value for a message: in quotes, cut if long. */
    static String quoted(String text) {
        return '"' + shown(text) + '"';
    }

    /** Text for a message: what would not print is escaped, what is long is cut. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (i == SHOWN_LENGTH) {
                return shown.append('\u2026').toString();
            }
            char c = text.charAt(i);
            if (isPrintable(c)) {
                shown.append(c);
            } else {
                shown.append(String.format("\\u%04X", (int) c));
            }
        }
        return shown.toString();
    }

    private static String character(int c) {
        return isPrintable((char) c) ? "'" + (char) c + "'" : String.format("U+%04X", c);
    }

    private static boolean isPrintable(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
