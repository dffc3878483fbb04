package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.DocumentAppender;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private static final byte BSON_DOCUMENT = 0x03;
    private static final byte BSON_ARRAY = 0x04;
    private static final int NONE = -1;

    private final BsonCodec codec;
    private final WireLimits limits;

    private ByteBuf target = Unpooled.EMPTY_BUFFER;
    /** Writes the documents, some of which the target does not have yet: {@link #room} copies them there. */
    private @Nullable DocumentAppender appender;

    /** Where the next byte goes: behind all that was written, whether the target has it yet or not. */
    private int end;
    /** The target's capacity, which nobody else changes. */
    private int capacity;

    private int start;
    private int bodyAt;
    private int largestDocument;
    private int flagBits;
    private final List<DocumentSequence> sequences = new ArrayList<>(1);

    // The open sequence, or the open array at the end of the body.
    private String identifier = "";
    private int sizeAt;
    private int documentsAt;
    private int arrayAt = NONE;
    private int count;
    private int expected;

    OpMsgWriter(BsonCodec codec, WireLimits limits) {
        this.codec = codec;
        this.limits = limits;
    }

    /** Starts a message at the target's writerIndex. */
    void start(ByteBuf newTarget, int flags) {
        target = newTarget;
        appender = codec.appendTo(target);
        start = target.writerIndex();
        end = start;
        flagBits = flags;
        largestDocument = 0;
        room(OpMsg.SECTIONS_AT).writeZero(MessageHeader.LENGTH).writeIntLE(flags);
    }

    /** Writes the section of kind 0. */
    void body(Object document) {
        room(1).writeByte(0);
        bodyAt = end;
        checkAndKeep(encode(document, 0, false), limits.maxCommandSize());
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
        sizeAt = end + 1;
        room(utf8.length + 6).writeByte(1).writeIntLE(0).writeBytes(utf8).writeByte(0);
        identifier = newIdentifier;
        documentsAt = end;
        count = 0;
        expected = 0;
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
        checkAndKeep(append(document, count, idFirst), limit);
        count++;
    }

    private void checkAndKeep(int length, int limit) {
        if (length > limit) {
            throw WireException.documentTooLarge(length, limit, -1);
        }
        if (length() > limits.maxMessageSizeBytes()) {
            throw WireException.messageTooLarge(length(), limits.maxMessageSizeBytes());
        }
        largestDocument = Math.max(largestDocument, length);
        grow(length, 0);
    }

    /** Ends the open sequence. */
    void endSequence() {
        target.setIntLE(sizeAt, end - sizeAt);
        sequences.add(new DocumentSequence(target, identifier, documentsAt, end, count, codec));
    }

    // ---- documents that may be taken back ----

    /** Puts an array into the body, as its last element, that documents may be appended to. */
    void startArray(String name) {
        byte[] utf8 = FrameWriter.utf8(name, "name of array");
        arrayAt = end + utf8.length + 1;
        room(utf8.length + 5).setByte(target.writerIndex() - 1, BSON_ARRAY); // where the body had ended
        target.writeBytes(utf8).writeByte(0).writeIntLE(0);
        identifier = name;
        count = 0;
        expected = 0;
    }

    /** Ends the open array, and the body with it. */
    void endArray() {
        room(2).writeZero(2);
        target.setIntLE(arrayAt, end - 1 - arrayAt);
        target.setIntLE(bodyAt, end - bodyAt);
        largestDocument = Math.max(largestDocument, end - bodyAt);
        arrayAt = NONE;
    }

    /** Says how many documents the open sequence or array will have, as far as that is known, for {@link #grow}. */
    void expect(int documents) {
        expected = documents;
    }

    /** Where the next byte goes; a place to come back to by {@link #takeBack}. */
    int mark() {
        return end;
    }

    /** Forgets what was written since the mark, all of it documents that were not kept. */
    void takeBack(int mark) {
        DocumentAppender documents = appender();
        int held = Math.max(mark - target.writerIndex(), 0);
        documents.forget(documents.heldBack() - held);
        target.writerIndex(mark - held);
        end = mark;
    }

    /**
     * Writes a document behind those of the open sequence or array, of which it is one only after {@link #keep}. There
     * is room for what has to follow then.
     *
     * @param index the document's number, for the error
     * @return the document's length
     */
    int append(@Nullable Object document, long index, boolean idFirst) {
        if (arrayAt != NONE) {
            nameItem();
        }
        int length = encode(document, index, idFirst);
        reserve(0); // for the document too, which may be held back: what finishes the message takes no memory
        return length;
    }

    /** Makes the document that was just written, and has this length, the next one of the open sequence or array. */
    void keep(int length) {
        grow(length, length);
        largestDocument = Math.max(largestDocument, length);
        count++;
    }

    /** Makes room for the documents that are held back, and for what will follow them beyond {@link #closing}. */
    void reserve(int bytes) {
        int needed = bytes + closing();
        if (capacity - end < needed) {
            checkRoom(needed);
            ensureCapacity(end + needed);
        }
    }

    /** The body as a view, valid until the buffer grows. */
    RawDocument bodyView() {
        return view(bodyAt);
    }

    /** A document that was written at this mark as a view, valid until the buffer grows. */
    RawDocument view(int mark) {
        appender().flush();
        return RawDocument.of(target, mark, codec);
    }

    /** The message's length so far, the end of an open array and a checksum included. */
    long length() {
        return (long) end - start + closing();
    }

    /** The length of the body, the end of the open array included. */
    int bodyLength() {
        return end - bodyAt + 2;
    }

    /** Bytes that have to follow. */
    private int closing() {
        return (arrayAt == NONE ? 0 : 2) + ((flagBits & OpMsg.CHECKSUM_PRESENT) == 0 ? 0 : Checksum.LENGTH);
    }

    /** Writes type and name of the next element of the open array, the name without making a String. */
    private void nameItem() {
        int unit = 1;
        int digits = 1;
        while (count / unit >= 10) {
            unit *= 10;
            digits++;
        }
        room(digits + 2).writeByte(BSON_DOCUMENT);
        for (; unit > 0; unit /= 10) {
            target.writeByte('0' + count / unit % 10);
        }
        target.writeByte(0);
    }

    // ---- the message ----

    /** Fills in the header, appends the checksum if the flags say so, and returns the message over the target. */
    OpMsg finish(int requestId, int responseTo) {
        if (length() > limits.maxMessageSizeBytes()) {
            throw WireException.messageTooLarge(length(), limits.maxMessageSizeBytes());
        }
        MessageHeader header = new MessageHeader((int) length(), requestId, responseTo, OpCode.MSG.code());
        target.setIntLE(start, header.messageLength());
        target.setIntLE(start + 4, requestId);
        target.setIntLE(start + 8, responseTo);
        target.setIntLE(start + 12, header.opCode());
        appender().flush();
        if ((flagBits & OpMsg.CHECKSUM_PRESENT) != 0) {
            int crc = Checksum.of(target, start, header.messageLength() - Checksum.LENGTH);
            room(Checksum.LENGTH).writeIntLE(crc);
        }
        return new OpMsg(target, start, header, flagBits, bodyView(), List.copyOf(sequences), largestDocument);
    }

    /** Lets go of the target, whether or not a message was finished. */
    void reset() {
        if (appender != null) {
            appender.forget(appender.heldBack());
            appender.close();
            appender = null;
        }
        target = Unpooled.EMPTY_BUFFER;
        sequences.clear();
        arrayAt = NONE;
    }

    /** Writes a document; the classes that most are of are asked for before interfaces, which takes longer. */
    @SuppressWarnings("unchecked") // the codec refuses a name that is no String
    private int encode(@Nullable Object document, long index, boolean idFirst) {
        DocumentAppender documents = appender();
        int length;
        if (document instanceof Document eager) {
            length = idFirst ? documents.appendIdFirst(eager) : documents.append(eager);
        } else if (document instanceof Map) { // which may write itself: the appender sees to that
            Map<String, Object> map = (Map<String, Object>) document;
            length = idFirst ? documents.appendIdFirst(map) : documents.append(map);
        } else if (document instanceof BsonWritable writable) {
            length = idFirst ? documents.appendIdFirst(writable) : documents.append(writable);
        } else {
            throw WireException.notADocument(document, identifier, index);
        }
        end += length;
        return length;
    }

    /**
     * Makes the buffer larger when another document like the last one would not fit. By itself it would double up to 4 MiB
     * and then grow by steps of 4 MiB, and copy what it has each time. A large one is doubled instead; a small one gets
     * what the documents expected would take if they were like those that are there.
     *
     * @param beyond how much may be needed beyond the largest message, for a document that is taken back
     */
    private void grow(int lastDocument, int beyond) {
        if (capacity - end >= lastDocument) {
            return;
        }
        capacity = target.capacity();
        if (capacity >= LARGE) {
            long most = Math.min(target.maxCapacity(), (long) start + limits.maxMessageSizeBytes() + beyond);
            int grown = (int) Math.min(capacity * 2L, most);
            if (grown > capacity) {
                target.capacity(grown);
                capacity = grown;
            }
        } else if (expected > count) {
            int each = (end - start) / (count + 1) + 1;
            long most = Math.min(target.maxCapacity(), (long) end + Math.min(LARGE, (long) each * (expected - count)));
            ensureCapacity((int) most);
        }
    }

    /** Room in the target, which may be bounded, behind all that has been written, for so many bytes that are written now. */
    private ByteBuf room(int bytes) {
        checkRoom(bytes);
        appender().flush();
        ensureCapacity(end + bytes);
        end += bytes;
        return target;
    }

    private void checkRoom(int bytes) {
        int most = target.maxCapacity() - end;
        if (bytes > most) {
            throw WireException.targetFull(bytes, most);
        }
    }

    private void ensureCapacity(int needed) {
        target.ensureWritable(Math.max(needed - target.writerIndex(), 0));
        capacity = target.capacity();
    }

    private DocumentAppender appender() {
        return Objects.requireNonNull(appender, "no message has been started");
    }
}
