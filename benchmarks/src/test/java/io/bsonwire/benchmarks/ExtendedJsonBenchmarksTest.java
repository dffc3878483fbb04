package io.bsonwire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.json.ExtendedJson;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.bson.RawBsonDocument;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is measured beside each other reads and writes the same JSON. */
class ExtendedJsonBenchmarksTest {
    @ParameterizedTest
    @CsvSource({
        "flat,relaxed",
        "flat,canonical",
        "deep,relaxed",
        "deep,canonical",
        "full,relaxed",
        "full,canonical",
        "tweet,relaxed",
        "tweet,canonical",
    })
    void writersWriteTheSame(String document, String format) {
        ToJsonBenchmark benchmark = new ToJsonBenchmark();
        benchmark.document = document;
        benchmark.format = format;
        benchmark.setUp();
        RawDocument raw = RawDocument.of(BenchmarkDocuments.bytes(document));
        String expected = (format.equals("relaxed") ? ExtendedJson.relaxed() : ExtendedJson.canonical()).toJson(raw);
        assertThat(benchmark.bsonwireDocument()).isEqualTo(expected);
        assertThat(benchmark.bsonwireRaw()).isEqualTo(expected);
        assertThat(benchmark.bsonwireBytes().toString(StandardCharsets.UTF_8)).isEqualTo(expected);
        Document read = ExtendedJson.canonical().parse(expected);
        assertThat(ExtendedJson.canonical().parse(benchmark.mongodbDocument())).isEqualTo(read);
        assertThat(ExtendedJson.canonical().parse(benchmark.mongodbRaw())).isEqualTo(read);
        benchmark.tearDown();
    }

    @ParameterizedTest
    @CsvSource({
        "flat,relaxed",
        "flat,canonical",
        "deep,relaxed",
        "deep,canonical",
        "full,relaxed",
        "full,canonical",
        "tweet,relaxed",
        "tweet,canonical",
    })
    void readersReadTheSame(String document, String format) {
        FromJsonBenchmark benchmark = new FromJsonBenchmark();
        benchmark.document = document;
        benchmark.format = format;
        benchmark.setUp();
        byte[] bytes = BsonCodec.DEFAULT.encode(benchmark.bsonwireDocument());
        if (format.equals("canonical")) {
            assertThat(bytes).isEqualTo(BenchmarkDocuments.bytes(document));
        }
        assertThat(ByteBufUtil.getBytes(benchmark.bsonwireRaw())).isEqualTo(bytes);
        assertThat(ByteBufUtil.getBytes(benchmark.bsonwireBytes())).isEqualTo(bytes);
        assertThat(benchmark.mongodbDocument()).isEqualTo(new RawBsonDocument(bytes).decode(MongodbBson.DOCUMENTS));
        assertThat(benchmark.mongodbRaw()).isEqualTo(new RawBsonDocument(bytes));
        benchmark.tearDown();
    }
}
