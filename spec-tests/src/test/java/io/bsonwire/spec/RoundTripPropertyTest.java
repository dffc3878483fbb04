package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonType;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawArray;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.json.ExtendedJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/** What is encoded comes back, by every route, on every shape of buffer. */
class RoundTripPropertyTest {
    private static final BsonCodec CODEC = BsonCodec.DEFAULT;

    private static long documents;
    private static long bytesInAll;

    @AfterContainer
    static void report() {
        System.out.printf("round trips: %,d documents of %,d bytes in all%n", documents, bytesInAll);
    }

    @Provide
    Arbitrary<Document> deep() {
        return BsonArbitraries.deepDocuments(1, 200);
    }

    @Provide
    Arbitrary<Document> tooDeep() {
        return BsonArbitraries.deepDocuments(201, 400);
    }

    @Provide
    Arbitrary<Document> wide() {
        return BsonArbitraries.wideDocuments(400);
    }

    @Property(tries = 800, shrinking = ShrinkingMode.FULL)
    void documentsComeBack(@ForAll Document document) {
        assertComesBack(document);
    }

    @Property(tries = 100)
    void deepDocumentsComeBack(@ForAll("deep") Document document) {
        assertComesBack(document);
    }

    @Property(tries = 15)
    void wideDocumentsComeBack(@ForAll("wide") Document document) {
        assertComesBack(document);
    }

