package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.json.ExtendedJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command or the answer to one (opcode 2013).
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><th>field</th><th>bytes</th></tr>
 * <tr><td>header</td><td>16, see {@link MessageHeader}</td></tr>
 * <tr><td>flagBits</td><td>4, int32</td></tr>
 * <tr><td>sections</td><td>in any order exactly one of kind 0 (byte 0x00 and a document, the body) and any number of kind
 * 1, see {@link DocumentSequence}</td></tr>
 * <tr><td>checksum</td><td>4 if {@link #CHECKSUM_PRESENT} is set, see {@link Checksum}</td></tr>
 * </table>
 *
 * <p>Parsing checks all of this layout, the lengths and closing NULs of the documents, and the checksum. Not checked: the
 * documents' contents, and that the body is a command. It copies nothing: body and sequences are views of the frame.
 *
 * <p>The message owns its frame, see {@link WireMessage}. Two messages are equal if their bytes are.
 */
public final class OpMsg implements WireMessage {
    /** Flag bit 0: a checksum follows the sections. */
    public static final int CHECKSUM_PRESENT = 1;
    /** Flag bit 1: another message follows without being asked for; on a request, no reply is to be sent. */
    public static final int MORE_TO_COME = 1 << 1;
    /** Flag bit 16: the client is ready for a chain of replies with {@link #MORE_TO_COME}. */
    public static final int EXHAUST_ALLOWED = 1 << 16;
    /** Bits 0 to 15 of the flags: a receiver that does not know one of them must refuse the message. */
    static final int REQUIRED_FLAGS = 0xFFFF;
    /** The required bits that have a meaning. */
    static final int KNOWN_REQUIRED_FLAGS = CHECKSUM_PRESENT | MORE_TO_COME;
    /** Index of the flag bits in a message. */
    static final int FLAGS_AT = MessageHeader.LENGTH;
    /** Index of the first section in a message. */
    static final int SECTIONS_AT = FLAGS_AT + 4;

    /**
     * The most sequences that a message may have. The specification sets no bound and no command uses more than two; this
     * one keeps a message of the size limit from being millions of empty sequences, each of them an object.
     */
    public static final int MAX_SEQUENCES = 64;

    /** Documents of any size, as deep as anything in a message that wraps what is deep enough already. */
    private static final ExtendedJson TEXT = ExtendedJson.relaxed()
            .withCodec(BsonCodec.builder()
                    .limits(new BsonLimits(Integer.MAX_VALUE - 8, 1000))
                    .build());

    private final ByteBuf frame;
    private final int start;
    private final MessageHeader header;
    private final int flagBits;
    private final RawDocument body;
    private final List<DocumentSequence> sequences;
    private final int largestDocument;

    /** Takes over the frame, whose message at {@code start} is known to be well-formed. */
    OpMsg(
            ByteBuf frame,
            int start,
            MessageHeader header,
            int flagBits,
            RawDocument body,
            List<DocumentSequence> sequences,
            int largestDocument) {
        this.frame = frame;
        this.start = start;
        this.header = header;
        this.flagBits = flagBits;
        this.body = body;
        this.sequences = sequences;
        this.largestDocument = largestDocument;
    }

    /**
     * Parses a message under {@link BsonCodec#DEFAULT}.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @return the message
     * @throws WireException if the bytes are not an OP_MSG as {@link OpMsg} describes it, or a document is above the
     *     size limit
     */
    public static OpMsg decode(ByteBuf frame) {
        return decode(frame, BsonCodec.DEFAULT);
    }

    /**
     * Parses a message.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @param codec whose size limit applies to each document, and whose options say how values are read
     * @return the message
     * @throws WireException if the bytes are not an OP_MSG as {@link OpMsg} describes it, or a document is above the
     *     size limit
     */
    public static OpMsg decode(ByteBuf frame, BsonCodec codec) {
        return new OpMsgParser(frame, codec).parse();
    }

    /**
     * Starts a message; see {@link OpMsgBuilder}.
     *
     * @return a builder under the default options and limits
     */
    public static OpMsgBuilder builder() {
        return new OpMsgBuilder();
    }

    @Override
    public MessageHeader header() {
        return header;
    }

    @Override
    public ByteBuf bytes() {
        return frame.slice(start, header.messageLength());
    }

    /**
     * The flags as they are, optional bits without a meaning included.
     *
     * @return the 32 flag bits
     */
    public int flagBits() {
        return flagBits;
    }

    /**
     * Whether the message carries a checksum; one that does has been verified or was made here.
     *
     * @return flag bit 0
     */
    public boolean checksumPresent() {
        return (flagBits & CHECKSUM_PRESENT) != 0;
    }

    /**
     * Whether another message follows this one without being asked for; on a request, whether no reply is to be sent.
     *
     * @return flag bit 1
     */
    public boolean moreToCome() {
        return (flagBits & MORE_TO_COME) != 0;
    }

    /**
     * Whether the sender is ready for a chain of replies.
     *
     * @return flag bit 16
     */
    public boolean exhaustAllowed() {
        return (flagBits & EXHAUST_ALLOWED) != 0;
    }

    /**
     * The document of the section of kind 0: the command, or the answer to one.
     *
     * @return a view that borrows from this message
     */
    public RawDocument body() {
        return body;
    }

    /**
     * The sections of kind 1, in their order.
     *
     * @return an unmodifiable list of views that borrow from this message
     */
    public List<DocumentSequence> sequences() {
        return sequences;
    }

    /**
     * The section of kind 1 with this identifier.
     *
     * @param identifier for example {@code documents}
     * @return a view that borrows from this message, or null if there is no such sequence
     */
    public @Nullable DocumentSequence sequence(String identifier) {
        for (DocumentSequence sequence : sequences) {
            if (sequence.identifier().equals(identifier)) {
                return sequence;
            }
        }
        return null;
    }

    /**
     * The length of the whole message.
     *
     * @return bytes, header and checksum included
     */
    public int length() {
        return header.messageLength();
    }

    /**
     * The length of the largest document, be it the body or in a sequence.
     *
     * @return bytes, at least 5
     */
    public int largestDocument() {
        return largestDocument;
    }

    // ---- reference count ----

    @Override
    public int refCnt() {
        return frame.refCnt();
    }

    @Override
    public OpMsg retain() {
        frame.retain();
        return this;
    }

    @Override
    public OpMsg retain(int increment) {
        frame.retain(increment);
        return this;
    }

    @Override
    public OpMsg touch() {
        frame.touch();
        return this;
    }

    @Override
    public OpMsg touch(Object hint) {
        frame.touch(hint);
        return this;
    }

    @Override
    public boolean release() {
        return frame.release();
    }

    @Override
    public boolean release(int decrement) {
        return frame.release(decrement);
    }

    // ---- Object ----

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof OpMsg that
                && header.equals(that.header)
                && ByteBufUtil.equals(frame, start, that.frame, that.start, length());
    }

    @Override
    public int hashCode() {
        return 31 * header.hashCode() + body.hashCode();
    }

    @Override
    public String toJson() {
        Document json = new Document("requestId", header.requestId())
                .append("responseTo", header.responseTo())
                .append("flags", flagNames())
                .append("body", body);
        if (!sequences.isEmpty()) {
            Document byIdentifier = new Document(sequences.size());
            sequences.forEach(sequence -> byIdentifier.append(sequence.identifier(), sequence));
            json.append("sequences", byIdentifier);
        }
        return TEXT.toJson(json);
    }

    private List<String> flagNames() {
        List<String> names = new ArrayList<>(1);
        if (checksumPresent()) {
            names.add("checksumPresent");
        }
        if (moreToCome()) {
            names.add("moreToCome");
        }
        if (exhaustAllowed()) {
            names.add("exhaustAllowed");
        }
        int others = flagBits & ~(KNOWN_REQUIRED_FLAGS | EXHAUST_ALLOWED);
        if (others != 0) {
            names.add(String.format("0x%08X", others));
        }
        return names;
    }

    /** The JSON form, or what keeps the message from having one; never throws. */
    @Override
    public String toString() {
        if (frame.refCnt() == 0) {
            return "OpMsg[requestId=" + header.requestId() + ", released]";
        }
        try {
            return "OpMsg" + toJson();
        } catch (BsonException e) {
            return "OpMsg[requestId=" + header.requestId() + ", without JSON form: " + e.getMessage() + "]";
        }
    }
}
