package io.bsonwire.spec.peer;

import io.bsonwire.bson.Document;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.wire.HelloReply;
import io.bsonwire.wire.HelloReplyBuilder;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.compress.Compressors;
import java.time.Duration;
import java.util.Set;

/** The first command of each connection, and the one by which a driver watches the server. */
final class Hello {
    /** The command under its present and its former names. */
    static final Set<String> NAMES = Set.of("hello", "isMaster", "ismaster");

    /** Servers of release 8.0, the first with {@code bulkWrite}. */
    private static final int MAX_WIRE_VERSION = 25;

    private final HelloReplyBuilder builder;
    /** What a client sends back to be told of the next change; here there is none. */
    private final Document topologyVersion;

    Hello(WireLimits limits, Compressors compressors) {
        ObjectId processId = ObjectId.generate();
        builder = HelloReply.builder(0, MAX_WIRE_VERSION)
                .limits(limits)
                .compression(compressors)
                .logicalSessionTimeoutMinutes(30)
                .topologyVersion(processId, 0);
        topologyVersion = new Document("processId", processId).append("counter", 0L);
    }

    Document reply(Request request) {
        return builder.replyTo(request.body());
    }

    /** Whether the request waits for a change of the topology, or for its time to be over. */
    static boolean isAwaitable(Request request) {
        return NAMES.contains(request.name()) && request.has("topologyVersion") && request.has("maxAwaitTimeMS");
    }

    /** How long the reply is due to wait if nothing changes. */
    Duration await(Request request) {
        boolean upToDate = request.document("topologyVersion").toDocument().equals(topologyVersion);
        return upToDate ? Duration.ofMillis(request.number("maxAwaitTimeMS", 0)) : Duration.ZERO;
    }
}
