package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MalformedBsonException;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.json.ExtendedJson;
import io.bsonwire.bson.json.MalformedJsonException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the official corpus: every valid document by four routes, each on every shape of buffer, and every error by all
 * the routes that could miss it.
 */
class CorpusTest {
    private static final BsonCodec CODEC = BsonCodec.DEFAULT;
    private static final ExtendedJson CANONICAL = ExtendedJson.canonical();
    private static final ExtendedJson RELAXED = ExtendedJson.relaxed();

    @TestFactory
    List<DynamicNode> officialCorpus() throws IOException {
        Optional<Path> folder = Corpus.folder();
        if (folder.isEmpty()) {
            System.out.println(Corpus.HOW_TO_GET);
            return List.of(dynamicTest("the official corpus is not there", () -> abort(Corpus.HOW_TO_GET)));
        }
        Corpus corpus = Corpus.load(folder.get());
        System.out.println("official corpus: " + corpus.valid().size() + " valid, "
                + corpus.decodeErrors().size() + " decode errors, "
                + corpus.parseErrors().size() + " parse errors");
        assertThat(corpus.valid()).as("valid cases in %s", folder.get()).isNotEmpty();
        assertThat(corpus.decodeErrors())
                .as("decode errors in %s", folder.get())
                .isNotEmpty();
        assertThat(corpus.parseErrors()).as("parse errors in %s", folder.get()).isNotEmpty();
        return List.of(
                dynamicContainer("valid", corpus.valid().stream().map(CorpusTest::valid)),
                dynamicContainer("decode errors", corpus.decodeErrors().stream().map(CorpusTest::decodeError)),
                dynamicContainer("parse errors", corpus.parseErrors().stream().map(CorpusTest::parseError)));
    }

    // ---- valid documents ----

    private static DynamicNode valid(Corpus.Valid test) {
        List<DynamicTest> routes = new ArrayList<>();
        byte[] canonical = Corpus.bytes(test.bson());
        for (String bson : presentOnes(test.bson(), test.degenerateBson())) {
            routes.add(dynamicTest(
                    "eager",
                    () -> onEveryShape(bson, buffer -> {
                        Document document = CODEC.decodeExactly(buffer);
                        assertThat(CODEC.encode(document)).isEqualTo(canonical);
                    })));
            routes.add(dynamicTest("raw", () -> onEveryShape(bson, buffer -> raw(buffer, canonical))));
            routes.add(dynamicTest(
                    "streaming",
                    () -> onEveryShape(bson, buffer -> {
                        assertThat(StreamingCopy.of(buffer)).isEqualTo(canonical);
                        assertThat(CODEC.validate(buffer)).isEqualTo(buffer.readableBytes());
                    })));
            routes.add(dynamicTest("to JSON", () -> onEveryShape(bson, buffer -> toJson(buffer, test))));
        }
        for (String json : presentOnes(test.json(), test.degenerateJson())) {
            routes.add(dynamicTest("from JSON", () -> fromJson(json, test)));
        }
        if (test.relaxedJson() != null) {
            routes.add(dynamicTest("from relaxed JSON", () -> fromRelaxedJson(test.relaxedJson())));
        }
        if (test.convertedBson() != null && test.convertedJson() != null) {
            Corpus.Valid converted = new Corpus.Valid(
                    "converted", test.convertedBson(), test.convertedJson(), null, null, null, null, null, false);
            routes.add(dynamicTest(
                    "converted to JSON",
                    () -> onEveryShape(converted.bson(), buffer -> {
                        assertThat(CODEC.encode(CODEC.decodeExactly(buffer))).isEqualTo(Corpus.bytes(converted.bson()));
                        buffer.readerIndex(buffer.writerIndex() - Corpus.bytes(converted.bson()).length);
                        toJson(buffer, converted);
                    })));
            routes.add(dynamicTest("converted from JSON", () -> fromJson(converted.json(), converted)));
        }
        return dynamicContainer(test.name(), routes);
    }

    private static void raw(ByteBuf buffer, byte[] canonical) {
        byte[] bytes = ByteBufUtil.getBytes(buffer);
        RawDocument raw = RawDocument.of(buffer);
        assertThat(raw.length()).isEqualTo(bytes.length);
        assertThat(CODEC.encode(raw)).isEqualTo(bytes);
        assertThat(CODEC.encode(raw.toDocument())).isEqualTo(canonical);

        Document values = new Document();
        for (String name : raw.toDocument().keySet()) {
            assertThat(raw.contains(name)).isTrue();
            values.append(name, raw.get(name));
        }
        // Containers come as views of the bytes, so only values at the top are in canonical form.
        byte[] rebuilt = CODEC.encode(values);
        assertThat(CODEC.encode(CODEC.decodeExactly(rebuilt))).isEqualTo(canonical);
    }

