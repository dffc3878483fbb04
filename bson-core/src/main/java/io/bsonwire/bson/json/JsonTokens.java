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
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tokens of a JSON text, with every error of the parser told in this project's words and with its place. */
final class JsonTokens implements Closeable {
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
            throw translated(e, expected());
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
            throw translated(e, "the characters and escapes of a string, and its end");
        }
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
        double value = Double.parseDouble(text());
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

    private static Place place(JsonLocation location, int columnsBefore, String path) {
        // The parser counts in int; as unsigned they hold for four thousand million.
        long line = Integer.toUnsignedLong(location.getLineNr());
        long column = Integer.toUnsignedLong(location.getColumnNr());
        return new Place(line, column - columnsBefore, path);
    }

    private String path(boolean withCurrent) {
        Deque<String> steps = new ArrayDeque<>();
        JsonStreamContext context = parser.getParsingContext();
        if (!withCurrent && context != null) {
            context = context.getParent();
        }
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

    private MalformedJsonException translated(JsonProcessingException e, String expected) {
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
        if (e instanceof JsonEOFException) {
            return MalformedJsonException.endOfText(expected, place(location, 0, path));
        }
        long index = location.getCharOffset();
        int before = isCulprit(index - 1) ? 1 : 0;
        Place place = place(location, before, path);
        if (index - before == source.malformedAt()) {
            return MalformedJsonException.invalidUtf8(source.malformedByte(), place);
        }
        int found = source.charAt(index - before);
        return found < 0
                ? MalformedJsonException.syntax(expected, place)
                : MalformedJsonException.unexpectedCharacter(found, expected, place);
    }

    /**
     * Whether the character in front of the place that the parser names is what it stumbled over: so it is for a control
     * character between tokens and for a number's plus sign, and for nothing else.
     */
    private boolean isCulprit(long index) {
        int c = source.charAt(index);
        if (c == '+') {
            return (source.charAt(index - 1) | 0x20) != 'e';
        }
        return isControl(c);
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
