package io.bsonwire.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/** The kinds of buffer in which documents lie; all pooled. */
public enum BufferKind {
    /** An array. */
    HEAP {
        @Override
        ByteBuf withRoom(int capacity) {
            return PooledByteBufAllocator.DEFAULT.heapBuffer(capacity);
        }
    },

    /** Memory outside the Java heap, as a socket wants it. */
    DIRECT {
        @Override
        ByteBuf withRoom(int capacity) {
            return PooledByteBufAllocator.DEFAULT.directBuffer(capacity);
        }
    },

    /** Four direct buffers of the same size behind one another: whatever is written or read crosses their borders. */
    COMPOSITE {
        @Override
        ByteBuf withRoom(int capacity) {
            CompositeByteBuf composite = PooledByteBufAllocator.DEFAULT.compositeDirectBuffer();
            int part = (capacity + 3) / 4;
            for (int i = 0; i < 4; i++) {
                composite.addComponent(
                        true,
                        PooledByteBufAllocator.DEFAULT.directBuffer(part, part).writerIndex(part));
            }
            return composite.clear();
        }
    };

    /** A new buffer without bytes, which has room for so many; the caller releases it. */
    abstract ByteBuf withRoom(int capacity);

    /** A new buffer whose readable bytes these are; the caller releases it. */
    ByteBuf of(byte[] bytes) {
        return withRoom(bytes.length).writeBytes(bytes);
    }
}
