package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChecksumTest {
    /** The check value of the algorithm, and the examples of RFC 3720, appendix B.4. */
    @ParameterizedTest
    @EnumSource
    void isCrc32cInEveryShape(Shape shape) {
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 0xFF);
        byte[] up = new byte[32];
        byte[] down = new byte[32];
        for (int i = 0; i < 32; i++) {
            up[i] = (byte) i;
            down[i] = (byte) (31 - i);
        }
        assertThat(of(shape, "123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xE3069283);
        assertThat(of(shape, new byte[32])).isEqualTo(0x8A9136AA);
        assertThat(of(shape, ones)).isEqualTo(0x62A8AB43);
        assertThat(of(shape, up)).isEqualTo(0x46DD794E);
        assertThat(of(shape, down)).isEqualTo(0x113FDB5C);
        assertThat(of(shape, new byte[0])).isZero();
    }

    private static int of(Shape shape, byte[] bytes) {
        ByteBuf buffer = shape.of(bytes);
        int readerIndex = buffer.readerIndex();
        int writerIndex = buffer.writerIndex();
        int crc = Checksum.of(buffer, readerIndex, bytes.length);
        assertThat(buffer.readerIndex()).isEqualTo(readerIndex);
        assertThat(buffer.writerIndex()).isEqualTo(writerIndex);
        buffer.release();
        return crc;
    }

    @Test
    void isOfTheRangeOnly() {
        ByteBuf buffer = Unpooled.directBuffer().writeBytes("x123456789x".getBytes(StandardCharsets.US_ASCII));
        assertThat(Checksum.of(buffer, 1, 9)).isEqualTo(0xE3069283);
        buffer.release();
    }

    @ParameterizedTest
    @EnumSource(names = {"HEAP", "DIRECT"})
    void aRangeThatTheBufferDoesNotHaveIsRefused(Shape shape) {
        ByteBuf buffer = shape.of(new byte[4]);
        assertThatThrownBy(() -> Checksum.of(buffer, 0, 1 << 20)).isInstanceOf(IndexOutOfBoundsException.class);
        buffer.release();
    }
}
