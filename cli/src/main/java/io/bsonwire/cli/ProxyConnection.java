package io.bsonwire.cli;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection and the one to the server that belongs to it. What one side sends goes to the other at once and
 * as it is, then it is looked at; a side is not read from while the other does not take what there is.
 *
 * <p>When a side has sent all, the other is told so, and may still answer. When a side is gone, the other gets what is
 * there for it, and is closed. All of this runs in the one event loop that both have.
 */
final class ProxyConnection {
    private final int number;
    private final Side client;
    private final Side server;
    private final Conversation conversation;
    private final Proxy proxy;

    /** Bytes that have come, from both sides. */
    private long come;
    /** Set when one side has ended: looks whether the other makes any progress. */
    private @Nullable ScheduledFuture<?> watch;

    private long progressSeen;
    private boolean over;

    /** Joins two channels, which are not read from yet. */
    ProxyConnection(int number, DuplexChannel client, DuplexChannel server, Proxy proxy) {
        this.number = number;
        this.proxy = proxy;
        conversation = proxy.conversation(number);
        this.client = new Side(Direction.TO_SERVER, client);
        this.server = new Side(Direction.TO_CLIENT, server);
    }

    /** Begins to pass on what comes. */
    void start() {
        client.channel.pipeline().addLast(client);
        server.channel.pipeline().addLast(server);
        if (!client.channel.isActive() || !server.channel.isActive()) {
            closeBoth();
            return;
        }
        client.channel.config().setAutoRead(true);
        server.channel.config().setAutoRead(true);
    }

    /** Ends it at once, whatever is on its way. */
    @SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to be done
    void closeBoth() {
        client.ended = true;
        server.ended = true;
        client.channel.close();
        server.channel.close();
        end();
    }

    /** One of them is gone, or both. */
    private void end() {
        if (over || client.channel.isActive() || server.channel.isActive()) {
            return;
        }
        over = true;
        if (watch != null) {
            watch.cancel(false);
        }
        client.cutter.close();
        server.cutter.close();
        conversation.end();
        proxy.ended(this);
    }

    // ---- one side has ended ----

    private void watch() {
        if (watch == null && !over) {
            progressSeen = progress();
            watchOn();
        }
    }

    private void watchOn() {
        watch = client.channel.eventLoop().schedule(this::checkProgress, proxy.lingerMillis(), TimeUnit.MILLISECONDS);
    }

    private void checkProgress() {
        long progress = progress();
        if (progress == progressSeen) {
            proxy.log().event(number, "closed by the proxy: one side has ended, and nothing goes on");
            closeBoth();
        } else {
            progressSeen = progress;
            watchOn();
        }
    }

    /** Another number when bytes have come or gone. */
    private long progress() {
        return 2 * come - client.unsent() - server.unsent();
    }

    // ---- the two sides ----

    private final class Side extends ChannelInboundHandlerAdapter {
        private final Direction direction;
        private final DuplexChannel channel;
        private final MessageCutter cutter;
        private boolean ended;

        Side(Direction direction, DuplexChannel channel) {
            this.direction = direction;
            this.channel = channel;
            cutter = proxy.cutter(conversation.from(direction));
        }

        private Side other() {
            return this == client ? server : client;
        }

        /** Bytes that wait for this side to take them. */
        long unsent() {
            return channel.isActive()
                    ? channel.config().getWriteBufferHighWaterMark() - channel.bytesBeforeUnwritable()
                    : 0;
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // a write that fails is an exception in the other's pipeline
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            ByteBuf bytes = (ByteBuf) msg;
            conversation.bytesCame(System.nanoTime());
            try {
                Channel target = other().channel;
                if (target.isActive()) {
                    come += bytes.readableBytes();
                    target.writeAndFlush(bytes.retainedDuplicate(), target.voidPromise());
                    look(bytes);
                }
            } finally {
                bytes.release();
            }
        }

        /** Whatever goes wrong here, the bytes have been passed on, and the next ones will be. */
        private void look(ByteBuf bytes) {
            proxy.table().passed(direction, bytes.readableBytes());
            try {
                cutter.take(bytes);
            } catch (RuntimeException | OutOfMemoryError e) {
                cutter.close();
                proxy.log().problem("connection " + number + ": not looked into any more: " + e);
            }
        }

        /** This side takes as much as it can; the other is to send as long as it does. */
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (!other().ended) {
                other().channel.config().setAutoRead(channel.isWritable());
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent && !ended) {
                sideEnded("");
                channel.config().setAutoRead(false);
                if (other().ended) {
                    other().closeWhenSent();
                    closeWhenSent();
                } else {
                    other().shutDownWhenSent();
                }
            }
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to be done
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!ended) {
                sideEnded(": " + CommandFailure.reason(cause));
            }
            channel.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (!ended) {
                sideEnded("");
            }
            other().closeWhenSent();
            end();
        }

        /** The first side that ends is said to be the one that has. */
        private void sideEnded(String reason) {
            ended = true;
            if (!other().ended) {
                String inside = cutter.incomplete() == 0
                        ? ""
                        : ", " + cutter.incomplete() + " bytes into a message"
                                + (cutter.expected() == 0 ? "" : " of " + cutter.expected());
                proxy.log().event(number, "closed by the " + direction.sender() + inside + reason);
            }
            cutter.close();
            watch();
        }

        @SuppressWarnings("FutureReturnValueIgnored") // if it fails, the channel is gone
        private void shutDownWhenSent() {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
                if (sent.isSuccess()) {
                    channel.shutdownOutput();
                }
            });
        }

        @SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to be done
        private void closeWhenSent() {
            if (channel.isActive()) {
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> channel.close());
            }
        }
    }
}
