package io.bsonwire.spec.peer;

import io.bsonwire.bson.BsonType;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.compress.Compressors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The first command of each connection, and the one by which a driver watches the server. */
final class Hello {
    /** The command under its present and its former names. */
    static final Set<String> NAMES = Set.of("hello", "isMaster", "ismaster");

    /** Servers of release 8.0, the first with {@code bulkWrite}. */
    private static final int MAX_WIRE_VERSION = 25;

    private final WireLimits limits;
    private final Compressors compressors;
    /** What a client sends back to be told of the next change; here there is none. */
    private final RawDocument topologyVersion =
            Documents.raw(new Document("processId", ObjectId.generate()).append("counter", 0L));

    Hello(WireLimits limits, Compressors compressors) {
        this.limits = limits;
        this.compressors = compressors;
    }

    Document reply(Request request) {
        boolean present = request.name().equals("hello");
        Document reply = new Document("helloOk", true)
                .append(present ? "isWritablePrimary" : "ismaster", true)
                .append("topologyVersion", topologyVersion)
                .append("maxBsonObjectSize", limits.maxBsonObjectSize())
                .append("maxMessageSizeBytes", limits.maxMessageSizeBytes())
                .append("maxWriteBatchSize", limits.maxWriteBatchSize())
                .append("localTime", Instant.now())
                .append("logicalSessionTimeoutMinutes", 30)
                .append("minWireVersion", 0)
                .append("maxWireVersion", MAX_WIRE_VERSION)
                .append("readOnly", false);
        if (request.body().type("compression") == BsonType.ARRAY) {
            List<String> offered = new ArrayList<>();
            RawCursor names = request.body().getArray("compression").cursor();
            while (names.next()) {
                offered.add(names.getString());
            }
            List<String> common = compressors.common(offered);
            if (!common.isEmpty()) {
                reply.append("compression", common);
            }
        }
        return reply;
    }

    /** Whether the request waits for a change of the topology, or for its time to be over. */
    static boolean isAwaitable(Request request) {
        return NAMES.contains(request.name()) && request.has("topologyVersion") && request.has("maxAwaitTimeMS");
    }

    /** How long the reply is due to wait if nothing changes. */
    Duration await(Request request) {
        boolean upToDate = request.document("topologyVersion").equals(topologyVersion);
        return upToDate ? Duration.ofMillis(request.number("maxAwaitTimeMS", 0)) : Duration.ZERO;
    }
}
