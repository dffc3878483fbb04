package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.RawBsonDocument;
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
 * What does it cost to make the message of an ordinary find, and what to take such a message apart as far as its
 * collection and database?
 *
 * <p>org.mongodb:bson has no messages: beside the first question it encodes the command alone, beside the second it gets
 * the two values out of a RawBsonDocument of the command alone.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class FindCommandBenchmark {
    private final PooledByteBufAllocator alloc = new PooledByteBufAllocator(true);
    private final OpMsgBuilder builder = OpMsg.builder();
    private final Document command = new Document("find", "orders")
            .append("filter", new Document("status", "paid").append("total", new Document("$gte", 100)))
            .append("projection", new Document("_id", 0).append("customer", 1))
            .append("sort", new Document("total", -1))
            .append("limit", 100)
            .append("batchSize", 50)
            .append("$db", "shop");
    private final OpMsg message = OpMsg.builder().body(command).build(alloc);

    private final MongodbBson mongodb = new MongodbBson();
    private final byte[] commandBytes = BsonCodec.DEFAULT.encode(command);
    private final org.bson.Document mongodbCommand = new RawBsonDocument(commandBytes).decode(MongodbBson.DOCUMENTS);
    private final ByteBuf target = alloc.buffer(1 << 10);

    /** Releases the buffers. */
    @TearDown(Level.Trial)
    public void tearDown() {
        message.release();
        target.release();
    }

    /** The command. */
    Document command() {
        return command;
    }

    /**
     * This library, to a message in a buffer of its own.
     *
     * @return the message's length
     */
    @Benchmark
    public int bsonwireBuild() {
        OpMsg built = build();
        int length = built.length();
        built.release();
        return length;
    }

    /** The message, which the caller releases. */
    OpMsg build() {
        return builder.body(command).build(alloc);
    }

    /**
     * This library, into a buffer that is there.
     *
     * @return the target
     */
    @Benchmark
    public ByteBuf bsonwireEncode() {
        builder.body(command).encode(target.clear());
        return target;
    }

    /**
     * org.mongodb:bson, the command alone.
     *
     * @return the target
     */
    @Benchmark
    public ByteBuf mongodbEncode() {
        return mongodb.encode(mongodbCommand, target.clear());
    }

    /**
     * This library.
     *
     * @return database and collection
     */
    @Benchmark
    public List<String> bsonwireParse() {
        RawDocument body = OpMsg.decode(message.bytes()).body(); // borrows the bytes, which stay
        return List.of(body.getString("$db"), body.getString("find"));
    }

    /**
     * org.mongodb:bson, the command alone.
     *
     * @return database and collection
     */
    @Benchmark
    public List<String> mongodbParse() {
        RawBsonDocument body = new RawBsonDocument(commandBytes);
        return List.of(body.getString("$db").getValue(), body.getString("find").getValue());
    }
}
