package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BufferShapeTest {
    @ParameterizedTest
    @EnumSource
    void holdsTheBytesAndNothingElse(BufferShape shape) {
        for (int length = 0; length < 40; length++) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) (i * 37 + 1);
            }
            ByteBuf buffer = shape.of(bytes);
            assertThat(ByteBufUtil.getBytes(buffer)).isEqualTo(bytes);
            for (int i = buffer.writerIndex(); i < buffer.capacity(); i++) {
                assertThat(buffer.getByte(i)).isEqualTo((byte) 0xA5);
            }
            buffer.release();
            if (length > 0) { // Netty's one empty buffer is never freed
                assertThat(buffer.refCnt()).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isIndependentOfTheArrayGiven(BufferShape shape) {
        byte[] bytes = {1, 2, 3};
        ByteBuf buffer = shape.of(bytes);
        bytes[1] = 9;
        assertThat(buffer.getByte(buffer.readerIndex() + 1)).isEqualTo((byte) 2);
        buffer.release();
    }

    @ParameterizedTest
    @MethodSource
    void hasAnArrayOnlyWhereItShould(BufferShape shape, boolean hasArray) {
        ByteBuf buffer = shape.of(new byte[] {1});
        assertThat(buffer.hasArray()).isEqualTo(hasArray);
        assertThat(buffer.isDirect()).isEqualTo(shape == BufferShape.DIRECT);
        assertThat(buffer.isReadOnly()).isEqualTo(shape == BufferShape.READ_ONLY);
        buffer.release();
    }

    static Stream<Object[]> hasAnArrayOnlyWhereItShould() {
        return Stream.of(BufferShape.values()).map(shape ->
                new Object[] {shape, shape == BufferShape.HEAP || shape == BufferShape.OFFSET_SLICE});
    }
}
