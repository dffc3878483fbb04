package io.bsonwire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is measured beside each other writes the same bytes. */
class EncodingBenchmarksTest {
    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full", "small", "tweet", "large", "simple", "complex", "16m"})
    void encodersWriteTheDocument(String document) {
        encode(document, BufferKind.DIRECT);
    }

    @ParameterizedTest
    @EnumSource
    void encodersWriteToEachKindOfBuffer(BufferKind buffer) {
        encode("flat", buffer);
        encode("1k", buffer);
    }

    private static void encode(String document, BufferKind buffer) {
        byte[] expected = BenchmarkDocuments.bytes(document);
        EncodeBenchmark benchmark = new EncodeBenchmark();
        benchmark.document = document;
        benchmark.buffer = buffer;
        benchmark.setUp();
        assertThat(bytes(benchmark.bsonwire())).isEqualTo(expected);
        assertThat(bytes(benchmark.bsonwireMap())).isEqualTo(expected);
        assertThat(bytes(benchmark.bsonwireRaw())).isEqualTo(expected);
        assertThat(bytes(benchmark.mongodbDocument())).isEqualTo(expected);
        assertThat(bytes(benchmark.mongodbBsonDocument())).isEqualTo(expected);
        assertThat(bytes(benchmark.mongodbRaw())).isEqualTo(expected);
        Document byBson4jackson = BsonCodec.DEFAULT.decode(benchmark.bson4jacksonMap());
        Document original = BsonCodec.DEFAULT.decodeExactly(expected);
        assertThat(byBson4jackson.keySet()).isEqualTo(original.keySet());
        if (!document.equals("full")) { // which has types that it does not know
            byBson4jackson.remove("_id"); // not always written as it was read
            original.remove("_id");
            assertThat(byBson4jackson).isEqualTo(original);
        }
        benchmark.tearDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full", "tweet", "complex"})
    void streamsWriteTheDocument(String document) {
        byte[] expected = BenchmarkDocuments.bytes(document);
        EncodeStreamBenchmark benchmark = new EncodeStreamBenchmark();
        benchmark.document = document;
        benchmark.setUp();
        assertThat(bytes(benchmark.bsonwire())).isEqualTo(expected);
        assertThat(bytes(benchmark.mongodb())).isEqualTo(expected);
        benchmark.tearDown();
    }

    private static byte[] bytes(ByteBuf buffer) {
        return ByteBufUtil.getBytes(buffer);
    }
}
