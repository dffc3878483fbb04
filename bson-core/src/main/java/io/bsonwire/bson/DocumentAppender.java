package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Appends documents to a buffer, many after another: each as {@link BsonCodec#encode(Map, ByteBuf)} would append it, at
 * less cost for each. Made by {@link BsonCodec#appendTo}:
 *
 * <pre>{@code
 * try (DocumentAppender documents = codec.appendTo(buffer)) {
 *     people.forEach(documents::append);
 * }
 * }</pre>
 *
 * <p>What has been appended is held back until there are 32 KiB of it, and reaches the buffer (its writerIndex moves) in
 * one copy; {@link #flush} and {@link #close} copy what is there. A document that fails leaves no trace, and those before
 * it stay. Whether the buffer has room is checked as each document is appended. While documents are held back nobody else
 * may write to the buffer.
 *
 * <p>Borrows the buffer: never retains or releases it. Not for use by several threads, nor from inside a document that
 * writes itself.
 */
public final class DocumentAppender implements AutoCloseable {
    /** A copy of this size costs next to nothing a document, and stays within the processor's nearest cache. */
    private static final int HELD_BACK = 32 * 1024;

    private @Nullable BsonWriter writer;

    DocumentAppender(BsonWriter writer) {
        this.writer = writer;
        writer.hold(HELD_BACK);
    }

    /**
     * Appends a map as one document.
     *
     * @param document names and values; see {@link BsonWriter#writeValue} for the classes allowed
     * @return the document's length in bytes
     * @throws BsonEncodeException if something has no encoding, a limit is exceeded, or the buffer cannot take it
     * @throws IllegalStateException if this is closed
     */
    public int append(Map<String, ? extends @Nullable Object> document) {
        return append(document, false);
    }

    /**
     * Appends something that writes itself as one document.
     *
     * @param document what to write
     * @return the document's length in bytes
     * @throws BsonEncodeException if something has no encoding, a limit is exceeded, or the buffer cannot take it
     * @throws IllegalStateException if this is closed, or the document does not end what it starts
     */
    public int append(BsonWritable document) {
        return append(document, false);
    }

    /**
     * Appends a document.
     *
     * @param document what to write
     * @return the document's length in bytes
     * @throws BsonEncodeException if something has no encoding, a limit is exceeded, or the buffer cannot take it
     * @throws IllegalStateException if this is closed
     */
    public int append(Document document) {
        return append(document, false);
    }

    /**
     * Appends a map as one document with its {@code _id}, if it has one, in front.
     *
     * @param document names and values; see {@link BsonWriter#writeValue} for the classes allowed
     * @return the document's length in bytes
     * @throws BsonEncodeException if something has no encoding, a limit is exceeded, or the buffer cannot take it
     * @throws IllegalStateException if this is closed
     */
    public int appendIdFirst(Map<String, ? extends @Nullable Object> document) {
        return append(document, true);
    }

    /**
     * Appends something that writes itself as one document with its {@code _id}, if it has one, in front.
     *
     * @param document what to write
     * @return the document's length in bytes
     * @throws BsonEncodeException if something has no encoding, a limit is exceeded, or the buffer cannot take it
     * @throws IllegalStateException if this is closed, or the document does not end what it starts
     */
    public int appendIdFirst(BsonWritable document) {
        return append(document, true);
    }

    /**
     * Appends a document with its {@code _id}, if it has one, in front.
     *
     * @param document what to write
     * @return the document's length in bytes
     * @throws BsonEncodeException if something has no encoding, a limit is exceeded, or the buffer cannot take it
     * @throws IllegalStateException if this is closed
     */
    public int appendIdFirst(Document document) {
        return append(document, true);
    }

    private int append(Object document, boolean idFirst) {
        BsonWriter open = open();
        boolean written = false;
        try {
            int length = open.writeTopLevel(document, idFirst);
            written = true;
            return length;
        } finally {
            if (!written) {
                open.abandon();
            }
        }
    }

    /**
     * How much is held back.
     *
     * @return bytes that the buffer does not have yet
     */
    public int heldBack() {
        return writer == null ? 0 : writer.held();
    }

    /**
     * Forgets the documents appended last.
     *
     * @param bytes how many, at most {@link #heldBack}; those of whole documents
     * @throws IllegalArgumentException if that is not held back
     * @throws IllegalStateException if this is closed
     */
    public void forget(int bytes) {
        if (bytes < 0 || bytes > heldBack()) {
            throw new IllegalArgumentException("bytes to forget: " + bytes + " (expected: 0 to " + heldBack() + ")");
        }
        open().forget(bytes);
    }

    /**
     * Copies what is held back to the buffer.
     *
     * @throws IllegalStateException if this is closed
     */
    public void flush() {
        open().handOver();
    }

    /** Copies what is held back to the buffer and lets go of it; a second close does nothing. */
    @Override
    public void close() {
        BsonWriter open = writer;
        if (open != null) {
            writer = null;
            try {
                open.handOver();
            } finally {
                BsonCodec.giveBack(open);
            }
        }
    }

    private BsonWriter open() {
        if (writer == null) {
            throw new IllegalStateException("appender is closed");
        }
        return writer;
    }
}
