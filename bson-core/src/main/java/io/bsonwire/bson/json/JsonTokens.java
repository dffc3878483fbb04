package io.bsonwire.bson.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.io.NumberInput;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tokens of a JSON text, with every error of the parser told in this project's words and with its place. */
final class JsonTokens implements Closeable {
    private static final String IN_A_STRING = "the characters and escapes of a string, and its end";

    /** Characters of the escape of a UTF-16 unit. */
    private static final int ESCAPE = 6;

    private final JsonSource source;
    private final JsonParser parser;

    JsonTokens(JsonFactory factory, JsonSource source) throws IOException {
        this.source = source;
        this.parser = factory.createParser(source);
    }

    /** Moves to the next token; null at the end of the text, which can come only behind a whole top-level value. */
    @Nullable
    JsonToken nextOrEnd() throws IOException {
        try {
            return parser.nextToken();
        } catch (JsonProcessingException e) {
            throw translated(e, false, expected());
        }
    }

    /** Moves to the next token inside a top-level object, where the end of the text is an error. */
    JsonToken next() throws IOException {
        return Objects.requireNonNull(nextOrEnd());
    }

    /** The current token. */
    JsonToken current() {
        return parser.currentToken();
    }

    /** The current token, a field name. */
    String name() throws IOException {
        return parser.currentName();
    }

    /** The text of the current token, a string or a number. */
    String text() throws IOException {
        try {
            return parser.getText();
        } catch (JsonProcessingException e) { // strings are not looked at until they are asked for
            throw translated(e, true, IN_A_STRING);
        }
    }

    /**
     * The array that holds the text of the current token, a string or a number, from {@link #textFrom} on. It may be the
     * parser's own: it is valid until the next token.
     */
    char[] textChars() throws IOException {
        try {
            return parser.getTextCharacters();
        } catch (JsonProcessingException e) {
            throw translated(e, true, IN_A_STRING);
        }
    }

    /** The index of the text's first character in {@link #textChars}. */
    int textFrom() throws IOException {
        return parser.getTextOffset();
    }

    /** How many characters the text has. */
    int textLength() throws IOException {
        return parser.getTextLength();
    }

    /** The smallest type of the current token, an integer. */
    JsonParser.NumberType numberType() throws IOException {
        return parser.getNumberType();
    }

    int intValue() throws IOException {
        return parser.getIntValue();
    }

    long longValue() throws IOException {
        return parser.getLongValue();
    }

    /** The nearest double of the current token, a number. */
    double doubleValue() throws IOException {
        if (parser.isNaN()) { // the parser lets NaN and infinity pass, so that their error has the right place
            throw MalformedJsonException.notANumber(text(), place());
        }
        double value = NumberInput.parseDouble(textChars(), textFrom(), textLength(), true);
        if (Double.isInfinite(value)) {
            throw MalformedJsonException.doubleRange(text(), place());
        }
        return value;
    }

