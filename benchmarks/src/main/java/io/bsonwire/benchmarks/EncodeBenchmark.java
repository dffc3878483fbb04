package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
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
 * What does it cost to encode a document in memory to a buffer: from a Document, from a map, and from bytes that are copied?
 *
 * <p>The peers write to arrays of their own, and what they wrote is then copied to the same buffer: org.mongodb:bson from
 * its Document, its BsonDocument and its RawBsonDocument, bson4jackson from a map. No two of them check the same. Of
 * bson4jackson {@code full} is not quite the same document, see {@link Bson4Jackson}.
 *
 * <p>{@code -p document=} takes each name of {@link BenchmarkDocuments}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class EncodeBenchmark {
    /** Which document. */
    @Param({"flat", "deep", "full"})
    public String document = "flat";

    /** Where to. */
    @Param("DIRECT")
    public BufferKind buffer = BufferKind.DIRECT;

    private final MongodbBson mongodb = new MongodbBson();
    private ByteBuf target = Unpooled.EMPTY_BUFFER;
    private Document ours = new Document();
    private Map<String, @Nullable Object> map = Map.of();
    private RawDocument raw = RawDocument.of(new byte[] {5, 0, 0, 0, 0});
    private org.bson.Document mongodbDocument = new org.bson.Document();
    private BsonDocument mongodbBsonDocument = new BsonDocument();
    private RawBsonDocument mongodbRaw = new RawBsonDocument(new byte[] {5, 0, 0, 0, 0});
    private Map<String, @Nullable Object> bson4jacksonMap = Map.of();

    /** Makes the document in each library's form. */
    @Setup(Level.Trial)
    public void setUp() {
        byte[] bytes = BenchmarkDocuments.bytes(document);
        target = buffer.withRoom(bytes.length + bytes.length / 8 + 64);
        ours = BsonCodec.DEFAULT.decodeExactly(bytes);
        map = asMap(ours);
        raw = RawDocument.of(buffer.of(bytes));
        mongodbRaw = new RawBsonDocument(bytes);
        mongodbDocument = mongodbRaw.decode(MongodbBson.DOCUMENTS);
        mongodbBsonDocument = mongodbRaw.decode(MongodbBson.BSON_DOCUMENTS);
        bson4jacksonMap = Bson4Jackson.decode(raw.bytes());
    }

    /** Copies a document with the documents in it as maps of the JDK. */
    private static Map<String, @Nullable Object> asMap(Document document) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        document.forEach((name, value) -> map.put(name, withMaps(value)));
        return map;
    }

    private static @Nullable Object withMaps(@Nullable Object value) {
        if (value instanceof Document nested) {
            return asMap(nested);
        } else if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(item -> copy.add(withMaps(item)));
            return copy;
        }
        return value;
    }

    /** Releases the buffers. */
    @TearDown(Level.Trial)
    public void tearDown() {
        target.release();
        raw.bytes().release();
    }

    /**
     * This library from its Document.
     *
     * @return the target
     */
    @Benchmark
    public ByteBuf bsonwire() {
        BsonCodec.DEFAULT.encode(ours, target.clear());
        return target;
    }

    /**
     * This library from a LinkedHashMap.
     *
     * @return the target
     */
    @Benchmark
    public ByteBuf bsonwireMap() {
        BsonCodec.DEFAULT.encode(map, target.clear());
        return target;
    }

    /**
     * This library from its RawDocument, in a buffer of the same kind.
     *
     * @return the target
     */
    @Benchmark
    public ByteBuf bsonwireRaw() {
        BsonCodec.DEFAULT.encode(raw, target.clear());
        return target;
    }

    /**
     * org.mongodb:bson from its Document.
     *
     * @return the target
     */
    @Benchmark
    public ByteBuf mongodbDocument() {
        return mongodb.encode(mongodbDocument, target.clear());
    }

    /**
     * org.mongodb:bson from its BsonDocument.
     *
     * @return the target
     */
    @Benchmark
    public ByteBuf mongodbBsonDocument() {
        return mongodb.encode(mongodbBsonDocument, target.clear());
    }

    /**
     * org.mongodb:bson from its RawBsonDocument, in an array.
     *
     * @return the target
     */
    @Benchmark
    public ByteBuf mongodbRaw() {
        return mongodb.encode(mongodbRaw, target.clear());
    }

    /**
     * bson4jackson from a LinkedHashMap.
     *
     * @return the target
     */
    @Benchmark
    public ByteBuf bson4jacksonMap() {
        return Bson4Jackson.encode(bson4jacksonMap, target.clear());
    }
}
