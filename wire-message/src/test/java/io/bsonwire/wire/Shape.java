package io.bsonwire.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;

/** The kinds of buffer that a message can come in; each holds the bytes at its readerIndex and junk around them. */
public enum Shape {
    HEAP {
        @Override
        public ByteBuf of(byte[] bytes) {
            return Unpooled.wrappedBuffer(bytes.clone());
        }
    },
    DIRECT {
        @Override
        public ByteBuf of(byte[] bytes) {
            return Unpooled.directBuffer(bytes.length + 3)
                    .writeMedium(JUNK)
                    .writeBytes(bytes)
                    .readerIndex(3);
        }
    },
    OFFSET_SLICE {
        @Override
        public ByteBuf of(byte[] bytes) {
            ByteBuf all = Unpooled.buffer(bytes.length + 9);
            all.writeMedium(JUNK).writeMedium(JUNK).writeBytes(bytes).writeMedium(JUNK);
            return all.slice(3, bytes.length + 6).setIndex(3, bytes.length + 3);
        }
    },
    COMPOSITE_OF_BYTES {
        @Override
        public ByteBuf of(byte[] bytes) {
            CompositeByteBuf all = Unpooled.compositeBuffer(bytes.length + 2);
            all.addComponent(true, Unpooled.wrappedBuffer(new byte[] {1})).readerIndex(1);
            for (byte b : bytes) {
                all.addComponent(true, Unpooled.wrappedBuffer(new byte[] {b}));
            }
            return all;
        }
    },
    READ_ONLY {
        @Override
        public ByteBuf of(byte[] bytes) {
            return Unpooled.wrappedBuffer(bytes.clone()).asReadOnly();
        }
    };

    private static final int JUNK = 0xA5A5A5;

    /** A new buffer, which the caller releases, whose readable bytes are these. */
    public abstract ByteBuf of(byte[] bytes);
}
