package io.bsonwire.benchmarks;

import io.bsonwire.bson.Document;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBatches;
import io.bsonwire.wire.OpMsgBuilder;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.compress.Compressors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
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
 * What does it cost to compress the message that inserts 100 tweets, and to get it back? The peer of each compressor is the
 * library that it stands on, from one direct buffer to another that are there, without a message around.
 *
 * <p>Times of different compressors are of different work. The documents differ in nothing but their ids, so the ratio
 * flatters all of them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class CompressBenchmark {
    /** Which compressor. */
    @Param({"noop", "snappy", "zlib", "zstd", "zstd-native"})
    public String compressor = "noop";

    private final PooledByteBufAllocator alloc = new PooledByteBufAllocator(true);
    private BareCompression bare = BareCompression.of("noop");
    private Compressors compressors = Compressors.NONE;
    private OpMsg message = new OpMsgBuilder().body(new Document()).build(alloc);
    private OpCompressed compressed = OpCompressed.of(message, bare.wrapped(), alloc);
    private ByteBuffer source = ByteBuffer.allocateDirect(0);
    private ByteBuffer compressedSource = ByteBuffer.allocateDirect(0);
    private ByteBuffer target = ByteBuffer.allocateDirect(0);

    /** Makes the message, compressed and not. */
    @Setup(Level.Trial)
    public void setUp() {
        tearDown();
        bare = BareCompression.of(compressor);
        compressors = Compressors.of(bare.wrapped());
        message = new OpMsgBatches()
                .body(new Document("insert", "c").append("$db", "db"))
                .documents(new InsertedDocuments("tweet", 100).documents())
                .next(alloc);
        compressed = OpCompressed.of(message, bare.wrapped(), alloc);
        source = message.bytes().skipBytes(16).nioBuffer(); // behind the header
        compressedSource = compressed.compressedBytes().nioBuffer();
        target = ByteBuffer.allocateDirect(bare.wrapped().maxCompressedLength(source.remaining()));
    }

    /** Releases the messages. */
    @TearDown(Level.Trial)
    public void tearDown() {
        message.release();
        compressed.release();
    }

    /** The message. */
    OpMsg message() {
        return message;
    }

    /**
     * This library.
     *
     * @return length of the compressed message
     */
    @Benchmark
    public int bsonwireCompress() {
        OpCompressed result = OpCompressed.of(message, bare.wrapped(), alloc);
        int length = result.length();
        result.release();
        return length;
    }

    /**
     * The library below it.
     *
     * @return the bytes, compressed
     * @throws DataFormatException never
     */
    @Benchmark
    public ByteBuffer bareCompress() throws DataFormatException {
        bare.compress(source.duplicate(), target.clear());
        return target.flip();
    }

    /**
     * This library.
     *
     * @return length of the message
     */
    @Benchmark
    public int bsonwireDecompress() {
        ByteBuf result = decompress();
        int length = result.readableBytes();
        result.release();
        return length;
    }

    /** The message, which the caller releases. */
    ByteBuf decompress() {
        return compressed.decompress(compressors, WireLimits.DEFAULT, alloc);
    }

    /**
     * The library below it.
     *
     * @return the bytes
     * @throws DataFormatException never
     */
    @Benchmark
    public ByteBuffer bareDecompress() throws DataFormatException {
        bare.decompress(compressedSource.duplicate(), target.clear());
        return target.flip();
    }
}
