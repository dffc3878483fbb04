package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;

/** The checks that a document in a {@link ByteBuf} passes before it is viewed or copied as it is. */
final class RawBytes {
    private RawBytes() {}

    /**
     * The length of the document at {@code index}: at least 5, at most the limit, all there, and its last byte 0.
     */
    static int documentLength(ByteBuf source, int index, int maxDocumentSize) {
        int available = source.writerIndex() - index;
        if (available < BsonFormat.MIN_DOCUMENT_LENGTH) {
            throw MalformedBsonException.truncatedHeader(Math.max(available, 0), index);
        }
        int length = source.getIntLE(index);
        checkLength(length, available, maxDocumentSize, index);
        byte last = source.getByte(index + length - 1);
        if (last != 0) {
            throw MalformedBsonException.missingTerminator(BsonType.DOCUMENT.code(), last, index + length - 1L, "");
        }
        return length;
    }

    /** Checks what the length field of a top-level document says, before anything is done with it. */
    static void checkLength(int length, int available, int maxDocumentSize, long offset) {
        if (length > maxDocumentSize) {
            throw MalformedBsonException.documentTooLarge(length, maxDocumentSize, offset);
        }
        if (length < BsonFormat.MIN_DOCUMENT_LENGTH || length > available) {
            throw MalformedBsonException.rootLength(length, available, offset);
        }
    }
}
