package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.json.ExtendedJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.bson.RawBsonDocument;
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
 * What does it cost to read Extended JSON: from a string to a Document and to BSON, and from UTF-8 in a buffer to BSON?
 *
 * <p>The peer is JsonReader of org.mongodb:bson, by parse of its Document and its RawBsonDocument; it reads no bytes. It
 * also takes much that is no JSON, such as single quotes and calls of constructors. Both read the same text.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class FromJsonBenchmark {
    /** Which document. */
    @Param({"flat", "deep", "full"})
    public String document = "flat";

    /** Which format. */
    @Param({"relaxed", "canonical"})
    public String format = "relaxed";

    private final BsonWriter writer = new BsonWriter();
    private ExtendedJson json = ExtendedJson.relaxed();
    private String text = "{}";
    private ByteBuf source = Unpooled.EMPTY_BUFFER;
    private ByteBuf target = Unpooled.EMPTY_BUFFER;

    /** Makes the text. */
    @Setup(Level.Trial)
    public void setUp() {
        byte[] bytes = BenchmarkDocuments.bytes(document);
        json = switch (format) {
            case "relaxed" -> ExtendedJson.relaxed();
            case "canonical" -> ExtendedJson.canonical();
            default -> throw new IllegalArgumentException("format: " + format + " (expected: relaxed or canonical)");
        };
        text = json.toJson(RawDocument.of(bytes));
        source = BufferKind.DIRECT.of(text.getBytes(StandardCharsets.UTF_8));
        target = BufferKind.DIRECT.withRoom(bytes.length);
    }

    /** Releases the buffers. */
    @TearDown(Level.Trial)
    public void tearDown() {
        source.release();
        target.release();
    }

    /** The text. */
    String text() {
        return text;
    }

    /**
     * This library to its Document.
     *
     * @return the document
     */
    @Benchmark
    public Document bsonwireDocument() {
        return json.parse(text);
    }

    /**
     * This library to bytes.
     *
     * @return the target, with BSON
     */
    @Benchmark
    public ByteBuf bsonwireRaw() {
        json.read(text, writer.reset(target.clear()));
        return target;
    }

    /**
     * This library from one buffer into another.
     *
     * @return the target, with BSON
     */
    @Benchmark
    public ByteBuf bsonwireBytes() {
        json.read(source.readerIndex(0), writer.reset(target.clear()));
        return target;
    }

    /**
     * org.mongodb:bson to its Document.
     *
     * @return the document
     */
    @Benchmark
    public org.bson.Document mongodbDocument() {
        return org.bson.Document.parse(text);
    }

    /**
     * org.mongodb:bson to bytes.
     *
     * @return the document
     */
    @Benchmark
    public RawBsonDocument mongodbRaw() {
        return RawBsonDocument.parse(text);
    }
}
