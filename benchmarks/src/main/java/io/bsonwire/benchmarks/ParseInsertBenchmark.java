package io.bsonwire.benchmarks;

import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBatches;
import io.bsonwire.wire.OpMsgBuilder;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bson.RawBsonDocument;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does it cost to get at each document of a message that inserts 1,000 of them, without decoding any?
 *
 * <p>org.mongodb:bson has no messages: its part is to make a RawBsonDocument of each document in an array, with its length
 * read but not checked.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class ParseInsertBenchmark {
    private static final int DOCUMENTS = 1000;

    private OpMsg message = new OpMsgBuilder().body(new Document()).build(PooledByteBufAllocator.DEFAULT);
    private byte[] mongodbSource = {};

    /** Makes the message. */
    @Setup(Level.Trial)
    public void setUp() {
        message.release();
        message = new OpMsgBatches()
                .body(new Document("insert", "c").append("$db", "db"))
                .documents(new InsertedDocuments("small", DOCUMENTS).documents())
                .next(PooledByteBufAllocator.DEFAULT);
        mongodbSource = ByteBufUtil.getBytes(message.sequences().get(0).bytes());
    }

    /** Releases the message. */
    @TearDown(Level.Trial)
    public void tearDown() {
        message.release();
    }

    /**
     * This library.
     *
     * @param blackhole gets the documents
     */
    @Benchmark
    public void bsonwire(Blackhole blackhole) {
        bsonwire((Consumer<RawDocument>) blackhole::consume);
    }

    void bsonwire(Consumer<RawDocument> consumer) {
        // The message borrows the other's bytes; neither is released here.
        OpMsg.decode(message.bytes()).sequences().get(0).forEach(consumer);
    }

    /**
     * org.mongodb:bson.
     *
     * @param blackhole gets the documents
     */
    @Benchmark
    public void mongodb(Blackhole blackhole) {
        mongodb((Consumer<RawBsonDocument>) blackhole::consume);
    }

    void mongodb(Consumer<RawBsonDocument> consumer) {
        ByteBuffer lengths = ByteBuffer.wrap(mongodbSource).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < mongodbSource.length; ) {
            int length = lengths.getInt(at);
            consumer.accept(new RawBsonDocument(mongodbSource, at, length));
            at += length;
        }
    }
}