    /** The current token for an error message. */
    String found() throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> MalformedJsonException.quoted(text());
            default -> text();
        };
    }

    /** Where the current token starts. */
    Place place() {
        return place(parser.currentTokenLocation(), 0, path(true));
    }

    /** Where the text ends, if it has ended. */
    Place endPlace() {
        return place(parser.currentLocation(), 0, path(true));
    }

    private static Place place(JsonLocation location, int ahead, String path) {
        // The parser counts in int; as unsigned they hold for four thousand million.
        long line = Integer.toUnsignedLong(location.getLineNr());
        long column = Integer.toUnsignedLong(location.getColumnNr());
        return new Place(line, column + ahead, path);
    }

    private String path(boolean withCurrent) {
        Deque<String> steps = new ArrayDeque<>();
        JsonStreamContext innermost = parser.getParsingContext();
        JsonStreamContext context = withCurrent ? innermost : innermost.getParent();
        for (; context != null; context = context.getParent()) {
            if (context.inArray() && context.hasCurrentIndex()) {
                steps.push("[" + context.getCurrentIndex() + "]");
            } else if (context.inObject() && context.hasCurrentName()) {
                steps.push("." + MalformedJsonException.shown(context.getCurrentName()));
            }
        }
        String path = String.join("", steps);
        return path.startsWith(".") ? path.substring(1) : path;
    }

    // ---- errors of the parser ----

    /** In text the parser names the place that it stumbled over. */
    private MalformedJsonException translated(JsonProcessingException e, boolean inText, String expected) {
        String path = path(parser.currentToken() == JsonToken.FIELD_NAME);
        if (e instanceof StreamConstraintsException) {
            StreamReadConstraints limits = parser.streamReadConstraints();
            return MalformedJsonException.tooLong(
                    limits.getMaxStringLength(),
                    limits.getMaxNumberLength(),
                    place(parser.currentLocation(), 0, path),
                    e);
        }
        JsonLocation location = e.getLocation();
        long index = location.getCharOffset();
        boolean atEnd = e instanceof JsonEOFException;
        int toSurrogate = nameExpected() && !atEnd ? toLoneSurrogate(index) : 0;
        if (toSurrogate < 0) {
            int unit = escapeBefore(index + toSurrogate + ESCAPE);
            return MalformedJsonException.loneSurrogateInName(unit, place(location, toSurrogate, path));
        }
        int ahead = inText || atEnd ? 0 : toCulprit(index);
        int found = source.charAt(index + ahead);
        Place place = place(location, ahead, path);
        if (index + ahead == source.malformedAt()) {
            return MalformedJsonException.invalidUtf8(source.malformedByte(), place);
        }
        return found < 0
                ? MalformedJsonException.endOfText(expected, place)
                : MalformedJsonException.unexpectedCharacter(found, expected, place);
    }

    /** Whether the next token of an object is a name, or its end. */
    private boolean nameExpected() {
        return parser.getParsingContext().inObject() && parser.currentToken() != JsonToken.FIELD_NAME;
    }

    /**
     * How far it is from the place that the parser names to the character that it stumbled over on the way to a token. Most
     * often that is the place. It is the one before for a control character between tokens and for a number's plus sign.
     * Where a fraction or an exponent lacks digits, the place may be the end of the number's whole part.
     */
    private int toCulprit(long index) {
        int before = source.charAt(index - 1);
        if (isControl(before)) {
            return -1;
        }
        if (nameExpected()) {
            return 0; // in a name or before it: what looks like a number is none
        }
        if (before == '+') {
            return isExponent(source.charAt(index - 2)) ? 0 : -1;
        }
        int at = source.charAt(index);
        boolean inNumber = isDigit(before) && (at == '.' || isExponent(at)) && isBehindWholePart(index);
        return inNumber ? (int) (endOfNumber(index) - index) : 0;
    }

    /**
     * How far it is from the place that the parser names to the escape of a surrogate without partner that it stumbled over
     * in a name, and that ends there or one escape before; 0 if it has stumbled over something else.
     */
    private int toLoneSurrogate(long index) {
        int last = escapeBefore(index);
        if (last < 0) {
            boolean behindShortEscape = source.charAt(index - 2) == '\\' && source.charAt(index - 1) != 'u';
            return behindShortEscape && isHighSurrogate(escapeBefore(index - 2)) ? -ESCAPE - 2 : 0;
        }
        if (isHighSurrogate(escapeBefore(index - ESCAPE))) {
            return Character.isLowSurrogate((char) last) ? 0 : -2 * ESCAPE;
        }
        return Character.isSurrogate((char) last) ? -ESCAPE : 0;
    }

    private static boolean isHighSurrogate(int unit) {
        return unit >= 0 && Character.isHighSurrogate((char) unit);
    }

    /** The UTF-16 unit whose escape ends in front of an index, -1 if none does. */
    private int escapeBefore(long index) {
        long backslash = index - ESCAPE;
        int backslashes = 0;
        while (source.charAt(backslash - backslashes) == '\\') {
            backslashes++;
        }
        if (backslashes % 2 == 0 || source.charAt(backslash + 1) != 'u') {
            return -1;
        }
        int unit = 0;
        for (long i = backslash + 2; i < index; i++) {
            int digit = source.charAt(i);
            if (!HexFormat.isHexDigit(digit)) {
                return -1;
            }
            unit = unit << 4 | HexFormat.fromHexDigit(digit);
        }
        return unit;
    }

    /** Whether the number in front of an index has neither fraction nor exponent. */
    private boolean isBehindWholePart(long index) {
        long i = index - 1;
        while (isDigit(source.charAt(i))) {
            i--;
        }
        int c = source.charAt(i);
        return c != '.' && c != '+' && !isExponent(c) && !(c == '-' && isExponent(source.charAt(i - 1)));
    }

    /** The first index behind a number's whole part that its syntax does not reach. */
    private long endOfNumber(long wholeEnd) {
        long i = wholeEnd;
        if (source.charAt(i) == '.') {
            i = skipDigits(i + 1);
            if (i == wholeEnd + 1) {
                return i;
            }
        }
        if (isExponent(source.charAt(i))) {
            int sign = source.charAt(++i);
            i = skipDigits(sign == '+' || sign == '-' ? i + 1 : i);
        }
        return i;
    }

    private long skipDigits(long from) {
        long i = from;
        while (isDigit(source.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isExponent(int c) {
        return c == 'e' || c == 'E';
    }

    private static boolean isControl(int c) {
        return c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r';
    }

    /** What may stand behind the last good token. */
    private String expected() {
        JsonToken last = parser.currentToken();
        JsonStreamContext context = parser.getParsingContext();
        if (context.inRoot()) {
            return last == null ? "an object" : "an object, or the end of the text";
        }
        if (last == JsonToken.FIELD_NAME) {
            return "a colon and a value";
        }
        if (context.inArray()) {
            return last == JsonToken.START_ARRAY ? "a value or ]" : "a comma and a value, or ]";
        }
        return last == JsonToken.START_OBJECT ? "a name or }" : "a comma and a name, or }";
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
