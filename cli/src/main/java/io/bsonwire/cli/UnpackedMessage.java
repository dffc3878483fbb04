package io.bsonwire.cli;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.json.ExtendedJson;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.WireException;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.WireMessage;
import io.bsonwire.wire.compress.Compressor;
import io.bsonwire.wire.compress.Compressors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** A message as people want to see it: one that came compressed is what it holds, and remembers how it came. */
final class UnpackedMessage implements AutoCloseable {
    private static final Compressors COMPRESSORS = Compressors.available();
    /** A document is bounded by the message that it is in. */
    private static final BsonCodec CODEC = BsonCodec.builder()
            .limits(BsonLimits.DEFAULT.withMaxDocumentSize(BsonLimits.WIDEST.maxDocumentSize()))
            .build();

    private final WireMessage message;
    private final int length;
    private final @Nullable String compressor;

    private UnpackedMessage(WireMessage message, int length, @Nullable String compressor) {
        this.message = message;
        this.length = length;
        this.compressor = compressor;
    }

    /**
     * Parses a message.
     *
     * @param frame its readable bytes are the message; the caller keeps its reference
     * @param maxMessageSize the largest message that one may decompress to, in bytes
     * @param alloc gives the buffer for that
     * @throws Malformed if it is not well-formed
     */
    static UnpackedMessage of(ByteBuf frame, int maxMessageSize, ByteBufAllocator alloc) throws Malformed {
        WireMessage found = decode(frame.retainedSlice(), false);
        if (!(found instanceof OpCompressed compressed)) {
            return new UnpackedMessage(found, found.length(), null);
        }
        try {
            ByteBuf original = compressed.decompress(COMPRESSORS, limits(maxMessageSize), alloc);
            return new UnpackedMessage(decode(original, true), compressed.length(), name(compressed.compressorId()));
        } catch (WireException e) {
            throw new Malformed(e.problem(), e.offset(), "", false);
        } finally {
            compressed.release();
        }
    }

    /** Takes the reference over, also when it fails. */
    private static WireMessage decode(ByteBuf frame, boolean wasCompressed) throws Malformed {
        boolean decoded = false;
        try {
            WireMessage message = WireMessage.decode(frame, CODEC);
            decoded = true;
            return message;
        } catch (WireException e) {
            throw new Malformed(e.problem(), e.offset(), "", wasCompressed);
        } finally {
            if (!decoded) {
                frame.release();
            }
        }
    }

    private static WireLimits limits(int maxMessageSize) {
        WireLimits usual = WireLimits.DEFAULT;
        return new WireLimits(usual.maxBsonObjectSize(), maxMessageSize, usual.maxWriteBatchSize());
    }

    private static String name(int compressorId) {
        Compressor compressor = COMPRESSORS.byId(compressorId);
        return compressor == null ? Integer.toString(compressorId) : compressor.name();
    }

    /** The message; a borrowed reference. */
    WireMessage message() {
        return message;
    }

    /** How many bytes it took on the wire. */
    int length() {
        return length;
    }

    /** What it came compressed by; null if by nothing. */
    @Nullable
    String compressor() {
        return compressor;
    }

    /** Appends how it came, if not as it is. */
    void describeCompression(Document target) {
        if (compressor != null) {
            target.append("compressor", compressor)
                    .append("compressedLength", length)
                    .append("uncompressedLength", message.length());
        }
    }

    /**
     * The message as one JSON object.
     *
     * @param head fields that come before those of the message
     * @throws Malformed if something in a document is not well-formed
     */
    String json(String head, ExtendedJson format) throws Malformed {
        try {
            return head.substring(0, head.length() - 1) + ","
                    + message.toJson(format).substring(1);
        } catch (BsonException e) {
            throw new Malformed(e.problem(), e.offset(), e.path(), compressor != null);
        }
    }

    /** Gives the message's buffer back. */
    @Override
    public void close() {
        message.release();
    }

    /** A message is not well-formed. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        /** In the message, or in what it holds compressed. */
        private final long offset;
        /** In a document; empty if it is not about one. */
        private final String path;

        private final boolean wasCompressed;

        private Malformed(String problem, long offset, String path, boolean wasCompressed) {
            super(problem);
            this.offset = Math.max(offset, 0);
            this.path = path;
            this.wasCompressed = wasCompressed;
        }

        /** The problem and its place in a stream in which the message begins at an offset. */
        String at(long messageOffset) {
            String place = wasCompressed
                    ? offset + " of what the message at offset " + messageOffset + " holds compressed"
                    : Long.toString(messageOffset + offset);
            return getMessage() + " at offset " + place + (path.isEmpty() ? "" : ", path " + path);
        }
    }
}
