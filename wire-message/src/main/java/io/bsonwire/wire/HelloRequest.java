package io.bsonwire.wire;

import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Document;
import io.bsonwire.wire.compress.Compressors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command that opens a connection and, sent again, watches the server: {@code hello}, or {@code isMaster}, its name
 * before MongoDB 5.0 (specifications: MongoDB Handshake, Server Monitoring).
 *
 * <pre>{@code
 * OpMsg message = OpMsg.builder()
 *         .body(HelloRequest.legacyHello().client(metadata).compression(compressors).toDocument())
 *         .build(channel.alloc());
 * }</pre>
 *
 * <p>Which of the two: the handshake says {@code isMaster}, which every server understands, unless a server API version
 * or a load balancer is asked for; later calls say {@code hello} if the server has answered {@code helloOk: true}. Client,
 * compression, backpressure and authentication belong to the handshake and must not be in later calls. Other fields, like
 * {@code apiVersion}, can be appended to the document.
 */
public final class HelloRequest {
    private final boolean legacy;
    private @Nullable ClientMetadata client;
    private @Nullable List<String> compression;
    private @Nullable String backpressure;
    private boolean loadBalanced;
    private @Nullable String saslSupportedMechs;
    private @Nullable BsonWritable speculativeAuthenticate;
    private @Nullable BsonWritable topologyVersion;
    private int maxAwaitTimeMs;

    private HelloRequest(boolean legacy) {
        this.legacy = legacy;
    }

    /**
     * Starts a request of today's name.
     *
     * @return {@code {hello: 1, helloOk: true}}
     */
    public static HelloRequest hello() {
        return new HelloRequest(false);
    }

    /**
     * Starts a request of the old name.
     *
     * @return {@code {isMaster: 1, helloOk: true}}
     */
    public static HelloRequest legacyHello() {
        return new HelloRequest(true);
    }

    // ---- the handshake ----

    /**
     * Sets who the client is, which makes the request a handshake.
     *
     * @param metadata the client
     * @return this
     */
    public HelloRequest client(ClientMetadata metadata) {
        client = metadata;
        return this;
    }

    /**
     * Sets which compressors the client has; in a handshake, none by default.
     *
     * @param compressors the liked most first
     * @return this
     */
    public HelloRequest compression(Compressors compressors) {
        compression = compressors.names();
        return this;
    }

    /**
     * Says that the client keeps the specification of Client Backpressure.
     *
     * @param version of the specification, {@code "2"} as of June 2026
     * @return this
     */
    public HelloRequest backpressure(String version) {
        backpressure = version;
        return this;
    }

    /**
     * Says that there is a load balancer in between; the server answers with its {@code serviceId}.
     *
     * @return this
     * @throws IllegalStateException if this is {@code isMaster}, which does not know that
     */
    public HelloRequest loadBalanced() {
        if (legacy) {
            throw new IllegalStateException("loadBalanced in isMaster (expected: hello)");
        }
        loadBalanced = true;
        return this;
    }

    /**
     * Asks by which mechanisms a user can authenticate.
     *
     * @param database where the user is defined
     * @param user the user's name
     * @return this
     */
    public HelloRequest saslSupportedMechs(String database, String user) {
        saslSupportedMechs = database + "." + user;
        return this;
    }

    /**
     * Sends the first step of an authentication along.
     *
     * @param command for example {@code {saslStart: 1, mechanism: "SCRAM-SHA-256", payload: ..., db: "admin"}}
     * @return this
     */
    public HelloRequest speculativeAuthenticate(BsonWritable command) {
        speculativeAuthenticate = command;
        return this;
    }

    // ---- monitoring ----

    /**
     * Makes the server wait with its answer until its state changes. A message with {@code exhaustAllowed} then gets a
     * chain of answers, see {@link ReplyChain}.
     *
     * @param version the {@code topologyVersion} that the server has sent last
     * @param milliseconds how long it may wait, 0 or more
     * @return this
     * @throws IllegalArgumentException if the time is negative
     */
    public HelloRequest awaitChange(BsonWritable version, int milliseconds) {
        if (milliseconds < 0) {
            throw new IllegalArgumentException("maxAwaitTimeMS: " + milliseconds + " (expected: 0 or more)");
        }
        topologyVersion = version;
        maxAwaitTimeMs = milliseconds;
        return this;
    }

    // ---- the command ----

    /**
     * The command for an OP_MSG.
     *
     * @return the body, {@code $db: "admin"} included
     */
    public Document toDocument() {
        return toQuery().append("$db", "admin");
    }

    /**
     * The command for an OP_QUERY on {@code admin.$cmd}, for servers before 3.6 and emulators of them.
     *
     * @return the query, which has no {@code $db}
     */
    public Document toQuery() {
        Document command = new Document(legacy ? "isMaster" : "hello", 1).append("helloOk", true);
        put(command, "backpressure", backpressure);
        put(command, "client", client == null ? null : client.document());
        put(command, "compression", compression == null && client != null ? List.of() : compression);
        put(command, "loadBalanced", loadBalanced ? true : null);
        put(command, "saslSupportedMechs", saslSupportedMechs);
        put(command, "speculativeAuthenticate", speculativeAuthenticate);
        if (topologyVersion != null) {
            command.append("topologyVersion", topologyVersion).append("maxAwaitTimeMS", maxAwaitTimeMs);
        }
        return command;
    }

    private static void put(Document command, String name, @Nullable Object value) {
        if (value != null) {
            command.append(name, value);
        }
    }
}
