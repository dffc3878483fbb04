package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Document;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link OpMsg}s. The parts are collected and then written, documents included, into one buffer in one go:
 *
 * <pre>{@code
 * OpMsg message = new OpMsgBuilder()
 *         .body(command -> command
 *                 .name("insert").writeString("people")
 *                 .name("$db").writeString("test"))
 *         .documents(people)
 *         .build(channel.alloc());
 * }</pre>
 *
 * <p>Nothing is read from bodies and iterables before {@link #build} or {@link #encode} is called, and when either fails,
 * half way through the documents too, nothing is left behind: a buffer of its own is released, a given one is as it was.
 * After both, in success and failure, the builder is as new: parts, ids and flags are forgotten, options stay.
 *
 * <p>Limits: the whole message may have {@code maxMessageSizeBytes}, an insert's document {@code maxBsonObjectSize}, any
 * other document {@link WireLimits#maxCommandSize()}, and all documents the codec's {@code maxDocumentSize}.
 *
 * <p>Reuse saves the encoder's scratch space: one builder for each channel is a good number. Not for use by several
 * threads at once, nor from inside the iterables and callbacks that it is given.
 */
public final class OpMsgBuilder {
    private static final int SMALLEST_BUFFER = 256;
    private static final int LARGEST_FIRST_BUFFER = 1 << 20;

    private final OpMsgWriter writer;
    private final IntSupplier requestIds;

    private @Nullable Object body;
    private final List<Sequence> sequences = new ArrayList<>(1);
    private int flagBits;
    private @Nullable Integer requestId;
    private int responseTo;
    private int lastLength = SMALLEST_BUFFER;

    /** A sequence to be written. */
    private record Sequence(String identifier, Iterable<?> documents, boolean insert) {}

    /** Makes a builder under {@link BsonCodec#DEFAULT} and {@link WireLimits#DEFAULT}. */
    public OpMsgBuilder() {
        this(BsonCodec.DEFAULT, WireLimits.DEFAULT);
    }

    /**
     * Makes a builder that numbers its messages from a generator shared by all such builders.
     *
     * @param codec the options of encoding documents
     * @param limits what the receiver accepts
     */
    public OpMsgBuilder(BsonCodec codec, WireLimits limits) {
        this(codec, limits, RequestIds.SHARED);
    }

    /**
     * Makes a builder.
     *
     * @param codec the options of encoding documents
     * @param limits what the receiver accepts
     * @param requestIds asked for the number of each message that is given none; for example {@link RequestIds}
     */
    public OpMsgBuilder(BsonCodec codec, WireLimits limits, IntSupplier requestIds) {
        this.writer = new OpMsgWriter(codec, limits);
        this.requestIds = requestIds;
    }

    // ---- sections ----

    /**
     * Sets the section of kind 0.
     *
     * @param document a command with its name first, or an answer
     * @return this
     */
    public OpMsgBuilder body(Map<String, ? extends @Nullable Object> document) {
        body = document;
        return this;
    }

    /**
     * Sets the section of kind 0.
     *
     * @param document a command with its name first, or an answer; a lambda may write its elements, see the example
     * @return this
     */
    public OpMsgBuilder body(BsonWritable document) {
        body = document;
        return this;
    }

    /**
     * Sets the section of kind 0.
     *
     * @param document a command with its name first, or an answer
     * @return this
     */
    public OpMsgBuilder body(Document document) {
        body = document;
        return this;
    }

    /**
     * Adds the section of kind 1 that {@code insert} takes: identifier {@code documents}, each document with its
     * {@code _id}, if it has one, in front and of at most {@code maxBsonObjectSize} bytes.
     *
     * @param documents each a {@link Map} or {@link BsonWritable}; may be empty
     * @return this
     */
    public OpMsgBuilder documents(Iterable<?> documents) {
        sequences.add(new Sequence("documents", documents, true));
        return this;
    }

    /**
     * Adds a section of kind 1, as {@code update} ({@code updates}), {@code delete} ({@code deletes}) and
     * {@code bulkWrite} ({@code ops}, {@code nsInfo}) take them.
     *
     * @param identifier the field of the command that the documents stand for; each may be used once
     * @param documents each a {@link Map} or {@link BsonWritable}; may be empty
     * @return this
     */
    public OpMsgBuilder sequence(String identifier, Iterable<?> documents) {
        sequences.add(new Sequence(identifier, documents, false));
        return this;
    }

    // ---- header and flags ----

    /**
     * Sets the number of the message instead of taking one from the generator.
     *
     * @param id any int32
     * @return this
     */
    public OpMsgBuilder requestId(int id) {
        requestId = id;
        return this;
    }

    /**
     * Makes the message an answer.
     *
     * @param id the requestId of the message that is answered
     * @return this
     */
    public OpMsgBuilder responseTo(int id) {
        responseTo = id;
        return this;
    }

    /**
     * Makes the message the answer to a request: {@link #responseTo} its number, and with a checksum if it has one. Over
     * TLS, where servers leave checksums out, take {@link #responseTo} alone.
     *
     * @param request what is answered; nothing of it is kept
     * @return this
     */
    public OpMsgBuilder replyTo(OpMsg request) {
        responseTo = request.header().requestId();
        return request.checksumPresent() ? checksum() : this;
    }

    /**
     * Sets all flags at once.
     *
     * @param bits {@link OpMsg#CHECKSUM_PRESENT}, {@link OpMsg#MORE_TO_COME}, {@link OpMsg#EXHAUST_ALLOWED}, and any
     *     other of the optional bits 16 to 31
     * @return this
     * @throws IllegalArgumentException if one of the bits 2 to 15 is set, which have no meaning
     */
    public OpMsgBuilder flagBits(int bits) {
        if ((bits & OpMsg.REQUIRED_FLAGS & ~OpMsg.KNOWN_REQUIRED_FLAGS) != 0) {
            throw new IllegalArgumentException(
                    String.format("flag bits: 0x%08X (expected: none of the unknown required bits)", bits));
        }
        flagBits = bits;
        return this;
    }

    /**
     * Asks for a checksum.
     *
     * @return this
     */
    public OpMsgBuilder checksum() {
        flagBits |= OpMsg.CHECKSUM_PRESENT;
        return this;
    }

    /**
     * Says that another message follows without being asked for; on a request, that no reply is to be sent.
     *
     * @return this
     */
    public OpMsgBuilder moreToCome() {
        flagBits |= OpMsg.MORE_TO_COME;
        return this;
    }

    /**
     * Allows a chain of replies.
     *
     * @return this
     */
    public OpMsgBuilder exhaustAllowed() {
        flagBits |= OpMsg.EXHAUST_ALLOWED;
        return this;
    }

    // ---- the message ----

    /**
     * Writes the message into a new buffer.
     *
     * @param alloc gives the buffer
     * @return the message, which the caller owns; its {@link OpMsg#length()} and {@link OpMsg#largestDocument()} tell its
     *     sizes
     * @throws WireException if a limit is exceeded, an identifier is used twice or is no cstring, or an item of a
     *     sequence is not a document
     * @throws io.bsonwire.bson.BsonException if something in a document has no encoding
     * @throws IllegalStateException if there is no body, or a {@link BsonWritable} starts and ends unevenly
     */
    public OpMsg build(ByteBufAllocator alloc) {
        ByteBuf frame = null;
        boolean built = false;
        try {
            checkBody();
            frame = alloc.buffer(Math.min(lastLength, LARGEST_FIRST_BUFFER));
            OpMsg message = write(frame);
            lastLength = Math.max(message.length(), SMALLEST_BUFFER);
            built = true;
            return message;
        } finally {
            if (!built && frame != null) {
                frame.release();
            }
            clear();
        }
    }

    /**
     * Appends the message to a buffer.
     *
     * @param target gets the message at its writerIndex; its writerIndex is put back if this fails
     * @return bytes written
     * @throws WireException as {@link #build}, and if the target cannot take the message
     * @throws io.bsonwire.bson.BsonException if something in a document has no encoding, or the target cannot take it
     * @throws IllegalStateException if there is no body, or a {@link BsonWritable} starts and ends unevenly
     */
    public int encode(ByteBuf target) {
        int before = target.writerIndex();
        boolean built = false;
        try {
            checkBody();
            int length = write(target).length();
            built = true;
            return length;
        } finally {
            if (!built) {
                target.writerIndex(before);
            }
            clear();
        }
    }

    private Object checkBody() {
        if (body == null) {
            throw new IllegalStateException("message without a body");
        }
        return body;
    }

    private OpMsg write(ByteBuf target) {
        writer.start(target, flagBits);
        writer.body(checkBody());
        for (Sequence sequence : sequences) {
            writer.startSequence(sequence.identifier);
            if (sequence.insert) {
                for (Object document : sequence.documents) {
                    writer.insertItem(document);
                }
            } else {
                for (Object document : sequence.documents) {
                    writer.item(document);
                }
            }
            writer.endSequence();
        }
        return writer.finish(requestId == null ? requestIds.getAsInt() : requestId, responseTo);
    }

    private void clear() {
        writer.reset();
        body = null;
        sequences.clear();
        flagBits = 0;
        requestId = null;
        responseTo = 0;
    }
}
