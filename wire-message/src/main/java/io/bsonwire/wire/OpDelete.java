package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Removes documents of a collection (opcode 2006). Has no answer; servers before 5.1 only.
 *
 * <table>
 * <caption>Layout behind the header</caption>
 * <tr><th>field</th><th>bytes</th></tr>
 * <tr><td>reserved</td><td>4, int32 0</td></tr>
 * <tr><td>fullCollectionName</td><td>UTF-8 and NUL</td></tr>
 * <tr><td>flags</td><td>4, int32</td></tr>
 * <tr><td>selector</td><td>a document</td></tr>
 * </table>
 *
 * <p>Parsing checks all of this layout, and the lengths and closing NULs of the documents. Not checked: the documents'
 * contents, and flags without a meaning, which are kept.
 *
 * <p>The message owns its frame, see {@link WireMessage}.
 */
public final class OpDelete extends WireMessage {
    /** Flag bit 0: remove the first that matches only. */
    public static final int SINGLE_REMOVE = 1;

    private static final String[] FLAG_NAMES = {"singleRemove"};

    private final String fullCollectionName;
    private final int flags;
    private final RawDocument selector;

    private OpDelete(FrameReader reader) {
        super(reader.frame(), reader.start(), reader.header());
        reader.zero();
        fullCollectionName = reader.cstring("fullCollectionName");
        flags = reader.int32("flags");
        selector = reader.document();
        reader.end();
    }

    /**
     * Makes the message.
     *
     * @param alloc gives the buffer
     * @param requestId the number of this message
     * @param fullCollectionName database, dot and collection
     * @param flags the flag bits, any
     * @param selector which documents to remove
     * @return the message, which the caller owns
     * @throws WireException if the name has a NUL or a lone surrogate, or the message is larger than 48000000 bytes
     * @throws io.bsonwire.bson.BsonException if something in a document has no encoding
     */
    public static OpDelete of(
            ByteBufAllocator alloc, int requestId, String fullCollectionName, int flags, BsonWritable selector) {
        return decode(FrameWriter.write(
                alloc,
                requestId,
                0,
                OpCode.DELETE,
                frame -> frame.int32(0)
                        .cstring(fullCollectionName, "fullCollectionName")
                        .int32(flags)
                        .document(selector)));
    }

    /**
     * Parses a message under {@link BsonCodec#DEFAULT}.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @return the message
     * @throws WireException if the bytes are not an OP_DELETE as {@link OpDelete} describes it, or a document is above the
     *     size limit
     */
    public static OpDelete decode(ByteBuf frame) {
        return decode(frame, BsonCodec.DEFAULT);
    }

    /**
     * Parses a message.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @param codec whose size limit applies to each document, and whose options say how values are read
     * @return the message
     * @throws WireException if the bytes are not an OP_DELETE as {@link OpDelete} describes it, or a document is above the
     *     size limit
     */
    public static OpDelete decode(ByteBuf frame, BsonCodec codec) {
        return new OpDelete(new FrameReader(frame, codec, OpCode.DELETE));
    }

    @Override
    public OpCode opCode() {
        return OpCode.DELETE;
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
     * Which documents to remove.
     *
     * @return a view that borrows from this message
     */
    public RawDocument selector() {
        return selector;
    }

    @Override
    void describe(Document json) {
        json.append("fullCollectionName", fullCollectionName)
                .append("flags", FlagNames.of(flags, FLAG_NAMES))
                .append("selector", selector);
    }
}
