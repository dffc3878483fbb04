package io.bsonwire.cli;

import io.bsonwire.wire.WireLimits;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sits between clients and a server, passes on what they send, and looks at it. One event loop does all of it: log and
 * table need no locks, and are the caller's again when the proxy is closed.
 */
final class Proxy implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final int BACKLOG = 1024;

    private final Settings settings;
    private final ProxyLog log;
    private final TrafficTable table;
    private final ByteBufAllocator alloc;
    private final MemoryBudget incomplete;
    private final NameLookup names;
    private final CountDownLatch end = new CountDownLatch(1);
    private final EventLoopGroup eventLoop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("bsonwire-proxy", true), NioIoHandler.newFactory());

    private final ChannelGroup channels = new DefaultChannelGroup(eventLoop.next());

    // Of the event loop.
    private final Set<ProxyConnection> connections = new HashSet<>();
    private int accepted;
    private int open;
    private boolean closing;
    /** Whether it was said that connections cannot be accepted. */
    private boolean refused;

    /**
     * How a proxy is to work.
     *
     * @param listen where clients connect
     * @param server where it connects
     * @param connections how many clients it takes before it ends; 0 is no end
     * @param largestMessage the largest message that is looked into, in bytes
     * @param incompleteMessages bytes that all messages together may take of which only a part has come
     * @param linger how long a connection of which one side has ended may make no progress
     */
    record Settings(
            Endpoint listen,
            Endpoint server,
            int connections,
            int largestMessage,
            long incompleteMessages,
            Duration linger) {}

    /**
     * Makes a proxy, which does nothing before {@link #start}.
     *
     * @param log gets a line for each message; used by the event loop alone, until this is closed
     * @param table counts them; used by the event loop alone, until this is closed
     * @param alloc gives all buffers
     */
    Proxy(Settings settings, ProxyLog log, TrafficTable table, ByteBufAllocator alloc) {
        this(settings, log, table, alloc, InetAddress::getAllByName);
    }

    /** As above, with names looked up in another way. */
    Proxy(Settings settings, ProxyLog log, TrafficTable table, ByteBufAllocator alloc, NameLookup.Source names) {
        this.settings = settings;
        this.log = log;
        this.table = table;
        this.alloc = alloc;
        this.names = new NameLookup(names);
        incomplete = new MemoryBudget(settings.largestMessage, settings.incompleteMessages);
    }

    /**
     * Begins to take clients. The server's name is looked up first, so that a wrong one is found out here; each connection
     * does it again, since the addresses behind a name may change.
     *
     * @return where, with the port that was chosen if it was left open
     * @throws CommandFailure if it cannot, or the server's name has no address
     */
    Endpoint start() throws InterruptedException {
        List<InetAddress> servers;
        try {
            servers = names.addresses(settings.server.host());
        } catch (UnknownHostException e) {
            throw CommandFailure.unreachable(settings.server, e);
        }
        ChannelFuture bind = new ServerBootstrap()
                .group(eventLoop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, alloc)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .handler(new Acceptance())
                .childHandler(new ChannelInitializer<DuplexChannel>() {
                    @Override
                    protected void initChannel(DuplexChannel client) {
                        accept(client);
                    }
                })
                .bind(settings.listen.host(), settings.listen.port())
                .await();
        Throwable problem = bind.cause();
        if (problem != null) {
            throw CommandFailure.cannotListen(settings.listen, problem);
        }
        channels.add(bind.channel());
        InetSocketAddress address = (InetSocketAddress) bind.channel().localAddress();
        if (leadsBack(address, servers)) {
            throw CommandFailure.leadsBack(settings.server);
        }
        return endpoint(address);
    }

    /** Whether connecting to the server would connect to the proxy, and that to itself, and so on. */
    private boolean leadsBack(InetSocketAddress listening, List<InetAddress> servers) {
        if (settings.server.port() != listening.getPort()) {
            return false;
        }
        try {
            InetAddress own = listening.getAddress();
            for (InetAddress server : servers) {
                boolean here = server.isAnyLocalAddress()
                        || server.isLoopbackAddress()
                        || NetworkInterface.getByInetAddress(server) != null;
                boolean any = own.isAnyLocalAddress() || server.isAnyLocalAddress();
                if (server.equals(own) || (here && any)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // who connects will hear of it
        }
        return false;
    }

    private static Endpoint endpoint(InetSocketAddress address) {
        return new Endpoint(address.getAddress().getHostAddress(), address.getPort());
    }

    /**
     * Waits until the proxy has taken and finished as many connections as it was to, or {@link #stop} is called.
     *
     * @param limit how long to wait at most; null is no limit
     */
    void awaitEnd(@Nullable Duration limit) throws InterruptedException {
        if (limit == null) {
            end.await();
        } else {
            end.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Ends {@link #awaitEnd}; from any thread. */
    void stop() {
        end.countDown();
    }

    /** Closes all connections; when this returns, log and table are not used any more. */
    @Override
    public void close() {
        eventLoop
                .submit(() -> {
                    closing = true;
                    List.copyOf(connections).forEach(ProxyConnection::closeBoth);
                })
                .awaitUninterruptibly();
        // A group that is shut down in the wrong moment forgets to close its channels, the listening one among them.
        channels.close().awaitUninterruptibly();
        eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        names.close();
    }

    // ---- in the event loop ----

    @SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to be done
    private void accept(DuplexChannel client) {
        if (closing || (settings.connections > 0 && accepted >= settings.connections)) {
            client.close();
            return;
        }
        channels.add(client);
        int number = ++accepted;
        if (accepted == settings.connections) {
            client.parent().close();
        }
        open++;
        table.connection();
        log.event(number, "connected from " + endpoint((InetSocketAddress) client.remoteAddress()));
        ChannelFuture connect = new Bootstrap()
                .group(client.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, alloc)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .resolver(names)
                .handler(new ChannelInboundHandlerAdapter()) // there has to be one
                .connect(settings.server.host(), settings.server.port());
        if (connect.isDone() && !connect.isSuccess()) {
            notConnected(number, client, connect.cause()); // there is not even a channel
            return;
        }
        channels.add(connect.channel());
        connect.addListener(done -> {
            if (connect.isSuccess()) {
                connected(number, client, (DuplexChannel) connect.channel());
            } else {
                notConnected(number, client, connect.cause());
            }
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to be done
    private void connected(int number, DuplexChannel client, DuplexChannel server) {
        if (closing) {
            client.close();
            server.close();
            finished();
            return;
        }
        ProxyConnection connection = new ProxyConnection(number, client, server, this);
        connections.add(connection);
        connection.start();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to be done
    private void notConnected(int number, DuplexChannel client, Throwable problem) {
        if (!closing) {
            String what = CommandFailure.cannotConnect(settings.server, problem);
            log.problem("connection " + number + ": " + what + "; the client's connection is closed");
            log.event(number, "closed by the proxy: no server");
        }
        client.close();
        finished();
    }

    /** Most likely there are more connections than the process may have files; it is tried again after a while. */
    private final class Acceptance extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!refused) {
                refused = true;
                log.problem("cannot accept connections: " + CommandFailure.reason(cause));
            }
            ctx.fireExceptionCaught(cause);
        }
    }

    /** A connection is over. */
    void ended(ProxyConnection connection) {
        connections.remove(connection);
        finished();
    }

    private void finished() {
        open--;
        if (open == 0 && accepted == settings.connections) {
            end.countDown();
        }
    }

    // ---- what connections share ----

    Conversation conversation(int number) {
        return new Conversation(number, settings.largestMessage, log, table, alloc);
    }

    MessageCutter cutter(MessageCutter.Sink sink) {
        return new MessageCutter(WireLimits.DEFAULT.maxMessageSizeBytes(), incomplete, alloc, sink);
    }

    ProxyLog log() {
        return log;
    }

    TrafficTable table() {
        return table;
    }

    long lingerMillis() {
        return settings.linger.toMillis();
    }
}
