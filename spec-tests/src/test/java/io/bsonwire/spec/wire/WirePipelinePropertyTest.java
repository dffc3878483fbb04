package io.bsonwire.spec.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.spec.BufferShape;
import io.bsonwire.wire.OpCode;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.WireMessage;
import io.bsonwire.wire.netty.WireCompression;
import io.bsonwire.wire.netty.WireFrameDecoder;
import io.bsonwire.wire.netty.WireMessageDecoder;
import io.bsonwire.wire.netty.WireMessageEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** However a stream of messages is cut into pieces, the same messages come out of a pipeline. */
class WirePipelinePropertyTest {
    /** How the bytes come; each gets the number that are left. */
    private enum Pieces {
        ALL_AT_ONCE {
            @Override
            IntUnaryOperator sizes(Random random) {
                return left -> left;
            }
        },
        BYTES {
            @Override
            IntUnaryOperator sizes(Random random) {
                return left -> 1;
            }
        },
        SMALL {
            @Override
            IntUnaryOperator sizes(Random random) {
                return left -> 1 + random.nextInt(40);
            }
        },
        LARGE {
            @Override
            IntUnaryOperator sizes(Random random) {
                return left -> 1 + random.nextInt(3_000);
            }
        };

        abstract IntUnaryOperator sizes(Random random);
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs().withoutEdgeCases();
    }

    @Property(tries = 120)
    void anySplitGivesTheSameMessages(@ForAll Pieces pieces, @ForAll boolean decompress, @ForAll("seeds") long seed) {
        Random random = new Random(seed);
        CountingAllocator alloc = new CountingAllocator();
        List<byte[]> sent = new ArrayList<>();
        List<byte[]> expected = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            MessageParts parts = MessageParts.any(random);
            sent.add(MessageParts.bytes(parts.build(alloc)));
            MessageParts original =
                    decompress && parts instanceof MessageParts.Compressed compressed ? compressed.original() : parts;
            expected.add(MessageParts.bytes(original.build(alloc)));
        }
        EmbeddedChannel channel = channel(alloc, decompress);
        feed(channel, join(sent), pieces.sizes(random), random);
        for (byte[] bytes : expected) {
            WireMessage message = channel.readInbound();
            assertThat(message).isNotNull();
            assertThat(MessageParts.bytes(message)).isEqualTo(bytes);
        }
        assertThat(channel.<Object>readInbound()).isNull();
        assertThat(channel.finish()).isFalse();
        assertThat(alloc.used()).isZero();
    }

    private static EmbeddedChannel channel(CountingAllocator alloc, boolean decompress) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setAllocator(alloc);
        channel.pipeline().addLast(new WireFrameDecoder(), new WireMessageDecoder(), new WireMessageEncoder());
        if (decompress) {
            channel.pipeline().addLast(new WireCompression(MessageParts.Compressed.ALL));
        }
        return channel;
    }

    private static byte[] join(List<byte[]> messages) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        messages.forEach(stream::writeBytes);
        return stream.toByteArray();
    }

    /** In buffers of all shapes, as handlers for TLS and the like may pass them on. */
    private static void feed(EmbeddedChannel channel, byte[] stream, IntUnaryOperator sizes, Random random) {
        BufferShape[] shapes = BufferShape.values();
        int at = 0;
        while (at < stream.length) {
            int size = Math.min(stream.length - at, sizes.applyAsInt(stream.length - at));
            byte[] piece = Arrays.copyOfRange(stream, at, at + size);
            BufferShape shape = size > 100 ? BufferShape.HEAP : shapes[random.nextInt(shapes.length)];
            ByteBuf buffer = random.nextBoolean()
                    ? shape.of(piece)
                    : channel.alloc().buffer(size).writeBytes(piece);
            channel.writeInbound(buffer);
            at += size;
        }
    }

    /** At each of the places between two messages' bytes, and within each of them. */
    @Example
    void anySplitInTwo() {
        CountingAllocator alloc = new CountingAllocator();
        Random random = new Random(7);
        for (OpCode opCode : OpCode.values()) {
            byte[] first = MessageParts.bytes(MessageParts.any(random, opCode).build(alloc));
            byte[] second =
                    MessageParts.bytes(MessageParts.any(random, OpCode.MSG).build(alloc));
            byte[] stream = join(List.of(first, second));
            for (int at = 0; at <= stream.length; at++) {
                EmbeddedChannel channel = channel(alloc, false);
                channel.writeInbound(alloc.buffer().writeBytes(stream, 0, at));
                channel.writeInbound(alloc.buffer().writeBytes(stream, at, stream.length - at));
                assertThat(MessageParts.bytes(channel.readInbound())).isEqualTo(first);
                assertThat(MessageParts.bytes(channel.readInbound())).isEqualTo(second);
                assertThat(channel.finish()).isFalse();
            }
        }
        assertThat(alloc.used()).isZero();
    }

    /** What a client writes is what a server reads, also when both compress. */
    @Property(tries = 60)
    void whatIsWrittenIsWhatIsRead(@ForAll Pieces pieces, @ForAll("seeds") long seed) {
        Random random = new Random(seed);
        CountingAllocator alloc = new CountingAllocator();
        EmbeddedChannel client = channel(alloc, true);
        EmbeddedChannel server = channel(alloc, true);
        List<MessageParts> parts = new ArrayList<>();
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < 20; i++) {
            MessageParts next = MessageParts.any(random);
            parts.add(next instanceof MessageParts.Compressed compressed ? compressed.original() : next);
            client.writeOutbound(next.build(alloc));
            for (ByteBuf out = client.readOutbound(); out != null; out = client.readOutbound()) {
                stream.writeBytes(ByteBufUtil.getBytes(out));
                out.release();
            }
        }
        feed(server, stream.toByteArray(), pieces.sizes(random), random);
        for (MessageParts expected : parts) {
            WireMessage message = server.readInbound();
            assertThat(message).isNotNull().isNotInstanceOf(OpCompressed.class);
            assertThat(MessageParts.of(message)).isEqualTo(expected);
            message.release();
        }
        client.finish();
        server.finish();
        assertThat(alloc.used()).isZero();
    }
}
