package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.json.ExtendedJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ReferenceCounted;
import org.jspecify.annotations.Nullable;

/**
 * A whole message of the wire protocol over the bytes that it was decoded from or built into.
 *
 * <p><b>Ownership.</b> A message owns its frame: its reference count is the frame's, {@link #release} by the last holder
 * frees the bytes, and no view that the message has handed out may be used after that.
 *
 * <p>Two messages are equal if they are of one class and their bytes are equal.
 */
public abstract sealed class WireMessage implements ReferenceCounted
        permits OpMsg, OpCompressed, OpQuery, OpReply, OpGetMore, OpKillCursors, OpInsert, OpUpdate, OpDelete {
    /** Documents of any size, as deep as anything in a message that wraps what is deep enough already. */
    static final BsonCodec ANY_SIZE =
            BsonCodec.builder().limits(BsonLimits.WIDEST).build();

    private final ByteBuf frame;
    private final int start;
    private final MessageHeader header;

    /** Takes over the frame, which has the message at {@code start}. */
    WireMessage(ByteBuf frame, int start, MessageHeader header) {
        this.frame = frame;
        this.start = start;
        this.header = header;
    }

    /**
     * Parses a message of any opcode under {@link BsonCodec#DEFAULT}.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @return the message
     * @throws WireException if the bytes are not a message, the opcode is unknown, or a document is above the size limit
     */
    public static WireMessage decode(ByteBuf frame) {
        return decode(frame, BsonCodec.DEFAULT);
    }

    /**
     * Parses a message of any opcode. One in {@link OpCompressed} stays compressed.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @param codec whose size limit applies to each document, and whose options say how values are read
     * @return the message
     * @throws WireException if the bytes are not a message, the opcode is unknown, or a document is above the size limit
     */
    public static WireMessage decode(ByteBuf frame, BsonCodec codec) {
        int start = frame.readerIndex();
        MessageHeader header = MessageHeader.decode(frame, start, Integer.MAX_VALUE);
        OpCode opCode = OpCode.fromInt(header.opCode());
        if (opCode == null) {
            throw WireException.unknownOpCode(header.opCode(), start + 12L);
        }
        return switch (opCode) {
            case MSG -> OpMsg.decode(frame, codec);
            case COMPRESSED -> OpCompressed.decode(frame);
            case QUERY -> OpQuery.decode(frame, codec);
            case REPLY -> OpReply.decode(frame, codec);
            case GET_MORE -> OpGetMore.decode(frame);
            case KILL_CURSORS -> OpKillCursors.decode(frame);
            case INSERT -> OpInsert.decode(frame, codec);
            case UPDATE -> OpUpdate.decode(frame, codec);
            case DELETE -> OpDelete.decode(frame, codec);
        };
    }

    /**
     * The opcode, of which there is one to each class.
     *
     * @return what kind of message this is
     */
    public abstract OpCode opCode();

    /**
     * Whether whoever sends this as a request waits for a reply.
     *
     * @return false for a write without answer, an OP_MSG with {@code moreToCome} among them, for a reply in OP_REPLY, and
     *     for a compressed message, which has to be decompressed to tell
     */
    public final boolean expectsReply() {
        return switch (opCode()) {
            case MSG -> !((OpMsg) this).moreToCome();
            case QUERY, GET_MORE -> true;
            default -> false;
        };
    }

    /**
     * The header.
     *
     * @return length, ids and opcode
     */
    public final MessageHeader header() {
        return header;
    }

    /**
     * The length of the whole message.
     *
     * @return bytes, header and checksum included
     */
    public final int length() {
        return header.messageLength();
    }

    /**
     * The bytes of the whole message, header included, as a view with its own indexes that borrows from this message.
     * Whoever keeps it or writes it to a channel beyond the message's life needs a reference of its own, by
     * {@link #retain()}.
     *
     * @return the readable bytes are the message
     */
    public final ByteBuf bytes() {
        return frame.slice(start, length());
    }

    /**
     * The message as relaxed Extended JSON, for logs: opcode, ids, what the message consists of, and every document in
     * full.
     *
     * @return one JSON object
     * @throws BsonException if a document in it is malformed
     */
    public final String toJson() {
        return toJson(ExtendedJson.relaxed());
    }

    /**
     * The message as Extended JSON of a chosen format.
     *
     * @param format canonical or relaxed, pretty or not; the limits of its codec do not apply
     * @return one JSON object
     * @throws BsonException if a document in it is malformed, with the offset in the frame
     */
    public final String toJson(ExtendedJson format) {
        Document json = new Document("opCode", "OP_" + opCode())
                .append("requestId", header.requestId())
                .append("responseTo", header.responseTo());
        describe(json);
        try {
            return format.withCodec(ANY_SIZE).toJson(json);
        } catch (BsonException e) {
            validate(); // knows the place in this message; the other one is in a document made for the text
            throw e;
        }
    }

    /**
     * Checks the contents of every document in the message, which parsing leaves out: all bytes, as
     * {@link RawDocument#validate()} does. One in {@link OpCompressed} stays unchecked.
     *
     * @throws BsonException if a document is malformed, with the offset in the frame and the path in the document
     */
    public final void validate() {
        Document parts = new Document();
        describe(parts);
        validate(parts);
    }

    private static void validate(Document parts) {
        for (Object part : parts.values()) {
            if (part instanceof RawDocument document) {
                document.validate();
            } else if (part instanceof DocumentSequence documents) {
                documents.forEach(RawDocument::validate);
            } else if (part instanceof Document inner) {
                validate(inner);
            }
        }
    }

    /** Where the message starts in its frame, for the offsets of errors. */
    final int start() {
        return start;
    }

    /** Appends what the message consists of, beyond its header, in the order of its bytes. */
    abstract void describe(Document json);

    // ---- reference count ----

    @Override
    public final int refCnt() {
        return frame.refCnt();
    }

    @Override
    public WireMessage retain() {
        frame.retain();
        return this;
    }

    @Override
    public WireMessage retain(int increment) {
        frame.retain(increment);
        return this;
    }

    @Override
    public WireMessage touch() {
        frame.touch();
        return this;
    }

    @Override
    public WireMessage touch(Object hint) {
        frame.touch(hint);
        return this;
    }

    @Override
    public final boolean release() {
        return frame.release();
    }

    @Override
    public final boolean release(int decrement) {
        return frame.release(decrement);
    }

    // ---- Object ----

    @Override
    public final boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof WireMessage that
                && header.equals(that.header)
                && ByteBufUtil.equals(frame, start, that.frame, that.start, length());
    }

    @Override
    public final int hashCode() {
        return ByteBufUtil.hashCode(frame.slice(start, length()));
    }

    /** The JSON form, or what keeps the message from having one; never throws. */
    @Override
    public final String toString() {
        String name = "OP_" + opCode();
        if (frame.refCnt() == 0) {
            return name + "[requestId=" + header.requestId() + ", released]";
        }
        try {
            return toJson();
        } catch (BsonException e) {
            return name + "[requestId=" + header.requestId() + ", without JSON form: " + e.getMessage() + "]";
        }
    }
}
