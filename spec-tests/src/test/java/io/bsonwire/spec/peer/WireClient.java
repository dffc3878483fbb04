package io.bsonwire.spec.peer;

import io.bsonwire.bson.Document;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBuilder;
import io.bsonwire.wire.ReplyChain;
import io.bsonwire.wire.WireException;
import io.bsonwire.wire.WireMessage;
import io.bsonwire.wire.compress.Compressors;
import io.bsonwire.wire.netty.WireCompression;
import io.bsonwire.wire.netty.WireFrameDecoder;
import io.bsonwire.wire.netty.WireMessageDecoder;
import io.bsonwire.wire.netty.WireMessageEncoder;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client made of the handlers of wire-message. Many requests may be on their way at once; replies find theirs by
 * {@code responseTo}, those of a chain by that of the reply before.
 */
final class WireClient implements AutoCloseable {
    /** When something hangs. One insert of thousands keeps a server at work for 20, where much else goes on. */
    private static final int SECONDS = 60;

    private final EventLoopGroup eventLoop = EventLoops.one("client");
    private final Replies replies = new Replies();
    private final Channel channel;

    private WireClient(
            InetSocketAddress address, Compressors compressors, ByteBufAllocator alloc, @Nullable SslContext tls) {
        channel = new Bootstrap()
                .group(eventLoop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, alloc)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        if (tls != null) {
                            connection
                                    .pipeline()
                                    .addLast(tls.newHandler(
                                            connection.alloc(), address.getHostString(), address.getPort()));
                        }
                        connection
                                .pipeline()
                                .addLast(new WireFrameDecoder(), new WireMessageDecoder(), new WireMessageEncoder())
                                .addLast(new WireCompression(compressors))
                                .addLast(replies);
                    }
                })
                .connect(address)
                .syncUninterruptibly()
                .channel();
    }

    static WireClient connect(InetSocketAddress address, ByteBufAllocator alloc) {
        return new WireClient(address, Compressors.NONE, alloc, null);
    }

    /** Also says hello, so that compression is agreed on. */
    static WireClient connect(InetSocketAddress address, ByteBufAllocator alloc, Compressors compressors)
            throws InterruptedException {
        WireClient client = new WireClient(address, compressors, alloc, null);
        client.run("admin", new Document("hello", 1).append("compression", compressors.names()));
        return client;
    }

    static WireClient connect(InetSocketAddress address, ByteBufAllocator alloc, SslContext tls) {
        return new WireClient(address, Compressors.NONE, alloc, tls);
    }

    ByteBufAllocator alloc() {
        return channel.alloc();
    }

    /** Sends what no reply will come to. */
    void send(WireMessage request) {
        channel.writeAndFlush(request).syncUninterruptibly();
    }

    /** Sends a request and waits for the reply, which the caller releases. */
    WireMessage call(WireMessage request) throws InterruptedException {
        BlockingQueue<Object> queue = replies.expect(request.header().requestId(), false);
        send(request);
        return take(queue);
    }

    OpMsg call(OpMsgBuilder request) throws InterruptedException {
        return (OpMsg) call(request.build(channel.alloc()));
    }

    /** Runs a command without sequences and decodes the reply. */
    Document run(String database, Document command) throws InterruptedException {
        OpMsg reply = call(OpMsg.builder().body(command.append("$db", database)));
        try {
            return reply.body().toDocument();
        } finally {
            reply.release();
        }
    }

    /** Sends a request with exhaustAllowed and takes replies, released afterwards, up to a number or the last one. */
    int chain(OpMsgBuilder request, int most, Consumer<OpMsg> consumer) throws InterruptedException {
        OpMsg message = request.exhaustAllowed().build(channel.alloc());
        BlockingQueue<Object> queue = replies.expect(message.header().requestId(), true);
        send(message);
        int count = 0;
        boolean more = true;
        while (more && count < most) {
            OpMsg reply = (OpMsg) take(queue);
            try {
                more = reply.moreToCome();
                consumer.accept(reply);
                count++;
            } finally {
                reply.release();
            }
        }
        return count;
    }

    private static WireMessage take(BlockingQueue<Object> queue) throws InterruptedException {
        Object next = queue.poll(SECONDS, TimeUnit.SECONDS);
        if (next instanceof WireMessage message) {
            return message;
        }
        throw new AssertionError(next == null ? "no reply within " + SECONDS + " s" : "no reply", (Throwable) next);
    }

    /** Waits until the other side has closed the connection. */
    boolean awaitClosed() throws InterruptedException {
        return channel.closeFuture().await(SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        replies.release();
    }

    /** Hands each reply to whoever waits for it. */
    private static final class Replies extends ChannelInboundHandlerAdapter {
        /** The replies to one request: which may come, and those that nobody has taken yet. */
        private record Waiting(ReplyChain chain, BlockingQueue<Object> queue) {}

        /** By what the next reply will say that it answers. */
        private final Map<Integer, Waiting> waiting = new ConcurrentHashMap<>();

        private volatile @Nullable Throwable problem;

        BlockingQueue<Object> expect(int requestId, boolean exhaustAllowed) {
            Waiting next = new Waiting(new ReplyChain(requestId, exhaustAllowed), new LinkedBlockingQueue<>());
            waiting.put(requestId, next);
            Throwable earlier = problem;
            if (earlier != null) {
                next.queue.add(earlier);
            }
            return next.queue;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            WireMessage reply = (WireMessage) msg;
            Waiting request = waiting.remove(reply.header().responseTo());
            if (request == null) {
                fail(new IllegalStateException("reply to nothing: " + reply));
                reply.release();
                return;
            }
            try {
                request.chain.accept(reply.header(), reply instanceof OpMsg opMsg && opMsg.moreToCome());
            } catch (WireException e) {
                request.queue.add(e);
                reply.release();
                return;
            }
            if (!request.chain.isFinished()) {
                waiting.put(request.chain.nextResponseTo(), request);
            }
            request.queue.add(reply);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            fail(cause);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            fail(new IOException("connection closed"));
        }

        private void fail(Throwable cause) {
            Throwable first = problem == null ? cause : problem;
            problem = first;
            waiting.values().forEach(request -> request.queue.add(first));
        }

        /** What nobody has taken, when nothing more comes. */
        void release() {
            waiting.values().forEach(request -> request.queue.forEach(ReferenceCountUtil::release));
        }
    }
}
