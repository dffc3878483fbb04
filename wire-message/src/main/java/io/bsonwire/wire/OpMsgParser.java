package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the sections of one OP_MSG. Where the sections end is settled first: a checksum's bytes are never taken for a
 * section, and a section never reaches into them.
 */
final class OpMsgParser {
    /** Size field and the NUL of an empty identifier. */
    private static final int SMALLEST_SEQUENCE = 5;

    private final ByteBuf frame;
    private final BsonCodec codec;

    private @Nullable RawDocument body;
    private final List<DocumentSequence> sequences = new ArrayList<>(1);
    private int largestDocument;

    OpMsgParser(ByteBuf frame, BsonCodec codec) {
        this.frame = frame;
        this.codec = codec;
    }

    OpMsg parse() {
        FrameReader reader = new FrameReader(frame, codec, OpCode.MSG);
        int start = reader.start();
        MessageHeader header = reader.header();
        int flagBits = reader.int32("flag bits");
        int unknown = flagBits & OpMsg.REQUIRED_FLAGS & ~OpMsg.KNOWN_REQUIRED_FLAGS;
        if (unknown != 0) {
            throw WireException.unknownFlags(flagBits, unknown, start + OpMsg.FLAGS_AT);
        }
        int limit = start + header.messageLength();
        if ((flagBits & OpMsg.CHECKSUM_PRESENT) != 0) {
            limit = verifyChecksum(start, limit);
        }
        for (int at = start + OpMsg.SECTIONS_AT; at < limit; ) {
            at = section(at, limit);
        }
        if (body == null) {
            throw WireException.noBody(limit);
        }
        return new OpMsg(frame, start, header, flagBits, body, List.copyOf(sequences), largestDocument);
    }

    /** Returns where the sections end. */
    private int verifyChecksum(int start, int end) {
        int left = end - start - OpMsg.SECTIONS_AT;
        if (left < Checksum.LENGTH) {
            throw WireException.fieldCutShort("checksum", left, Checksum.LENGTH, start + OpMsg.SECTIONS_AT);
        }
        int limit = end - Checksum.LENGTH;
        int found = frame.getIntLE(limit);
        int computed = Checksum.of(frame, start, limit - start);
        if (found != computed) {
            throw WireException.checksum(found, computed, limit);
        }
        return limit;
    }

    private int section(int at, int limit) {
        int kind = frame.getByte(at);
        switch (kind) {
            case 0 -> {
                if (body != null) {
                    throw WireException.secondBody(at);
                }
                int end = document(at + 1, limit);
                body = RawDocument.of(frame, at + 1, codec);
                return end;
            }
            case 1 -> {
                return sequence(at + 1, limit);
            }
            default -> throw WireException.unknownSection(kind & 0xFF, at);
        }
    }

    private int sequence(int at, int limit) {
        int available = limit - at;
        if (available < SMALLEST_SEQUENCE) {
            throw WireException.sequenceCutShort(available, at);
        }
        int size = frame.getIntLE(at);
        if (size < SMALLEST_SEQUENCE || size > available) {
            throw WireException.sequenceSize(size, available, at);
        }
        if (sequences.size() == OpMsg.MAX_SEQUENCES) {
            throw WireException.tooManySequences(OpMsg.MAX_SEQUENCES, at);
        }
        int end = at + size;
        int nul = frame.indexOf(at + 4, end, (byte) 0);
        if (nul < 0) {
            throw WireException.unterminated("sequence identifier", at + 4L);
        }
        String identifier = FrameReader.text(frame, at + 4, nul, "sequence identifier");
        for (DocumentSequence other : sequences) {
            if (other.identifier().equals(identifier)) {
                throw WireException.duplicateIdentifier(identifier, at + 4L);
            }
        }
        int count = 0;
        for (int document = nul + 1; document < end; count++) {
            document = document(document, end);
        }
        sequences.add(new DocumentSequence(frame, identifier, nul + 1, end, count, codec));
        return end;
    }

    /** Returns the index behind the document. */
    private int document(int at, int limit) {
        int end = FrameReader.documentEnd(frame, at, limit, codec);
        largestDocument = Math.max(largestDocument, end - at);
        return end;
    }
}
