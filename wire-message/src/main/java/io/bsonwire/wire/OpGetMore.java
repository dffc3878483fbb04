package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Asks for more documents of an open cursor (opcode 2005). Answered by {@link OpReply}; servers before 5.1 only.
 *
 * <table>
 * <caption>Layout behind the header</caption>
 * <tr><th>field</th><th>bytes</th></tr>
 * <tr><td>reserved</td><td>4, int32 0</td></tr>
 * <tr><td>fullCollectionName</td><td>UTF-8 and NUL</td></tr>
 * <tr><td>numberToReturn</td><td>4, int32</td></tr>
 * <tr><td>cursorId</td><td>8, int64</td></tr>
 * </table>
 *
 * <p>Parsing checks all of this layout.
 *
 * <p>The message owns its frame, see {@link WireMessage}.
 */
public final class OpGetMore extends WireMessage {
    private final String fullCollectionName;
    private final int numberToReturn;
    private final long cursorId;

    private OpGetMore(FrameReader reader) {
        super(reader.frame(), reader.start(), reader.header());
        reader.zero();
        fullCollectionName = reader.cstring("fullCollectionName");
        numberToReturn = reader.int32("numberToReturn");
        cursorId = reader.int64("cursorId");
        reader.end();
    }

    /**
     * Makes the message.
     *
     * @param alloc gives the buffer
     * @param requestId the number of this message
     * @param fullCollectionName database, dot and collection
     * @param numberToReturn how many documents the reply may have, 0 to leave it to the server
     * @param cursorId the cursor
     * @return the message, which the caller owns
     * @throws WireException if the name has a NUL or a lone surrogate, or the message is larger than 48000000 bytes
     */
    public static OpGetMore of(
            ByteBufAllocator alloc, int requestId, String fullCollectionName, int numberToReturn, long cursorId) {
        return decode(FrameWriter.write(
                alloc,
                requestId,
                0,
                OpCode.GET_MORE,
                frame -> frame.int32(0)
                        .cstring(fullCollectionName, "fullCollectionName")
                        .int32(numberToReturn)
                        .int64(cursorId)));
    }

    /**
     * Parses a message.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @return the message
     * @throws WireException if the bytes are not an OP_GET_MORE as {@link OpGetMore} describes it
     */
    public static OpGetMore decode(ByteBuf frame) {
        return new OpGetMore(new FrameReader(frame, BsonCodec.DEFAULT, OpCode.GET_MORE));
    }

    @Override
    public OpCode opCode() {
        return OpCode.GET_MORE;
    }

    /**
     * Where the cursor is.
     *
     * @return database, dot and collection
     */
    public String fullCollectionName() {
        return fullCollectionName;
    }

    /**
     * How many documents the reply may have.
     *
     * @return any int32; 0 leaves it to the server
     */
    public int numberToReturn() {
        return numberToReturn;
    }

    /**
     * The cursor.
     *
     * @return its number
     */
    public long cursorId() {
        return cursorId;
    }

    @Override
    void describe(Document json) {
        json.append("fullCollectionName", fullCollectionName)
                .append("numberToReturn", numberToReturn)
                .append("cursorId", cursorId);
    }
}
