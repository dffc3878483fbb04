package io.bsonwire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MalformedBsonException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.infra.Blackhole;

/** Whatever is measured beside each other finds the same in the bytes. */
class DecodingBenchmarksTest {
    private final Blackhole blackhole = new Blackhole(
            "Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.");

    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full", "small", "tweet", "large", "simple", "complex", "16m"})
    void decodersReadTheDocument(String document) {
        decode(document, BufferKind.DIRECT);
    }

    @ParameterizedTest
    @EnumSource
    void decodersReadFromEachKindOfBuffer(BufferKind buffer) {
        decode("flat", buffer);
        decode("1k", buffer);
    }

    private static void decode(String document, BufferKind buffer) {
        byte[] bytes = BenchmarkDocuments.bytes(document);
        DecodeBenchmark benchmark = new DecodeBenchmark();
        benchmark.document = document;
        benchmark.buffer = buffer;
        benchmark.setUp();
        Document decoded = benchmark.bsonwire();
        assertThat(BsonCodec.DEFAULT.encode(decoded)).isEqualTo(bytes);
        RawBsonDocument raw = new RawBsonDocument(bytes);
        assertThat(benchmark.mongodbDocument()).isEqualTo(raw.decode(MongodbBson.DOCUMENTS));
        assertThat(benchmark.mongodbBsonDocument()).isEqualTo(raw.decode(MongodbBson.BSON_DOCUMENTS));
        Map<String, ?> map = benchmark.bson4jacksonMap();
        assertThat(map.keySet()).isEqualTo(decoded.keySet());
        if (List.of("deep", "small", "tweet", "simple").contains(document)) { // those without other libraries' types
            assertThat(map).isEqualTo(decoded);
        }
        benchmark.tearDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full", "tweet", "complex"})
    void streamsReadTheSameValues(String document) {
        DecodeStreamBenchmark benchmark = new DecodeStreamBenchmark();
        benchmark.document = document;
        benchmark.setUp();
        assertThat(benchmark.bsonwire(blackhole))
                .isEqualTo(benchmark.mongodb(blackhole))
                .isNotZero();
        benchmark.tearDown();
    }

    @ParameterizedTest
    @CsvSource({"flat,first", "flat,middle", "flat,last", "full,first", "full,middle", "full,last"})
    void bothGetTheField(String document, String field) {
        RawGetBenchmark benchmark = new RawGetBenchmark();
        benchmark.document = document;
        benchmark.field = field;
        benchmark.setUp();
        byte[] bytes = BenchmarkDocuments.bytes(document);
        Document decoded = BsonCodec.DEFAULT.decodeExactly(bytes);
        List<String> names = List.copyOf(decoded.keySet());
        int index = field.equals("first") ? 0 : field.equals("last") ? names.size() - 1 : names.size() / 2;
        assertThat(benchmark.name()).isEqualTo(names.get(index));
        byte[] ours = BsonCodec.DEFAULT.encode(new Document("v", benchmark.bsonwire()));
        assertThat(ours).isEqualTo(BsonCodec.DEFAULT.encode(new Document("v", decoded.get(names.get(index)))));
        assertThat(new RawBsonDocument(new BsonDocument("v", benchmark.mongodb()), MongodbBson.BSON_DOCUMENTS)
                        .getBackingArray())
                .startsWith(ours);
        benchmark.tearDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full", "tweet", "complex"})
    void bothGoOverAllElements(String document) {
        RawIterateBenchmark benchmark = new RawIterateBenchmark();
        benchmark.document = document;
        benchmark.setUp();
        Document decoded = BsonCodec.DEFAULT.decodeExactly(BenchmarkDocuments.bytes(document));
        assertThat(benchmark.bsonwire()).isEqualTo(count(decoded)).isEqualTo(benchmark.mongodb());
        benchmark.tearDown();
    }

    private static int count(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.size()
                    + map.values().stream()
                            .mapToInt(DecodingBenchmarksTest::count)
                            .sum();
        } else if (value instanceof List<?> list) {
            return list.size()
                    + list.stream().mapToInt(DecodingBenchmarksTest::count).sum();
        }
        return 0;
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full", "tweet", "complex"})
    void allStepOverAllFields(String document) {
        byte[] bytes = BenchmarkDocuments.bytes(document);
        ValidateBenchmark benchmark = validating(bytes);
        int size = BsonCodec.DEFAULT.decodeExactly(bytes).size();
        assertThat(benchmark.bsonwireValidate()).isEqualTo(bytes.length);
        assertThat(benchmark.bsonwireSkip())
                .isEqualTo(size)
                .isEqualTo(benchmark.bsonwireSkipUnchecked())
                .isEqualTo(benchmark.mongodbSkip());
        assertThat(benchmark.mongodbRead(blackhole)).isNotZero();
        benchmark.tearDown();
    }

    /** What the benchmark's description says that the peer lets pass. */
    @ParameterizedTest
    @MethodSource("malformed")
    void thePeersCheckIsTheLesserOne(byte[] bytes) {
        ValidateBenchmark benchmark = validating(bytes);
        assertThatThrownBy(benchmark::bsonwireValidate).isInstanceOf(MalformedBsonException.class);
        assertThatThrownBy(benchmark::bsonwireSkip).isInstanceOf(MalformedBsonException.class);
        assertThat(benchmark.mongodbRead(blackhole)).isNotZero();
        assertThat(benchmark.mongodbSkip()).isOne();
        assertThat(benchmark.bsonwireSkipUnchecked()).isOne();
        benchmark.tearDown();
    }

    static Stream<byte[]> malformed() {
        byte[] text = BsonCodec.DEFAULT.encode(new Document("s", "x"));
        text[text.length - 3] = (byte) 0xFF; // which no UTF-8 has
        Document deep = new Document();
        for (int i = 0; i < 300; i++) {
            deep = new Document("d", deep);
        }
        BsonCodec deeper =
                BsonCodec.builder().limits(BsonLimits.DEFAULT.withMaxDepth(400)).build();
        return Stream.of(text, deeper.encode(deep));
    }

    private static ValidateBenchmark validating(byte[] bytes) {
        ValidateBenchmark benchmark = new ValidateBenchmark();
        benchmark.fill(bytes);
        return benchmark;
    }
}
