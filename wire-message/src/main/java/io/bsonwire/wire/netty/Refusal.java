package io.bsonwire.wire.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;

/**
 * That bytes were no message, which all handlers of a channel have to know of: the first one that finds out fires the
 * exception and closes the channel, and from then on none of them passes anything on or finds anything else.
 */
final class Refusal {
    private static final AttributeKey<Boolean> REFUSED = AttributeKey.valueOf(Refusal.class, "refused");

    private Refusal() {}

    /** Whether a handler of this channel has found bytes that are no message. */
    static boolean isOf(Channel channel) {
        return channel.attr(REFUSED).get() != null;
    }

    /** Fires the channel's one exception and closes it; after the first call for a channel this does nothing. */
    @SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to be done
    static void refuse(ChannelHandlerContext ctx, Throwable problem) {
        Attribute<Boolean> refused = ctx.channel().attr(REFUSED);
        if (refused.compareAndSet(null, true)) {
            ctx.fireExceptionCaught(problem);
            ctx.close();
        }
    }
}
