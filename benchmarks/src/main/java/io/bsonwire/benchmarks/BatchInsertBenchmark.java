package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBatches;
import io.bsonwire.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to make the message that inserts 1,000 small documents, in a pooled direct buffer? Each document has
 * an {@code _id} behind its other fields, as one that was added to it, which goes to the front.
 *
 * <p>{@code benchmarks/compare} measures PyMongo at the same. org.mongodb:bson, which has no
 * messages, only encodes the documents and copies them to a direct buffer.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BatchInsertBenchmark {
    private final PooledByteBufAllocator alloc = new PooledByteBufAllocator(true);
    private final Document command =
            new Document("insert", "c").append("ordered", true).append("$db", "db");
    private final InsertedDocuments inserted = new InsertedDocuments("small", 1000);
    private final List<Document> ofOtherStrings = inserted.ofOtherStrings();
    private final MongodbBson mongodb = new MongodbBson();
    private final ByteBuf mongodbTarget = alloc.buffer(1 << 20);

    /** Releases the peer's target. */
    @TearDown(Level.Trial)
    public void tearDown() {
        mongodbTarget.release();
    }

    /**
     * This library, from Documents.
     *
     * @return the message's length
     */
    @Benchmark
    public int bsonwireDocument() {
        return release(insert(inserted.documents()));
    }

    /**
     * This library, from maps.
     *
     * @return the message's length
     */
    @Benchmark
    public int bsonwireMap() {
        return release(insert(inserted.maps()));
    }

    /**
     * This library, from Documents whose names are not the Strings that it has met first, as those of documents that were
     * read are not those of the program's own.
     *
     * @return the message's length
     */
    @Benchmark
    public int bsonwireOfOtherStrings() {
        return release(insert(ofOtherStrings));
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

    /**
     * What nobody who writes documents can do without: to look at each name and value.
     *
     * @return something that depends on all of them
     */
    @Benchmark
    public int walkDocuments() {
        Walk walk = new Walk();
        inserted.documents().forEach(document -> document.forEach(walk));
        return walk.seen;
    }

    /**
     * The same of maps.
     *
     * @return the same
     */
    @Benchmark
    public int walkMaps() {
        Walk walk = new Walk();
        inserted.maps().forEach(map -> map.forEach(walk));
        return walk.seen;
    }

    private static final class Walk implements BiConsumer<String, @Nullable Object> {
        private int seen;

        @Override
        public void accept(String name, @Nullable Object value) {
            seen += name.length() + (value instanceof String text ? text.length() : 1);
        }
    }

    /** What is inserted. */
    InsertedDocuments inserted() {
        return inserted;
    }

    /**
     * org.mongodb:bson, the documents alone.
     *
     * @return the target with the documents back to back
     */
    @Benchmark
    public ByteBuf mongodbDocument() {
        return mongodb.encodeIdFirst(inserted.mongodb(), mongodbTarget.clear());
    }
}
