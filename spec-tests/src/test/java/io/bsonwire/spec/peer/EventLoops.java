package io.bsonwire.spec.peer;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;

/** The one place that has to do with how event loops are made, which is another in Netty 4.2 than it was in 4.1. */
final class EventLoops {
    private EventLoops() {}

    /** An event loop with a thread of its own. With Netty 4.2 alone it would be a {@code MultiThreadIoEventLoopGroup}. */
    @SuppressWarnings("deprecation") // the one class that both have
    static EventLoopGroup one(String name) {
        return new NioEventLoopGroup(1, new DefaultThreadFactory(name, true));
    }
}
