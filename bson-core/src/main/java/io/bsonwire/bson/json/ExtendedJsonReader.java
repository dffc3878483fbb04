package io.bsonwire.bson.json;

import io.bsonwire.bson.BsonWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a stream of JSON objects, one after another with or without white space between, as documents, in memory for
 * one. Made by {@link ExtendedJson#open(InputStream)}.
 *
 * <p>Lines and columns in its errors count from the start of the stream. After an error the stream is at its end. Not
 * for use by several threads at once.
 */
public final class ExtendedJsonReader implements Closeable {
    private final JsonInput input;
    private final InputStream source;
    private boolean ended;

    ExtendedJsonReader(JsonInput input, InputStream source) {
        this.input = input;
        this.source = source;
    }

    /**
     * Reads the next object and writes it as a document: a top-level one if none is open, else as a value.
     *
     * @param target gets the document; if this fails it has to be reset before it is used again
     * @return false at the end of the stream
     * @throws IOException if the stream fails
     * @throws MalformedJsonException if the text is not Extended JSON or not UTF-8, or a limit is exceeded
     */
    public boolean next(BsonWriter target) throws IOException {
        if (ended) {
            return false;
        }
        ended = true; // until the object is known to be whole
        ended = !input.next(target);
        return !ended;
    }

    /**
     * Closes the stream.
     *
     * @throws IOException if the stream fails
     */
    @Override
    public void close() throws IOException {
        ended = true;
        try (source) {
            input.close();
        }
    }
}
