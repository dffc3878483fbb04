package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.bson.BsonBinaryWriter;
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
 * What does it cost to write a document field by field, from values that are at hand, without any document in memory?
 *
 * <p>The peer is BsonBinaryWriter of org.mongodb:bson, whose output is copied to the same buffer. Both walk a list of the
 * same steps, which costs both a switch for each. bson4jackson writes through Jackson's generator; it is left out, for its
 * own types have no calls there.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class EncodeStreamBenchmark {
    /** Which document. */
    @Param({"flat", "deep", "full"})
    public String document = "flat";

    /** Where to. */
    @Param("DIRECT")
    public BufferKind buffer = BufferKind.DIRECT;

    private final BsonWriter writer = new BsonWriter();
    private final MongodbBson mongodb = new MongodbBson();
    private ByteBuf target = Unpooled.EMPTY_BUFFER;
    private WriteSteps steps = WriteSteps.of(new byte[] {5, 0, 0, 0, 0});
    private MongodbWriteSteps mongodbSteps = MongodbWriteSteps.of(new byte[] {5, 0, 0, 0, 0});

    /** Lists the steps. */
    @Setup(Level.Trial)
    public void setUp() {
        byte[] bytes = BenchmarkDocuments.bytes(document);
        target = buffer.withRoom(bytes.length);
        steps = WriteSteps.of(bytes);
        mongodbSteps = MongodbWriteSteps.of(bytes);
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
        steps.writeTo(writer.reset(target.clear()));
        return target;
    }

    /**
     * org.mongodb:bson.
     *
     * @return the target
     */
    @Benchmark
    public ByteBuf mongodb() {
        BsonBinaryWriter peerWriter = mongodb.writer();
        mongodbSteps.writeTo(peerWriter);
        return mongodb.finish(peerWriter, target.clear());
    }
}
