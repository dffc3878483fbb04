package io.bsonwire.benchmarks;

import io.bsonwire.wire.Checksum;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
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
 * What does the checksum of a message cost, from a find to the largest message? The peer is the JDK's CRC-32C alone, on the
 * same bytes through a view that is there.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class ChecksumBenchmark {
    /** Bytes of the message. */
    @Param({"200", "16000", "48000000"})
    public int length = 200;

    /** Where it lies. */
    @Param("DIRECT")
    public BufferKind buffer = BufferKind.DIRECT;

    private ByteBuf message = Unpooled.EMPTY_BUFFER;
    private ByteBuffer[] view = {};

    /** Makes bytes. */
    @Setup(Level.Trial)
    public void setUp() {
        byte[] bytes = new byte[length];
        new Random(42).nextBytes(bytes);
        message = buffer.of(bytes);
        view = message.nioBuffers();
    }

    /** Releases the message. */
    @TearDown(Level.Trial)
    public void tearDown() {
        message.release();
    }

    /**
     * This library.
     *
     * @return the checksum
     */
    @Benchmark
    public int bsonwire() {
        return Checksum.of(message, 0, length);
    }

    /**
     * The JDK.
     *
     * @return the checksum
     */
    @Benchmark
    public int jdk() {
        CRC32C crc = new CRC32C();
        for (ByteBuffer part : view) {
            crc.update(part.rewind());
        }
        return (int) crc.getValue();
    }
}
