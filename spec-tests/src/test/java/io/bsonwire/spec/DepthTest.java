package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MalformedBsonException;
import io.bsonwire.bson.RawArray;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.json.ExtendedJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nesting of 200 levels passes, 201 and a million fail, everywhere and in the same way: with an exception of the project
 * that names the limit, not with a StackOverflowError.
 */
class DepthTest {
    private static final int LIMIT = 200;
    private static final int MILLION = 1_000_000;

    /** Room for a million levels: only their depth is to be at fault. */
    private static final BsonCodec ROOMY = BsonCodec.builder()
            .limits(BsonLimits.DEFAULT.withMaxDocumentSize(64 << 20))
            .build();

    /** What the levels below the top one are. */
    enum Kind {
        DOCUMENTS,
        ARRAYS,
        SCOPES,
        MIXED;

        private int type(int level) {
            return switch (this) {
                case DOCUMENTS -> 0x03;
                case ARRAYS -> 0x04;
                case SCOPES -> 0x0F;
                case MIXED -> new int[] {0x03, 0x04, 0x0F, 0x04, 0x0F, 0x03}[level % 6];
            };
        }

        /** BSON of so many levels, laid out from the inside, so that its maker needs no stack. */
        byte[] bytes(int levels) {
            int[] sizes = new int[levels + 1];
            sizes[levels] = 5;
            for (int level = levels - 1; level >= 1; level--) {
                sizes[level] = sizes[level + 1] + 8 + (type(level) == 0x0F ? 9 : 0);
            }
            byte[] bytes = new byte[sizes[1]];
            int at = 0;
            for (int level = 1; level <= levels; level++) {
                Layout.putInt32(bytes, at, sizes[level]);
                at += 4;
                if (level < levels) {
                    bytes[at] = (byte) type(level);
                    bytes[at + 1] = '0';
                    at += 3;
                    if (type(level) == 0x0F) {
                        Layout.putInt32(bytes, at, sizes[level + 1] + 9);
                        Layout.putInt32(bytes, at + 4, 1);
                        at += 9;
                    }
                }
            }
            return bytes; // the rest are terminators, which are zero already
        }

        /** The same in memory. */
        Document document(int levels) {
            Object container = levels > 1 && type(levels - 1) == 0x04 ? new ArrayList<>() : new Document();
            for (int level = levels - 1; level >= 1; level--) {
                Object value = type(level) == 0x0F ? new CodeWithScope("", (Document) container) : container;
                if (level > 1 && type(level - 1) == 0x04) {
                    container = new ArrayList<>(Arrays.asList(value));
                } else {
                    container = new Document("0", value);
                }
            }
            return (Document) container;
        }

        String json(int levels) {
            StringBuilder json = new StringBuilder();
            StringBuilder ends = new StringBuilder();
            for (int level = 1; level < levels; level++) {
                json.append(level > 1 && type(level - 1) == 0x04 ? "[" : "{\"0\":");
                ends.append(level > 1 && type(level - 1) == 0x04 ? "]" : "}");
                if (type(level) == 0x0F) {
                    json.append("{\"$code\":\"\",\"$scope\":");
                    ends.append('}');
                }
            }
            boolean array = levels > 1 && type(levels - 1) == 0x04;
            return json.append(array ? "[]" : "{}").append(ends.reverse()).toString();
        }
    }

    private static void assertTooDeep(String what, Runnable code) {
        assertThatExceptionOfType(BsonException.class)
                .as(what)
                .isThrownBy(code::run)
                .matches(e -> e.problem().equals("nesting depth: 201 (expected: at most the limit of 200)"), "problem");
    }

    // ---- bytes ----

    /** A way through bytes, for a buffer or for what is in it. */
    private record Reading(String name, Consumer<ByteBuf> code) {}

