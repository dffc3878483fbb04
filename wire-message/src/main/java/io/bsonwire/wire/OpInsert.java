package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Document;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Adds documents to a collection (opcode 2002). Has no answer; servers before 5.1 only.
 *
 * <table>
 * <caption>Layout behind the header</caption>
 * <tr><th>field</th><th>bytes</th></tr>
 * <tr><td>flags</td><td>4, int32</td></tr>
 * <tr><td>fullCollectionName</td><td>UTF-8 and NUL</td></tr>
 * <tr><td>documents</td><td>back to back, one or more</td></tr>
 * </table>
 *
 * <p>Parsing checks all of this layout, and the lengths and closing NULs of the documents. Not checked: the documents'
 * contents, and flags without a meaning, which are kept.
 *
 * <p>The message owns its frame, see {@link WireMessage}.
 */
public final class OpInsert extends WireMessage {
    /** Flag bit 0: go on behind a document that cannot be inserted. */
    public static final int CONTINUE_ON_ERROR = 1;

    private static final String[] FLAG_NAMES = {"continueOnError"};

    private final int flags;
    private final String fullCollectionName;
    private final DocumentSequence documents;

    private OpInsert(FrameReader reader) {
        super(reader.frame(), reader.start(), reader.header());
        flags = reader.int32("flags");
        fullCollectionName = reader.cstring("fullCollectionName");
        documents = reader.documents();
        if (documents.count() == 0) {
            throw WireException.noDocuments(reader.at());
        }
    }

    /**
     * Makes the message.
     *
     * @param alloc gives the buffer
     * @param requestId the number of this message
     * @param flags the flag bits, any
     * @param fullCollectionName database, dot and collection
     * @param documents the documents, at least one
     * @return the message, which the caller owns
     * @throws WireException if there is no document, the name has a NUL or a lone surrogate, or the message is larger than
     *     48000000 bytes
     * @throws io.bsonwire.bson.BsonException if something in a document has no encoding
     */
    public static OpInsert of(
            ByteBufAllocator alloc,
            int requestId,
            int flags,
            String fullCollectionName,
            Iterable<? extends BsonWritable> documents) {
        return decode(FrameWriter.write(alloc, requestId, 0, OpCode.INSERT, frame -> {
            frame.int32(flags).cstring(fullCollectionName, "fullCollectionName");
            if (frame.documents(documents) == 0) {
                throw WireException.noDocuments(-1);
            }
        }));
    }

    /**
     * Parses a message under {@link BsonCodec#DEFAULT}.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @return the message
     * @throws WireException if the bytes are not an OP_INSERT as {@link OpInsert} describes it, or a document is above the
     *     size limit
     */
    public static OpInsert decode(ByteBuf frame) {
        return decode(frame, BsonCodec.DEFAULT);
    }

    /**
     * Parses a message.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @param codec whose size limit applies to each document, and whose options say how values are read
     * @return the message
     * @throws WireException if the bytes are not an OP_INSERT as {@link OpInsert} describes it, or a document is above the
     *     size limit
     */
    public static OpInsert decode(ByteBuf frame, BsonCodec codec) {
        return new OpInsert(new FrameReader(frame, codec, OpCode.INSERT));
    }

    @Override
    public OpCode opCode() {
        return OpCode.INSERT;
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
     * Where to insert.
     *
     * @return database, dot and collection
     */
    public String fullCollectionName() {
        return fullCollectionName;
    }

    /**
     * The documents.
     *
     * @return a view that borrows from this message
     */
    public DocumentSequence documents() {
        return documents;
    }

    @Override
    void describe(Document json) {
        json.append("flags", FlagNames.of(flags, FLAG_NAMES))
                .append("fullCollectionName", fullCollectionName)
                .append("documents", documents);
    }
}
