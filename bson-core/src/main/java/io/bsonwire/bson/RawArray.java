package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;

/** A read-only view of an array's bytes in a {@link ByteBuf}. */
public final class RawArray {
    private final RawDocument elements;

    RawArray(RawDocument elements) {
        this.elements = elements;
    }

    ByteBuf buffer() {
        return elements.buffer();
    }

    int offset() {
        return elements.offset();
    }

    /**
     * The length of the array.
     *
     * @return bytes, at least 5
     */
    public int length() {
        return elements.length();
    }
}
