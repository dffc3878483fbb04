package io.bsonwire.wire.netty;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.wire.WireMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Turns each frame that {@link WireFrameDecoder} cuts into a message, which takes the frame over; whoever gets the message
 * releases it. Anything but a {@link ByteBuf} is passed on as it is. Compressed messages stay so until {@link
 * WireCompression}.
 *
 * <p>A frame that is no message this library knows ends in a {@link io.bsonwire.wire.WireException}; the frame is
 * released, later ones are dropped, and the channel is closed.
 *
 * <p>One for each channel.
 */
public final class WireMessageDecoder extends ChannelInboundHandlerAdapter {
    private final BsonCodec codec;

    /** Makes a decoder under {@link BsonCodec#DEFAULT}. */
    public WireMessageDecoder() {
        this(BsonCodec.DEFAULT);
    }

    /**
     * Makes a decoder.
     *
     * @param codec whose size limit applies to each document, and whose options say how values are read
     */
    public WireMessageDecoder(BsonCodec codec) {
        this.codec = codec;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof ByteBuf frame)) {
            ctx.fireChannelRead(msg);
            return;
        }
        if (Refusal.isOf(ctx.channel())) {
            frame.release();
            return;
        }
        WireMessage message;
        try {
            message = WireMessage.decode(frame, codec);
        } catch (RuntimeException | Error e) {
            frame.release();
            Refusal.refuse(ctx, e);
            return;
        }
        ctx.fireChannelRead(message);
    }
}
