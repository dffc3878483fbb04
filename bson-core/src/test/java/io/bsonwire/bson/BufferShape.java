package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The kinds of buffer that the same bytes can come in. What reads a buffer has to find the same in all of them. None is
 * pooled or tracked for leaks, so they may be dropped without release and read as often as a test likes.
 *
 * <p>Bytes outside the readable ones are 0xA5 where there are any.
 */
enum BufferShape {
    /** An array of exactly the bytes. */
    HEAP {
        @Override
        ByteBuf of(byte[] bytes) {
            return Unpooled.wrappedBuffer(bytes.clone());
        }
    },
    /** Memory outside the Java heap. */
    DIRECT {
        @Override
        ByteBuf of(byte[] bytes) {
            return Unpooled.wrappedBuffer(
                    ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
        }
    },
    /** A slice out of the middle of an array, with bytes before and behind the readable ones. */
    OFFSET_SLICE {
        @Override
        ByteBuf of(byte[] bytes) {
            byte[] larger = new byte[bytes.length + 20];
            Arrays.fill(larger, FILL);
            System.arraycopy(bytes, 0, larger, 10, bytes.length);
            return Unpooled.wrappedBuffer(larger).slice(3, bytes.length + 13).setIndex(7, 7 + bytes.length);
        }
    },
    /** No two bytes side by side. */
    COMPOSITE_OF_BYTES {
        @Override
        ByteBuf of(byte[] bytes) {
            CompositeByteBuf composite = Unpooled.compositeBuffer(bytes.length + 2);
            for (byte value : bytes) {
                composite.addComponent(true, Unpooled.wrappedBuffer(new byte[] {value}));
            }
            // One more, for a composite of a single component passes that one's array on.
            return composite.addComponent(Unpooled.wrappedBuffer(new byte[] {FILL}));
        }
    },
    /** A heap buffer that hides its array. */
    READ_ONLY {
        @Override
        ByteBuf of(byte[] bytes) {
            return Unpooled.wrappedBuffer(bytes.clone()).asReadOnly();
        }
    };

    private static final byte FILL = (byte) 0xA5;

    /** A new buffer whose readable bytes are these. */
    abstract ByteBuf of(byte[] bytes);
}
