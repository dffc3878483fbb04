package io.bsonwire.cli;

import io.bsonwire.wire.CommandReply;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBuilder;
import io.bsonwire.wire.netty.WireFrameDecoder;
import io.bsonwire.wire.netty.WireMessageDecoder;
import io.bsonwire.wire.netty.WireMessageEncoder;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server: one request at a time, each followed by its reply. It counts what goes over it.
 *
 * <p>For one thread; a Netty event loop of its own does the reading and writing.
 */
final class ServerConnection implements AutoCloseable {
    private final ServerAddress address;
    private final Duration timeout;
    private final EventLoopGroup eventLoop;
    private final Channel channel;
    private final Replies replies;
    private Traffic traffic = Traffic.NONE;

    private ServerConnection(
            ServerAddress address, Duration timeout, EventLoopGroup eventLoop, Channel channel, Replies replies) {
        this.address = address;
        this.timeout = timeout;
        this.eventLoop = eventLoop;
        this.channel = channel;
        this.replies = replies;
    }

    /**
     * Connects.
     *
     * @param address where to
     * @param timeout how long connecting, and later each reply, may take
     * @param alloc gives all buffers of the connection
     * @throws CommandFailure if nobody answers there
     * @throws InterruptedException if the thread is interrupted
     */
    static ServerConnection open(ServerAddress address, Duration timeout, ByteBufAllocator alloc)
            throws InterruptedException {
        EventLoopGroup eventLoop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("bsonwire", true), NioIoHandler.newFactory());
        Replies replies = new Replies();
        boolean connected = false;
        try {
            ChannelFuture connect = new Bootstrap()
                    .group(eventLoop)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.ALLOCATOR, alloc)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(new WireFrameDecoder(), new WireMessageDecoder(), new WireMessageEncoder())
                                    .addLast(replies);
                        }
                    })
                    .connect(address.host(), address.port())
                    .await();
            Throwable problem = connect.cause();
            if (problem != null) {
                throw CommandFailure.unreachable(address, problem);
            }
            connected = true;
            return new ServerConnection(address, timeout, eventLoop, connect.channel(), replies);
        } finally {
            if (!connected) {
                shutDown(eventLoop);
            }
        }
    }

    /**
     * Sends a command and waits for the reply.
     *
     * @param request with all its sections; built, and sent, here
     * @return the reply to a command that succeeded; the caller releases it
     * @throws CommandFailure if the server refuses the command, does not answer in time, or not as it should
     * @throws InterruptedException if the thread is interrupted
     */
    OpMsg call(String command, OpMsgBuilder request) throws InterruptedException {
        OpMsg message = request.build(channel.alloc());
        int requestId = message.header().requestId();
        int length = message.length();
        CompletableFuture<OpMsg> pending = replies.expect(requestId);
        channel.writeAndFlush(message).addListener(write -> {
            if (!write.isSuccess()) {
                pending.completeExceptionally(write.cause());
            }
        });
        OpMsg reply = await(command, pending);
        boolean succeeded = false;
        try {
            traffic = traffic.plus(length, reply.length());
            check(command, CommandReply.of(reply));
            succeeded = true;
            return reply;
        } finally {
            if (!succeeded) {
                reply.release();
            }
        }
    }

    private OpMsg await(String command, CompletableFuture<OpMsg> pending) throws InterruptedException {
        boolean received = false;
        try {
            OpMsg reply = pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            received = true;
            return reply;
        } catch (TimeoutException e) {
            throw CommandFailure.noReply(address, command, timeout);
        } catch (ExecutionException e) {
            throw CommandFailure.connectionLost(address, command, Objects.requireNonNullElse(e.getCause(), e));
        } finally {
            if (!received && !pending.cancel(false) && !pending.isCompletedExceptionally()) {
                pending.join().release(); // it came in the very moment in which it was given up
            }
        }
    }

    private static void check(String command, CommandReply reply) {
        if (!reply.isOk()) {
            throw CommandFailure.refused(command, reply.errmsg(), reply.code());
        }
        List<CommandReply.WriteError> errors = reply.writeErrors();
        if (!errors.isEmpty()) {
            throw CommandFailure.refused(
                    command, errors.get(0).errmsg(), errors.get(0).code());
        }
    }

    /** What has gone over the connection so far. */
    Traffic traffic() {
        return traffic;
    }

    /** Closes the connection and waits until its buffers are given back. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        shutDown(eventLoop);
    }

    private static void shutDown(EventLoopGroup eventLoop) {
        eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /**
     * Messages that went to and fro.
     *
     * @param messages how many
     * @param sent bytes
     * @param received bytes
     */
    record Traffic(long messages, long sent, long received) {
        static final Traffic NONE = new Traffic(0, 0, 0);

        /** With one request and its reply more. */
        Traffic plus(int requestLength, int replyLength) {
            return new Traffic(messages + 2, sent + requestLength, received + replyLength);
        }

        /** Both together. */
        Traffic plus(Traffic other) {
            return new Traffic(messages + other.messages, sent + other.sent, received + other.received);
        }

        /** What came after an earlier state. */
        Traffic since(Traffic earlier) {
            return new Traffic(messages - earlier.messages, sent - earlier.sent, received - earlier.received);
        }
    }

    /** Hands each reply to whoever waits for it. */
    private static final class Replies extends ChannelInboundHandlerAdapter {
        private volatile @Nullable Pending pending;
        /** What has ended the connection. */
        private volatile @Nullable Throwable problem;

        private record Pending(int requestId, CompletableFuture<OpMsg> reply) {}

        CompletableFuture<OpMsg> expect(int requestId) {
            Pending next = new Pending(requestId, new CompletableFuture<>());
            pending = next;
            Throwable earlier = problem;
            if (earlier != null) {
                next.reply.completeExceptionally(earlier);
            }
            return next.reply;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            Pending waiting = pending;
            if (!(msg instanceof OpMsg reply)
                    || waiting == null
                    || reply.header().responseTo() != waiting.requestId
                    || !waiting.reply.complete(reply)) {
                ReferenceCountUtil.release(msg);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            fail(cause);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            fail(new IOException("connection closed by the server"));
        }

        private void fail(Throwable cause) {
            if (problem == null) {
                problem = cause; // the first one is the reason of those that follow
            }
            Pending waiting = pending;
            if (waiting != null) {
                waiting.reply.completeExceptionally(cause);
            }
        }
    }
}
