package io.bsonwire.wire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.Document;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBuilder;
import io.bsonwire.wire.TrackingAllocator;
import io.bsonwire.wire.compress.Compressors;
import io.bsonwire.wire.compress.ZlibCompressor;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PipelineTest {
    @Test
    void aMessageWrittenIsTheMessageReadByteByByte() {
        TrackingAllocator alloc = new TrackingAllocator();
        EmbeddedChannel channel = channel(alloc);
        OpMsg message = new OpMsgBuilder()
                .body(command ->
                        command.name("insert").writeString("people").name("$db").writeString("test"))
                .documents(List.of(new Document("a", 1).append("_id", 7), Map.of("_id", 3)))
                .checksum()
                .build(channel.alloc());
        channel.writeOutbound(message.retain());
        ByteBuf bytes = channel.readOutbound();
        while (bytes.isReadable()) {
            channel.writeInbound(bytes.readBytes(1));
        }
        OpMsg read = channel.readInbound();
        assertThat(read).isEqualTo(message);
        assertThat(read.sequence("documents"))
                .first()
                .extracting(document -> document.toDocument().keySet())
                .hasToString("[_id, a]");
        assertThat(read.release()).isTrue();
        assertThat(message.release()).isFalse();
        assertThat(bytes.release()).isTrue();
        assertThat(channel.finish()).isFalse();
        alloc.assertAllReleased();
    }

    /** However the stream is cut, the same messages come out. */
    @Property(tries = 200)
    void anySplitOfTheStreamGivesTheSameMessages(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int largest) {
        Random random = new Random(seed);
        TrackingAllocator alloc = new TrackingAllocator();
        EmbeddedChannel channel = channel(alloc);
        OpMsgBuilder builder = new OpMsgBuilder();
        List<OpMsg> messages = new ArrayList<>();
        ByteBuf stream = alloc.buffer();
        for (int i = 0; i < 20; i++) {
            builder.body(new Document("i", i)).flagBits(random.nextInt(2));
            if (random.nextBoolean()) {
                builder.documents(List.of(new Document("x", "x".repeat(random.nextInt(200)))));
            }
            messages.add(builder.build(alloc));
            stream.writeBytes(messages.get(i).bytes());
        }
        while (stream.isReadable()) {
            int length = Math.min(stream.readableBytes(), 1 + random.nextInt(largest));
            channel.writeInbound(alloc.buffer().writeBytes(stream, length));
        }
        for (OpMsg message : messages) {
            OpMsg read = channel.readInbound();
            assertThat(read).isEqualTo(message);
            read.release();
            message.release();
        }
        stream.release();
        assertThat(channel.finish()).isFalse();
        alloc.assertAllReleased();
    }

    /** Without reading by itself a channel is asked for more only while a message is incomplete. */
    @Test
    void aChannelThatDoesNotReadByItselfIsAskedUntilOneMessageIsThere() {
        TrackingAllocator alloc = new TrackingAllocator();
        EmbeddedChannel channel = channel(alloc);
        channel.pipeline().addLast(new WireCompression(Compressors.available()));
        AtomicInteger reads = new AtomicInteger();
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void read(ChannelHandlerContext ctx) {
                reads.incrementAndGet();
            }
        });
        channel.config().setAutoRead(false);
        OpMsg ping = new OpMsgBuilder().body(new Document("ping", 1)).build(alloc);
        OpCompressed compressed = OpCompressed.of(ping, new ZlibCompressor(), alloc);
        ByteBuf bytes = alloc.buffer().writeBytes(ping.bytes()).writeBytes(compressed.bytes());
        reads.set(0);
        for (int i = 1; i < ping.length(); i++) {
            channel.writeInbound(bytes.readBytes(1));
            assertThat(reads).hasValue(i);
        }
        channel.writeInbound(bytes.readBytes(1));
        assertThat(reads).hasValue(ping.length() - 1);
        channel.read();
        reads.set(0);
        channel.writeInbound(bytes.readBytes(compressed.length() - 1), bytes.readBytes(1));
        assertThat(reads).hasValue(0);
        for (int i = 0; i < 2; i++) {
            OpMsg read = channel.readInbound();
            assertThat(read).isEqualTo(ping);
            read.release();
        }
        bytes.release();
        compressed.release();
        ping.release();
        assertThat(channel.finish()).isFalse();
        alloc.assertAllReleased();
    }

    private static EmbeddedChannel channel(TrackingAllocator alloc) {
        EmbeddedChannel channel =
                new EmbeddedChannel(new WireFrameDecoder(), new WireMessageDecoder(), new WireMessageEncoder());
        channel.config().setAllocator(alloc);
        return channel;
    }
}
