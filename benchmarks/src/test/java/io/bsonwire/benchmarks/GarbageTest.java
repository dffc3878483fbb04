package io.bsonwire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the benchmarks' documents leave for the garbage collector once caches are filled. */
class GarbageTest {
    private static final int ROUNDS = 5000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    // Without records of leaks, which are objects too.
    private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(true, true);
    private final ByteBuf buffer = alloc.directBuffer(1 << 13);

    @AfterEach
    void release() {
        buffer.release();
    }

    /** Objects of 16 bytes a round, on an average that is rounded down: what measuring and compiler need does not show. */
    private static long garbage(int expected, IntSupplier work) {
        for (int i = 0; i < ROUNDS; i++) {
            assertThat(work.getAsInt()).isEqualTo(expected);
        }
        long sum = 0;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
            sum += work.getAsInt();
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(sum).isEqualTo((long) ROUNDS * expected);
        return allocated / (16L * ROUNDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full"})
    void encodingMakesNone(String name) {
        byte[] bytes = BenchmarkDocuments.bytes(name);
        Document document = BsonCodec.DEFAULT.decodeExactly(bytes);
        assertThat(garbage(bytes.length, () -> BsonCodec.DEFAULT.encode(document, buffer.clear())))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full"})
    void validatingMakesNone(String name) {
        byte[] bytes = BenchmarkDocuments.bytes(name);
        buffer.writeBytes(bytes);
        assertThat(garbage(bytes.length, () -> BsonCodec.DEFAULT.validate(buffer.readerIndex(0))))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full"})
    void skippingMakesNone(String name) {
        byte[] bytes = BenchmarkDocuments.bytes(name);
        buffer.writeBytes(bytes);
        BsonReader reader = new BsonReader();
        assertThat(garbage(BsonCodec.DEFAULT.decodeExactly(bytes).size(), () -> {
                    int count = 0;
                    reader.reset(buffer);
                    while (reader.next()) {
                        reader.skip();
                        count++;
                    }
                    return count;
                }))
                .isZero();
    }

    /** A number, that is; other values are objects. */
    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full"})
    void gettingFromAViewMakesNone(String name) {
        Document document = BsonCodec.DEFAULT.decodeExactly(BenchmarkDocuments.bytes(name));
        document.put("the last one", 42);
        BsonCodec.DEFAULT.encode(document, buffer);
        RawDocument raw = RawDocument.of(buffer);
        assertThat(garbage(42, () -> raw.getInt32("the last one"))).isZero();
    }

    /** A message is an object with parts of its own, whatever it carries. */
    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full"})
    void buildingAMessageMakesNoneForItsDocument(String name) {
        Document document = BsonCodec.DEFAULT.decodeExactly(BenchmarkDocuments.bytes(name));
        assertThat(garbageOfMessage(document)).isEqualTo(garbageOfMessage(new Document()));
    }

    private long garbageOfMessage(Document body) {
        OpMsgBuilder builder = OpMsg.builder();
        int length = builder.body(body).encode(buffer.clear());
        return garbage(length, () -> builder.body(body).encode(buffer.clear()));
    }
}