    private static Stream<Reading> readings() {
        return Stream.of(
                new Reading("decode", ROOMY::decode),
                new Reading("validate", ROOMY::validate),
                new Reading("skip", source -> {
                    BsonReader reader = new BsonReader(ROOMY).reset(source);
                    reader.next();
                    reader.skip();
                }),
                new Reading("next behind an unread value", source -> {
                    BsonReader reader = new BsonReader(ROOMY).reset(source);
                    reader.next();
                    reader.next();
                }),
                new Reading("readValue", source -> {
                    BsonReader reader = new BsonReader(ROOMY).reset(source);
                    reader.next();
                    reader.readValue();
                }),
                new Reading("enter", source -> enterAll(new BsonReader(ROOMY).reset(source))),
                new Reading("leave", source -> {
                    BsonReader reader = new BsonReader(ROOMY).reset(source);
                    reader.next();
                    enter(reader);
                    reader.leave();
                }),
                new Reading("copyElement", source -> {
                    BsonReader reader = new BsonReader(ROOMY).reset(source);
                    reader.next();
                    new BsonWriter(ROOMY)
                            .reset(Unpooled.buffer())
                            .startDocument()
                            .copyElement(reader);
                }),
                new Reading(
                        "raw decode",
                        source -> RawDocument.of(source, source.readerIndex(), ROOMY)
                                .toDocument()),
                new Reading(
                        "raw validate",
                        source -> RawDocument.of(source, source.readerIndex(), ROOMY)
                                .validate()),
                new Reading("raw walk", source -> walk(RawDocument.of(source, source.readerIndex(), ROOMY))),
                new Reading(
                        "to JSON",
                        source -> ExtendedJson.canonical().withCodec(ROOMY).write(source, Unpooled.buffer())));
    }

    private static void enter(BsonReader reader) {
        switch (reader.type()) {
            case DOCUMENT, ARRAY -> reader.enter();
            default -> reader.enterCodeWithScope();
        }
    }

    private static void enterAll(BsonReader reader) {
        while (reader.next()) {
            enter(reader);
        }
        while (reader.depth() > 1) {
            reader.leave();
        }
    }

