package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to encode a document in memory to a pooled direct buffer? The peer writes to its own output buffer,
 * which is reused, and its bytes are then copied to the same direct buffer.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EncodeBenchmark {
    /** Which document. */
    @Param({"flat", "deep", "full"})
    public String document = "flat";

    private final DocumentCodec peerDocuments = new DocumentCodec();
    private final BsonDocumentCodec peerBsonDocuments = new BsonDocumentCodec();
    private final EncoderContext context = EncoderContext.builder().build();
    private final BasicOutputBuffer output = new BasicOutputBuffer(1 << 16);

    private final ByteBuf target = PooledByteBufAllocator.DEFAULT.directBuffer(1 << 16);
    private Document ours = new Document();
    private org.bson.Document peerDocument = new org.bson.Document();
    private BsonDocument peerBsonDocument = new BsonDocument();

    /** Makes the document in each library's form. */
    @Setup(Level.Trial)
    public void setUp() {
        byte[] bytes = BenchmarkDocuments.bytes(document);
        ours = BsonCodec.DEFAULT.decodeExactly(bytes);
        RawBsonDocument raw = new RawBsonDocument(bytes);
        peerDocument = raw.decode(peerDocuments);
        peerBsonDocument = raw.decode(peerBsonDocuments);
    }

    /** Releases the target. */
    @TearDown(Level.Trial)
    public void tearDown() {
        target.release();
    }

    /**
     * This library.
     *
     * @return the target
     */
    @Benchmark
    public ByteBuf bsonwire() {
        BsonCodec.DEFAULT.encode(ours, target.clear());
        return target;
    }

    /**
     * org.mongodb:bson from its Document.
     *
     * @return the target
     */
    @Benchmark
    public ByteBuf mongodbDocument() {
        output.truncateToPosition(0);
        try (BsonBinaryWriter writer = new BsonBinaryWriter(output)) {
            peerDocuments.encode(writer, peerDocument, context);
        }
        return target.clear().writeBytes(output.getInternalBuffer(), 0, output.getPosition());
    }

    /**
     * org.mongodb:bson from its BsonDocument.
     *
     * @return the target
     */
    @Benchmark
    public ByteBuf mongodbBsonDocument() {
        output.truncateToPosition(0);
        try (BsonBinaryWriter writer = new BsonBinaryWriter(output)) {
            peerBsonDocuments.encode(writer, peerBsonDocument, context);
        }
        return target.clear().writeBytes(output.getInternalBuffer(), 0, output.getPosition());
    }
}
