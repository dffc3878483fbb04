package io.bsonwire.wire.compress;

import java.nio.ByteBuffer;

/** Compressor 0, {@code noop}: the bytes as they are. Made for tests; no server offers it. */
public final class NoopCompressor implements Compressor {
    /** Makes a compressor. */
    public NoopCompressor() {}

    @Override
    public int id() {
        return 0;
    }

    @Override
    public String name() {
        return "noop";
    }

    @Override
    public int maxCompressedLength(int length) {
        return length;
    }

    @Override
    public void compress(ByteBuffer source, ByteBuffer target) {
        target.put(source);
    }

    @Override
    public void decompress(ByteBuffer source, ByteBuffer target) {
        if (source.remaining() > target.remaining()) {
            throw new IllegalArgumentException("result does not fit");
        }
        target.put(source);
    }

    @Override
    public String toString() {
        return name();
    }
}