    private static void toJson(ByteBuf buffer, Corpus.Valid test) {
        int from = buffer.readerIndex();
        assertSameJson(toJson(CANONICAL, buffer), test.json());
        assertSameJson(toJson(CANONICAL.pretty(), buffer.readerIndex(from)), test.json());
        Document document = CODEC.decodeExactly(buffer.readerIndex(from));
        assertSameJson(CANONICAL.toJson(document), test.json());
        if (test.relaxedJson() != null) {
            assertSameJson(toJson(RELAXED, buffer.readerIndex(from)), test.relaxedJson());
            assertSameJson(document.toJson(), test.relaxedJson());
            assertSameJson(document.toString(), test.relaxedJson());
        }
    }

    private static String toJson(ExtendedJson format, ByteBuf document) {
        ByteBuf json = Unpooled.buffer();
        assertThat(format.write(document, json)).isEqualTo(json.readableBytes());
        assertThat(document.isReadable()).isFalse();
        return json.toString(StandardCharsets.UTF_8);
    }

    private static void fromJson(String json, Corpus.Valid test) {
        Document document = CANONICAL.parse(json);
        assertSameJson(CANONICAL.toJson(document), test.json());
        if (!test.lossy()) {
            byte[] canonical = Corpus.bytes(test.bson());
            assertThat(CODEC.encode(document)).isEqualTo(canonical);
            onEveryShape(json.getBytes(StandardCharsets.UTF_8), buffer -> {
                ByteBuf bson = Unpooled.buffer();
                CANONICAL.read(buffer, new BsonWriter().reset(bson));
                assertThat(ByteBufUtil.getBytes(bson)).isEqualTo(canonical);
            });
        }
    }

    private static void fromRelaxedJson(String json) {
        assertSameJson(RELAXED.toJson(RELAXED.parse(json)), json);
    }

    private static void assertSameJson(String actual, String expected) {
        assertThat(PlainJson.tokens(actual)).as(actual).isEqualTo(PlainJson.tokens(expected));
    }

    // ---- errors ----

    private static DynamicNode decodeError(Corpus.DecodeError test) {
        return dynamicTest(
                test.name(),
                () -> onEveryShape(test.bson(), buffer -> {
                    assertThatThrownBy(() -> CODEC.decodeExactly(buffer)).isInstanceOf(MalformedBsonException.class);
                    // These read one document and leave what follows it, which is the error in some cases.
                    assertFailsOrLeavesBytes(buffer, CODEC::validate);
                    assertFailsOrLeavesBytes(buffer, one -> StreamingCopy.of(one).length);
                    assertFailsOrLeavesBytes(
                            buffer,
                            one -> RawDocument.of(one).toDocument().size() * 0
                                    + RawDocument.of(one).length());
                    assertFailsOrLeavesBytes(buffer, one -> {
                        int from = one.readerIndex();
                        CANONICAL.write(one, Unpooled.buffer());
                        return one.readerIndex() - from;
                    });
                }));
    }

    private static void assertFailsOrLeavesBytes(ByteBuf buffer, Function<ByteBuf, Integer> route) {
        int length;
        try {
            length = route.apply(buffer.duplicate());
        } catch (MalformedBsonException e) {
            return;
        }
        assertThat(length).isLessThan(buffer.readableBytes());
    }

    private static DynamicNode parseError(Corpus.ParseError test) {
        return dynamicTest(test.name(), () -> {
            if (test.bsonType() == 0x13) {
                assertThatThrownBy(() -> Decimal128.parse(test.text())).isInstanceOf(IllegalArgumentException.class);
                Document wrapped = new Document("a", new Document("$numberDecimal", test.text()));
                assertParseFails(CANONICAL.toJson(wrapped));
            } else {
                assertThat(test.bsonType()).isIn(0x00, 0x05);
                PlainJson.parseObject(test.text()); // is JSON at least
                assertParseFails(test.text());
            }
        });
    }

    private static void assertParseFails(String json) {
        for (ExtendedJson format : List.of(CANONICAL, RELAXED)) {
            assertThatThrownBy(() -> format.parse(json)).isInstanceOf(MalformedJsonException.class);
            onEveryShape(
                    json.getBytes(StandardCharsets.UTF_8),
                    buffer -> assertThatThrownBy(() -> format.read(buffer, new BsonWriter().reset(Unpooled.buffer())))
                            .isInstanceOf(MalformedJsonException.class));
        }
    }

    // ---- parts ----

    private static List<String> presentOnes(String always, @Nullable String maybe) {
        return maybe == null ? List.of(always) : List.of(always, maybe);
    }

    private interface BufferTest {
        void run(ByteBuf buffer);
    }

    private static void onEveryShape(String hex, BufferTest test) {
        onEveryShape(Corpus.bytes(hex), test);
    }

    private static void onEveryShape(byte[] bytes, BufferTest test) {
        for (BufferShape shape : BufferShape.values()) {
            ByteBuf buffer = shape.of(bytes);
            try {
                test.run(buffer);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("on " + shape + ": " + e.getMessage(), e);
            } finally {
                assertThat(buffer.refCnt()).as("references of %s", shape).isEqualTo(1);
                buffer.release();
            }
        }
    }
}
