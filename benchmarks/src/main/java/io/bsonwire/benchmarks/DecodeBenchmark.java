package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.ByteBufNIO;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.Decoder;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.io.ByteBufferBsonInput;
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
 * What does it cost to decode a document eagerly from a pooled direct buffer, and to check it without building it? The
 * peer, which has no check without building, reads the same memory through an NIO view made beforehand.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DecodeBenchmark {
    /** Which document. */
    @Param({"flat", "deep", "full"})
    public String document = "flat";

    private final DocumentCodec peerDocuments = new DocumentCodec();
    private final BsonDocumentCodec peerBsonDocuments = new BsonDocumentCodec();
    private final DecoderContext context = DecoderContext.builder().build();

    private final ByteBuf source = PooledByteBufAllocator.DEFAULT.directBuffer(1 << 16);
    private ByteBuffer peerSource = ByteBuffer.allocate(0);

    /** Puts the document into the buffer. */
    @Setup(Level.Trial)
    public void setUp() {
        source.writeBytes(BenchmarkDocuments.bytes(document));
        peerSource = source.nioBuffer();
    }

    /** Releases the source. */
    @TearDown(Level.Trial)
    public void tearDown() {
        source.release();
    }

    /**
     * This library.
     *
     * @return the document
     */
    @Benchmark
    public Document bsonwire() {
        source.readerIndex(0);
        return BsonCodec.DEFAULT.decode(source);
    }

    /**
     * This library, checking only.
     *
     * @return the document's length
     */
    @Benchmark
    public int bsonwireValidate() {
        source.readerIndex(0);
        return BsonCodec.DEFAULT.validate(source);
    }

    /**
     * org.mongodb:bson to its Document.
     *
     * @return the document
     */
    @Benchmark
    public org.bson.Document mongodbDocument() {
        return peer(peerDocuments);
    }

    /**
     * org.mongodb:bson to its BsonDocument.
     *
     * @return the document
     */
    @Benchmark
    public BsonDocument mongodbBsonDocument() {
        return peer(peerBsonDocuments);
    }

    private <T> T peer(Decoder<T> decoder) {
        ByteBuffer bytes = peerSource.duplicate();
        try (BsonBinaryReader reader = new BsonBinaryReader(new ByteBufferBsonInput(new ByteBufNIO(bytes)))) {
            return decoder.decode(reader, context);
        }
    }
}
