package io.bsonwire.bson.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MalformedBsonException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Depth 200 passes, 201 fails, 1000000 fails the same way, whatever the levels are made of. */
class NestingTest {
    private static final ExtendedJson JSON = ExtendedJson.canonical();

    /** What a level is made of, as JSON and as BSON. */
    enum Kind {
        DOCUMENT("{\"a\":", "}"),
        ARRAY("[", "]"),
        SCOPE("{\"$code\":\"\",\"$scope\":{\"a\":", "}}"),
        SCOPE_FIRST("{\"$scope\":{\"a\":", "},\"$code\":\"\"}");

        final String open;
        final String close;

        Kind(String open, String close) {
            this.open = open;
            this.close = close;
        }
    }

    private static String json(Kind kind, int depth) {
        return "{\"a\":" + kind.open.repeat(depth - 1) + "1" + kind.close.repeat(depth - 1) + "}";
    }

    @ParameterizedTest
    @EnumSource
    void twoHundredLevelsPassAndOneMoreFailsFromJson(Kind kind) {
        Document document = JSON.parse(json(kind, 200));
        // Both orders of code and scope are written in the same.
        Kind written = kind == Kind.SCOPE_FIRST ? Kind.SCOPE : kind;
        assertThat(ExtendedJson.relaxed().toJson(document)).isEqualTo(json(written, 200));
        assertTooDeep(json(kind, 201));
    }

    @ParameterizedTest
    @EnumSource
    void aMillionLevelsFailFromJson(Kind kind) {
        assertTooDeep(json(kind, 1_000_000));
        assertTooDeep("{\"a\":" + kind.open.repeat(1_000_000));
    }

    private static void assertTooDeep(String json) {
        String message = "nesting depth: 201 (expected: at most the limit of 200) at line 1, column ";
        assertThatThrownBy(() -> JSON.parse(json))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageStartingWith(message);
        assertThatThrownBy(() -> JSON.read(
                        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                        new BsonWriter().reset(Unpooled.buffer())))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void placeOfTheFirstLevelTooMany() {
        assertThatThrownBy(() -> JSON.parse(json(Kind.DOCUMENT, 201)))
                .hasMessage("nesting depth: 201 (expected: at most the limit of 200) at line 1, column 1002, path a"
                        + ".a".repeat(200));
        assertThatThrownBy(() -> JSON.parse(json(Kind.ARRAY, 201)))
                .hasMessage("nesting depth: 201 (expected: at most the limit of 200) at line 1, column 205, path a"
                        + "[0]".repeat(199));
    }

    @Test
    void levelsOfAllKindsCountTogether() {
        StringBuilder open = new StringBuilder("{\"a\":");
        StringBuilder close = new StringBuilder("}");
        Kind[] kinds = Kind.values();
        for (int level = 2; level <= 200; level++) {
            open.append(kinds[level % kinds.length].open);
            close.insert(0, kinds[level % kinds.length].close);
        }
        JSON.parse(open + "1" + close);
        for (Kind kind : kinds) {
            assertTooDeep(open + kind.open + "1" + kind.close + close);
        }
    }

    @Test
    void levelsAlreadyOpenInTheWriterCount() {
        BsonWriter writer = new BsonWriter().reset(Unpooled.buffer()).startDocument();
        for (int level = 2; level <= 150; level++) {
            writer.name("a").startDocument();
        }
        long mark = writer.mark();
        writer.name("a");
        JSON.read(json(Kind.ARRAY, 50), writer);
        writer.rollback(mark);
        writer.name("a");
        assertThatThrownBy(() -> JSON.read(json(Kind.ARRAY, 51), writer)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void twoHundredLevelsPassAndOneMoreFailsToJson() {
        assertThat(JSON.toJson(nested(200))).hasSize(200 * 5 + 200 + "{\"$numberInt\":\"1\"}".length());
        for (int depth : new int[] {201, 1_000_000}) {
            Document deep = nested(depth);
            assertThatThrownBy(() -> JSON.toJson(deep)).isInstanceOf(BsonEncodeException.class);
            assertThatThrownBy(deep::toJson).isInstanceOf(BsonEncodeException.class);
            assertThatThrownBy(deep::toString).isInstanceOf(BsonEncodeException.class);
        }
        nested(200).toJson();
        assertThat(nested(200).toString()).startsWith("{\"a\":{\"a\":");
    }

    private static Document nested(int depth) {
        Document document = new Document("a", 1);
        for (int level = 2; level <= depth; level++) {
            document = new Document("a", document);
        }
        return document;
    }

    @Test
    void deepBytesFailToJson() {
        for (int depth : new int[] {201, 1_000_000}) {
            ByteBuf bson = deepBytes(depth);
            assertThatThrownBy(() -> JSON.write(bson, Unpooled.buffer()))
                    .isInstanceOf(MalformedBsonException.class)
                    .hasMessageContaining("nesting depth: 201 (expected: at most the limit of 200)");
            assertThatThrownBy(() -> JSON.write(new BsonReader().reset(bson), OutputStream.nullOutputStream()))
                    .isInstanceOf(MalformedBsonException.class);
        }
        ByteBuf json = Unpooled.buffer();
        JSON.write(deepBytes(200), json);
        assertThat(json.toString(StandardCharsets.UTF_8)).isEqualTo("{\"a\":".repeat(199) + "{" + "}".repeat(200));
    }

    /** Documents in documents, made without a writer, which would refuse. */
    private static ByteBuf deepBytes(int depth) {
        int length = 5 + 8 * (depth - 1);
        ByteBuf bson = Unpooled.buffer(length);
        for (int level = 1; level <= depth; level++) {
            bson.writeIntLE(length - 8 * (level - 1));
            if (level < depth) {
                bson.writeByte(3).writeByte('a').writeByte(0);
            }
        }
        return bson.writeZero(depth);
    }

    @Test
    void theDeepestLimitFitsIntoASmallStack() throws InterruptedException {
        BsonCodec codec = BsonCodec.builder()
                .limits(BsonLimits.DEFAULT.withMaxDepth(1000))
                .build();
        ExtendedJson deep = JSON.withCodec(codec);
        Throwable[] failure = new Throwable[1];
        Thread thread = new Thread(
                null,
                () -> {
                    // Not SCOPE_FIRST, where a reader checks the scope once more.
                    for (Kind kind : List.of(Kind.DOCUMENT, Kind.ARRAY, Kind.SCOPE)) {
                        ByteBuf bson = Unpooled.buffer();
                        deep.read(json(kind, 1000), new BsonWriter(codec).reset(bson));
                        deep.write(bson, Unpooled.buffer());
                    }
                },
                "small stack",
                256 * 1024);
        thread.setUncaughtExceptionHandler((same, e) -> failure[0] = e);
        thread.start();
        thread.join();
        assertThat(failure[0]).isNull();
        for (Kind kind : List.of(Kind.values())) {
            assertThatThrownBy(() -> deep.parse(json(kind, 1001))).isInstanceOf(MalformedJsonException.class);
        }
    }
}
