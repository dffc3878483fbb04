package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A query, or a command to the collection {@code $cmd} of a database (opcode 2004). Servers from 5.1 on take it only for
 * the first {@code hello} or {@code isMaster} of a connection.
 *
 * <table>
 * <caption>Layout behind the header</caption>
 * <tr><th>field</th><th>bytes</th></tr>
 * <tr><td>flags</td><td>4, int32</td></tr>
 * <tr><td>fullCollectionName</td><td>UTF-8 and NUL</td></tr>
 * <tr><td>numberToSkip</td><td>4, int32</td></tr>
 * <tr><td>numberToReturn</td><td>4, int32</td></tr>
 * <tr><td>query</td><td>a document</td></tr>
 * <tr><td>returnFieldsSelector</td><td>a document, or nothing</td></tr>
 * </table>
 *
 * <p>Parsing checks all of this layout, and the lengths and closing NULs of the documents. Not checked: the documents'
 * contents, and flags without a meaning, which are kept.
 *
 * <p>The message owns its frame, see {@link WireMessage}.
 */
public final class OpQuery extends WireMessage {
    /** Flag bit 1: the cursor stays open behind the last document. */
    public static final int TAILABLE_CURSOR = 1 << 1;
    /** Flag bit 2: a secondary may answer. */
    public static final int SECONDARY_OK = 1 << 2;
    /** Flag bit 3: for replication only. */
    public static final int OPLOG_REPLAY = 1 << 3;
    /** Flag bit 4: the cursor does not end when it is not used. */
    public static final int NO_CURSOR_TIMEOUT = 1 << 4;
    /** Flag bit 5: with {@link #TAILABLE_CURSOR}, wait a while at the end. */
    public static final int AWAIT_DATA = 1 << 5;
    /** Flag bit 6: send all replies without being asked for more. */
    public static final int EXHAUST = 1 << 6;
    /** Flag bit 7: shards that are down are left out. */
    public static final int PARTIAL = 1 << 7;

    private static final @Nullable String[] FLAG_NAMES = {
        null, "tailableCursor", "secondaryOk", "oplogReplay", "noCursorTimeout", "awaitData", "exhaust", "partial"
    };

    private final int flags;
    private final String fullCollectionName;
    private final int numberToSkip;
    private final int numberToReturn;
    private final RawDocument query;
    private final @Nullable RawDocument returnFieldsSelector;

    private OpQuery(FrameReader reader) {
        super(reader.frame(), reader.start(), reader.header());
        flags = reader.int32("flags");
        fullCollectionName = reader.cstring("fullCollectionName");
        numberToSkip = reader.int32("numberToSkip");
        numberToReturn = reader.int32("numberToReturn");
        query = reader.document();
        returnFieldsSelector = reader.remaining() == 0 ? null : reader.document();
        reader.end();
    }

    /**
     * Makes a query.
     *
     * @param alloc gives the buffer
     * @param requestId the number of this message
     * @param flags the flag bits, any
     * @param fullCollectionName database, dot and collection; {@code admin.$cmd} for a command
     * @param numberToSkip how many documents to leave out
     * @param numberToReturn how many documents the first reply may have; -1 for a command
     * @param query the query or command
     * @param returnFieldsSelector which fields to return, or null for all
     * @return the message, which the caller owns
     * @throws WireException if the name has a NUL or a lone surrogate, or the message is larger than 48000000 bytes
     * @throws io.bsonwire.bson.BsonException if something in a document has no encoding
     */
    public static OpQuery of(
            ByteBufAllocator alloc,
            int requestId,
            int flags,
            String fullCollectionName,
            int numberToSkip,
            int numberToReturn,
            BsonWritable query,
            @Nullable BsonWritable returnFieldsSelector) {
        return decode(FrameWriter.write(alloc, requestId, 0, OpCode.QUERY, frame -> {
            frame.int32(flags).cstring(fullCollectionName, "fullCollectionName");
            frame.int32(numberToSkip).int32(numberToReturn).document(query);
            if (returnFieldsSelector != null) {
                frame.document(returnFieldsSelector);
            }
        }));
    }

    /**
     * Parses a message under {@link BsonCodec#DEFAULT}.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @return the message
     * @throws WireException if the bytes are not an OP_QUERY as {@link OpQuery} describes it, or a document is above the
     *     size limit
     */
    public static OpQuery decode(ByteBuf frame) {
        return decode(frame, BsonCodec.DEFAULT);
    }

    /**
     * Parses a message.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @param codec whose size limit applies to each document, and whose options say how values are read
     * @return the message
     * @throws WireException if the bytes are not an OP_QUERY as {@link OpQuery} describes it, or a document is above the
     *     size limit
     */
    public static OpQuery decode(ByteBuf frame, BsonCodec codec) {
        return new OpQuery(new FrameReader(frame, codec, OpCode.QUERY));
    }

    @Override
    public OpCode opCode() {
        return OpCode.QUERY;
    }

    /**
     * The flags as they are.
     *
     * @return the 32 flag bits
     */
    public int flags() {
        return flags;
    }

    /**
     * Where to look.
     *
     * @return database, dot and collection
     */
    public String fullCollectionName() {
        return fullCollectionName;
    }

    /**
     * How many documents to leave out.
     *
     * @return any int32
     */
    public int numberToSkip() {
        return numberToSkip;
    }

    /**
     * How many documents the first reply may have.
     *
     * @return any int32; 0 leaves it to the server, a negative one closes the cursor after that many
     */
    public int numberToReturn() {
        return numberToReturn;
    }

    /**
     * The query or command.
     *
     * @return a view that borrows from this message
     */
    public RawDocument query() {
        return query;
    }

    /**
     * Which fields to return.
     *
     * @return a view that borrows from this message, or null for all fields
     */
    public @Nullable RawDocument returnFieldsSelector() {
        return returnFieldsSelector;
    }

    @Override
    void describe(Document json) {
        json.append("flags", FlagNames.of(flags, FLAG_NAMES))
                .append("fullCollectionName", fullCollectionName)
                .append("numberToSkip", numberToSkip)
                .append("numberToReturn", numberToReturn)
                .append("query", query);
        if (returnFieldsSelector != null) {
            json.append("returnFieldsSelector", returnFieldsSelector);
        }
    }
}
