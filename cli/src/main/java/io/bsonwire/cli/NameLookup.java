package io.bsonwire.cli;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Looks up the addresses of a name in a thread of its own. By itself a channel has it done in its event loop, and
 * Java's way of doing it waits for the answer: all other connections would wait with it.
 */
final class NameLookup extends AddressResolverGroup<InetSocketAddress> {
    /** What asks the system for the addresses of a name; may take its time. */
    interface Source {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final Source source;
    private final EventExecutor thread = new DefaultEventExecutor(new DefaultThreadFactory("bsonwire-names", true));

    NameLookup(Source source) {
        this.source = source;
    }

    /** All addresses of a name; the calling thread waits for them. */
    List<InetAddress> addresses(String host) throws UnknownHostException {
        return Arrays.asList(source.addresses(host));
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new InetNameResolver(thread) {
            @Override
            protected void doResolve(String host, Promise<InetAddress> found) {
                lookUp(host, found, all -> all.get(0));
            }

            @Override
            protected void doResolveAll(String host, Promise<List<InetAddress>> found) {
                lookUp(host, found, all -> all);
            }
        }.asAddressResolver();
    }

    private <T> void lookUp(String host, Promise<T> found, Function<List<InetAddress>, T> wanted) {
        thread.execute(() -> {
            try {
                found.setSuccess(wanted.apply(addresses(host)));
            } catch (UnknownHostException | RuntimeException e) {
                found.setFailure(e);
            }
        });
    }

    /** Does not wait for an answer that is still out. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nothing is to be done behind it
    public void close() {
        super.close();
        thread.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
}
