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
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the benchmarks' documents leave for the garbage collector once caches are filled. */
class GarbageTest {
    private static final int ROUNDS = 5000;
    /** The compiler leaves objects out when it has seen enough of some work, or puts them back: the best try counts. */
    private static final int TRIES = 20;

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

    private static void assertNoGarbage(int expected, IntSupplier work) {
        assertNotMoreGarbage(() -> garbage(expected, work), () -> 0);
    }

    /** The one is measured right behind the other, so that both have met the same compiled code in one of the tries. */
    private static void assertNotMoreGarbage(LongSupplier work, LongSupplier other) {
        long most = other.getAsLong();
        long garbage = work.getAsLong();
        for (int i = 1; i < TRIES && garbage > most; i++) {
            most = other.getAsLong();
            garbage = work.getAsLong();
        }
        assertThat(garbage).isLessThanOrEqualTo(most);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full"})
    void encodingMakesNone(String name) {
        byte[] bytes = BenchmarkDocuments.bytes(name);
        Document document = BsonCodec.DEFAULT.decodeExactly(bytes);
        assertNoGarbage(bytes.length, () -> BsonCodec.DEFAULT.encode(document, buffer.clear()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full"})
    void validatingMakesNone(String name) {
        byte[] bytes = BenchmarkDocuments.bytes(name);
        buffer.writeBytes(bytes);
        assertNoGarbage(bytes.length, () -> BsonCodec.DEFAULT.validate(buffer.readerIndex(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full"})
    void skippingMakesNone(String name) {
        byte[] bytes = BenchmarkDocuments.bytes(name);
        buffer.writeBytes(bytes);
        BsonReader reader = new BsonReader();
        assertNoGarbage(BsonCodec.DEFAULT.decodeExactly(bytes).size(), () -> {
            int count = 0;
            reader.reset(buffer);
            while (reader.next()) {
                reader.skip();
                count++;
            }
            return count;
        });
    }

    /** A number, that is; other values are objects. */
    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full"})
    void gettingFromAViewMakesNone(String name) {
        Document document = BsonCodec.DEFAULT.decodeExactly(BenchmarkDocuments.bytes(name));
        document.put("the last one", 42);
        BsonCodec.DEFAULT.encode(document, buffer);
        RawDocument raw = RawDocument.of(buffer);
        assertNoGarbage(42, () -> raw.getInt32("the last one"));
    }

    /** A message is an object with parts of its own, whatever it carries. */
    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full"})
    void buildingAMessageMakesNoneForItsDocument(String name) {
        Document document = BsonCodec.DEFAULT.decodeExactly(BenchmarkDocuments.bytes(name));
        assertNotMoreGarbage(() -> garbageOfMessage(document), () -> garbageOfMessage(new Document()));
    }

    private long garbageOfMessage(Document body) {
        OpMsgBuilder builder = OpMsg.builder();
        int length = builder.body(body).encode(buffer.clear());
        return garbage(length, () -> builder.body(body).encode(buffer.clear()));
    }
}
