package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Encoding makes no object for a document, be it a Document or a map, nor for those inside it. */
class EncodeAllocationTest {
    private static final Document DOCUMENT = new Document("name", "Ada Lovelace")
            .append("count", 1000)
            .append("ratio", 0.5)
            .append("large", 1L << 40)
            .append("nested", new Document("deep", new Document("deeper", true)).append("none", null))
            .append("list", new ArrayList<>(List.of(1, "two", new Document("three", 3))))
            .append("_id", ObjectId.parse("0102030405060708090a0b0c"));

    static Stream<Map<String, ?>> documents() {
        return Stream.of(
                DOCUMENT,
                copied(LinkedHashMap::new, DOCUMENT),
                copied(HashMap::new, DOCUMENT),
                copied(TreeMap::new, DOCUMENT));
    }

    /** The document with every document in it as a map of another class. */
    private static Map<String, Object> copied(Function<Map<String, Object>, Map<String, Object>> maker, Document from) {
        Map<String, Object> copy = maker.apply(Map.of());
        from.forEach((name, value) -> copy.put(name, value instanceof Document nested ? copied(maker, nested) : value));
        return copy;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void aDocument(Map<String, ?> document) throws ReflectiveOperationException {
        ByteBuf target = new UnpooledByteBufAllocator(true, true).directBuffer(1024);
        AllocatedBytes.assertNone(() -> BsonCodec.DEFAULT.encode(document, target.clear()));
        AllocatedBytes.assertNone(() -> BsonCodec.DEFAULT.encodeIdFirst(document, target.clear()));
        target.release();
    }

    /** An array of more than 1 MiB is not kept for good, but as long as there is memory enough. */
    @Test
    void aLargeDocument() throws ReflectiveOperationException {
        Document document = new Document("text", "x".repeat(3_000_000)).append("number", 1);
        ByteBuf target = new UnpooledByteBufAllocator(true, true).directBuffer(4_000_000);
        AllocatedBytes.assertNone(20, () -> BsonCodec.DEFAULT.encode(document, target.clear()));
        AllocatedBytes.assertNone(20, () -> BsonCodec.DEFAULT.validate(target));
        target.release();
    }
}