    @Property(tries = 50)
    void deeperOnesAreRefused(@ForAll("tooDeep") Document document) {
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> CODEC.encode(document))
                .matches(e -> e.problem().equals("nesting depth: 201 (expected: at most the limit of 200)"));
    }

    private static void assertComesBack(Document document) {
        byte[] bytes = CODEC.encode(document);
        documents++;
        bytesInAll += bytes.length;
        for (BufferShape shape : BufferShape.values()) {
            ByteBuf source = shape.of(bytes);
            int start = source.readerIndex();
            try {
                for (Route route : Route.values()) {
                    assertThat(route.on(source))
                            .as("%s on %s", route, shape)
                            .isEqualTo(new Route.Verdict(bytes.length, null));
                }
                assertThat(StreamingCopy.of(source)).isEqualTo(bytes);
                assertThat(CODEC.encode(RawDocument.of(source))).isEqualTo(bytes);
                Document raw = RawDocument.of(source).toDocument();
                Document decoded = CODEC.decodeExactly(source);
                assertThat(decoded.equals(document)).as("decoded on %s", shape).isTrue();
                assertThat(decoded.hashCode()).isEqualTo(document.hashCode());
                assertThat(raw.equals(decoded)).as("raw on %s", shape).isTrue();
                assertThat(CODEC.encode(decoded)).isEqualTo(bytes);
                assertThat(new ArrayList<>(decoded.keySet())).isEqualTo(new ArrayList<>(document.keySet()));
            } finally {
                source.readerIndex(start);
                assertThat(source.refCnt()).isEqualTo(1);
                source.release();
            }
        }
    }

    @Property(tries = 200)
    void mapsEncodeAsDocumentsDo(@ForAll Document document) {
        byte[] bytes = CODEC.encode(document);
        assertThat(CODEC.encode((Map<String, Object>) new LinkedHashMap<>(document)))
                .isEqualTo(bytes);
        assertThat(document.equals(new LinkedHashMap<>(document))).isTrue();
    }

    /** Skipping an element, reading it and viewing it raw end at the same place, at every level. */
    @Property(tries = 300)
    void skippingEndsWhereReadingEnds(@ForAll Document document) {
        byte[] bytes = CODEC.encode(document);
        List<String> skipped = new ArrayList<>();
        List<String> read = new ArrayList<>();
        List<String> viewed = new ArrayList<>();
        walk(new BsonReader().reset(bytes, 0, bytes.length), true, skipped);
        walk(new BsonReader().reset(bytes, 0, bytes.length), false, read);
        view(RawDocument.of(bytes).cursor(), viewed);
        assertThat(skipped).isEqualTo(read);
        assertThat(viewed).isEqualTo(read);
    }

    private static void walk(BsonReader reader, boolean skip, List<String> ends) {
        while (reader.next()) {
            BsonReader ahead = reader;
            long from = ahead.offset();
            BsonType type = ahead.type();
            if (type == BsonType.DOCUMENT || type == BsonType.ARRAY) {
                reader.enter();
                walk(reader, skip, ends);
                reader.leave();
            } else if (skip) {
                reader.skip();
            } else {
                reader.readValue();
            }
            ends.add(type + " " + from + " to " + reader.offset());
        }
    }

    private static void view(RawCursor cursor, List<String> ends) {
        while (cursor.next()) {
            Object value = cursor.value();
            if (value instanceof RawDocument document) {
                view(document.cursor(), ends);
            } else if (value instanceof RawArray array) {
                view(array.cursor(), ends);
            }
            int from = cursor.valueOffset();
            ends.add(cursor.type() + " " + from + " to " + (from + cursor.valueLength()));
        }
    }

    @Provide
    Arbitrary<Document> documentsForJson() {
        return BsonArbitraries.documentsForJson();
    }

    @Property(tries = 400)
    void canonicalJsonLosesNothing(@ForAll("documentsForJson") Document document) {
        byte[] bytes = CODEC.encode(document);
        for (ExtendedJson format :
                List.of(ExtendedJson.canonical(), ExtendedJson.canonical().pretty())) {
            String json = format.toJson(document);
            assertThat(CODEC.encode(format.parse(json))).as(json).isEqualTo(bytes);
        }
    }

    /** From reader to writer as whole values and as copied elements. */
    @Property(tries = 200)
    void valuesAndElementsAreCopied(@ForAll Document document) {
        byte[] bytes = CODEC.encode(document);
        ByteBuf values = Unpooled.buffer();
        ByteBuf elements = Unpooled.buffer();
        BsonReader reader = new BsonReader().reset(bytes, 0, bytes.length);
        BsonWriter writer = new BsonWriter().reset(values).startDocument();
        while (reader.next()) {
            writer.name(reader.name()).writeValue(reader.readValue());
        }
        writer.endDocument();
        reader.reset(bytes, 0, bytes.length);
        writer.reset(elements).startDocument();
        while (reader.next()) {
            writer.copyElement(reader);
        }
        writer.endDocument();
        assertThat(ByteBufUtil.getBytes(values)).isEqualTo(bytes);
        assertThat(ByteBufUtil.getBytes(elements)).isEqualTo(bytes);
    }

    /** Every element is found by its name, without a decode of the rest, with and without an index. */
    @Property(tries = 200)
    void rawViewsFindWhatDecodingFinds(@ForAll Document document) {
        byte[] bytes = CODEC.encode(document);
        for (RawDocument raw :
                List.of(RawDocument.of(bytes), RawDocument.of(bytes).indexed())) {
            assertThat(raw.size()).isEqualTo(document.size());
            document.forEach((name, value) -> {
                Object found = raw.get(name);
                if (found instanceof RawDocument inner) {
                    found = inner.toDocument();
                } else if (found instanceof RawArray inner) {
                    found = inner.toList();
                }
                assertThat(new Document("v", found).equals(new Document("v", value)))
                        .as(name)
                        .isTrue();
            });
            assertThat(raw.contains("no such name")).isFalse();
        }
    }

    @Property(tries = 200)
    void idFirstMovesTheIdAndNothingElse(@ForAll Document document, @ForAll int id) {
        document.remove("_id");
        Document expected = new Document("_id", id);
        expected.putAll(document);
        document.put("_id", id);
        ByteBuf target = Unpooled.buffer();
        CODEC.encodeIdFirst(document, target);
        assertThat(ByteBufUtil.getBytes(target)).isEqualTo(CODEC.encode(expected));
    }
}
