package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBatches;
import io.bsonwire.wire.WireLimits;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches make objects for a batch, of a number that does not depend on how many documents it has. */
class BatchAllocationTest {
    private static final int DOCUMENTS = 20_000;
    /** A quarter of the smallest object a document; buffers, messages and the measuring itself come to less. */
    private static final long ALLOWED = 4L * DOCUMENTS;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final ByteBufAllocator WITHOUT_LEAK_RECORDS = new UnpooledByteBufAllocator(true, true);

    private static final Document DOCUMENT = new Document("name", "Ada Lovelace")
            .append("count", 1000)
            .append("nested", new Document("deep", new Document("deeper", true)).append("none", null))
            .append("list", new ArrayList<>(List.of(1, "two", new Document("three", 3))))
            .append("_id", ObjectId.parse("0102030405060708090a0b0c"));

    private record Source(String name, Object document) {
        @Override
        public String toString() {
            return name;
        }
    }

    private record Option(String name, UnaryOperator<OpMsgBatches> set) {}

    static Stream<Source> sources() {
        LinkedHashMap<String, Object> map = new LinkedHashMap<>(DOCUMENT);
        map.put("nested", new LinkedHashMap<>(DOCUMENT.getDocument("nested")));
        return Stream.of(new Source("Document", DOCUMENT), new Source("Map", map));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void nothingIsAllocatedForADocument(Source source) {
        List<Option> options = List.of(
                new Option("plain", batches -> batches),
                new Option(
                        "with checksum, not acknowledged",
                        batches -> batches.checksum().unacknowledged()),
                new Option("for encryption", OpMsgBatches::forEncryption));
        for (Option option : options) {
            write(source, option); // caches filled, classes loaded
            long before = THREADS.getCurrentThreadAllocatedBytes();
            long written = write(source, option);
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertThat(written).isEqualTo(DOCUMENTS);
            assertThat(allocated).as(option.name()).isLessThan(ALLOWED);
        }
    }

    private static long write(Source source, Option option) {
        OpMsgBatches batches = option.set()
                .apply(new OpMsgBatches(BsonCodec.DEFAULT, WireLimits.DEFAULT)
                        .body(new Document("insert", "c").append("$db", "d"))
                        .documents(Collections.nCopies(DOCUMENTS, source.document())
                                .iterator()));
        long written = 0;
        while (batches.hasNext()) {
            OpMsg message = batches.next(WITHOUT_LEAK_RECORDS);
            written += batches.count();
            message.release();
        }
        return written;
    }
}
