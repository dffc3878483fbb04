package io.bsonwire.cli;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.InetSocketAddress;

/** A server in this process that keeps its data in memory: somebody else's implementation of the same protocol. */
final class EmbeddedServer implements AutoCloseable {
    private final MongoServer server = new MongoServer(new MemoryBackend());
    private final ServerAddress address;

    /** Starts it on a free port of the loopback interface. */
    EmbeddedServer() {
        InetSocketAddress bound = server.bind();
        address =
                new ServerAddress(bound.getAddress().getHostAddress(), bound.getPort(), ServerAddress.DEFAULT_DATABASE);
    }

    ServerAddress address() {
        return address;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
