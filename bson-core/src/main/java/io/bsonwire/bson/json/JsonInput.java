package io.bsonwire.bson.json;

import com.fasterxml.jackson.core.JsonToken;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonWriter;
import java.io.Closeable;
import java.io.IOException;

/**
 * Turns JSON tokens into calls of a {@link BsonWriter}: objects into documents, unless {@link TypeWrappers} takes them
 * for a value of another type.
 */
final class JsonInput implements Closeable {
    private final JsonTokens tokens;
    private final BsonCodec codec;
    private final TypeWrappers wrappers;

    private BsonWriter writer;
    private int depth;

    JsonInput(JsonTokens tokens, BsonCodec codec, boolean legacy) {
        this.tokens = tokens;
        this.codec = codec;
        this.wrappers = new TypeWrappers(this, tokens, legacy);
        this.writer = new BsonWriter(codec);
    }

    /**
     * Reads the next top-level object and writes it as a document.
     *
     * @return false at the end of the text
     */
    boolean next(BsonWriter target) throws IOException {
        JsonToken token = tokens.nextOrEnd();
        if (token == null) {
            return false;
        }
        if (token != JsonToken.START_OBJECT) {
            throw MalformedJsonException.notAnObject(tokens.found(), tokens.place());
        }
        writer = target;
        depth = target.depth();
        try {
            // The specification exempts the top-level object: its keys make no type wrapper.
            document(tokens.next(), false);
        } catch (BsonEncodeException e) {
            throw MalformedJsonException.notEncodable(e, tokens.place());
        }
        return true;
    }

    /** Reads the only top-level object of a text. */
    void readOnly(BsonWriter target) throws IOException {
        if (!next(target)) {
            throw MalformedJsonException.noDocument(tokens.endPlace());
        }
        checkEnd();
    }

    /** Makes sure that nothing but white space follows. */
    void checkEnd() throws IOException {
        if (tokens.nextOrEnd() != null) {
            throw MalformedJsonException.trailingText(tokens.found(), tokens.place());
        }
    }

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

    /** Counts one level more, of a document, array or scope that is about to be written. */
    void descend() {
        int limit = codec.limits().maxDepth();
        if (depth >= limit) {
            throw MalformedJsonException.tooDeep(limit, tokens.place());
        }
        depth++;
    }

    void ascend() {
        depth--;
    }

    private void document(JsonToken first, boolean nested) throws IOException {
        startDocument();
        elements(first, nested);
        writer.endDocument();
        ascend();
    }

    /** Writes the fields from this token on, up to the end of the object. */
    void elements(JsonToken first, boolean nested) throws IOException {
        for (JsonToken token = first; token != JsonToken.END_OBJECT; token = tokens.next()) {
            String name = tokens.name();
            if (nested) {
                wrappers.checkNotKey(name);
            }
            writer.name(name);
            value(tokens.next());
        }
    }

    /** Starts a document some of whose fields have been read already. */
    void startDocument() {
        descend();
        writer.startDocument();
    }

    /** Writes a field whose value is the current token. */
    void field(String name) throws IOException {
        writer.name(name);
        value(tokens.current());
    }

    /** Writes the other fields, from this token on, and ends the document. */
    void endDocument(JsonToken next) throws IOException {
        elements(next, true);
        writer.endDocument();
        ascend();
    }

    private void value(JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
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

    private void object() throws IOException {
        JsonToken first = tokens.next();
        boolean taken = first == JsonToken.FIELD_NAME && wrappers.read(tokens.name());
        if (!taken) {
            document(first, true);
        }
    }

    private void array() throws IOException {
        descend();
        writer.startArray();
        for (JsonToken token = tokens.next(); token != JsonToken.END_ARRAY; token = tokens.next()) {
            value(token);
        }
        writer.endArray();
        ascend();
    }

    @Override
    public void close() throws IOException {
        tokens.close();
    }
}
