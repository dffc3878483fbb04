package io.bsonwire.spec.peer;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.compress.Compressors;
import io.bsonwire.wire.netty.WireCompression;
import io.bsonwire.wire.netty.WireFrameDecoder;
import io.bsonwire.wire.netty.WireMessageDecoder;
import io.bsonwire.wire.netty.WireMessageEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A MongoDB server in this process that keeps its data in memory: a standalone one, without users, indexes and
 * transactions, that knows as many commands as a driver needs to work with documents. It shows how a server is made of
 * the handlers of wire-message, and it remembers what went over its connections.
 *
 * <p>One thread serves all connections, so one command runs at a time and what they share needs no locks.
 */
final class Emulator implements AutoCloseable {
    private final EventLoopGroup eventLoop = EventLoops.one("emulator");
    private final ChannelGroup connections = new DefaultChannelGroup(eventLoop.next(), true);
    private final Traffic traffic = new Traffic();
    private final Channel channel;

    private Emulator(Setup setup) {
        Commands commands = new Commands(setup.limits, setup.compressors);
        channel = new ServerBootstrap()
                .group(eventLoop)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.ALLOCATOR, setup.alloc)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connections.add(connection);
                        if (setup.tls != null) {
                            connection.pipeline().addLast(setup.tls.newHandler(connection.alloc()));
                        }
                        Traffic.Recorder recorder = traffic.recorder();
                        connection
                                .pipeline()
                                .addLast(new WireFrameDecoder(setup.limits))
                                .addLast(new WireMessageDecoder(), new WireMessageEncoder())
                                .addLast(recorder)
                                .addLast(new WireCompression(setup.compressors, setup.limits, BsonCodec.DEFAULT))
                                .addLast(new EmulatorConnection(commands, recorder));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    static Setup setup() {
        return new Setup();
    }

    /** A server that offers no compression. */
    static Emulator start() {
        return setup().start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** What has gone over all connections so far. */
    Traffic traffic() {
        return traffic;
    }

    /** Closes all connections and waits until their buffers are given back. */
    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        connections.close().syncUninterruptibly();
        eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** What can be chosen about a server before it starts. */
    static final class Setup {
        private Compressors compressors = Compressors.NONE;
        private WireLimits limits = WireLimits.DEFAULT;
        private ByteBufAllocator alloc = ByteBufAllocator.DEFAULT;
        private @Nullable SslContext tls;

        private Setup() {}

        Setup compressors(Compressors value) {
            compressors = value;
            return this;
        }

        Setup limits(WireLimits value) {
            limits = value;
            return this;
        }

        /** Gives all buffers of all connections. */
        Setup alloc(ByteBufAllocator value) {
            alloc = value;
            return this;
        }

        Setup tls(SslContext value) {
            tls = value;
            return this;
        }

        Emulator start() {
            return new Emulator(this);
        }
    }
}
