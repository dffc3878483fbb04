package io.bsonwire.spec.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.DocumentSequence;
import io.bsonwire.wire.OpCode;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.OpDelete;
import io.bsonwire.wire.OpGetMore;
import io.bsonwire.wire.OpInsert;
import io.bsonwire.wire.OpKillCursors;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBuilder;
import io.bsonwire.wire.OpQuery;
import io.bsonwire.wire.OpReply;
import io.bsonwire.wire.OpUpdate;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.WireMessage;
import io.bsonwire.wire.compress.Compressor;
import io.bsonwire.wire.compress.Compressors;
import io.bsonwire.wire.compress.NativeZstdCompressor;
import io.bsonwire.wire.compress.NoopCompressor;
import io.bsonwire.wire.compress.SnappyCompressor;
import io.bsonwire.wire.compress.ZlibCompressor;
import io.bsonwire.wire.compress.ZstdCompressor;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What a message says, apart from its bytes: made by chance, laid down by the library, and read back by it. */
public sealed interface MessageParts {
    /** The message, which the caller owns. */
    WireMessage build(ByteBufAllocator alloc);

    /** What a message of an opcode may say. */
    static MessageParts any(Random random, OpCode opCode) {
        return switch (opCode) {
            case MSG -> Msg.any(random);
            case QUERY ->
                new Query(
                        random.nextInt(),
                        random.nextInt(),
                        RandomDocuments.text(random),
                        random.nextInt(),
                        random.nextInt(),
                        RandomDocuments.any(random, 2),
                        random.nextBoolean() ? RandomDocuments.any(random, 1) : null);
            case REPLY ->
                new Reply(
                        random.nextInt(),
                        random.nextInt(),
                        random.nextInt(),
                        random.nextLong(),
                        random.nextInt(),
                        RandomDocuments.several(random, 2));
            case GET_MORE ->
                new GetMore(random.nextInt(), RandomDocuments.text(random), random.nextInt(), random.nextLong());
            case KILL_CURSORS ->
                new KillCursors(
                        random.nextInt(),
                        random.longs(random.nextInt(5)).boxed().toList());
            case INSERT -> {
                List<Document> documents = new ArrayList<>(RandomDocuments.several(random, 2));
                documents.add(RandomDocuments.any(random, 2));
                yield new Insert(random.nextInt(), random.nextInt(), RandomDocuments.text(random), documents);
            }
            case UPDATE ->
                new Update(
                        random.nextInt(),
                        RandomDocuments.text(random),
                        random.nextInt(),
                        RandomDocuments.any(random, 2),
                        RandomDocuments.any(random, 2));
            case DELETE ->
                new Delete(
                        random.nextInt(),
                        RandomDocuments.text(random),
                        random.nextInt(),
                        RandomDocuments.any(random, 2));
            case COMPRESSED -> {
                OpCode[] others = OpCode.values();
                OpCode original = others[random.nextInt(others.length)];
                yield new Compressed(
                        any(random, original == OpCode.COMPRESSED ? OpCode.MSG : original),
                        random.nextInt(Compressed.COMPRESSORS.size()));
            }
        };
    }

    /** What a message of any opcode may say. */
    static MessageParts any(Random random) {
        OpCode[] opCodes = OpCode.values();
        return any(random, opCodes[random.nextInt(opCodes.length)]);
    }

    /** What a message says; reads all of it. */
    static MessageParts of(WireMessage message) {
        return of(message, WireLimits.DEFAULT, ByteBufAllocator.DEFAULT);
    }

    /** As above; limits and allocator are for what is compressed. */
    static MessageParts of(WireMessage message, WireLimits limits, ByteBufAllocator alloc) {
        int requestId = message.header().requestId();
        int responseTo = message.header().responseTo();
        if (message instanceof OpMsg msg) {
            Map<String, List<Document>> sequences = new LinkedHashMap<>();
            msg.sequences().forEach(sequence -> sequences.put(sequence.identifier(), documents(sequence)));
            return new Msg(requestId, responseTo, msg.flagBits(), msg.body().toDocument(), sequences);
        } else if (message instanceof OpQuery query) {
            RawDocument selector = query.returnFieldsSelector();
            return new Query(
                    requestId,
                    query.flags(),
                    query.fullCollectionName(),
                    query.numberToSkip(),
                    query.numberToReturn(),
                    query.query().toDocument(),
                    selector == null ? null : selector.toDocument());
        } else if (message instanceof OpReply reply) {
            return new Reply(
                    requestId,
                    responseTo,
                    reply.responseFlags(),
                    reply.cursorId(),
                    reply.startingFrom(),
                    documents(reply.documents()));
        } else if (message instanceof OpGetMore getMore) {
            return new GetMore(requestId, getMore.fullCollectionName(), getMore.numberToReturn(), getMore.cursorId());
        } else if (message instanceof OpKillCursors kill) {
            return new KillCursors(
                    requestId, LongStream.of(kill.cursorIds()).boxed().toList());
        } else if (message instanceof OpInsert insert) {
            return new Insert(requestId, insert.flags(), insert.fullCollectionName(), documents(insert.documents()));
        } else if (message instanceof OpUpdate update) {
            return new Update(
                    requestId,
                    update.fullCollectionName(),
                    update.flags(),
                    update.selector().toDocument(),
                    update.update().toDocument());
        } else if (message instanceof OpDelete delete) {
            return new Delete(
                    requestId,
                    delete.fullCollectionName(),
                    delete.flags(),
                    delete.selector().toDocument());
        }
        OpCompressed compressed = (OpCompressed) message;
        WireMessage original = compressed.decompress(Compressed.ALL, limits, alloc, BsonCodec.DEFAULT);
        try {
            return new Compressed(of(original, limits, alloc), compressed.compressorId());
        } finally {
            original.release();
        }
    }

