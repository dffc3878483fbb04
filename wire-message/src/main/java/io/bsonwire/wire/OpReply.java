package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Document;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The answer to an {@link OpQuery} or {@link OpGetMore} (opcode 1).
 *
 * <table>
 * <caption>Layout behind the header</caption>
 * <tr><th>field</th><th>bytes</th></tr>
 * <tr><td>responseFlags</td><td>4, int32</td></tr>
 * <tr><td>cursorId</td><td>8, int64</td></tr>
 * <tr><td>startingFrom</td><td>4, int32</td></tr>
 * <tr><td>numberReturned</td><td>4, int32: how many documents follow</td></tr>
 * <tr><td>documents</td><td>back to back</td></tr>
 * </table>
 *
 * <p>Parsing checks all of this layout, the lengths and closing NULs of the documents, and that they are as many as said.
 * Not checked: the documents' contents, and flags without a meaning, which are kept.
 *
 * <p>The message owns its frame, see {@link WireMessage}.
 */
public final class OpReply extends WireMessage {
    /** Flag bit 0: the cursor of a getMore is not there. */
    public static final int CURSOR_NOT_FOUND = 1;
    /** Flag bit 1: the one document is an error, its text in {@code $err}. */
    public static final int QUERY_FAILURE = 1 << 1;
    /** Flag bit 2: for routers only. */
    public static final int SHARD_CONFIG_STALE = 1 << 2;
    /** Flag bit 3: the server knows {@link OpQuery#AWAIT_DATA}. */
    public static final int AWAIT_CAPABLE = 1 << 3;

    private static final String[] FLAG_NAMES = {"cursorNotFound", "queryFailure", "shardConfigStale", "awaitCapable"};

    private final int responseFlags;
    private final long cursorId;
    private final int startingFrom;
    private final DocumentSequence documents;

    private OpReply(FrameReader reader) {
        super(reader.frame(), reader.start(), reader.header());
        responseFlags = reader.int32("responseFlags");
        cursorId = reader.int64("cursorId");
        startingFrom = reader.int32("startingFrom");
        int numberReturned = reader.int32("numberReturned");
        documents = reader.documents();
        if (documents.count() != numberReturned) {
            throw WireException.documentCount(
                    numberReturned, documents.count(), reader.start() + MessageHeader.LENGTH + 16L);
        }
    }

    /**
     * Makes a reply.
     *
     * @param alloc gives the buffer
     * @param requestId the number of this message
     * @param responseTo the number of the message that is answered
     * @param responseFlags the flag bits, any
     * @param cursorId the cursor to ask for more, 0 if there are no more
     * @param startingFrom which document of the cursor the first one is, from 0
     * @param documents the documents
     * @return the message, which the caller owns
     * @throws WireException if the message is larger than 48000000 bytes
     * @throws io.bsonwire.bson.BsonException if something in a document has no encoding
     */
    public static OpReply of(
            ByteBufAllocator alloc,
            int requestId,
            int responseTo,
            int responseFlags,
            long cursorId,
            int startingFrom,
            Iterable<? extends BsonWritable> documents) {
        return decode(FrameWriter.write(alloc, requestId, responseTo, OpCode.REPLY, frame -> {
            frame.int32(responseFlags).int64(cursorId).int32(startingFrom);
            int numberReturnedAt = frame.at();
            frame.int32(0);
            frame.setInt32(numberReturnedAt, frame.documents(documents));
        }));
    }

    /**
     * Parses a message under {@link BsonCodec#DEFAULT}.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @return the message
     * @throws WireException if the bytes are not an OP_REPLY as {@link OpReply} describes it, or a document is above the
     *     size limit
     */
    public static OpReply decode(ByteBuf frame) {
        return decode(frame, BsonCodec.DEFAULT);
    }

    /**
     * Parses a message.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @param codec whose size limit applies to each document, and whose options say how values are read
     * @return the message
     * @throws WireException if the bytes are not an OP_REPLY as {@link OpReply} describes it, or a document is above the
     *     size limit
     */
    public static OpReply decode(ByteBuf frame, BsonCodec codec) {
        return new OpReply(new FrameReader(frame, codec, OpCode.REPLY));
    }

    @Override
    public OpCode opCode() {
        return OpCode.REPLY;
    }

    /**
     * The flags as they are.
     *
     * @return the 32 flag bits
     */
    public int responseFlags() {
        return responseFlags;
    }

    /**
     * The cursor to ask for more.
     *
     * @return its number, 0 if there are no more documents
     */
    public long cursorId() {
        return cursorId;
    }

    /**
     * Which document of the cursor the first one is.
     *
     * @return any int32, from 0
     */
    public int startingFrom() {
        return startingFrom;
    }

    /**
     * The documents, {@code numberReturned} of them.
     *
     * @return a view that borrows from this message
     */
    public DocumentSequence documents() {
        return documents;
    }

    @Override
    void describe(Document json) {
        json.append("responseFlags", FlagNames.of(responseFlags, FLAG_NAMES))
                .append("cursorId", cursorId)
                .append("startingFrom", startingFrom)
                .append("documents", documents);
    }
}
