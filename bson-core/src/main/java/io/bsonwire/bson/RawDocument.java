package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * A read-only view of a document's bytes in a {@link ByteBuf}.
 */
public final class RawDocument implements BsonWritable {
    private final ByteBuf buffer;
    private final int offset;
    private final int length;
    private final BsonCodec codec;

    private RawDocument(ByteBuf buffer, int offset, int length, BsonCodec codec) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        this.codec = codec;
    }

    /**
     * Views the document at the buffer's readerIndex.
     *
     * @param source holds the document; its indexes do not move
     * @return the view
     * @throws MalformedBsonException if length or closing NUL are wrong, or the document is larger than the limit
     */
    public static RawDocument of(ByteBuf source) {
        return of(source, source.readerIndex());
    }

    /**
     * Views the document at an index.
     *
     * @param source holds the document
     * @param index absolute index of its length field
     * @return the view
     * @throws MalformedBsonException if length or closing NUL are wrong, or the document is larger than the limit
     */
    public static RawDocument of(ByteBuf source, int index) {
        return of(source, index, BsonCodec.DEFAULT);
    }

    /**
     * Views the document at an index, under a codec's options.
     *
     * @param source holds the document
     * @param index absolute index of its length field
     * @param codec whose limits apply, and whose options say how values are read
     * @return the view
     * @throws MalformedBsonException if length or closing NUL are wrong, or the document is larger than the limit
     */
    public static RawDocument of(ByteBuf source, int index, BsonCodec codec) {
        int length = RawBytes.documentLength(source, index, codec.limits().maxDocumentSize());
        return new RawDocument(source, index, length, codec);
    }

    /**
     * Views the document that an array starts with.
     *
     * @param source holds the document; must not change while the view is used
     * @return the view
     * @throws MalformedBsonException if length or closing NUL are wrong, or the document is larger than the limit
     */
    public static RawDocument of(byte[] source) {
        return of(Unpooled.wrappedBuffer(source));
    }

    ByteBuf buffer() {
        return buffer;
    }

    /** Absolute index of the length field. */
    int offset() {
        return offset;
    }

    /**
     * The length of the document.
     *
     * @return bytes, at least 5
     */
    public int length() {
        return length;
    }

    /**
     * Decodes the document.
     *
     * @return the document, independent of the buffer
     * @throws MalformedBsonException if the bytes are not well-formed
     */
    public Document toDocument() {
        return new BsonReader(codec).reset(buffer, offset).decode();
    }

    @Override
    public void writeTo(BsonWriter writer) {
        BsonReader reader = new BsonReader(codec).reset(buffer, offset);
        while (reader.next()) {
            writer.copyElement(reader);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RawDocument that
                && length == that.length
                && ByteBufUtil.equals(buffer, offset, that.buffer, that.offset, length);
    }

    @Override
    public int hashCode() {
        return ByteBufUtil.hashCode(buffer.slice(offset, length));
    }
}
