package io.bsonwire.cli;

import io.bsonwire.bson.Document;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.wire.HelloReply;
import io.bsonwire.wire.HelloReplyBuilder;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpQuery;
import io.bsonwire.wire.OpReply;
import io.bsonwire.wire.RequestIds;
import io.bsonwire.wire.WireMessage;
import io.bsonwire.wire.compress.Compressors;
import io.bsonwire.wire.netty.WireCompression;
import io.bsonwire.wire.netty.WireFrameDecoder;
import io.bsonwire.wire.netty.WireMessageDecoder;
import io.bsonwire.wire.netty.WireMessageEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small server made of the handlers of wire-message. It knows all compressors, says ok to everything, and answers a
 * hello that allows it by a chain of replies.
 */
final class WireServer implements AutoCloseable {
    private static final ObjectId PROCESS = ObjectId.generate();

    private final AtomicInteger chained = new AtomicInteger();
    private final EventLoopGroup eventLoop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel listener;

    WireServer() {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(eventLoop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new WireFrameDecoder(), new WireMessageDecoder(), new WireMessageEncoder())
                                .addLast(new WireCompression(Compressors.available()), new Answers());
                    }
                });
        listener = bootstrap.bind("127.0.0.1", 0).syncUninterruptibly().channel();
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** How many replies were sent that say that there is more to come. */
    int chained() {
        return chained.get();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Answers extends SimpleChannelInboundHandler<WireMessage> {
        private final RequestIds ids = new RequestIds();

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // nobody misses a reply that cannot be written
        protected void channelRead0(ChannelHandlerContext ctx, WireMessage message) {
            int id = message.header().requestId();
            if (message instanceof OpQuery query) {
                Document hello = hello().replyTo(query.query());
                ctx.writeAndFlush(OpReply.of(ctx.alloc(), ids.getAsInt(), id, 0, 0, 0, List.of(hello)));
            } else if (message instanceof OpMsg msg && msg.exhaustAllowed()) {
                chain(ctx, id, hello().replyTo(msg.body()));
            } else if (message instanceof OpMsg msg && !msg.moreToCome()) {
                Document reply = msg.body().contains("hello") ? hello().replyTo(msg.body()) : new Document("ok", 1.0);
                ctx.writeAndFlush(OpMsg.builder()
                        .requestId(ids.getAsInt())
                        .responseTo(id)
                        .body(reply)
                        .build(ctx.alloc()));
            }
        }

        /** Each reply answers the one before it. */
        @SuppressWarnings("FutureReturnValueIgnored") // it ends with the connection
        private void chain(ChannelHandlerContext ctx, int responseTo, Document reply) {
            if (!ctx.channel().isActive()) {
                return;
            }
            int id = ids.getAsInt();
            chained.incrementAndGet();
            ctx.writeAndFlush(OpMsg.builder()
                    .requestId(id)
                    .responseTo(responseTo)
                    .moreToCome()
                    .body(reply)
                    .build(ctx.alloc()));
            ctx.executor().schedule(() -> chain(ctx, id, reply), 20, TimeUnit.MILLISECONDS);
        }

        private static HelloReplyBuilder hello() {
            return HelloReply.builder(0, 21).topologyVersion(PROCESS, 1).compression(Compressors.available());
        }
    }
}
