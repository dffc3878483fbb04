package io.bsonwire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.wire.Checksum;
import io.bsonwire.wire.OpMsg;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the benchmarks measure does what they say. */
class BenchmarksAreCorrectTest {
    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full"})
    void allEncodersWriteTheDocument(String document) {
        byte[] expected = BenchmarkDocuments.bytes(document);
        EncodeBenchmark benchmark = new EncodeBenchmark();
        benchmark.document = document;
        benchmark.setUp();
        assertThat(bytes(benchmark.bsonwire())).isEqualTo(expected);
        assertThat(bytes(benchmark.mongodbDocument())).isEqualTo(expected);
        assertThat(bytes(benchmark.mongodbBsonDocument())).isEqualTo(expected);
        benchmark.tearDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full"})
    void allDecodersReadTheDocument(String document) {
        byte[] bytes = BenchmarkDocuments.bytes(document);
        DecodeBenchmark benchmark = new DecodeBenchmark();
        benchmark.document = document;
        benchmark.setUp();
        assertThat(BsonCodec.DEFAULT.encode(benchmark.bsonwire())).isEqualTo(bytes);
        assertThat(benchmark.bsonwireValidate()).isEqualTo(bytes.length);
        RawBsonDocument raw = new RawBsonDocument(bytes);
        assertThat(benchmark.mongodbDocument()).isEqualTo(raw.decode(new DocumentCodec()));
        assertThat(benchmark.mongodbBsonDocument()).isEqualTo(raw.decode(new BsonDocumentCodec()));
        benchmark.tearDown();
    }

    @Test
    void theReplyHasTheSizeOfTheLimitAndAllItsDocumentsAreTaken() {
        ParseReplyBenchmark benchmark = new ParseReplyBenchmark();
        benchmark.setUp();
        ByteBuf copy = benchmark.copy();
        assertThat(copy.readableBytes()).isBetween(46_000_000, 48_000_000);
        int length = BenchmarkDocuments.bytes("small").length;
        assertThat(benchmark.parse(document -> assertThat(document.length()).isEqualTo(length)))
                .isEqualTo(benchmark.count());
        assertThat(benchmark.checksum()).isEqualTo(Checksum.of(copy, 0, copy.readableBytes()));
        benchmark.tearDown();
    }

    @Test
    void allInsertsHaveTheSameDocuments() {
        BatchInsertBenchmark benchmark = new BatchInsertBenchmark();
        benchmark.setUp();
        int length = 1000 * (BenchmarkDocuments.bytes("small").length + 17);
        byte[] expected = bytes(benchmark.mongodbDocument());
        assertThat(expected).hasSize(length);
        for (List<?> source : List.of(benchmark.documents(), benchmark.maps())) {
            OpMsg message = benchmark.insert(source);
            assertThat(message.sequence("documents").count()).isEqualTo(1000);
            assertThat(bytes(message.sequence("documents").bytes())).isEqualTo(expected);
            assertThat(message.bytes().isDirect()).isTrue();
            assertThat(benchmark.bsonwireDocument()).isEqualTo(message.length()).isEqualTo(benchmark.bsonwireMap());
            message.release();
        }
        benchmark.tearDown();
    }

    private static byte[] bytes(ByteBuf buffer) {
        return ByteBufUtil.getBytes(buffer);
    }
}
