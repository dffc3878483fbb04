package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.json.ExtendedJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Depth 200 passes, 201 and a million fail in the same way, in every walk over documents. */
class DepthTest {
    private static final int LIMIT = 200;
    private static final int MILLION = 1_000_000;

    /** Large enough that a million levels are refused for their depth, not for their size. */
    private static final BsonCodec CODEC = BsonCodec.builder()
            .limits(BsonLimits.DEFAULT.withMaxDocumentSize(64 << 20))
            .build();

    record Walk(String name, IntFunction<Runnable> toDepth) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Walk> walks() {
        return Stream.of(
                bytes("decode", buffer -> CODEC.decode(buffer)),
                bytes("validate", buffer -> CODEC.validate(buffer)),
                bytes("skip", DepthTest::skip),
                bytes("enter", DepthTest::enterAll),
                bytes(
                        "raw toDocument",
                        buffer -> RawDocument.of(buffer, 0, CODEC).toDocument()),
                bytes("raw validate", buffer -> RawDocument.of(buffer, 0, CODEC).validate()),
                bytes("toJson of bytes", DepthTest::writeJson),
                new Walk("fromJson", levels -> {
                    String json = json(levels);
                    return () -> ExtendedJson.canonical().withCodec(CODEC).parse(json);
                }),
                new Walk("streaming fromJson", levels -> {
                    String json = json(levels);
                    return () -> ExtendedJson.canonical().withCodec(CODEC).read(json, writer());
                }),
                documents("encode", document -> CODEC.encode(document, Unpooled.buffer())),
                documents("toJson", document -> assertThat(document.toJson()).isNotEmpty()),
                documents(
                        "toString", document -> assertThat(document.toString()).isNotEmpty()),
                documents(
                        "hashCode", document -> assertThat(document.hashCode()).isEqualTo(document.hashCode())),
                new Walk("equals", levels -> {
                    Document one = nested(levels);
                    Document other = nested(levels);
                    return () -> assertThat(one.equals(other)).isTrue();
                }),
                new Walk("encode of maps", levels -> {
                    Map<String, Object> map = new LinkedHashMap<>();
                    for (int i = 1; i < levels; i++) {
                        map = new LinkedHashMap<>(Map.of("a", map));
                    }
                    Map<String, Object> outer = map;
                    return () -> CODEC.encode(outer, Unpooled.buffer());
                }),
                new Walk("streaming encode", levels -> () -> {
                    BsonWriter writer = writer().startDocument();
                    for (int i = 1; i < levels; i++) {
                        writer.name("a").startDocument();
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("walks")
    void twoHundredLevelsPass(Walk walk) {
        assertThatCode(walk.toDepth().apply(LIMIT)::run).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("walks")
    void oneMoreFails(Walk walk) {
        assertTooDeep(walk.toDepth().apply(LIMIT + 1));
    }

    @ParameterizedTest
    @MethodSource("walks")
    void aMillionLevelsFailInTheSameWay(Walk walk) {
        assertTooDeep(walk.toDepth().apply(MILLION));
    }

    @Test
    void documentsArraysAndScopesCountAlikeInAnyMix() {
        Object value = 1;
        for (int i = 0; i < LIMIT - 1; i++) {
            value = switch (i % 3) {
                case 0 -> new Document("a", value);
                case 1 -> List.of(value);
                default -> new CodeWithScope("f", new Document("a", value));
            };
        }
        byte[] bytes = CODEC.encode(new Document("a", value));
        assertThat(CODEC.decodeExactly(bytes)).isEqualTo(new Document("a", value));
        assertThat(CODEC.validate(Unpooled.wrappedBuffer(bytes))).isEqualTo(bytes.length);
        Document deeper = new Document("a", List.of(value));
        assertTooDeep(() -> CODEC.encode(deeper));
        assertTooDeep(() -> assertThat(deeper.hashCode()).isZero());
        assertTooDeep(() -> assertThat(deeper.toString()).isEmpty());

        BsonCodec shallow =
                CODEC.toBuilder().limits(CODEC.limits().withMaxDepth(LIMIT - 1)).build();
        assertThatThrownBy(() -> shallow.decodeExactly(bytes)).hasMessageContaining("nesting depth");
        assertThatThrownBy(() -> shallow.validate(Unpooled.wrappedBuffer(bytes)))
                .hasMessageContaining("nesting depth");
    }

    @Test
    void aMapThatContainsItselfEndsInTheDepthError() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("self", map);
        assertTooDeep(() -> CODEC.encode(map));
        Document document = new Document();
        document.put("self", document);
        assertTooDeep(() -> CODEC.encode(document));
        assertTooDeep(() -> assertThat(document.toString()).isEmpty());
        assertTooDeep(() -> assertThat(document.hashCode()).isZero());
    }

    private static void assertTooDeep(Runnable walk) {
        assertThatThrownBy(walk::run)
                .isInstanceOf(BsonException.class)
                .hasMessageStartingWith("nesting depth: 201 (expected: at most the limit of 200)");
    }

    private interface OnBytes {
        void run(ByteBuf buffer);
    }

    private interface OnDocument {
        void run(Document document);
    }

    private static Walk bytes(String name, OnBytes walk) {
        return new Walk(name, levels -> {
            ByteBuf buffer = Unpooled.wrappedBuffer(nestedBytes(levels));
            return () -> walk.run(buffer);
        });
    }

    private static Walk documents(String name, OnDocument walk) {
        return new Walk(name, levels -> {
            Document document = nested(levels);
            return () -> walk.run(document);
        });
    }

    private static void skip(ByteBuf buffer) {
        BsonReader reader = new BsonReader(CODEC).reset(buffer);
        while (reader.next()) {
            reader.skip();
        }
    }

    private static void enterAll(ByteBuf buffer) {
        BsonReader reader = new BsonReader(CODEC).reset(buffer);
        while (reader.next()) {
            reader.enter();
        }
    }

    private static void writeJson(ByteBuf buffer) {
        try {
            ExtendedJson.canonical()
                    .withCodec(CODEC)
                    .write(new BsonReader(CODEC).reset(buffer), OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BsonWriter writer() {
        return new BsonWriter(CODEC).reset(Unpooled.buffer());
    }

    private static Document nested(int levels) {
        Document document = new Document();
        for (int i = 1; i < levels; i++) {
            document = new Document("a", document);
        }
        return document;
    }

    private static byte[] nestedBytes(int levels) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * levels - 3).order(ByteOrder.LITTLE_ENDIAN);
        for (int level = 0; level < levels; level++) {
            bytes.putInt(8 * (levels - level) - 3);
            if (level < levels - 1) {
                bytes.put((byte) 3).put((byte) 'a').put((byte) 0);
            }
        }
        return bytes.array();
    }

    private static String json(int levels) {
        return "{\"a\":".repeat(levels - 1) + "{}" + "}".repeat(levels - 1);
    }
}
