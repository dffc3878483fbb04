package io.bsonwire.wire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.Document;
import io.bsonwire.wire.Messages;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.TrackingAllocator;
import io.bsonwire.wire.WireException;
import io.bsonwire.wire.WireMessage;
import io.bsonwire.wire.compress.Compressor;
import io.bsonwire.wire.compress.Compressors;
import io.bsonwire.wire.compress.ZlibCompressor;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whichever of the handlers of a channel refuses its bytes, and whatever comes behind them, it is said once. */
class RefusalTest {
    private final TrackingAllocator alloc = new TrackingAllocator();
    private final List<Throwable> problems = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private final EmbeddedChannel channel = channel(Compressors.available());

    @AfterEach
    void nothingIsLeft() {
        channel.finishAndReleaseAll();
        alloc.assertAllReleased();
    }

    private EmbeddedChannel channel(Compressors compressors) {
        EmbeddedChannel fresh = new EmbeddedChannel(
                new WireFrameDecoder(),
                new WireMessageDecoder(),
                new WireMessageEncoder(),
                new WireCompression(compressors),
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object msg) {
                        WireMessage message = (WireMessage) msg;
                        messages.add(message.opCode().toString());
                        message.release();
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                        problems.add(cause);
                    }
                });
        fresh.config().setAllocator(alloc);
        return fresh;
    }

    /** What may come, and which handler says what about it. */
    private enum Bytes {
        NONE("", ""),
        MESSAGE(Messages.PING, ""),
        PART_OF_A_MESSAGE("33000000 01000000 00", "connection closed inside a message: 9 bytes of it"),
        NO_FRAME("0f000000 01000000 00000000 dd070000", "message length: 15 "),
        NO_MESSAGE("11000000 01000000 00000000 d2040000 00", "opcode: 1234 "),
        NO_COMPRESSED_MESSAGE(
                "1d000000 01000000 00000000 dc070000 dd070000 05000000 02 01020304",
                "bytes compressed by zlib: malformed"),
        NO_MESSAGE_WHEN_UNCOMPRESSED(
                "1e000000 01000000 00000000 dc070000 dd070000 05000000 00 0000000009", "section kind: 9 ");

        private final String hex;
        private final String problem;

        Bytes(String hex, String problem) {
            this.hex = hex;
            this.problem = problem;
        }

        boolean areRefused() {
            return name().startsWith("NO_");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "NO_.*")
    void isFiredOnceAndClosesTheChannelWhateverComesBehind(Bytes refused) {
        for (Bytes behind : Bytes.values()) {
            for (Bytes last : Bytes.values()) {
                assertRefusedOnce(refused, refused.hex + behind.hex + last.hex);
            }
        }
    }

    /** In one read, and byte by byte; closed at once, and some time after it was asked for. */
    private void assertRefusedOnce(Bytes refused, String hex) {
        for (boolean slow : new boolean[] {false, true}) {
            for (int step : new int[] {1, 7, 1000}) {
                problems.clear();
                messages.clear();
                EmbeddedChannel one = channel(Compressors.available());
                SlowClose close = new SlowClose();
                if (slow) {
                    one.pipeline().addFirst(close);
                }
                ByteBuf bytes = alloc.buffer().writeBytes(Messages.bytes(Messages.PING + hex));
                while (bytes.isReadable() && one.isOpen()) {
                    one.pipeline().fireChannelRead(bytes.readRetainedSlice(Math.min(step, bytes.readableBytes())));
                    one.runPendingTasks();
                }
                bytes.release();
                if (slow) {
                    assertThat(close.asked()).isEqualTo(1);
                    one.pipeline().remove(close);
                    assertThat(one.close().isSuccess()).isTrue();
                }
                assertThat(one.isOpen()).isFalse();
                one.finishAndReleaseAll();
                assertThat(messages).containsExactly("MSG");
                assertOne(refused.problem);
                alloc.assertAllReleased();
            }
        }
    }

    private void assertOne(String problem) {
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0)).isInstanceOf(WireException.class).hasMessageStartingWith(problem);
    }

    @Test
    void whatComesBeforeIsPassedOnAndAnEndInsideAMessageIsOneToo() {
        for (Bytes bytes : Bytes.values()) {
            if (bytes.areRefused()) {
                continue;
            }
            problems.clear();
            EmbeddedChannel one = channel(Compressors.available());
            one.writeInbound(alloc.buffer().writeBytes(Messages.bytes(bytes.hex)));
            assertThat(one.isOpen()).isTrue();
            assertThat(problems).isEmpty();
            one.finishAndReleaseAll();
            if (!bytes.problem.isEmpty()) {
                assertOne(bytes.problem);
            }
        }
        assertThat(messages).containsExactly("MSG");
    }

    /** Memory that cannot be had is no reason to lose the buffer that is there. */
    @Test
    void anErrorIsFiredOnceTooAndLeavesNothing() {
        Compressor failing = new Compressor() {
            @Override
            public int id() {
                return 2;
            }

            @Override
            public String name() {
                return "failing";
            }

            @Override
            public int maxCompressedLength(int length) {
                throw new OutOfMemoryError("on purpose");
            }

            @Override
            public void compress(ByteBuffer source, ByteBuffer target) {
                throw new OutOfMemoryError("on purpose");
            }

            @Override
            public void decompress(ByteBuffer source, ByteBuffer target) {
                throw new OutOfMemoryError("on purpose");
            }
        };
        OpMsg ping = OpMsg.builder().body(new Document("ping", 1)).build(alloc);
        OpCompressed compressed = OpCompressed.of(ping, new ZlibCompressor(), alloc);
        ByteBuf bytes = alloc.buffer().writeBytes(compressed.bytes()).writeBytes(ping.bytes());
        ping.release();
        compressed.release();
        EmbeddedChannel one = channel(Compressors.of(failing));
        one.writeInbound(bytes);
        assertThat(problems).singleElement().isInstanceOf(OutOfMemoryError.class);
        assertThat(messages).isEmpty();
        assertThat(one.isOpen()).isFalse();
        one.finishAndReleaseAll();
    }
}
