package io.bsonwire.bson.json;

import com.fasterxml.jackson.core.JsonToken;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonWriter;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Turns JSON tokens into calls of a {@link BsonWriter}: objects into documents, unless {@link TypeWrappers} takes them
 * for a value of another type.
 *
 * <p>The containers that are open are kept in a stack, not in the calls of methods, so that deep input needs no deep
 * stack of the thread.
 */
final class JsonInput implements Closeable {
    /** What has to be done when an open container ends. */
    interface Ending {
        void run() throws IOException;
    }

    /** Stands for the target while there is none; nothing is ever written to it. */
    private static final BsonWriter NONE = new BsonWriter();

    private final JsonTokens tokens;
    private final BsonCodec codec;
    private final TypeWrappers wrappers;
    private final Ending endOfDocument;
    private final Ending endOfArray;

    /** The endings of the open containers, the innermost first. */
    private final ArrayDeque<Ending> open = new ArrayDeque<>();

    private BsonWriter writer = NONE;
    /** How many levels the target had open before. */
    private int depthOfTarget;
    /** Whether nothing may follow the top-level object. */
    private boolean endsText;
    /** The token that has been looked at already. */
    private @Nullable JsonToken ahead;

    JsonInput(JsonTokens tokens, BsonCodec codec, boolean legacy) {
        this.tokens = tokens;
        this.codec = codec;
        this.wrappers = new TypeWrappers(this, tokens, legacy);
        this.endOfDocument = () -> writer.endDocument();
        this.endOfArray = () -> writer.endArray();
    }

    /**
     * Reads the next top-level object and writes it as a document.
     *
     * @return false at the end of the text
     */
    boolean next(BsonWriter target) throws IOException {
        if (!startsObject()) {
            return false;
        }
        writer = target;
        depthOfTarget = target.depth();
        try {
            startDocument();
            readOpen();
        } catch (BsonEncodeException e) {
            throw notEncodable(e);
        }
        return true;
    }

    /** Reads the only top-level object of a text. What follows it is an error before the document is handed over. */
    void readOnly(BsonWriter target) throws IOException {
        endsText = true;
        if (!next(target)) {
            throw MalformedJsonException.noDocument(tokens.endPlace());
        }
    }

    /** As {@link #readOnly}, but the target's document is open already, and the caller ends it. */
    void readOnlyElements(BsonWriter target) throws IOException {
        endsText = true;
        if (!startsObject()) {
            throw MalformedJsonException.noDocument(tokens.endPlace());
        }
        writer = target;
        depthOfTarget = target.depth() - 1;
        begin(() -> {});
        readOpen();
    }

    MalformedJsonException notEncodable(BsonEncodeException e) {
        return MalformedJsonException.notEncodable(e, tokens.place());
    }

    /** Moves to the start of the next top-level object; false at the end of the text. */
    private boolean startsObject() throws IOException {
        JsonToken token = tokens.nextOrEnd();
        if (token == null) {
            return false;
        }
        if (token != JsonToken.START_OBJECT) {
            throw MalformedJsonException.notAnObject(tokens.found(), tokens.place());
        }
        return true;
    }

    /** Reads until all containers that are open have ended. */
    private void readOpen() throws IOException {
        while (!open.isEmpty()) {
            step();
        }
    }

    /** Reads an element of the innermost container, or its end. */
    private void step() throws IOException {
        JsonToken token = ahead == null ? tokens.next() : ahead;
        ahead = null;
        switch (token) {
            case FIELD_NAME -> {
                String name = tokens.name();
                // The specification exempts the top-level object: its keys make no type wrapper.
                if (open.size() > 1) {
                    wrappers.checkNotKey(name);
                }
                writer.name(name);
                value(tokens.next());
            }
            case END_OBJECT, END_ARRAY -> {
                Ending ending = open.pop();
                if (open.isEmpty() && endsText && tokens.nextOrEnd() != null) {
                    throw MalformedJsonException.trailingText(tokens.found(), tokens.place());
                }
                ending.run();
            }
            default -> value(token);
        }
    }

    private void value(JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT -> {
                JsonToken first = tokens.next();
                if (first != JsonToken.FIELD_NAME || !wrappers.read(tokens.name())) {
                    startDocument();
                    goOnWith(first);
                }
            }
            case START_ARRAY -> {
                begin(endOfArray);
                writer.startArray();
            }
            case VALUE_STRING -> writer.writeString(tokens.text());
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> writer.writeDouble(tokens.doubleValue());
            case VALUE_TRUE -> writer.writeBoolean(true);
            case VALUE_FALSE -> writer.writeBoolean(false);
            default -> writer.writeNull();
        }
    }

    /** The smallest type that holds the number; beyond int64 a double, as the specification asks. */
    private void integer() throws IOException {
        switch (tokens.numberType()) {
            case INT -> writer.writeInt32(tokens.intValue());
            case LONG -> writer.writeInt64(tokens.longValue());
            default -> writer.writeDouble(tokens.doubleValue());
        }
    }

    // ---- for the type wrappers ----

    BsonWriter writer() {
        return writer;
    }

    BsonCodec codec() {
        return codec;
    }

    /** Sends what is written to another writer; returns the one that got it until now. */
    BsonWriter redirect(BsonWriter other) {
        BsonWriter previous = writer;
        writer = other;
        return previous;
    }

    /**
     * Goes one level down: what follows, up to the end of an object or array, is the contents of a document, array or
     * scope that the caller starts to write.
     */
    void begin(Ending ending) {
        int limit = codec.limits().maxDepth();
        if (depthOfTarget + open.size() >= limit) {
            throw MalformedJsonException.tooDeep(limit, tokens.place());
        }
        open.push(ending);
    }

    void startDocument() {
        begin(endOfDocument);
        writer.startDocument();
    }

    /** Writes a field whose value is the current token; if that starts a container, its contents follow. */
    void field(String name) throws IOException {
        writer.name(name);
        value(tokens.current());
    }

    /** Makes the current token the next one that is read. */
    void goOnWith(JsonToken current) {
        ahead = current;
    }

    @Override
    public void close() throws IOException {
        tokens.close();
    }
}
