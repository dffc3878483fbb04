package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
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
 * What does it cost to get one value out of the bytes of a document, the rest of which stays unread?
 *
 * <p>A view is made each time, as for a document that has just come in. The peer is RawBsonDocument of org.mongodb:bson,
 * which takes nothing but an array: it has one from the start, and what a copy out of another buffer would cost is not
 * counted. Both give the value as an object; a document inside is a view of ours, and a tree of theirs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class RawGetBenchmark {
    /** Which document. */
    @Param({"flat", "full"})
    public String document = "flat";

    /** Which field of it. */
    @Param({"first", "middle", "last"})
    public String field = "first";

    /** Where it lies. */
    @Param("DIRECT")
    public BufferKind buffer = BufferKind.DIRECT;

    private ByteBuf source = Unpooled.EMPTY_BUFFER;
    private byte[] mongodbSource = {};
    private String name = "";

    /** Puts the document into the buffer. */
    @Setup(Level.Trial)
    public void setUp() {
        mongodbSource = BenchmarkDocuments.bytes(document);
        source = buffer.of(mongodbSource);
        List<String> names =
                List.copyOf(BsonCodec.DEFAULT.decodeExactly(mongodbSource).keySet());
        int index = switch (field) {
            case "first" -> 0;
            case "middle" -> names.size() / 2;
            case "last" -> names.size() - 1;
            default -> throw new IllegalArgumentException("field: " + field + " (expected: first, middle or last)");
        };
        name = names.get(index);
    }

    /** Releases the source. */
    @TearDown(Level.Trial)
    public void tearDown() {
        source.release();
    }

    /** The field's name. */
    String name() {
        return name;
    }

    /**
     * This library.
     *
     * @return the value
     */
    @Benchmark
    public @Nullable Object bsonwire() {
        return RawDocument.of(source).get(name);
    }

    /**
     * org.mongodb:bson.
     *
     * @return the value
     */
    @Benchmark
    public @Nullable BsonValue mongodb() {
        return new RawBsonDocument(mongodbSource).get(name);
    }
}