    private static List<Document> documents(DocumentSequence sequence) {
        List<Document> documents = new ArrayList<>(sequence.count());
        sequence.forEach(document -> documents.add(document.toDocument()));
        return documents;
    }

    /** The bytes of a message, which is released. */
    static byte[] bytes(WireMessage message) {
        try {
            return ByteBufUtil.getBytes(message.bytes());
        } finally {
            message.release();
        }
    }

    // ---- one for each opcode ----

    /** OP_MSG. */
    record Msg(int requestId, int responseTo, int flagBits, Document body, Map<String, List<Document>> sequences)
            implements MessageParts {
        private static final int UNKNOWN_REQUIRED_FLAGS = 0xFFFC;

        static Msg any(Random random) {
            Map<String, List<Document>> sequences = new LinkedHashMap<>();
            for (int count = random.nextInt(4); count > 0; count--) {
                sequences.put(RandomDocuments.text(random), RandomDocuments.several(random, 1));
            }
            return new Msg(
                    random.nextInt(),
                    random.nextInt(),
                    random.nextInt() & ~UNKNOWN_REQUIRED_FLAGS,
                    RandomDocuments.any(random, 2),
                    sequences);
        }

        @Override
        public OpMsg build(ByteBufAllocator alloc) {
            OpMsgBuilder builder = OpMsg.builder();
            sequences.forEach(builder::sequence);
            return builder.requestId(requestId)
                    .responseTo(responseTo)
                    .flagBits(flagBits)
                    .body(body)
                    .build(alloc);
        }
    }

    /** OP_QUERY. */
    record Query(
            int requestId,
            int flags,
            String fullCollectionName,
            int numberToSkip,
            int numberToReturn,
            Document query,
            @Nullable Document returnFieldsSelector)
            implements MessageParts {
        @Override
        public WireMessage build(ByteBufAllocator alloc) {
            return OpQuery.of(
                    alloc,
                    requestId,
                    flags,
                    fullCollectionName,
                    numberToSkip,
                    numberToReturn,
                    query,
                    returnFieldsSelector);
        }
    }

    /** OP_REPLY. */
    record Reply(
            int requestId, int responseTo, int responseFlags, long cursorId, int startingFrom, List<Document> documents)
            implements MessageParts {
        @Override
        public WireMessage build(ByteBufAllocator alloc) {
            return OpReply.of(alloc, requestId, responseTo, responseFlags, cursorId, startingFrom, documents);
        }
    }

    /** OP_GET_MORE. */
    record GetMore(int requestId, String fullCollectionName, int numberToReturn, long cursorId)
            implements MessageParts {
        @Override
        public WireMessage build(ByteBufAllocator alloc) {
            return OpGetMore.of(alloc, requestId, fullCollectionName, numberToReturn, cursorId);
        }
    }

    /** OP_KILL_CURSORS. */
    record KillCursors(int requestId, List<Long> cursorIds) implements MessageParts {
        @Override
        public WireMessage build(ByteBufAllocator alloc) {
            return OpKillCursors.of(
                    alloc, requestId, cursorIds.stream().mapToLong(id -> id).toArray());
        }
    }

    /** OP_INSERT. */
    record Insert(int requestId, int flags, String fullCollectionName, List<Document> documents)
            implements MessageParts {
        @Override
        public WireMessage build(ByteBufAllocator alloc) {
            return OpInsert.of(alloc, requestId, flags, fullCollectionName, documents);
        }
    }

    /** OP_UPDATE. */
    record Update(int requestId, String fullCollectionName, int flags, Document selector, Document update)
            implements MessageParts {
        @Override
        public WireMessage build(ByteBufAllocator alloc) {
            return OpUpdate.of(alloc, requestId, fullCollectionName, flags, selector, update);
        }
    }

    /** OP_DELETE. */
    record Delete(int requestId, String fullCollectionName, int flags, Document selector) implements MessageParts {
        @Override
        public WireMessage build(ByteBufAllocator alloc) {
            return OpDelete.of(alloc, requestId, fullCollectionName, flags, selector);
        }
    }

    /**
     * OP_COMPRESSED.
     *
     * @param original what is compressed
     * @param compressor by which of {@link #COMPRESSORS}; as it is read, the first of those with its number
     */
    record Compressed(MessageParts original, int compressor) implements MessageParts {
        /** Each at the index that is its number; one more for zstd. */
        public static final List<Compressor> COMPRESSORS = List.of(
                new NoopCompressor(),
                new SnappyCompressor(),
                new ZlibCompressor(),
                new ZstdCompressor(),
                new NativeZstdCompressor());

        /** What decompresses: one of a number. */
        static final Compressors ALL = Compressors.of(COMPRESSORS.subList(0, 4).toArray(Compressor[]::new));

        @Override
        public WireMessage build(ByteBufAllocator alloc) {
            WireMessage message = original.build(alloc);
            try {
                return OpCompressed.of(message, COMPRESSORS.get(compressor), alloc);
            } finally {
                message.release();
            }
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Compressed that
                    && original.equals(that.original)
                    && COMPRESSORS.get(compressor).id()
                            == COMPRESSORS.get(that.compressor).id();
        }

        @Override
        public int hashCode() {
            return original.hashCode();
        }
    }
}
