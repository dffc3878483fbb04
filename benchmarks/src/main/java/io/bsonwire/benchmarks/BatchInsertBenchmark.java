package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBatches;
import io.bsonwire.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.BsonBinaryWriter;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to make the message that inserts 1,000 small documents, in a pooled direct buffer? Each document has
 * an {@code _id} behind its other fields, as one that was added to it, which goes to the front.
 *
 * <p>{@code benchmarks/native/python/batched_op_msg.py} measures PyMongo at the same. org.mongodb:bson, which has no
 * messages, only encodes the documents and copies them to a direct buffer.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BatchInsertBenchmark {
    private static final int DOCUMENTS = 1000;

    private final PooledByteBufAllocator alloc = new PooledByteBufAllocator(true);
    private final Document command =
            new Document("insert", "c").append("ordered", true).append("$db", "db");
    private final List<Document> documents = new ArrayList<>(DOCUMENTS);
    private final List<Map<String, Object>> maps = new ArrayList<>(DOCUMENTS);

    private final DocumentCodec peerCodec = new DocumentCodec();
    private final EncoderContext idFirst =
            EncoderContext.builder().isEncodingCollectibleDocument(true).build();
    private final List<org.bson.Document> peerDocuments = new ArrayList<>(DOCUMENTS);
    private final BasicOutputBuffer output = new BasicOutputBuffer(1 << 16);
    private final ByteBuf peerTarget = alloc.buffer(1 << 20);

    /** Makes the documents in each form. */
    @Setup(Level.Trial)
    public void setUp() {
        byte[] small = BenchmarkDocuments.bytes("small");
        while (documents.size() < DOCUMENTS) {
            ObjectId id = ObjectId.generate();
            Document document = BsonCodec.DEFAULT.decodeExactly(small).append("_id", id);
            documents.add(document);
            maps.add(new LinkedHashMap<>(BsonCodec.DEFAULT.decodeExactly(small).append("_id", id)));
            peerDocuments.add(new RawBsonDocument(small)
                    .decode(peerCodec)
                    .append("_id", new org.bson.types.ObjectId(id.toString())));
        }
    }

    /** Releases the peer's target. */
    @TearDown(Level.Trial)
    public void tearDown() {
        peerTarget.release();
    }

    /**
     * This library, from Documents.
     *
     * @return the message's length
     */
    @Benchmark
    public int bsonwireDocument() {
        return release(insert(documents));
    }

    /**
     * This library, from maps.
     *
     * @return the message's length
     */
    @Benchmark
    public int bsonwireMap() {
        return release(insert(maps));
    }

    /** The message, which the caller releases. */
    OpMsg insert(List<?> from) {
        return new OpMsgBatches(BsonCodec.DEFAULT, WireLimits.DEFAULT)
                .body(command)
                .documents(from)
                .next(alloc);
    }

    private static int release(OpMsg message) {
        int length = message.length();
        message.release();
        return length;
    }

    /** The documents of this library, for the test. */
    List<Document> documents() {
        return documents;
    }

    /** The same as maps. */
    List<Map<String, Object>> maps() {
        return maps;
    }

    /**
     * org.mongodb:bson, the documents alone.
     *
     * @return the target with the documents back to back
     */
    @Benchmark
    public ByteBuf mongodbDocument() {
        output.truncateToPosition(0);
        for (org.bson.Document document : peerDocuments) {
            try (BsonBinaryWriter writer = new BsonBinaryWriter(output)) {
                peerCodec.encode(writer, document, idFirst);
            }
        }
        return peerTarget.clear().writeBytes(output.getInternalBuffer(), 0, output.getPosition());
    }
}
