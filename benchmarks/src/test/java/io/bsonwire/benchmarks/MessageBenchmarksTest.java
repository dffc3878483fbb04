package io.bsonwire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.Checksum;
import io.bsonwire.wire.DocumentSequence;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBatches;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are measured are what they are said to be. */
class MessageBenchmarksTest {
    @Test
    void findIsBuiltAndParsed() {
        FindCommandBenchmark benchmark = new FindCommandBenchmark();
        byte[] command = BsonCodec.DEFAULT.encode(benchmark.command());
        OpMsg built = benchmark.build();
        assertThat(built.body().toByteArray()).isEqualTo(command);
        assertThat(benchmark.bsonwireBuild()).isEqualTo(built.length());
        OpMsg encoded = OpMsg.decode(benchmark.bsonwireEncode());
        assertThat(encoded.body().toByteArray()).isEqualTo(command);
        assertThat(encoded.length()).isEqualTo(built.length());
        assertThat(bytes(benchmark.mongodbEncode())).isEqualTo(command);
        assertThat(benchmark.bsonwireParse()).containsExactly("shop", "orders").isEqualTo(benchmark.mongodbParse());
        built.release();
        benchmark.tearDown();
    }

    @Test
    void insertsHaveTheSameDocuments() {
        BatchInsertBenchmark benchmark = new BatchInsertBenchmark();
        int length = 1000 * (BenchmarkDocuments.bytes("small").length + 17);
        byte[] expected = bytes(benchmark.mongodbDocument());
        assertThat(expected).hasSize(length);
        for (List<?> source :
                List.of(benchmark.inserted().documents(), benchmark.inserted().maps())) {
            OpMsg message = benchmark.insert(source);
            assertThat(message.sequence("documents").count()).isEqualTo(1000);
            assertThat(bytes(message.sequence("documents").bytes())).isEqualTo(expected);
            assertThat(message.bytes().isDirect()).isTrue();
            assertThat(benchmark.bsonwireDocument()).isEqualTo(message.length()).isEqualTo(benchmark.bsonwireMap());
            message.release();
        }
        int seen = "_id".length() + 1;
        Document small = BsonCodec.DEFAULT.decodeExactly(BenchmarkDocuments.bytes("small"));
        for (Map.Entry<String, Object> entry : small.entrySet()) {
            seen += entry.getKey().length() + (entry.getValue() instanceof String text ? text.length() : 1);
        }
        assertThat(benchmark.walkDocuments()).isEqualTo(1000 * seen).isEqualTo(benchmark.walkMaps());
        benchmark.tearDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "tweet"})
    void insertsAreSplitAndHaveAllDocuments(String document) {
        SplitInsertBenchmark benchmark = new SplitInsertBenchmark();
        benchmark.document = document;
        benchmark.setUp();
        long count = 0;
        long length = 0;
        long documentsLength = 0;
        int messages = 0;
        OpMsgBatches batches = benchmark.batches();
        while (batches.hasNext()) {
            OpMsg message = batches.next(UnpooledByteBufAllocator.DEFAULT);
            DocumentSequence documents = message.sequence("documents");
            count += documents.count();
            length += message.length();
            documentsLength += documents.bytes().readableBytes();
            messages++;
            message.release();
        }
        assertThat(count).isEqualTo(200_000);
        assertThat(messages).isGreaterThan(1);
        assertThat(benchmark.bsonwire()).isEqualTo(length);
        assertThat(benchmark.mongodb()).isEqualTo(documentsLength);
        benchmark.tearDown();
    }

    @Test
    void documentsOfAnInsertAreTaken() {
        ParseInsertBenchmark benchmark = new ParseInsertBenchmark();
        benchmark.setUp();
        List<RawDocument> ours = new ArrayList<>();
        benchmark.bsonwire(ours::add);
        List<RawBsonDocument> theirs = new ArrayList<>();
        benchmark.mongodb(theirs::add);
        assertThat(ours).hasSize(1000).hasSameSizeAs(theirs);
        for (int i = 0; i < 1000; i++) {
            assertThat(ours.get(i).toByteArray())
                    .isEqualTo(bytes(
                            Unpooled.wrappedBuffer(theirs.get(i).getByteBuffer().asNIO())));
        }
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

    @ParameterizedTest
    @EnumSource
    void checksumsAgree(BufferKind buffer) {
        ChecksumBenchmark benchmark = new ChecksumBenchmark();
        benchmark.buffer = buffer;
        for (int length : new int[] {200, 16_000}) {
            benchmark.length = length;
            benchmark.setUp();
            assertThat(benchmark.bsonwire())
                    .isEqualTo(benchmark.jdk())
                    .isEqualTo(benchmark.jdk())
                    .isNotZero();
            benchmark.tearDown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"noop", "snappy", "zlib", "zstd", "zstd-native"})
    void compressedMessagesComeBack(String compressor) throws DataFormatException {
        CompressBenchmark benchmark = new CompressBenchmark();
        benchmark.compressor = compressor;
        benchmark.setUp();
        OpMsg message = benchmark.message();
        assertThat(message.sequence("documents").count()).isEqualTo(100);
        ByteBuf back = benchmark.decompress();
        assertThat(bytes(back)).isEqualTo(bytes(message.bytes()));
        assertThat(benchmark.bsonwireDecompress()).isEqualTo(back.readableBytes());
        back.release();
        assertThat(bytes(Unpooled.wrappedBuffer(benchmark.bareDecompress())))
                .isEqualTo(bytes(message.bytes().skipBytes(16)));
        int header = 16 + 9; // of the message, and what was compressed
        assertThat(benchmark.bsonwireCompress())
                .isEqualTo(header + benchmark.bareCompress().remaining());
        benchmark.tearDown();
    }

    private static byte[] bytes(ByteBuf buffer) {
        return ByteBufUtil.getBytes(buffer);
    }
}
