package io.bsonwire.wire.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/** Stands for a close that takes its time, as that of TLS does: bytes still come after it was asked for. */
final class SlowClose extends ChannelOutboundHandlerAdapter {
    private int asked;

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        asked++;
    }

    /** How often the channel was asked to close. */
    int asked() {
        return asked;
    }
}
