package io.bsonwire.spec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * The kinds of buffer that the same bytes can come in. Code that reads a {@link ByteBuf} has to find the same in all of
 * them: some have an array and some have not, some start at index 0 and some do not, and one has no two bytes side by
 * side.
 *
 * <p>Everything outside the readable bytes is 0xA5, so that a read beyond them is seen.
 */
public enum BufferShape {
    /** An array of exactly the bytes, reader index 0. */
    HEAP {
        @Override
        public ByteBuf of(byte[] bytes) {
            return Unpooled.wrappedBuffer(bytes.clone());
        }
    },

    /** Memory outside the Java heap. */
    DIRECT {
        @Override
        public ByteBuf of(byte[] bytes) {
            return Unpooled.directBuffer(bytes.length, bytes.length).writeBytes(bytes);
        }
    },

    /** A slice out of the middle of a larger array, whose reader index is not 0 and whose capacity goes on behind. */
    OFFSET_SLICE {
        @Override
        public ByteBuf of(byte[] bytes) {
            byte[] larger = new byte[bytes.length + 4 * MARGIN];
            Arrays.fill(larger, FILL);
            System.arraycopy(bytes, 0, larger, 2 * MARGIN, bytes.length);
            return Unpooled.wrappedBuffer(larger)
                    .slice(MARGIN, bytes.length + 2 * MARGIN)
                    .setIndex(MARGIN, MARGIN + bytes.length);
        }
    },

    /** Each byte in a buffer of its own. */
    COMPOSITE_OF_BYTES {
        @Override
        public ByteBuf of(byte[] bytes) {
            // Never fewer than two components: a composite of one passes that one's array on.
            CompositeByteBuf composite = Unpooled.compositeBuffer(Math.max(2, bytes.length + 1));
            for (int i = 0; i < bytes.length; i++) {
                composite.addComponent(true, Unpooled.wrappedBuffer(new byte[] {bytes[i]}));
            }
            return composite.addComponent(Unpooled.wrappedBuffer(new byte[] {FILL}));
        }
    },

    /** A heap buffer that hides its array and refuses writes. */
    READ_ONLY {
        @Override
        public ByteBuf of(byte[] bytes) {
            return Unpooled.wrappedBuffer(bytes.clone()).asReadOnly();
        }
    };

    private static final int MARGIN = 7;
    private static final byte FILL = (byte) 0xA5;

    /**
     * Puts bytes into a new buffer of this shape.
     *
     * @param bytes the bytes; they are copied
     * @return a buffer whose readable bytes they are; the caller releases it
     */
    public abstract ByteBuf of(byte[] bytes);
}
