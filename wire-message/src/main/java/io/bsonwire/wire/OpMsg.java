package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
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
 * <p>The message owns its frame, see {@link WireMessage}.
 */
public final class OpMsg extends WireMessage {
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

    /** By their bit. */
    private static final @Nullable String[] FLAG_NAMES = flagNames();

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
        super(frame, start, header);
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
    public OpCode opCode() {
        return OpCode.MSG;
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
     * The length of the largest document, be it the body or in a sequence.
     *
     * @return bytes, at least 5
     */
    public int largestDocument() {
        return largestDocument;
    }

    @Override
    public OpMsg retain() {
        super.retain();
        return this;
    }

    @Override
    public OpMsg retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public OpMsg touch() {
        super.touch();
        return this;
    }

    @Override
    public OpMsg touch(Object hint) {
        super.touch(hint);
        return this;
    }

    @Override
    void describe(Document json) {
        json.append("flags", FlagNames.of(flagBits, FLAG_NAMES)).append("body", body);
        if (!sequences.isEmpty()) {
            Document byIdentifier = new Document(sequences.size());
            sequences.forEach(sequence -> byIdentifier.append(sequence.identifier(), sequence));
            json.append("sequences", byIdentifier);
        }
    }

    private static @Nullable String[] flagNames() {
        @Nullable String[] names = new @Nullable String[17];
        names[0] = "checksumPresent";
        names[1] = "moreToCome";
        names[16] = "exhaustAllowed";
        return names;
    }
}
