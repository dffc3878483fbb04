package io.bsonwire.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A document in a buffer: what benchmarks that do nothing but read it start from. */
@State(Scope.Thread)
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
