package io.bsonwire.wire.netty;

import io.bsonwire.wire.WireMessage;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Writes messages: hands the bytes of each, uncopied, towards the channel, together with the caller's reference, which is
 * released when they are written or cannot be. Anything but a {@link WireMessage} is passed on as it is.
 *
 * <p>Has no state: one may serve all channels.
 */
@Sharable
public final class WireMessageEncoder extends ChannelOutboundHandlerAdapter {
    /** Makes an encoder. */
    public WireMessageEncoder() {}

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is the promise, which the caller has
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        ctx.write(msg instanceof WireMessage message ? message.bytes() : msg, promise);
    }
}
