package io.bsonwire.wire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.wire.Messages;
import io.bsonwire.wire.TrackingAllocator;
import io.bsonwire.wire.WireException;
import io.bsonwire.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireFrameDecoderTest {
    private final TrackingAllocator alloc = new TrackingAllocator();
    private final List<Throwable> problems = new ArrayList<>();
    private final EmbeddedChannel channel = channel(new WireFrameDecoder(new WireLimits(1000, 1000, 1)));

    private EmbeddedChannel channel(WireFrameDecoder decoder) {
        EmbeddedChannel fresh = new EmbeddedChannel(decoder, new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                problems.add(cause);
            }
        });
        fresh.config().setAllocator(alloc);
        return fresh;
    }

    @AfterEach
    void nothingIsLeft() {
        channel.finishAndReleaseAll();
        alloc.assertAllReleased();
    }

    @Test
    void bytesThatComeOneByOne() {
        for (byte b : Messages.bytes(Messages.PING + Messages.INSERT)) {
            channel.writeInbound(buffer(b));
        }
        assertFrame(Messages.PING);
        assertFrame(Messages.INSERT);
        assertNoMore();
    }

    @Test
    void messagesThatComeInOneRead() {
        channel.writeInbound(buffer(Messages.bytes(Messages.INSERT.repeat(100) + Messages.PING)));
        for (int i = 0; i < 100; i++) {
            assertFrame(Messages.INSERT);
        }
        assertFrame(Messages.PING);
        assertNoMore();
    }

    @Test
    void everySplitOfTwoMessages() {
        byte[] bytes = Messages.bytes(Messages.PING + Messages.INSERT);
        for (int first = 0; first <= bytes.length; first++) {
            channel.writeInbound(buffer(bytes).writerIndex(first), buffer(bytes).readerIndex(first));
            assertFrame(Messages.PING);
            assertFrame(Messages.INSERT);
            assertNoMore();
        }
    }

    /** Room is taken for what has come, not for what was announced, and what has come is not copied again and again. */
    @Test
    void roomGrowsByDoubling() {
        int length = 48_000_000;
        channel.pipeline().removeFirst();
        channel.pipeline().addFirst(new WireFrameDecoder());
        byte[] part = new byte[64 * 1024];
        ByteBuf header = Unpooled.buffer().writeIntLE(length).writeZero(12);
        channel.writeInbound(header);
        int sent = 16;
        while (sent < length) {
            int next = Math.min(part.length, length - sent);
            channel.writeInbound(Unpooled.wrappedBuffer(part, 0, next));
            sent += next;
            assertThat(alloc.largest()).isLessThanOrEqualTo(Math.max(2 * sent, 1 << 18));
        }
        ByteBuf frame = channel.readInbound();
        assertThat(frame.readableBytes()).isEqualTo(length);
        frame.release();
        assertThat(alloc.total()).isLessThan(3L * length);
    }

    @Test
    void aMessageMayBeItsHeaderOnly() {
        String header = "10000000 00000000 00000000 00000000";
        channel.writeInbound(buffer(Messages.bytes(header)));
        assertFrame(header);
    }

    @Test
    void aFrameOutlivesTheOthersOfItsRead() {
        channel.writeInbound(buffer(Messages.bytes(Messages.PING + Messages.INSERT)));
        ByteBuf first = channel.readInbound();
        ByteBuf second = channel.readInbound();
        first.release();
        assertThat(Messages.hex(second)).isEqualTo(Messages.INSERT.replaceAll("\\s", ""));
        second.release();
    }

    @Test
    void aMessageMayHaveTheLimitAndNoByteMore() {
        byte[] bytes = new byte[1000];
        bytes[0] = (byte) 1000;
        bytes[1] = (byte) (1000 >> 8);
        channel.writeInbound(buffer(bytes));
        ByteBuf frame = channel.readInbound();
        assertThat(frame.readableBytes()).isEqualTo(1000);
        frame.release();
        channel.writeInbound(buffer((byte) (1001 & 0xFF), (byte) (1001 >> 8), (byte) 0, (byte) 0));
        assertFailed("message length: 1001 (expected: 16 to the limit of 1000) at offset 1000");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 15, 1001, 0x7FFFFFFF})
    void aWrongLengthIsRefusedAtItsFourthByteAndAllThatComesIsDropped(int length) {
        ByteBuf bytes = Unpooled.buffer().writeIntLE(length);
        for (int i = 0; i < 3; i++) {
            channel.writeInbound(buffer(bytes.getByte(i)));
            assertThat(problems).isEmpty();
        }
        SlowClose close = new SlowClose();
        channel.pipeline().addFirst(close);
        channel.writeInbound(buffer(bytes.getByte(3)));
        channel.writeInbound(buffer(Messages.bytes(Messages.PING)));
        channel.writeInbound(buffer((byte) 1));
        assertThat(close.asked()).isEqualTo(1);
        channel.pipeline().remove(close);
        assertThat(channel.close().isSuccess()).isTrue();
        assertFailed("message length: " + length + " (expected: 16 to the limit of 1000) at offset 0");
    }

    @Test
    void whatCameBeforeAWrongLengthIsPassedOn() {
        channel.writeInbound(buffer(Messages.bytes(Messages.PING + Messages.INSERT + "00000000" + Messages.PING)));
        assertFrame(Messages.PING);
        assertFrame(Messages.INSERT);
        assertFailed("message length: 0 (expected: 16 to the limit of 1000) at offset 156");
    }

    @Test
    void theDefaultLimitIsTheServers() {
        EmbeddedChannel other = channel(new WireFrameDecoder());
        other.writeInbound(buffer(Messages.bytes("006cdc02"))); // 48000000
        assertThat(problems).isEmpty();
        other.finishAndReleaseAll();
        problems.clear();
        other = channel(new WireFrameDecoder());
        other.writeInbound(buffer(Messages.bytes("016cdc02")));
        assertThat(problems)
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("message length: 48000001 (expected: 16 to the limit of 48000000) at offset 0");
        other.finishAndReleaseAll();
    }

    /** A claim costs nothing: what is kept grows with what has come. */
    @Test
    void aClaimedLengthIsNotAllocated() {
        EmbeddedChannel other = channel(new WireFrameDecoder(new WireLimits(1000, Integer.MAX_VALUE, 1)));
        other.writeInbound(buffer(Messages.bytes("ffffff7f 00000000")));
        other.writeInbound(buffer(new byte[1000]));
        assertThat(alloc.largest()).isLessThan(4096);
        other.finishAndReleaseAll();
    }

    @Test
    void aConnectionThatEndsInsideAMessage() {
        channel.writeInbound(buffer(Messages.bytes(Messages.PING + "33000000 07")));
        assertFrame(Messages.PING);
        assertThat(channel.close().isSuccess()).isTrue();
        assertFailed("connection closed inside a message: 5 bytes of it (expected: all of it) at offset 51");
    }

    @Test
    void aConnectionThatEndsInsideALength() {
        channel.writeInbound(buffer((byte) 0x33));
        assertThat(channel.close().isSuccess()).isTrue();
        assertFailed("connection closed inside a message: 1 bytes of it (expected: all of it) at offset 0");
    }

    @Test
    void aConnectionThatEndsBetweenMessages() {
        channel.writeInbound(buffer(Messages.bytes(Messages.PING)));
        assertFrame(Messages.PING);
        assertThat(channel.close().isSuccess()).isTrue();
        assertThat(problems).isEmpty();
    }

    @Test
    void aConnectionWhosePeerHasEndedItsHalfInsideAMessage() {
        channel.writeInbound(buffer(Messages.bytes("33000000")));
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertFailed("connection closed inside a message: 4 bytes of it (expected: all of it) at offset 0");
    }

    @Test
    void withoutAutoReadAReadThatGaveNoMessageIsFollowedByAnother() {
        int[] reads = new int[1];
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void read(ChannelHandlerContext ctx) {
                reads[0]++;
            }
        });
        channel.config().setAutoRead(false);
        channel.writeInbound(buffer(Messages.bytes("33000000 07")));
        assertThat(reads[0]).isEqualTo(1);
        channel.writeInbound(buffer(Messages.bytes(Messages.PING)).readerIndex(5));
        assertFrame(Messages.PING);
        assertThat(reads[0]).as("the message's receiver asks for more").isEqualTo(1);
    }

    private ByteBuf buffer(byte... bytes) {
        return alloc.buffer(bytes.length).writeBytes(bytes);
    }

    private void assertFrame(String hex) {
        ByteBuf frame = channel.readInbound();
        assertThat(Messages.hex(frame)).isEqualTo(hex.replaceAll("\\s", ""));
        frame.release();
    }

    private void assertNoMore() {
        assertThat(channel.<Object>readInbound()).isNull();
    }

    private void assertFailed(String error) {
        assertThat(problems).singleElement().isInstanceOf(WireException.class);
        assertThat(problems.get(0)).hasMessage(error);
        assertThat(channel.isOpen()).isFalse();
        assertNoMore();
    }
}
