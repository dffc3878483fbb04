package io.bsonwire.bson.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonStream;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MalformedBsonException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reading and writing many documents one after another. */
class ExtendedJsonStreamTest {
    private static final ExtendedJson JSON = ExtendedJson.relaxed();

    private static InputStream utf8(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Document> readAll(InputStream json) throws IOException {
        ByteBuf bson = Unpooled.buffer();
        BsonWriter writer = new BsonWriter().reset(bson);
        try (ExtendedJsonReader reader = JSON.open(json)) {
            while (reader.next(writer)) {
                // on to the next one
            }
            assertThat(reader.next(writer)).isFalse();
        }
        return BsonCodec.DEFAULT.decodeAll(bson);
    }

    // ---- reading ----

    @Test
    void objectsFollowOneAnotherWithAnyWhiteSpaceOrNone() throws IOException {
        assertThat(readAll(utf8(""))).isEmpty();
        assertThat(readAll(utf8(" \r\n\t"))).isEmpty();
        assertThat(readAll(utf8("\ufeff{}"))).containsExactly(new Document());
        assertThat(readAll(utf8(" {\"a\":1}{\"b\":2} \n\n\t{\"c\":\"\u2606\"}\r\n")))
                .containsExactly(new Document("a", 1), new Document("b", 2), new Document("c", "\u2606"));
        assertThat(readAll(MalformedJsonTest.byteByByte(
                        "{\"a\":\"\u00e9\"}\n{\"b\":\"\ud83d\ude00\"}".getBytes(StandardCharsets.UTF_8))))
                .containsExactly(new Document("a", "\u00e9"), new Document("b", "\ud83d\ude00"));
    }

    @Test
    void errorsAreCountedFromTheStartOfTheStream() throws IOException {
        StringBuilder json = new StringBuilder();
        for (int line = 1; line < 5000; line++) {
            json.append("{\"n\":").append(line).append(",\"text\":\"caf\u00e9\"}\n");
        }
        json.append("{\"n\":{\"$numberInt\":5000}}\n{}");
        BsonWriter writer = new BsonWriter().reset(Unpooled.buffer());
        try (ExtendedJsonReader reader = JSON.open(utf8(json.toString()))) {
            for (int line = 1; line < 5000; line++) {
                assertThat(reader.next(writer)).isTrue();
            }
            assertThatThrownBy(() -> reader.next(writer))
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessage("$numberInt: 5000 (expected: a string) at line 5000, column 20, path n.$numberInt");
            assertThat(reader.next(writer)).as("after an error").isFalse();
        }
    }

    @Test
    void whatIsBeforeAnErrorIsThere() throws IOException {
        ByteBuf bson = Unpooled.buffer();
        BsonWriter writer = new BsonWriter().reset(bson);
        try (ExtendedJsonReader reader = JSON.open(utf8("{\"a\":1} ,"))) {
            assertThat(reader.next(writer)).isTrue();
            assertThatThrownBy(() -> reader.next(writer))
                    .hasMessage("character: ',' (expected: an object, or the end of the text) at line 1, column 9");
        }
        assertThat(BsonCodec.DEFAULT.decodeAll(bson)).containsExactly(new Document("a", 1));
    }

    @Test
    void eachObjectIsReadBeforeTheStreamGoesOn() throws IOException {
        // A pipe whose other end waits for an answer must not be asked for more than is needed.
        int[] given = new int[1];
        byte[] json = "{\"a\":1}\n{\"a\":2}\n".getBytes(StandardCharsets.UTF_8);
        InputStream piecewise = new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                int count = Math.min(8, json.length - given[0]);
                System.arraycopy(json, given[0], target, offset, count);
                given[0] += count;
                return count == 0 ? -1 : count;
            }
        };
        BsonWriter writer = new BsonWriter().reset(Unpooled.buffer());
        try (ExtendedJsonReader reader = JSON.open(piecewise)) {
            assertThat(reader.next(writer)).isTrue();
            assertThat(given[0]).isEqualTo(8);
            assertThat(reader.next(writer)).isTrue();
            assertThat(given[0]).isEqualTo(16);
            assertThat(reader.next(writer)).isFalse();
        }
    }

    @Test
    void closingClosesTheStream() throws IOException {
        boolean[] closed = new boolean[1];
        InputStream json = new FilterInputStream(utf8("{}{}")) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        ExtendedJsonReader reader = JSON.open(json);
        BsonWriter writer = new BsonWriter().reset(Unpooled.buffer());
        reader.next(writer);
        assertThat(closed[0]).isFalse();
        reader.close();
        assertThat(closed[0]).isTrue();
        assertThat(reader.next(writer)).isFalse();
    }

    @Test
    void failuresOfTheStreamArePassedOn() {
        IOException failure = new IOException("disk");
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                throw failure;
            }
        };
        BsonWriter writer = new BsonWriter().reset(Unpooled.buffer());
        assertThatThrownBy(() -> JSON.read(broken, writer)).isSameAs(failure);
        assertThatThrownBy(() -> JSON.open(broken).next(writer)).isSameAs(failure);
    }

    // ---- writing ----

    @Test
    void eachDocumentGetsALine() throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        ExtendedJsonWriter writer = JSON.open(json);
        writer.write(reader(new Document("a", 1))).write(reader(new Document()));
        writer.flush();
        assertThat(json.toString(StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}\n{}\n");
        writer.write(reader(new Document("b", "\u00e9")));
        writer.close();
        assertThat(json.toString(StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}\n{}\n{\"b\":\"\u00e9\"}\n");
    }

    @Test
    void prettyDocumentsAreSeparatedByALineEndToo() throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (ExtendedJsonWriter writer = JSON.pretty().open(json)) {
            writer.write(reader(new Document("a", List.of(1)))).write(reader(new Document("b", new Document())));
        }
        assertThat(json.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\n  \"a\": [\n    1\n  ]\n}\n{\n  \"b\": {}\n}\n");
    }

    private static BsonReader reader(Document document) {
        byte[] bson = BsonCodec.DEFAULT.encode(document);
        return new BsonReader().reset(bson, 0, bson.length);
    }

    @Test
    void nothingIsWrittenBehindAnIncompleteObject() throws IOException {
        byte[] malformed = BsonCodec.DEFAULT.encode(new Document("a", 1).append("b", true));
        malformed[malformed.length - 2] = 7;
        boolean[] closed = new boolean[1];
        ByteArrayOutputStream json = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        try (ExtendedJsonWriter writer = JSON.open(json)) {
            writer.write(reader(new Document("before", 1)));
            assertThatThrownBy(() -> writer.write(new BsonReader().reset(malformed, 0, malformed.length)))
                    .isInstanceOf(MalformedBsonException.class);
            assertThatThrownBy(() -> writer.write(reader(new Document()))).isInstanceOf(IllegalStateException.class);
        }
        assertThat(json.toString(StandardCharsets.UTF_8)).isEqualTo("{\"before\":1}\n{\"a\":1,\"b\"");
        assertThat(closed[0]).isTrue();
    }

    @Test
    void failuresOfTheTargetArePassedOn() throws IOException {
        IOException failure = new IOException("closed pipe");
        boolean[] closed = new boolean[1];
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw failure;
            }

            @Override
            public void close() {
                closed[0] = true;
            }
        };
        ExtendedJsonWriter writer = JSON.open(broken);
        writer.write(reader(new Document()));
        assertThatThrownBy(writer::flush).isSameAs(failure);
        ExtendedJsonWriter another = JSON.open(broken);
        another.write(reader(new Document()));
        assertThatThrownBy(another::close).isSameAs(failure);
        assertThat(closed[0]).isTrue();
        assertThatThrownBy(() -> JSON.write(reader(new Document("a", "x".repeat(10_000))), broken))
                .isSameAs(failure);
    }

    // ---- both ----

    @Test
    void aStreamOfDocumentsSurvivesUnchanged() throws IOException {
        ByteBuf bson = Unpooled.buffer();
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Document document = new Document("_id", i)
                    .append("text", "\u00e9\u2606\n".repeat(i))
                    .append("list", List.of((long) i, i / 3.0, new Document("deep", List.of(i))));
            documents.add(document);
            BsonCodec.DEFAULT.encode(document, bson);
        }
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (BsonStream source = BsonCodec.DEFAULT.open(new ByteBufInputStream(bson.duplicate()));
                ExtendedJsonWriter target = ExtendedJson.canonical().open(json)) {
            while (source.next()) {
                target.write(source.reader());
            }
        }
        assertThat(json.toString(StandardCharsets.UTF_8).lines()).hasSize(500);
        assertThat(readAll(new ByteArrayInputStream(json.toByteArray()))).isEqualTo(documents);
    }
}
