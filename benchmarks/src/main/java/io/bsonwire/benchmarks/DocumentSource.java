package io.bsonwire.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
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

/** A document in a buffer: what benchmarks that do nothing but read it start from, and how all of them are measured. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public abstract class DocumentSource {
    /** Which document. */
    @Param({"flat", "deep", "full"})
    public String document = "flat";

    /** Where it lies. */
    @Param("DIRECT")
    public BufferKind buffer = BufferKind.DIRECT;

    /** Its bytes; where the reader index is depends on who has read last. */
    ByteBuf source = Unpooled.EMPTY_BUFFER;

    /** Puts the document into the buffer. */
    @Setup(Level.Trial)
    public void setUp() {
        fill(BenchmarkDocuments.bytes(document));
    }

    /** Makes these bytes the document. */
    void fill(byte[] bytes) {
        source.release();
        source = buffer.of(bytes);
    }

    /** Releases the source. */
    @TearDown(Level.Trial)
    public void tearDown() {
        source.release();
    }
}
