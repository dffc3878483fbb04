package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;

/**
 * Closes cursors (opcode 2007). Has no answer; servers before 5.1 only.
 *
 * <table>
 * <caption>Layout behind the header</caption>
 * <tr><th>field</th><th>bytes</th></tr>
 * <tr><td>reserved</td><td>4, int32 0</td></tr>
 * <tr><td>numberOfCursorIds</td><td>4, int32</td></tr>
 * <tr><td>cursorIds</td><td>8 each, int64</td></tr>
 * </table>
 *
 * <p>Parsing checks all of this layout, and that the ids are as many as said before memory is made for them.
 *
 * <p>The message owns its frame, see {@link WireMessage}.
 */
public final class OpKillCursors extends WireMessage {
    private final long[] cursorIds;

    private OpKillCursors(FrameReader reader) {
        super(reader.frame(), reader.start(), reader.header());
        reader.zero();
        int countAt = reader.at();
        int count = reader.int32("numberOfCursorIds");
        if (count * 8L != reader.remaining()) {
            throw WireException.cursorIdCount(count, reader.remaining(), countAt);
        }
        cursorIds = new long[count];
        for (int i = 0; i < count; i++) {
            cursorIds[i] = reader.int64("cursorId");
        }
    }

    /**
     * Makes the message.
     *
     * @param alloc gives the buffer
     * @param requestId the number of this message
     * @param cursorIds the cursors
     * @return the message, which the caller owns
     * @throws WireException if the message is larger than 48000000 bytes
     */
    public static OpKillCursors of(ByteBufAllocator alloc, int requestId, long... cursorIds) {
        return decode(FrameWriter.write(alloc, requestId, 0, OpCode.KILL_CURSORS, frame -> {
            frame.int32(0).int32(cursorIds.length);
            for (long cursorId : cursorIds) {
                frame.int64(cursorId);
            }
        }));
    }

    /**
     * Parses a message.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @return the message
     * @throws WireException if the bytes are not an OP_KILL_CURSORS as {@link OpKillCursors} describes it
     */
    public static OpKillCursors decode(ByteBuf frame) {
        return new OpKillCursors(new FrameReader(frame, BsonCodec.DEFAULT, OpCode.KILL_CURSORS));
    }

    @Override
    public OpCode opCode() {
        return OpCode.KILL_CURSORS;
    }

    /**
     * The cursors.
     *
     * @return their numbers, in an array of the caller's own
     */
    public long[] cursorIds() {
        return cursorIds.clone();
    }

    @Override
    void describe(Document json) {
        json.append("cursorIds", Arrays.stream(cursorIds).boxed().toList());
    }
}
