package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A section of kind 1 of an {@link OpMsg}: documents back to back under the name of the command's field that they stand
 * for, for example {@code documents} of an insert.
 *
 * <table>
 * <caption>Layout of the section</caption>
 * <tr><th>field</th><th>bytes</th></tr>
 * <tr><td>kind</td><td>1, the byte 0x01</td></tr>
 * <tr><td>size</td><td>4, int32: itself, the identifier and the documents</td></tr>
 * <tr><td>identifier</td><td>UTF-8 and NUL</td></tr>
 * <tr><td>documents</td><td>any number, none included</td></tr>
 * </table>
 *
 * <p>Checked when the message was parsed: that the documents' lengths fill the section exactly and each ends with NUL.
 * Not checked: the documents' contents. The sequence and its documents are views that borrow from the message. Two
 * sequences are equal if their identifiers and bytes are.
 */
public final class DocumentSequence implements Iterable<RawDocument> {
    private final ByteBuf frame;
    private final String identifier;
    private final int start;
    private final int end;
    private final int count;
    private final BsonCodec codec;

    /** Takes documents whose headers are checked, from {@code start} up to {@code end} of the frame. */
    DocumentSequence(ByteBuf frame, String identifier, int start, int end, int count, BsonCodec codec) {
        this.frame = frame;
        this.identifier = identifier;
        this.start = start;
        this.end = end;
        this.count = count;
        this.codec = codec;
    }

    /**
     * Which field of the command the documents stand for.
     *
     * @return the identifier
     */
    public String identifier() {
        return identifier;
    }

    /**
     * How many documents there are.
     *
     * @return the number of documents, 0 or more
     */
    public int count() {
        return count;
    }

    /**
     * How many bytes the documents take.
     *
     * @return the sum of their lengths
     */
    public int length() {
        return end - start;
    }

    /**
     * The bytes of the documents, back to back, as a view with its own indexes.
     *
     * @return the readable bytes are the documents
     */
    public ByteBuf bytes() {
        return frame.slice(start, end - start).asReadOnly();
    }

    @Override
    public Iterator<RawDocument> iterator() {
        return new Iterator<>() {
            private int at = start;

            @Override
            public boolean hasNext() {
                return at < end;
            }

            @Override
            public RawDocument next() {
                if (at >= end) {
                    throw new NoSuchElementException("no document left in sequence \"" + identifier + "\"");
                }
                RawDocument document = RawDocument.of(frame, at, codec);
                at += document.length();
                return document;
            }
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DocumentSequence that
                && identifier.equals(that.identifier)
                && length() == that.length()
                && ByteBufUtil.equals(frame, start, that.frame, that.start, length());
    }

    @Override
    public int hashCode() {
        return 31 * identifier.hashCode() + ByteBufUtil.hashCode(frame.slice(start, length()));
    }

    @Override
    public String toString() {
        return identifier + "[" + count + " documents, " + length() + " bytes]";
    }
}
