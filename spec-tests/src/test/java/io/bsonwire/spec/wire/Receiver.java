package io.bsonwire.spec.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.wire.WireException;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.netty.WireCompression;
import io.bsonwire.wire.netty.WireFrameDecoder;
import io.bsonwire.wire.netty.WireMessageDecoder;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;

/** A pipeline that gets bytes until it refuses them, with a handler at its end that nothing but exceptions stay with. */
public final class Receiver {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Throwable> problems = new ArrayList<>();

    public Receiver(WireLimits limits, ByteBufAllocator alloc) {
        channel.config().setAllocator(alloc);
        channel.pipeline()
                .addLast(new WireFrameDecoder(limits), new WireMessageDecoder())
                .addLast(new WireCompression(MessageParts.Compressed.ALL, limits, BsonCodec.DEFAULT))
                .addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                        problems.add(cause);
                    }
                });
    }

    /** Takes these bytes in one piece, unless the channel is closed. */
    public void receive(byte[] bytes, int from, int to) {
        if (channel.isOpen()) {
            channel.writeInbound(channel.alloc().buffer(to - from).writeBytes(bytes, from, to - from));
        }
    }

    void receive(byte[] bytes) {
        receive(bytes, 0, bytes.length);
    }

    /** Ends the connection, and checks that nothing but refusals has come of it. */
    public void finish() {
        channel.finishAndReleaseAll();
        // One from each handler at most: those before do not know that one behind has closed the connection.
        assertThat(problems)
                .hasSizeLessThanOrEqualTo(3)
                .allMatch(problem -> problem instanceof WireException, "refusals")
                .allMatch(problem -> problem.getMessage().contains(" (expected: "), "that say what was expected");
    }
}
