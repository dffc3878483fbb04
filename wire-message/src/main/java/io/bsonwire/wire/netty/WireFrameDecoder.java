package io.bsonwire.wire.netty;

import io.bsonwire.wire.MessageHeader;
import io.bsonwire.wire.WireException;
import io.bsonwire.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Cuts the stream of bytes into messages: passes on one {@link ByteBuf} for each, header included, whose readable bytes
 * are the message. A frame shares the memory of what was read from the channel and carries a reference of its own.
 *
 * <p>The length in a header is checked as soon as its four bytes are there, before any more are waited for. A wrong one,
 * and a connection that ends inside a message, is a {@link WireException}; after it, or that of a handler behind this
 * one, further bytes are dropped and the channel is closed. Its offset counts from the first byte of the connection.
 *
 * <p>One for each channel.
 */
public final class WireFrameDecoder extends ByteToMessageDecoder {
    private static final int NOT_READ = -1;

    private final int maxMessageLength;
    private int messageLength = NOT_READ;
    /** Bytes of all messages passed on so far. */
    private long streamOffset;

    /** Makes a decoder under {@link WireLimits#DEFAULT}. */
    public WireFrameDecoder() {
        this(WireLimits.DEFAULT);
    }

    /**
     * Makes a decoder.
     *
     * @param limits of which {@code maxMessageSizeBytes} applies
     */
    public WireFrameDecoder(WireLimits limits) {
        this.maxMessageLength = limits.maxMessageSizeBytes();
        setCumulator(this::cumulate);
    }

    /**
     * Joins what has come of a message with what comes now. Room is taken for twice of it, up to the message's length, so
     * that a large message is copied about once; by themselves buffers of more than 4 MiB would grow by steps of as much
     * and be copied at each.
     */
    @SuppressWarnings("ReferenceEquality") // the buffer itself, not one of the same bytes
    private ByteBuf cumulate(ByteBufAllocator alloc, ByteBuf cumulation, ByteBuf in) {
        int total = cumulation.readableBytes() + in.readableBytes();
        if (cumulation == in
                || !cumulation.isReadable()
                || total >= messageLength
                || in.readableBytes() <= cumulation.writableBytes()) {
            return MERGE_CUMULATOR.cumulate(alloc, cumulation, in);
        }
        ByteBuf larger = null;
        try {
            larger = alloc.buffer((int) Math.min(messageLength, 2L * total));
            larger.writeBytes(cumulation).writeBytes(in);
        } catch (RuntimeException | Error e) {
            if (larger != null) {
                larger.release();
            }
            throw e;
        } finally {
            in.release();
        }
        cumulation.release();
        return larger;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (Refusal.isOf(ctx.channel())) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (messageLength == NOT_READ) {
            if (in.readableBytes() < Integer.BYTES) {
                return;
            }
            int length = in.getIntLE(in.readerIndex());
            try {
                MessageHeader.checkLength(length, maxMessageLength, streamOffset);
            } catch (WireException e) {
                in.skipBytes(in.readableBytes());
                Refusal.refuse(ctx, e);
                return;
            }
            messageLength = length;
        }
        if (in.readableBytes() >= messageLength) {
            out.add(in.readRetainedSlice(messageLength));
            streamOffset += messageLength;
            messageLength = NOT_READ;
        }
    }

    /** All whole messages have been decoded before this is called. */
    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int left = in.readableBytes();
        if (left > 0) {
            in.skipBytes(left);
            Refusal.refuse(ctx, WireException.closedInsideMessage(left, streamOffset));
        }
    }
}
