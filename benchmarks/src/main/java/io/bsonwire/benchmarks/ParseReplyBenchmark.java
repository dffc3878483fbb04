package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.Checksum;
import io.bsonwire.wire.CursorReply;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBuilder;
import io.bsonwire.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
 * What does it cost to get at each document of a find reply of 48 MB, in a pooled direct buffer, without decoding it? Its
 * peers are what is done to the same bytes at the least: one copy, and one checksum.
 *
 * <p>The reply is one document beyond what servers send, so that the message has the largest size that they take.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ParseReplyBenchmark {
    private static final BsonCodec CODEC =
            BsonCodec.builder().limits(new BsonLimits(48_000_000, 200)).build();
    private static final WireLimits LIMITS = new WireLimits(48_000_000, 48_000_000, 1);
    /** Bytes around the batch, and of an element's type, name and NUL at most. */
    private static final int AROUND = 256;

    private static final int AROUND_EACH = 8;

    private OpMsg message = new OpMsgBuilder().body(new Document()).build(PooledByteBufAllocator.DEFAULT);
    private ByteBuf target = PooledByteBufAllocator.DEFAULT.directBuffer(0);
    private int count;

    /** Makes the reply. */
    @Setup(Level.Trial)
    public void setUp() {
        tearDown();
        RawDocument small = RawDocument.of(BenchmarkDocuments.bytes("small"));
        count = (LIMITS.maxMessageSizeBytes() - AROUND) / (small.length() + AROUND_EACH);
        Document cursor = new Document("firstBatch", Collections.nCopies(count, small))
                .append("id", 0L)
                .append("ns", "test.small");
        message = new OpMsgBuilder(CODEC, LIMITS)
                .body(new Document("cursor", cursor).append("ok", 1.0))
                .build(PooledByteBufAllocator.DEFAULT);
        target = PooledByteBufAllocator.DEFAULT.directBuffer(message.length());
    }

    /** Releases message and target. */
    @TearDown(Level.Trial)
    public void tearDown() {
        message.release();
        target.release();
    }

    /**
     * How many documents the reply has.
     *
     * @return the number
     */
    public int count() {
        return count;
    }

    /**
     * Parses the message and takes every document of the batch.
     *
     * @param blackhole gets the documents
     * @return how many there are
     */
    @Benchmark
    public int parse(Blackhole blackhole) {
        return parse((Consumer<RawDocument>) blackhole::consume);
    }

    int parse(Consumer<RawDocument> consumer) {
        int found = 0;
        // The message borrows the other's bytes; neither is released here.
        for (RawDocument document : CursorReply.of(OpMsg.decode(message.bytes(), CODEC))) {
            consumer.accept(document);
            found++;
        }
        return found;
    }

    /**
     * Copies the message.
     *
     * @return the copy
     */
    @Benchmark
    public ByteBuf copy() {
        return target.clear().writeBytes(message.bytes());
    }

    /**
     * Computes the CRC-32C of the message.
     *
     * @return the checksum
     */
    @Benchmark
    public int checksum() {
        return Checksum.of(message.bytes(), 0, message.length());
    }
}
