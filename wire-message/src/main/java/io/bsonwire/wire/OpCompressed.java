package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.compress.Compressor;
import io.bsonwire.wire.compress.Compressors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Another message, compressed (opcode 2012).
 *
 * <table>
 * <caption>Layout behind the header</caption>
 * <tr><th>field</th><th>bytes</th></tr>
 * <tr><td>originalOpcode</td><td>4, int32</td></tr>
 * <tr><td>uncompressedSize</td><td>4, int32: of the original message without its header</td></tr>
 * <tr><td>compressorId</td><td>1, uint8</td></tr>
 * <tr><td>compressedMessage</td><td>the original message without its header, compressed</td></tr>
 * </table>
 *
 * <p>The header of the original message is rebuilt: its length is {@code uncompressedSize} + 16, its ids are those of this
 * one. A checksum in it covers that message.
 *
 * <p>Parsing checks this layout and that what is compressed is not compressed again. {@link #decompress} checks the
 * size before memory is taken for it, and that the compressed bytes give exactly as many.
 *
 * <p>The message owns its frame, see {@link WireMessage}.
 */
public final class OpCompressed extends WireMessage {
    private static final int SIZE_AT = MessageHeader.LENGTH + 4;
    private static final int ID_AT = SIZE_AT + 4;
    private static final int COMPRESSED_AT = ID_AT + 1;

    /** What is exchanged before compression is agreed on, and what carries secrets (OP_COMPRESSED specification). */
    private static final Set<String> NEVER_COMPRESSED = Set.of(
            "hello",
            "isMaster",
            "ismaster",
            "saslStart",
            "saslContinue",
            "getnonce",
            "authenticate",
            "createUser",
            "updateUser",
            "copydbSaslStart",
            "copydbgetnonce",
            "copydb");

    private final int originalOpCode;
    private final int uncompressedSize;
    private final int compressorId;

    private OpCompressed(FrameReader reader) {
        super(reader.frame(), reader.start(), reader.header());
        originalOpCode = reader.int32("originalOpcode");
        if (originalOpCode == OpCode.COMPRESSED.code()) {
            throw WireException.nestedCompression(reader.at() - 4L);
        }
        uncompressedSize = reader.int32("uncompressedSize");
        if (uncompressedSize < 0) {
            throw WireException.uncompressedSize(
                    uncompressedSize, Integer.MAX_VALUE - MessageHeader.LENGTH, reader.at() - 4L);
        }
        compressorId = reader.uint8("compressorId");
    }

    /**
     * Parses a message, and leaves it compressed.
     *
     * @param frame its readable bytes are one whole message; its indexes do not move. On success the message owns the
     *     caller's reference; when this fails the caller still does
     * @return the message
     * @throws WireException if the bytes are not an OP_COMPRESSED as {@link OpCompressed} describes it
     */
    public static OpCompressed decode(ByteBuf frame) {
        return new OpCompressed(new FrameReader(frame, BsonCodec.DEFAULT, OpCode.COMPRESSED));
    }

    /**
     * Whether the message may be compressed: one that negotiates or authenticates may not.
     *
     * @param message any message; the name of its first element is looked at if it is a command
     * @return false if it is compressed already, or its command is on the list of the specification
     */
    public static boolean isAllowed(WireMessage message) {
        if (message instanceof OpMsg msg) {
            return isAllowed(msg.body());
        }
        if (message instanceof OpQuery query) {
            return isAllowed(query.query());
        }
        return !(message instanceof OpCompressed);
    }

    private static boolean isAllowed(RawDocument command) {
        RawCursor elements = command.cursor();
        return !elements.next() || !NEVER_COMPRESSED.contains(elements.name());
    }

    /**
     * Compresses a message.
     *
     * @param message what to compress, checksum included if it has one; still the caller's
     * @param compressor how
     * @param alloc gives the buffer
     * @return the message with the same ids, which the caller owns
     * @throws IllegalArgumentException if the message is compressed already
     */
    public static OpCompressed of(WireMessage message, Compressor compressor, ByteBufAllocator alloc) {
        if (message instanceof OpCompressed) {
            throw new IllegalArgumentException("message: compressed already (expected: one that is not)");
        }
        int uncompressedSize = message.length() - MessageHeader.LENGTH;
        int most = Math.addExact(COMPRESSED_AT, compressor.maxCompressedLength(uncompressedSize));
        ByteBuf frame = alloc.buffer(most);
        boolean compressed = false;
        try {
            MessageHeader header = message.header();
            frame.writeIntLE(0).writeIntLE(header.requestId()).writeIntLE(header.responseTo());
            frame.writeIntLE(OpCode.COMPRESSED.code()).writeIntLE(header.opCode());
            frame.writeIntLE(uncompressedSize).writeByte(compressor.id());
            frame.writerIndex(most); // makes the room readable, so that a view covers it
            ByteBuffer target = frame.nioBuffer(COMPRESSED_AT, most - COMPRESSED_AT);
            int room = target.remaining();
            ByteBuf body = message.bytes().skipBytes(MessageHeader.LENGTH);
            withNioBuffer(body, alloc, source -> compressor.compress(source, target));
            frame.writerIndex(COMPRESSED_AT + room - target.remaining());
            frame.setIntLE(0, frame.writerIndex());
            OpCompressed result = decode(frame);
            compressed = true;
            return result;
        } finally {
            if (!compressed) {
                frame.release();
            }
        }
    }

    @Override
    public OpCode opCode() {
        return OpCode.COMPRESSED;
    }

    /**
     * The opcode of the original message.
     *
     * @return any number but 2012
     */
    public int originalOpCode() {
        return originalOpCode;
    }

    /**
     * What the sender says that the original message takes without its header.
     *
     * @return bytes, 0 or more
     */
    public int uncompressedSize() {
        return uncompressedSize;
    }

    /**
     * The number of the compressor.
     *
     * @return 0 to 255
     */
    public int compressorId() {
        return compressorId;
    }

    /**
     * The compressed bytes, as a view that borrows from this message.
     *
     * @return its readable bytes
     */
    public ByteBuf compressedBytes() {
        return bytes().skipBytes(COMPRESSED_AT);
    }

    /**
     * Gives the bytes of the original message, with its header.
     *
     * @param compressors those that may have been used
     * @param limits of which {@code maxMessageSizeBytes} applies to the original message, before memory is taken for it
     * @param alloc gives the buffer
     * @return the original message, which the caller owns; this message is still the caller's
     * @throws WireException if the compressor is none of the given ones, the size is above the limit, or the bytes are
     *     malformed or give another size
     */
    public ByteBuf decompress(Compressors compressors, WireLimits limits, ByteBufAllocator alloc) {
        int limit = limits.maxMessageSizeBytes() - MessageHeader.LENGTH;
        if (uncompressedSize > limit) {
            throw WireException.uncompressedSize(uncompressedSize, limit, start() + SIZE_AT);
        }
        Compressor compressor = compressors.byId(compressorId);
        if (compressor == null) {
            throw WireException.unknownCompressor(compressorId, compressors.toString(), start() + ID_AT);
        }
        int length = MessageHeader.LENGTH + uncompressedSize;
        ByteBuf original = alloc.buffer(length, length);
        boolean decompressed = false;
        try {
            new MessageHeader(length, header().requestId(), header().responseTo(), originalOpCode).encode(original);
            original.writerIndex(length);
            ByteBuffer target = original.nioBuffer(MessageHeader.LENGTH, uncompressedSize);
            decompress(compressor, target, alloc);
            decompressed = true;
            return original;
        } finally {
            if (!decompressed) {
                original.release();
            }
        }
    }

    private void decompress(Compressor compressor, ByteBuffer target, ByteBufAllocator alloc) {
        try {
            withNioBuffer(compressedBytes(), alloc, source -> compressor.decompress(source, target));
        } catch (RuntimeException e) {
            throw WireException.malformedCompression(compressor.name(), e, uncompressedSize, start() + COMPRESSED_AT);
        }
        // A buffer from a pool holds what was in it before: not a byte more than was written may be seen.
        if (target.hasRemaining()) {
            throw WireException.inflatedSize(
                    compressor.name(), uncompressedSize - target.remaining(), uncompressedSize, start() + SIZE_AT);
        }
    }

    /**
     * Gives the original message.
     *
     * @param compressors those that may have been used
     * @param limits of which {@code maxMessageSizeBytes} applies to the original message, before memory is taken for it
     * @param alloc gives the buffer
     * @param codec whose size limit applies to each document, and whose options say how values are read
     * @return the original message, which the caller owns; this message is still the caller's
     * @throws WireException if the compressor is none of the given ones, the size is above the limit, the bytes are
     *     malformed or give another size, or the original message is malformed
     */
    public WireMessage decompress(Compressors compressors, WireLimits limits, ByteBufAllocator alloc, BsonCodec codec) {
        ByteBuf original = decompress(compressors, limits, alloc);
        boolean decoded = false;
        try {
            WireMessage message = WireMessage.decode(original, codec);
            decoded = true;
            return message;
        } finally {
            if (!decoded) {
                original.release();
            }
        }
    }

    /** Something to do with a buffer that is heap with its array accessible, or direct. */
    private interface NioAction {
        void run(ByteBuffer buffer);
    }

    /** Hands the readable bytes over as they are where that can be, as a copy where they are in parts or read-only. */
    private static void withNioBuffer(ByteBuf bytes, ByteBufAllocator alloc, NioAction action) {
        if (bytes.nioBufferCount() == 1) {
            ByteBuffer inPlace = bytes.nioBuffer();
            if (inPlace.isDirect() || inPlace.hasArray()) {
                action.run(inPlace);
                return;
            }
        }
        ByteBuf copy = alloc.buffer(bytes.readableBytes());
        try {
            copy.writeBytes(bytes);
            action.run(copy.nioBuffer());
        } finally {
            copy.release();
        }
    }

    @Override
    void describe(Document json) {
        OpCode original = OpCode.fromInt(originalOpCode);
        json.append("originalOpCode", original == null ? (Object) originalOpCode : "OP_" + original)
                .append("uncompressedSize", uncompressedSize)
                .append("compressorId", compressorId)
                .append("compressedSize", length() - COMPRESSED_AT);
    }
}
