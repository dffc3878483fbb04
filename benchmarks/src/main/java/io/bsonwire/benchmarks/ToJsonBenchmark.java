package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.json.ExtendedJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.bson.RawBsonDocument;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
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
 * What does it cost to write a document as Extended JSON: as a string from a Document and from bytes, and as UTF-8 from
 * bytes into a buffer?
 *
 * <p>The peer is JsonWriter of org.mongodb:bson, by toJson of its Document and its RawBsonDocument; it has no way to UTF-8
 * but through a string. The two put their blanks at different places and agree in the rest.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ToJsonBenchmark {
    /** Which document. */
    @Param({"flat", "deep", "full"})
    public String document = "flat";

    /** Which format. */
    @Param({"relaxed", "canonical"})
    public String format = "relaxed";

    private ExtendedJson json = ExtendedJson.relaxed();
    private JsonWriterSettings settings = JsonWriterSettings.builder().build();
    private Document ours = new Document();
    private ByteBuf source = Unpooled.EMPTY_BUFFER;
    private ByteBuf target = Unpooled.EMPTY_BUFFER;
    private RawBsonDocument mongodbRaw = new RawBsonDocument(new byte[] {5, 0, 0, 0, 0});
    private org.bson.Document mongodbDocument = new org.bson.Document();

    /** Makes the document in each library's form. */
    @Setup(Level.Trial)
    public void setUp() {
        byte[] bytes = BenchmarkDocuments.bytes(document);
        ours = BsonCodec.DEFAULT.decodeExactly(bytes);
        source = BufferKind.DIRECT.of(bytes);
        target = BufferKind.DIRECT.withRoom(8 * bytes.length);
        mongodbRaw = new RawBsonDocument(bytes);
        mongodbDocument = mongodbRaw.decode(MongodbBson.DOCUMENTS);
        JsonMode mode;
        switch (format) {
            case "relaxed" -> {
                json = ExtendedJson.relaxed();
                mode = JsonMode.RELAXED;
            }
            case "canonical" -> {
                json = ExtendedJson.canonical();
                mode = JsonMode.EXTENDED;
            }
            default -> throw new IllegalArgumentException("format: " + format + " (expected: relaxed or canonical)");
        }
        settings = JsonWriterSettings.builder().outputMode(mode).build();
    }

    /** Releases the buffers. */
    @TearDown(Level.Trial)
    public void tearDown() {
        source.release();
        target.release();
    }

    /**
     * This library from its Document.
     *
     * @return the text
     */
    @Benchmark
    public String bsonwireDocument() {
        return json.toJson(ours);
    }

    /**
     * This library from its RawDocument.
     *
     * @return the text
     */
    @Benchmark
    public String bsonwireRaw() {
        return json.toJson(RawDocument.of(source));
    }

    /**
     * This library from one buffer into another.
     *
     * @return the target, with UTF-8
     */
    @Benchmark
    public ByteBuf bsonwireBytes() {
        json.write(source.readerIndex(0), target.clear());
        source.readerIndex(0);
        return target;
    }

    /**
     * org.mongodb:bson from its Document.
     *
     * @return the text
     */
    @Benchmark
    public String mongodbDocument() {
        return mongodbDocument.toJson(settings);
    }

    /**
     * org.mongodb:bson from its RawBsonDocument.
     *
     * @return the text
     */
    @Benchmark
    public String mongodbRaw() {
        return mongodbRaw.toJson(settings);
    }
}
