package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Changes documents of a collection (opcode 2001). Has no answer; servers before 5.1 only.
 *
 * <table>
 * <caption>Layout behind the header</caption>
 * <tr><th>field</th><th>bytes</th></tr>
 * <tr><td>reserved</td><td>4, int32 0</td></tr>
 * <tr><td>fullCollectionName</td><td>UTF-8 and NUL</td></tr>
 * <tr><td>flags</td><td>4, int32</td></tr>
 * <tr><td>selector</td><td>a document</td></tr>
 * <tr><td>update</td><td>a document</td></tr>
 * </table>
 *
 * <p>Parsing checks all of this layout, and the lengths and closing NULs of the documents. Not checked: the documents'
 * contents, and flags without a meaning, which are kept.
 *
 * <p>The message owns its frame, see {@link WireMessage}.
 */
public final class OpUpdate extends WireMessage {
    /** Flag bit 0: insert the document if there is none to be changed. */
    public static final int UPSERT = 1;
    /** Flag bit 1: change all that match, not the first only. */
    public static final int MULTI_UPDATE = 1 << 1;

    private static final String[] FLAG_NAMES = {"upsert", "multiUpdate"};

    private final String fullCollectionName;
    private final int flags;
    private final RawDocument selector;
    private final RawDocument update;

    private OpUpdate(FrameReader reader) {
        super(reader.frame(), reader.start(), reader.header());
        reader.zero();
        fullCollectionName = reader.cstring("fullCollectionName");
        flags = reader.int32("flags");
        selector = reader.document();
        update = reader.document();
        reader.end();
    }

    /**
     * Makes the message.
     *
     * @param alloc gives the buffer
     * @param requestId the number of this message
     * @param fullCollectionName database, dot and collection
     * @param flags the flag bits, any
     * @param selector which documents to change
     * @param update what to change
     * @return the message, which the caller owns
     * @throws WireException if the name has a NUL or a lone surrogate, or the message is larger than 48000000 bytes
     * @throws io.bsonwire.bson.BsonException if something in a document has no encoding
     */
    public static OpUpdate of(
            ByteBufAllocator alloc,
            int requestId,
            String fullCollectionName,
            int flags,
            BsonWritable selector,
            BsonWritable update) {
        return decode(FrameWriter.write(
                alloc,
                requestId,
                0,
                OpCode.UPDATE,
                frame -> frame.int32(0)
                        .cstring(fullCollectionName, "fullCollectionName")
                        .int32(flags)
                        .document(selector)
                        .document(update)));
    }

    /**
     * Parses a message under {@link BsonCodec#DEFAULT}.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @return the message
     * @throws WireException if the bytes are not an OP_UPDATE as {@link OpUpdate} describes it, or a document is above the
     *     size limit
     */
    public static OpUpdate decode(ByteBuf frame) {
        return decode(frame, BsonCodec.DEFAULT);
    }

    /**
     * Parses a message.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @param codec whose size limit applies to each document, and whose options say how values are read
     * @return the message
     * @throws WireException if the bytes are not an OP_UPDATE as {@link OpUpdate} describes it, or a document is above the
     *     size limit
     */
    public static OpUpdate decode(ByteBuf frame, BsonCodec codec) {
        return new OpUpdate(new FrameReader(frame, codec, OpCode.UPDATE));
    }

    @Override
    public OpCode opCode() {
        return OpCode.UPDATE;
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
     * The flags as they are.
     *
     * @return the 32 flag bits
     */
    public int flags() {
        return flags;
    }

    /**
     * Which documents to change.
     *
     * @return a view that borrows from this message
     */
    public RawDocument selector() {
        return selector;
    }

    /**
     * What to change.
     *
     * @return a view that borrows from this message
     */
    public RawDocument update() {
        return update;
    }

    @Override
    void describe(Document json) {
        json.append("fullCollectionName", fullCollectionName)
                .append("flags", FlagNames.of(flags, FLAG_NAMES))
                .append("selector", selector)
                .append("update", update);
    }
}
