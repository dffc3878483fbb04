package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Documents back to back from a stream, one at a time, in memory for the largest of them. A document's length is checked
 * against the limit before memory is made for it, and memory grows with the bytes that come, not with the length that
 * is claimed.
 *
 * <pre>{@code
 * try (BsonStream documents = BsonCodec.DEFAULT.open(Files.newInputStream(path))) {
 *     while (documents.next()) {
 *         Document document = documents.decode();
 *     }
 * }
 * }</pre>
 *
 * <p>Offsets in its errors count from the start of the stream. After an error the stream is at its end. Not for use by
 * several threads at once.
 */
public final class BsonStream implements Closeable {
    private static final int BUFFER_SIZE = 1 << 16;

    private final Source source;
    private final Closeable closedWithThis;
    private final BsonCodec codec;
    private final BsonReader reader;

    private byte[] bytes = new byte[BUFFER_SIZE];
    private ByteBuf view = Unpooled.wrappedBuffer(bytes);
    /** Index of the current document. */
    private int at;
    /** Length of the current document; 0 before the first and behind the last. */
    private int length;
    /** Index behind the last byte read. */
    private int end;
    /** Offset in the stream of index 0. */
    private long base;

    private boolean failed;
    private @Nullable RawDocument current;

    /** Where the bytes come from. */
    private interface Source {
        /** Reads at least one byte and at most so many; returns how many, -1 at the end. */
        int read(byte[] target, int offset, int length) throws IOException;
    }

    BsonStream(InputStream source, BsonCodec codec) {
        // Not by way of a channel: that one asks how many bytes are available, which a named pipe may not answer.
        this(source::read, source, codec);
    }

    BsonStream(ReadableByteChannel source, BsonCodec codec) {
        this((target, offset, length) -> source.read(ByteBuffer.wrap(target, offset, length)), source, codec);
    }

    private BsonStream(Source source, Closeable closedWithThis, BsonCodec codec) {
        this.source = source;
        this.closedWithThis = closedWithThis;
        this.codec = codec;
        this.reader = new BsonReader(codec);
    }

    /**
     * Moves to the next document and checks its length and closing NUL; its elements are not looked at.
     *
     * @return false at the end of the stream
     * @throws IOException if reading fails
     * @throws MalformedBsonException if the stream ends inside a document, or the length is wrong or above the limit
     */
    public boolean next() throws IOException {
        at += length;
        length = 0;
        current = null;
        if (failed || !fill(1)) {
            return false;
        }
        failed = true; // until the document is known to be there
        if (!fill(4)) {
            throw MalformedBsonException.truncatedStream(end - at, BsonFormat.MIN_DOCUMENT_LENGTH, offset());
        }
        int claimed = BsonFormat.int32(bytes, at);
        // Whether so many bytes come is not known yet, so the length is checked for itself.
        RawBytes.checkLength(claimed, Integer.MAX_VALUE, codec.limits().maxDocumentSize(), offset());
        if (!fill(claimed)) {
            throw MalformedBsonException.truncatedStream(end - at, claimed, offset());
        }
        byte last = bytes[at + claimed - 1];
        if (last != 0) {
            throw MalformedBsonException.missingTerminator(BsonType.DOCUMENT.code(), last, offset() + claimed - 1, "");
        }
        length = claimed;
        failed = false;
        return true;
    }

    /** Reads until {@code count} bytes are there from {@link #at} on; false if the stream ends before. */
    private boolean fill(int count) throws IOException {
        while (end - at < count) {
            if (at > 0 && (end == bytes.length || end == at)) {
                System.arraycopy(bytes, at, bytes, 0, end - at);
                base += at;
                end -= at;
                at = 0;
            }
            if (end == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(bytes.length * 2L, BsonLimits.LARGEST_ARRAY));
                view = Unpooled.wrappedBuffer(bytes);
            }
            int got = source.read(bytes, end, bytes.length - end);
            if (got < 0) {
                return false;
            }
            end += got;
        }
        return true;
    }

    /**
     * The current document as a view.
     *
     * @return valid until the next call of {@link #next} or {@link #close}
     */
    public RawDocument raw() {
        checkCurrent();
        if (current == null) {
            current = RawDocument.of(view, at, base, codec);
        }
        return current;
    }

    /**
     * Decodes the current document.
     *
     * @return the document, independent of the stream
     * @throws MalformedBsonException if its bytes are not well-formed; the stream can go on to the next document
     */
    public Document decode() {
        reader();
        return reader.decode();
    }

    /**
     * Checks the current document as {@link BsonCodec#validate(ByteBuf)} does.
     *
     * @throws MalformedBsonException if its bytes are not well-formed; the stream can go on to the next document
     */
    public void validate() {
        reader();
        reader.validate(Validator.NO_NAME_CHECKS);
        if (codec.duplicateNames() == DuplicateNames.ERROR) {
            reader.decode();
        }
    }

    /**
     * A cursor over the current document.
     *
     * @return the stream's own reader, before the document's first element; valid until the next call of {@link #next},
     *     {@link #decode}, {@link #validate} or {@link #close}
     */
    public BsonReader reader() {
        checkCurrent();
        return reader.reset(bytes, at, length, offset());
    }

    /**
     * Where the current document starts.
     *
     * @return bytes from the start of the stream
     */
    public long offset() {
        return base + at;
    }

    private void checkCurrent() {
        if (length == 0) {
            throw new IllegalStateException("no current document: next() was not called or returned false");
        }
    }

    @Override
    public void close() throws IOException {
        failed = true;
        length = 0;
        current = null;
        closedWithThis.close();
    }
}
