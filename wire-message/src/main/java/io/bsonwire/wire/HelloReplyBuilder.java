package io.bsonwire.wire;

import io.bsonwire.bson.Document;
import io.bsonwire.bson.FieldNames;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.compress.Compressors;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a server's answers to {@code hello} and {@code isMaster}, for emulators and proxies:
 *
 * <pre>{@code
 * Document reply = HelloReply.builder(0, 21)
 *         .connectionId(7)
 *         .compression(Compressors.available())
 *         .replyTo(request.body());
 * }</pre>
 *
 * <p>Without more than the wire versions it describes a server on its own that takes writes, with the limits of
 * {@link WireLimits#DEFAULT}. Other fields can be appended to the document.
 */
public final class HelloReplyBuilder {
    private static final int HELLO_OK = 0;
    private static final int COMPRESSION = 1;
    private static final int SASL_SUPPORTED_MECHS = 2;
    private static final int LOAD_BALANCED = 3;

    /** What a request can ask for. */
    private static final FieldNames ASKED =
            FieldNames.of("helloOk", "compression", "saslSupportedMechs", "loadBalanced");

    private final int minWireVersion;
    private final int maxWireVersion;
    private WireLimits limits = WireLimits.DEFAULT;
    private Compressors compressors = Compressors.NONE;
    private List<String> saslSupportedMechs = List.of();
    private @Nullable Integer connectionId;
    private @Nullable Integer sessionTimeoutMinutes;
    private @Nullable Instant localTime;
    private @Nullable Document topologyVersion;
    private @Nullable ObjectId serviceId;
    private Document replicaSet = new Document();
    private boolean writable = true;
    private boolean mongos;
    private boolean readOnly;

    HelloReplyBuilder(int minWireVersion, int maxWireVersion) {
        if (minWireVersion < 0 || maxWireVersion < minWireVersion) {
            throw new IllegalArgumentException("wire versions: " + minWireVersion + " to " + maxWireVersion
                    + " (expected: 0 or more, the newest not below the oldest)");
        }
        this.minWireVersion = minWireVersion;
        this.maxWireVersion = maxWireVersion;
    }

    /**
     * Sets what the server accepts.
     *
     * @param value the limits
     * @return this
     */
    public HelloReplyBuilder limits(WireLimits value) {
        limits = value;
        return this;
    }

    /**
     * Sets which compressors the server has. The reply names those of them that the client has too.
     *
     * @param value all of them
     * @return this
     */
    public HelloReplyBuilder compression(Compressors value) {
        compressors = value;
        return this;
    }

    /**
     * Sets by which mechanisms the client's user can authenticate, to be said if the client asks.
     *
     * @param names for example {@code SCRAM-SHA-256}
     * @return this
     */
    public HelloReplyBuilder saslSupportedMechs(String... names) {
        saslSupportedMechs = List.of(names);
        return this;
    }

    /**
     * Sets the server's number for the connection.
     *
     * @param number the number
     * @return this
     */
    public HelloReplyBuilder connectionId(int number) {
        connectionId = number;
        return this;
    }

    /**
     * Says that the server has sessions.
     *
     * @param minutes how long one lives without being used
     * @return this
     */
    public HelloReplyBuilder logicalSessionTimeoutMinutes(int minutes) {
        sessionTimeoutMinutes = minutes;
        return this;
    }

    /**
     * Sets the server's time; by default the time of the reply.
     *
     * @param time with milliseconds
     * @return this
     */
    public HelloReplyBuilder localTime(Instant time) {
        localTime = time;
        return this;
    }

    /**
     * Says that the server answers requests that wait for a change.
     *
     * @param processId of this run of the server
     * @param counter how often its state has changed
     * @return this
     */
    public HelloReplyBuilder topologyVersion(ObjectId processId, long counter) {
        topologyVersion = new Document("processId", processId).append("counter", counter);
        return this;
    }

    /**
     * Says which server behind a load balancer it is, to be said to clients behind one.
     *
     * @param id the same for each connection to this server
     * @return this
     */
    public HelloReplyBuilder serviceId(ObjectId id) {
        serviceId = id;
        return this;
    }

    /**
     * Makes the server a {@code mongos}.
     *
     * @return this
     */
    public HelloReplyBuilder mongos() {
        mongos = true;
        return this;
    }

    /**
     * Says that the server was started to be read only.
     *
     * @return this
     */
    public HelloReplyBuilder readOnly() {
        readOnly = true;
        return this;
    }

    /**
     * Makes the server a member of a replica set: its primary if it is called so, a secondary otherwise.
     *
     * @param setName the replica set
     * @param hosts host and port of all members
     * @param me host and port of this one
     * @param primary host and port of the primary; null if there is none
     * @return this
     */
    public HelloReplyBuilder replicaSet(String setName, List<String> hosts, String me, @Nullable String primary) {
        writable = me.equals(primary);
        replicaSet = new Document("hosts", List.copyOf(hosts))
                .append("setName", setName)
                .append("setVersion", 1)
                .append("secondary", !writable);
        if (primary != null) {
            replicaSet.append("primary", primary);
        }
        replicaSet.append("me", me);
        return this;
    }

    /**
     * Answers a request: in the terms of its command, {@code hello} or else {@code isMaster}, and with what it asks for.
     *
     * @param request the body of an OP_MSG, or the query of an OP_QUERY
     * @return the reply, with {@code ok: 1}
     * @throws io.bsonwire.bson.BsonTypeException if {@code helloOk} or {@code loadBalanced} of the request is neither
     *     boolean nor number, or {@code compression} is not an array of strings
     * @throws io.bsonwire.bson.MalformedBsonException if the request's bytes are found to be malformed
     */
    public Document replyTo(RawDocument request) {
        RawCursor first = request.cursor();
        boolean hello = first.next() && first.nameEquals("hello");
        KnownFields asked = new KnownFields(request, ASKED);
        Document reply = new Document(24);
        if (asked.isOne(HELLO_OK)) {
            reply.append("helloOk", true);
        }
        put(reply, "topologyVersion", topologyVersion);
        reply.putAll(replicaSet);
        reply.append(hello ? "isWritablePrimary" : "ismaster", writable);
        put(reply, "msg", mongos ? "isdbgrid" : null);
        reply.append("maxBsonObjectSize", limits.maxBsonObjectSize())
                .append("maxMessageSizeBytes", limits.maxMessageSizeBytes())
                .append("maxWriteBatchSize", limits.maxWriteBatchSize())
                .append("localTime", localTime == null ? Instant.now() : localTime);
        put(reply, "logicalSessionTimeoutMinutes", sessionTimeoutMinutes);
        put(reply, "connectionId", connectionId);
        reply.append("minWireVersion", minWireVersion)
                .append("maxWireVersion", maxWireVersion)
                .append("readOnly", readOnly);
        List<String> common = compressors.common(asked.strings(COMPRESSION));
        put(reply, "compression", common.isEmpty() ? null : common);
        put(reply, "saslSupportedMechs", asked.has(SASL_SUPPORTED_MECHS) ? saslSupportedMechs : null);
        put(reply, "serviceId", asked.isOne(LOAD_BALANCED) ? serviceId : null);
        return reply.append("ok", 1.0);
    }

    private static void put(Document reply, String name, @Nullable Object value) {
        if (value != null) {
            reply.append(name, value);
        }
    }
}
