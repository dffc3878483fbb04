package io.bsonwire.wire;

import io.bsonwire.bson.FieldNames;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.compress.Compressors;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a server says about itself in answer to {@code hello} or {@code isMaster} (specifications: MongoDB Handshake,
 * Server Discovery and Monitoring); see {@link HelloRequest}. {@link #builder} makes such answers.
 *
 * <p>Unlike other replies it has a copy of its bytes, since it is of use as long as the connection. That the elements fit
 * is checked when it is made; a value of the wrong type is a {@link io.bsonwire.bson.BsonTypeException} from the method
 * that reads it and no other. Numbers may be of any numeric type. Immutable.
 */
public final class HelloReply {
    private static final int IS_WRITABLE_PRIMARY = 0;
    private static final int IS_MASTER = 1;
    private static final int SECONDARY = 2;
    private static final int ARBITER_ONLY = 3;
    private static final int HIDDEN = 4;
    private static final int SET_NAME = 5;
    private static final int SET_VERSION = 6;
    private static final int ELECTION_ID = 7;
    private static final int HOSTS = 8;
    private static final int PASSIVES = 9;
    private static final int ARBITERS = 10;
    private static final int PRIMARY = 11;
    private static final int ME = 12;
    private static final int MSG = 13;
    private static final int HELLO_OK = 14;
    private static final int MIN_WIRE_VERSION = 15;
    private static final int MAX_WIRE_VERSION = 16;
    private static final int READ_ONLY = 17;
    private static final int COMPRESSION = 18;
    private static final int CONNECTION_ID = 19;
    private static final int TOPOLOGY_VERSION = 20;
    private static final int LOGICAL_SESSION_TIMEOUT_MINUTES = 21;
    private static final int SASL_SUPPORTED_MECHS = 22;
    private static final int SPECULATIVE_AUTHENTICATE = 23;
    private static final int SERVICE_ID = 24;

    private static final FieldNames NAMES = FieldNames.of(
            "isWritablePrimary",
            "ismaster",
            "secondary",
            "arbiterOnly",
            "hidden",
            "setName",
            "setVersion",
            "electionId",
            "hosts",
            "passives",
            "arbiters",
            "primary",
            "me",
            "msg",
            "helloOk",
            "minWireVersion",
            "maxWireVersion",
            "readOnly",
            "compression",
            "connectionId",
            "topologyVersion",
            "logicalSessionTimeoutMinutes",
            "saslSupportedMechs",
            "speculativeAuthenticate",
            "serviceId");

    private final CommandReply command;
    private final KnownFields fields;

    private HelloReply(CommandReply command) {
        this.command = command;
        this.fields = new KnownFields(command.body(), NAMES);
    }

    /**
     * Reads a reply.
     *
     * @param body the body of an OP_MSG, or the document of an OP_REPLY; it is copied
     * @return the reply
     * @throws CommandException if the command failed; code 59, CommandNotFound, from a server that does not know
     *     {@code hello}
     * @throws io.bsonwire.bson.MalformedBsonException if an element does not fit into the body
     */
    public static HelloReply of(RawDocument body) {
        CommandReply.of(body).throwIfFailed(); // with the offsets of the message
        return new HelloReply(CommandReply.of(body.copy()));
    }

    /**
     * Reads a reply.
     *
     * @param message an OP_MSG, or an OP_REPLY of one document; what it says is copied
     * @return the reply
     * @throws CommandException if the command failed; code 59, CommandNotFound, from a server that does not know
     *     {@code hello}
     * @throws WireException if it is another message
     * @throws io.bsonwire.bson.MalformedBsonException if an element does not fit into the body
     */
    public static HelloReply of(WireMessage message) {
        return of(CommandReply.bodyOf(message));
    }

    /**
     * Starts a reply, for a server.
     *
     * @param minWireVersion the oldest version of the wire protocol that the server speaks, 0 or more
     * @param maxWireVersion the newest, at least the oldest
     * @return a builder
     * @throws IllegalArgumentException if the versions are out of their ranges
     */
    public static HelloReplyBuilder builder(int minWireVersion, int maxWireVersion) {
        return new HelloReplyBuilder(minWireVersion, maxWireVersion);
    }

    /**
     * What else the reply says.
     *
     * @return the same reply, in memory of its own, as that of any command
     */
    public CommandReply command() {
        return command;
    }

    // ---- what it accepts ----

    /**
     * How large documents, messages and batches may be.
     *
     * @return the limits; those of {@link WireLimits#DEFAULT} where the server names none
     * @throws WireException if one is not a whole number or out of its range
     */
    public WireLimits limits() {
        return WireLimits.ofHello(command.body());
    }

    /**
     * The oldest version of the wire protocol that the server speaks.
     *
     * @return the version, 0 if there is none
     */
    public int minWireVersion() {
        return fields.int32(MIN_WIRE_VERSION).orElse(0);
    }

    /**
     * The newest version of the wire protocol that the server speaks: 6 for MongoDB 3.6, the first with OP_MSG.
     *
     * @return the version, 0 if there is none
     */
    public int maxWireVersion() {
        return fields.int32(MAX_WIRE_VERSION).orElse(0);
    }

    /**
     * Whether the server knows {@code hello}.
     *
     * @return true if it says so
     */
    public boolean helloOk() {
        return fields.isTrue(HELLO_OK);
    }

    /**
     * Which of the client's compressors the server has; for {@link Compressors#negotiate}.
     *
     * @return their names in the server's order, unmodifiable; empty if there are none
     */
    public List<String> compression() {
        return fields.strings(COMPRESSION);
    }

    /**
     * By which mechanisms the user that the request names can authenticate. There may be unknown ones.
     *
     * @return the names, unmodifiable; empty if there are none
     */
    public List<String> saslSupportedMechs() {
        return fields.strings(SASL_SUPPORTED_MECHS);
    }

    /**
     * The answer to the step of an authentication that the request brought along.
     *
     * @return the answer; null if there is none, and authentication starts from the beginning
     */
    public @Nullable RawDocument speculativeAuthenticate() {
        return fields.document(SPECULATIVE_AUTHENTICATE);
    }

    /**
     * How long a session lives without being used.
     *
     * @return minutes; empty if the server has no sessions
     */
    public OptionalInt logicalSessionTimeoutMinutes() {
        return fields.int32(LOGICAL_SESSION_TIMEOUT_MINUTES);
    }

    /**
     * The server's number for the connection, as in its log.
     *
     * @return the number; empty if there is none
     */
    public OptionalLong connectionId() {
        return fields.int64(CONNECTION_ID);
    }

    /**
     * Which server behind a load balancer it is.
     *
     * @return its id; null if there is none
     */
    public @Nullable ObjectId serviceId() {
        return fields.objectId(SERVICE_ID);
    }

    // ---- what it is ----

    /**
     * Whether the server takes writes.
     *
     * @return {@code isWritablePrimary}, or {@code ismaster} if there is none; false if there is none either
     */
    public boolean isWritablePrimary() {
        return fields.isTrue(fields.has(IS_WRITABLE_PRIMARY) ? IS_WRITABLE_PRIMARY : IS_MASTER);
    }

    /**
     * Whether it is a secondary of a replica set.
     *
     * @return true if it says so
     */
    public boolean isSecondary() {
        return fields.isTrue(SECONDARY);
    }

    /**
     * Whether it is a member of a replica set without data.
     *
     * @return true if it says so
     */
    public boolean isArbiter() {
        return fields.isTrue(ARBITER_ONLY);
    }

    /**
     * Whether it is a member of a replica set that clients are to leave alone.
     *
     * @return true if it says so
     */
    public boolean isHidden() {
        return fields.isTrue(HIDDEN);
    }

    /**
     * Whether it is a {@code mongos}, in front of a sharded cluster.
     *
     * @return whether {@code msg} is {@code isdbgrid}
     */
    public boolean isMongos() {
        return "isdbgrid".equals(fields.string(MSG));
    }

    /**
     * Whether the server was started to be read only.
     *
     * @return true if it says so
     */
    public boolean isReadOnly() {
        return fields.isTrue(READ_ONLY);
    }

    /**
     * The state of the server's view of its deployment, to be sent by {@link HelloRequest#awaitChange}.
     *
     * @return {@code {processId: ObjectId, counter: int64}}; null if there is none, and the server does not wait
     */
    public @Nullable RawDocument topologyVersion() {
        return fields.document(TOPOLOGY_VERSION);
    }

    // ---- its replica set ----

    /**
     * The replica set's name.
     *
     * @return the name; null if it is in none
     */
    public @Nullable String setName() {
        return fields.string(SET_NAME);
    }

    /**
     * The version of the replica set's configuration.
     *
     * @return the version; empty if there is none
     */
    public OptionalInt setVersion() {
        return fields.int32(SET_VERSION);
    }

    /**
     * The election that made the server the primary.
     *
     * @return its id; null if there is none
     */
    public @Nullable ObjectId electionId() {
        return fields.objectId(ELECTION_ID);
    }

    /**
     * The members that may become primary.
     *
     * @return host and port each, as the server writes them, unmodifiable; empty if there are none
     */
    public List<String> hosts() {
        return fields.strings(HOSTS);
    }

    /**
     * The members that hold data and never become primary.
     *
     * @return host and port each, as the server writes them, unmodifiable; empty if there are none
     */
    public List<String> passives() {
        return fields.strings(PASSIVES);
    }

    /**
     * The members that hold no data.
     *
     * @return host and port each, as the server writes them, unmodifiable; empty if there are none
     */
    public List<String> arbiters() {
        return fields.strings(ARBITERS);
    }

    /**
     * The primary, as far as the server knows.
     *
     * @return host and port; null if there is none
     */
    public @Nullable String primary() {
        return fields.string(PRIMARY);
    }

    /**
     * What the replica set calls the server.
     *
     * @return host and port; null if there is none
     */
    public @Nullable String me() {
        return fields.string(ME);
    }

    /** The reply as relaxed Extended JSON; of malformed bytes, what is wrong with them. */
    @Override
    public String toString() {
        return command.toString();
    }
}
