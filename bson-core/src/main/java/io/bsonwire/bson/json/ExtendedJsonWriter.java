package io.bsonwire.bson.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.MalformedBsonException;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes documents as JSON objects to a stream, each with a newline behind it. Made by {@link
 * ExtendedJson#open(OutputStream)}.
 *
 * <p>What is written is buffered until {@link #flush} or {@link #close}. After a failure the object concerned may have
 * been written in part, and nothing more can be written. Not for use by several threads at once.
 */
public final class ExtendedJsonWriter implements Closeable, Flushable {
    private final JsonGenerator generator;
    private final JsonOutput output;
    private final OutputStream target;
    private boolean failed;

    ExtendedJsonWriter(JsonGenerator generator, JsonOutput output, OutputStream target) {
        this.generator = generator;
        this.output = output;
        this.target = target;
    }

    /**
     * Writes the document that a reader is in, from the reader's next element on, and a newline.
     *
     * @param source reset to a document; afterwards at its end
     * @return this
     * @throws IOException if the target fails
     * @throws MalformedBsonException if the bytes are not well-formed or a limit is exceeded
     * @throws IllegalStateException after a failure
     */
    public ExtendedJsonWriter write(BsonReader source) throws IOException {
        if (failed) {
            throw new IllegalStateException("write after a failure: the last object is incomplete");
        }
        failed = true;
        output.document(source);
        generator.writeRaw('\n');
        failed = false;
        return this;
    }

    /**
     * Hands what is buffered to the target and flushes that.
     *
     * @throws IOException if the target fails
     */
    @Override
    public void flush() throws IOException {
        generator.flush();
        target.flush();
    }

    /**
     * Hands what is buffered to the target and closes that.
     *
     * @throws IOException if the target fails
     */
    @Override
    public void close() throws IOException {
        try (target) {
            generator.close();
        }
    }
}
