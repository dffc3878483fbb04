package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts one OP_MSG together at the writerIndex of a buffer, part by part, and fills in the lengths as parts end. Every part
 * is checked against the limits as soon as it is there. Whoever drives it undoes what is in the buffer when it throws.
 *
 * <p>One instance makes one message after another; between two it holds no buffer.
 */
final class OpMsgWriter {
    /** Up to here buffers double by themselves. */
    private static final int LARGE = 1 << 22;

    private final BsonCodec codec;
    private final WireLimits limits;

    private ByteBuf target = Unpooled.EMPTY_BUFFER;
    private int start;
    private int bodyAt;
    private int largestDocument;
    private int flagBits;
    private final List<DocumentSequence> sequences = new ArrayList<>(1);

    // The open sequence.
    private String identifier = "";
    private int sizeAt;
    private int documentsAt;
    private int count;

    OpMsgWriter(BsonCodec codec, WireLimits limits) {
        this.codec = codec;
        this.limits = limits;
    }

    /** Starts a message at the target's writerIndex. */
    void start(ByteBuf newTarget, int flags) {
        target = newTarget;
        start = target.writerIndex();
        flagBits = flags;
        largestDocument = 0;
        room(OpMsg.SECTIONS_AT).writeZero(MessageHeader.LENGTH).writeIntLE(flags);
    }

    /** Writes the section of kind 0. */
    void body(Object document) {
        room(1).writeByte(0);
        bodyAt = target.writerIndex();
        document(document, false, limits.maxCommandSize());
    }

    /** Starts a section of kind 1. */
    void startSequence(String newIdentifier) {
        for (DocumentSequence other : sequences) {
            if (other.identifier().equals(newIdentifier)) {
                throw WireException.duplicateIdentifier(newIdentifier, -1);
            }
        }
        if (sequences.size() == OpMsg.MAX_SEQUENCES) {
            throw WireException.tooManySequences(OpMsg.MAX_SEQUENCES, -1);
        }
        byte[] utf8 = FrameWriter.utf8(newIdentifier, "sequence identifier");
        room(utf8.length + 6).writeByte(1);
        sizeAt = target.writerIndex();
        target.writeIntLE(0).writeBytes(utf8).writeByte(0);
        identifier = newIdentifier;
        documentsAt = target.writerIndex();
        count = 0;
    }

    /** Adds a document to the open sequence; an insert has its {@code _id} in front and no headroom. */
    void insertItem(@Nullable Object document) {
        item(document, true, limits.maxBsonObjectSize());
    }

    /** Adds a document to the open sequence. */
    void item(@Nullable Object document) {
        item(document, false, limits.maxCommandSize());
    }

    private void item(@Nullable Object document, boolean idFirst, int limit) {
        if (!(document instanceof BsonWritable) && !(document instanceof Map)) {
            throw WireException.notADocument(document, identifier, count);
        }
        document(document, idFirst, limit);
        count++;
    }

    /** Ends the open sequence. */
    void endSequence() {
        int end = target.writerIndex();
        target.setIntLE(sizeAt, end - sizeAt);
        sequences.add(new DocumentSequence(target, identifier, documentsAt, end, count, codec));
    }

    /** Fills in the header, appends the checksum if the flags say so, and returns the message over the target. */
    OpMsg finish(int requestId, int responseTo) {
        int length = checkedLength();
        MessageHeader header = new MessageHeader(length, requestId, responseTo, OpCode.MSG.code());
        target.setIntLE(start, length);
        target.setIntLE(start + 4, requestId);
        target.setIntLE(start + 8, responseTo);
        target.setIntLE(start + 12, header.opCode());
        if ((flagBits & OpMsg.CHECKSUM_PRESENT) != 0) {
            int crc = Checksum.of(target, start, length - Checksum.LENGTH);
            room(Checksum.LENGTH).writeIntLE(crc);
        }
        RawDocument body = RawDocument.of(target, bodyAt, codec);
        return new OpMsg(target, start, header, flagBits, body, List.copyOf(sequences), largestDocument);
    }

    /** Lets go of the target, whether or not a message was finished. */
    void reset() {
        target = Unpooled.EMPTY_BUFFER;
        sequences.clear();
    }

    @SuppressWarnings("unchecked") // the codec refuses a name that is no String
    private void document(Object document, boolean idFirst, int limit) {
        int length;
        // Document is both; it writes itself faster than a map is walked.
        if (document instanceof BsonWritable writable) {
            length = idFirst ? codec.encodeIdFirst(writable, target) : codec.encode(writable, target);
        } else {
            Map<String, Object> map = (Map<String, Object>) document;
            length = idFirst ? codec.encodeIdFirst(map, target) : codec.encode(map, target);
        }
        largestDocument = Math.max(largestDocument, length);
        if (length > limit) {
            throw WireException.documentTooLarge(length, limit, -1);
        }
        checkedLength();
        grow(length);
    }

    /**
     * Makes a large buffer larger by doubling when another document like the last one would not fit; by itself it would
     * grow by steps of 4 MiB, and copy what it has at each.
     */
    private void grow(int lastDocument) {
        int capacity = target.capacity();
        if (capacity >= LARGE && target.writableBytes() < lastDocument) {
            long most = Math.min(target.maxCapacity(), (long) start + limits.maxMessageSizeBytes());
            int doubled = (int) Math.min(capacity * 2L, most);
            if (doubled > capacity) {
                target.capacity(doubled);
            }
        }
    }

    /** The message's length so far, the checksum that it will have included. */
    private int checkedLength() {
        long length = (long) target.writerIndex() - start;
        if ((flagBits & OpMsg.CHECKSUM_PRESENT) != 0) {
            length += Checksum.LENGTH;
        }
        if (length > limits.maxMessageSizeBytes()) {
            throw WireException.messageTooLarge(length, limits.maxMessageSizeBytes());
        }
        return (int) length;
    }

    /** Makes room in the target, which may be bounded. */
    private ByteBuf room(int bytes) {
        if (bytes > target.maxWritableBytes()) {
            throw WireException.targetFull(bytes, target.maxWritableBytes());
        }
        return target.ensureWritable(bytes);
    }
}