    /** Down through views, as far as they give them out. */
    private static void walk(RawDocument top) {
        Object value = top;
        while (value != null) {
            if (value instanceof RawDocument document) {
                value = document.get("0");
            } else if (value instanceof RawArray array) {
                value = array.isEmpty() ? null : array.get(0);
            } else {
                return; // code with scope was decoded as a whole
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void bytesOf200LevelsAreRead(Kind kind) {
        byte[] bytes = kind.bytes(LIMIT);
        assertThat(BsonCodec.DEFAULT.encode(kind.document(LIMIT))).isEqualTo(bytes);
        for (BufferShape shape : BufferShape.values()) {
            readings().forEach(reading -> {
                ByteBuf source = shape.of(bytes);
                reading.code().accept(source);
                source.release();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("CVE-2026-9740 (server): depth is counted across documents, arrays and scopes in any mix")
    void bytesOf201LevelsAreRefused(Kind kind) {
        byte[] bytes = kind.bytes(LIMIT + 1);
        for (BufferShape shape : BufferShape.values()) {
            readings().forEach(reading -> {
                ByteBuf source = shape.of(bytes);
                assertTooDeep(reading.name(), () -> reading.code().accept(source));
                source.release();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "bson-rust 680, js-bson 886, org.mongodb:bson 5.14: bytes of a million levels do not exhaust the stack")
    void bytesOfAMillionLevelsAreRefused(Kind kind) {
        byte[] bytes = kind.bytes(MILLION);
        for (BufferShape shape : List.of(BufferShape.HEAP, BufferShape.DIRECT)) {
            ByteBuf source = shape.of(bytes);
            readings()
                    .forEach(reading ->
                            assertTooDeep(reading.name(), () -> reading.code().accept(source.duplicate())));
            source.release();
        }
    }

    @Test
    void theErrorSaysWhere() {
        assertThatExceptionOfType(MalformedBsonException.class)
                .isThrownBy(() -> ROOMY.decodeExactly(Kind.DOCUMENTS.bytes(MILLION)))
                .matches(e -> e.offset() == 7L * LIMIT, "offset of the value that opens level 201")
                .matches(e -> e.path().equals("0" + ".0".repeat(LIMIT - 1)), "path");
    }

    // ---- documents in memory ----

    private record Use(String name, Consumer<Document> code) {}

    private static Stream<Use> uses(Document other) {
        return Stream.of(
                new Use("encode", ROOMY::encode),
                new Use(
                        "encode into a document that is open",
                        document ->
                                new BsonWriter(ROOMY).reset(Unpooled.buffer()).writeDocument(document)),
                new Use("encode a map", document -> ROOMY.encode(new LinkedHashMap<>(document))),
                new Use("equals", document -> assertThat(document.equals(other)).isTrue()),
                new Use("hashCode", document -> assertThat(document.hashCode()).isEqualTo(other.hashCode())),
                new Use("toString", document -> assertThat(document.toString()).isNotEmpty()),
                new Use("toJson", Document::toJson),
                new Use("canonical JSON", document -> ExtendedJson.canonical().toJson(document)));
    }

    @ParameterizedTest
    @EnumSource
    void documentsOf200LevelsAreFine(Kind kind) {
        uses(kind.document(LIMIT)).forEach(use -> use.code().accept(kind.document(LIMIT)));
    }

    @ParameterizedTest
    @EnumSource
    void documentsOf201LevelsAreRefused(Kind kind) {
        uses(kind.document(LIMIT + 1))
                .forEach(use -> assertTooDeep(use.name(), () -> use.code().accept(kind.document(LIMIT + 1))));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("bson-rust 680, org.mongodb:bson 5.14: documents of a million levels do not exhaust the stack")
    void documentsOfAMillionLevelsAreRefused(Kind kind) {
        Document document = kind.document(MILLION);
        uses(kind.document(MILLION))
                .forEach(use -> assertTooDeep(use.name(), () -> use.code().accept(document)));
    }

    @Test
    void mapsAndListsThatHoldThemselvesAreRefused() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("self", map);
        assertTooDeep("encode", () -> ROOMY.encode(map));
        List<Object> list = new ArrayList<>();
        list.add(list);
        assertTooDeep("encode", () -> ROOMY.encode(new Document("self", list)));
        Document document = new Document();
        document.put("self", document);
        assertTooDeep("encode", () -> ROOMY.encode(document));
        assertTooDeep("toString", () -> assertThat(document.toString()).isEmpty());
        assertTooDeep("hashCode", () -> assertThat(document.hashCode()).isZero());
    }

    @Test
    void theWriterCountsWhatItIsTold() {
        BsonWriter writer = new BsonWriter().reset(Unpooled.buffer()).startDocument();
        for (int level = 1; level < LIMIT; level++) {
            writer.name("a");
            switch (level % 3) {
                case 0 -> writer.startDocument();
                case 1 -> writer.startArray().writeNull().endArray().name("b").startDocument();
                default -> writer.startCodeWithScope("f");
            }
        }
        for (Consumer<BsonWriter> deeper : List.<Consumer<BsonWriter>>of(
                BsonWriter::startDocument, BsonWriter::startArray, w -> w.startCodeWithScope("f"))) {
            writer.name("c");
            assertTooDeep("write", () -> deeper.accept(writer));
            writer.writeNull();
        }
    }

    // ---- JSON ----

    @ParameterizedTest
    @EnumSource
    void jsonOf200LevelsIsRead(Kind kind) {
        assertThat(BsonCodec.DEFAULT.encode(ExtendedJson.canonical().parse(kind.json(LIMIT))))
                .isEqualTo(kind.bytes(LIMIT));
    }

    @ParameterizedTest
    @EnumSource
    void jsonOf201LevelsAndOfAMillionIsRefused(Kind kind) {
        for (int levels : new int[] {LIMIT + 1, MILLION}) {
            String json = kind.json(levels);
            for (ExtendedJson format : List.of(
                    ExtendedJson.canonical().withCodec(ROOMY),
                    ExtendedJson.relaxed().withCodec(ROOMY),
                    ExtendedJson.relaxed().withCodec(ROOMY).acceptingLegacy())) {
                assertTooDeep("parse", () -> format.parse(json));
                assertTooDeep(
                        "read",
                        () -> format.read(
                                json.getBytes(StandardCharsets.UTF_8), new BsonWriter(ROOMY).reset(Unpooled.buffer())));
            }
        }
        assertTooDeep(
                "parse what never ends",
                () -> ExtendedJson.canonical().withCodec(ROOMY).parse("{\"a\":" + "[".repeat(MILLION)));
    }
}
