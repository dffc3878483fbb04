package io.bsonwire.bson.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Code;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.DBRef;
import io.bsonwire.bson.DbPointer;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MalformedBsonException;
import io.bsonwire.bson.MaxKey;
import io.bsonwire.bson.MinKey;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.Regex;
import io.bsonwire.bson.Symbol;
import io.bsonwire.bson.Undefined;
import io.bsonwire.bson.UuidRepresentation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExtendedJsonOutputTest {
    private static final ExtendedJson CANONICAL = ExtendedJson.canonical();
    private static final ExtendedJson RELAXED = ExtendedJson.relaxed();
    private static final ObjectId ID = ObjectId.parse("56e1fc72e0c917e9c4714161");

    @ParameterizedTest
    @MethodSource
    void everyType(Object value, String canonical, String relaxed) {
        Document document = new Document("a", value);
        assertThat(CANONICAL.toJson(document)).isEqualTo("{\"a\":" + canonical + "}");
        assertThat(RELAXED.toJson(document)).isEqualTo("{\"a\":" + relaxed + "}");

        Document inArray = new Document("a", Arrays.asList(value, value));
        assertThat(CANONICAL.toJson(inArray)).isEqualTo("{\"a\":[" + canonical + "," + canonical + "]}");

        // What is written reads back as what it was.
        byte[] bytes = BsonCodec.DEFAULT.encode(document);
        assertThat(BsonCodec.DEFAULT.encode(CANONICAL.parse("{\"a\":" + canonical + "}")))
                .isEqualTo(bytes);
    }

    static Stream<Arguments> everyType() {
        return Stream.of(
                both(null, "null"),
                both(true, "true"),
                both(false, "false"),
                each(7, "{'$numberInt':'7'}", "7"),
                each(Integer.MIN_VALUE, "{'$numberInt':'-2147483648'}", "-2147483648"),
                each(7L, "{'$numberLong':'7'}", "7"),
                each(Long.MIN_VALUE, "{'$numberLong':'-9223372036854775808'}", "-9223372036854775808"),
                each(1.5, "{'$numberDouble':'1.5'}", "1.5"),
                each(1.0, "{'$numberDouble':'1.0'}", "1.0"),
                each(-0.0, "{'$numberDouble':'-0.0'}", "-0.0"),
                each(1e100, "{'$numberDouble':'1.0E+100'}", "1.0E+100"),
                each(1e-100, "{'$numberDouble':'1.0E-100'}", "1.0E-100"),
                both(Double.NaN, "{'$numberDouble':'NaN'}"),
                both(Double.POSITIVE_INFINITY, "{'$numberDouble':'Infinity'}"),
                both(Double.NEGATIVE_INFINITY, "{'$numberDouble':'-Infinity'}"),
                both(Decimal128.parse("-1.50E+3"), "{'$numberDecimal':'-1.50E+3'}"),
                both("", "''"),
                both("caf\u00e9 \u2606 \ud83d\ude00", "'caf\u00e9 \u2606 \ud83d\ude00'"),
                both("\"\\/\b\f\n\r\t\0\u001f\u007f", "'\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001F\u007f'"),
                both(ID, "{'$oid':'56e1fc72e0c917e9c4714161'}"),
                each(
                        Instant.ofEpochMilli(1356351330501L),
                        "{'$date':{'$numberLong':'1356351330501'}}",
                        "{'$date':'2012-12-24T12:15:30.501Z'}"),
                each(Instant.EPOCH, "{'$date':{'$numberLong':'0'}}", "{'$date':'1970-01-01T00:00:00Z'}"),
                both(Instant.ofEpochMilli(-1), "{'$date':{'$numberLong':'-1'}}"),
                both(Instant.ofEpochMilli(Long.MAX_VALUE), "{'$date':{'$numberLong':'9223372036854775807'}}"),
                both(Binary.of(new byte[0]), "{'$binary':{'base64':'','subType':'00'}}"),
                both(Binary.of(0xA0, new byte[] {-1, -1}), "{'$binary':{'base64':'//8=','subType':'a0'}}"),
                both(Binary.of(2, new byte[] {1}), "{'$binary':{'base64':'AQ==','subType':'02'}}"),
                both(new Regex("a\"/\\", "mi"), "{'$regularExpression':{'pattern':'a\\\"/\\\\','options':'im'}}"),
                both(new Regex("\ud83d\ude00"), "{'$regularExpression':{'pattern':'\ud83d\ude00','options':''}}"),
                both(
                        new DbPointer("db.\"c", ID),
                        "{'$dbPointer':{'$ref':'db.\\\"c','$id':{'$oid':'56e1fc72e0c917e9c4714161'}}}"),
                both(new Code("f('\n')".replace("'", "\"")), "{'$code':'f(\\\"\\n\\\")'}"),
                both(new Symbol("\u00e9\0"), "{'$symbol':'\u00e9\\u0000'}"),
                each(
                        new CodeWithScope("c", new Document("x", 1).append("y", new Document())),
                        "{'$code':'c','$scope':{'x':{'$numberInt':'1'},'y':{}}}",
                        "{'$code':'c','$scope':{'x':1,'y':{}}}"),
                both(BsonTimestamp.of(4294967295L, 0), "{'$timestamp':{'t':4294967295,'i':0}}"),
                both(MinKey.INSTANCE, "{'$minKey':1}"),
                both(MaxKey.INSTANCE, "{'$maxKey':1}"),
                both(Undefined.INSTANCE, "{'$undefined':true}"),
                both(new Document(), "{}"),
                both(List.of(), "[]"),
                both(List.of(List.of(), new Document("", "")), "[[],{'':''}]"),
                both(new DBRef("c", ID, "d"), "{'$ref':'c','$id':{'$oid':'56e1fc72e0c917e9c4714161'},'$db':'d'}"));
    }

    private static Arguments both(Object value, String json) {
        return each(value, json, json);
    }

    private static Arguments each(Object value, String canonical, String relaxed) {
        return Arguments.of(value, canonical.replace('\'', '"'), relaxed.replace('\'', '"'));
    }

    @Test
    void longBinaryIsTheSameAsEncodedInOnePiece() {
        for (int length : new int[] {3071, 3072, 3073, 3074, 9216, 10_000}) {
            byte[] data = new byte[length];
            for (int i = 0; i < length; i++) {
                data[i] = (byte) (i * 31);
            }
            Document document = new Document("a", Binary.of(data));
            String json = CANONICAL.toJson(document);
            assertThat(json)
                    .isEqualTo("{\"a\":{\"$binary\":{\"base64\":\""
                            + Base64.getEncoder().encodeToString(data) + "\",\"subType\":\"00\"}}}");
            assertThat(CANONICAL.parse(json)).isEqualTo(document);
        }
    }

    @Test
    void longTextsOfAllLengthsOfCharacters() {
        String text = "a\u00e9\u2606\ud83d\ude00\n".repeat(5000);
        Document document = new Document(text, text).append("code", new Code(text));
        String json = CANONICAL.toJson(document);
        String escaped = '"' + text.replace("\n", "\\n") + '"';
        assertThat(json).isEqualTo("{" + escaped + ":" + escaped + ",\"code\":{\"$code\":" + escaped + "}}");
        assertThat(CANONICAL.parse(json)).isEqualTo(document);
    }

    @Test
    void prettyOutputIndentsContainersAndKeepsWrappersOnOneLine() {
        Document document = new Document("_id", ID)
                .append("list", List.of(1, List.of(), new Document("x", 2L)))
                .append("empty", new Document())
                .append("when", Instant.EPOCH)
                .append("pattern", new Regex("a", "i"))
                .append("data", Binary.of(new byte[3]))
                .append("at", BsonTimestamp.of(1, 2))
                .append("code", new CodeWithScope("c", new Document("s", "t")));
        assertThat(CANONICAL.pretty().toJson(document)).isEqualTo("""
                        {
                          "_id": {"$oid": "56e1fc72e0c917e9c4714161"},
                          "list": [
                            {"$numberInt": "1"},
                            [],
                            {
                              "x": {"$numberLong": "2"}
                            }
                          ],
                          "empty": {},
                          "when": {"$date": {"$numberLong": "0"}},
                          "pattern": {"$regularExpression": {"pattern": "a", "options": "i"}},
                          "data": {"$binary": {"base64": "AAAA", "subType": "00"}},
                          "at": {"$timestamp": {"t": 1, "i": 2}},
                          "code": {
                            "$code": "c",
                            "$scope": {
                              "s": "t"
                            }
                          }
                        }""");
        assertThat(RELAXED.pretty().parse(CANONICAL.pretty().toJson(document))).isEqualTo(document);
        assertThat(RELAXED.pretty().toJson(new Document())).isEqualTo("{}");
    }

    @Test
    void mapsWritablesAndRawDocumentsAreWrittenAlike() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", 1);
        map.put("b", List.of("x"));
        BsonWritable writable =
                writer -> writer.name("a").writeInt32(1).name("b").writeValue(List.of("x"));
        RawDocument raw = RawDocument.of(BsonCodec.DEFAULT.encode(writable));
        String expected = "{\"a\":1,\"b\":[\"x\"]}";
        assertThat(RELAXED.toJson(map)).isEqualTo(expected);
        assertThat(RELAXED.toJson(writable)).isEqualTo(expected);
        assertThat(RELAXED.toJson(raw)).isEqualTo(expected);
        assertThat(RELAXED.toJson(new Document(map))).isEqualTo(expected);
    }

    @Test
    void namesUsedTwiceAreWrittenTwice() {
        BsonWritable twice = writer -> writer.name("a").writeInt32(1).name("a").writeInt32(2);
        assertThat(RELAXED.toJson(twice)).isEqualTo("{\"a\":1,\"a\":2}");
    }

    @Test
    void valuesWithoutEncodingAreRefused() {
        assertThatThrownBy(() -> RELAXED.toJson(new Document("a", List.of(new Object()))))
                .isInstanceOf(BsonEncodeException.class)
                .hasMessageContaining("path a[0]");
        Document uuid = new Document("u", UUID.fromString("73ffd264-44b3-4c69-90e8-e7d1dfc035d4"));
        assertThatThrownBy(() -> RELAXED.toJson(uuid)).isInstanceOf(BsonEncodeException.class);
        BsonCodec codec = BsonCodec.builder()
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .build();
        assertThat(RELAXED.withCodec(codec).toJson(uuid))
                .isEqualTo("{\"u\":{\"$binary\":{\"base64\":\"c//SZESzTGmQ6OfR38A11A==\",\"subType\":\"04\"}}}");
        assertThat(RELAXED.withCodec(codec).codec()).isSameAs(codec);
    }

    // ---- targets ----

    @Test
    void streamGetsTheObjectAndNothingElse() throws IOException {
        byte[] bson = BsonCodec.DEFAULT.encode(new Document("a", 1));
        boolean[] touched = new boolean[1];
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        OutputStream target = new OutputStream() {
            @Override
            public void write(int b) {
                json.write(b);
            }

            @Override
            public void flush() {
                touched[0] = true;
            }

            @Override
            public void close() {
                touched[0] = true;
            }
        };
        RELAXED.write(new BsonReader().reset(bson, 0, bson.length), target);
        RELAXED.pretty().write(new BsonReader().reset(bson, 0, bson.length), target);
        assertThat(json.toString(StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}{\n  \"a\": 1\n}");
        assertThat(touched[0]).isFalse();
    }

    @Test
    void readerInsideADocumentWritesTheRestOfIt() throws IOException {
        Document inner = new Document("x", 1).append("y", 2);
        byte[] bson = BsonCodec.DEFAULT.encode(new Document("a", inner).append("b", 3));
        BsonReader reader = new BsonReader().reset(bson, 0, bson.length);
        reader.next();
        reader.enter().next();
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        RELAXED.write(reader, json);
        assertThat(json.toString(StandardCharsets.UTF_8)).isEqualTo("{\"y\":2}");
        reader.leave();
        assertThat(reader.next()).isTrue();
        assertThat(reader.name()).isEqualTo("b");
    }

    @Test
    void bufferGetsTheObjectAndTheSourceMovesOn() {
        ByteBuf source = Unpooled.buffer();
        BsonCodec.DEFAULT.encode(new Document("a", "\u00e9"), source);
        BsonCodec.DEFAULT.encode(new Document(), source);
        ByteBuf target = Unpooled.buffer().writeByte('>');
        assertThat(RELAXED.write(source, target)).isEqualTo(10);
        assertThat(RELAXED.write(source, target)).isEqualTo(2);
        assertThat(source.isReadable()).isFalse();
        assertThat(target.toString(StandardCharsets.UTF_8)).isEqualTo(">{\"a\":\"\u00e9\"}{}");
    }

    @Test
    void failureLeavesTheBuffersAsTheyWere() {
        byte[] bytes = BsonCodec.DEFAULT.encode(new Document("a", "x".repeat(20_000)).append("b", true));
        bytes[bytes.length - 2] = 2;
        ByteBuf source = Unpooled.wrappedBuffer(bytes);
        ByteBuf target = Unpooled.buffer().writeByte('>');
        assertThatThrownBy(() -> RELAXED.write(source, target))
                .isInstanceOf(MalformedBsonException.class)
                .hasMessageContaining("boolean byte: 0x02")
                .hasMessageContaining("path b");
        assertThat(source.readerIndex()).isZero();
        assertThat(target.toString(StandardCharsets.UTF_8)).isEqualTo(">");

        assertThatThrownBy(() -> RELAXED.write(Unpooled.buffer(), target)).isInstanceOf(MalformedBsonException.class);
    }

    @Test
    void fullTargetIsLeftAsItWas() {
        ByteBuf source = Unpooled.wrappedBuffer(BsonCodec.DEFAULT.encode(new Document("a", "text")));
        ByteBuf target = Unpooled.buffer(4, 4);
        assertThatThrownBy(() -> RELAXED.write(source, target)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(target.isReadable()).isFalse();
        assertThat(source.readerIndex()).isZero();
    }

    // ---- Document ----

    @Test
    void documentsPrintThemselves() {
        Document document = new Document("a", 1).append("b", new Document("c", List.of(1.5, "x")));
        assertThat(document.toJson()).isEqualTo("{\"a\":1,\"b\":{\"c\":[1.5,\"x\"]}}");
        assertThat(document).hasToString("{\"a\":1,\"b\":{\"c\":[1.5,\"x\"]}}");
        assertThat(new Document()).hasToString("{}");
    }

    @Test
    void printingIsMoreLenientThanWriting() {
        Document uuid = new Document("u", UUID.fromString("73ffd264-44b3-4c69-90e8-e7d1dfc035d4"));
        assertThatThrownBy(uuid::toJson).isInstanceOf(BsonEncodeException.class);
        assertThat(uuid)
                .hasToString("{\"u\":{\"$binary\":{\"base64\":\"c//SZESzTGmQ6OfR38A11A==\",\"subType\":\"04\"}}}");

        Document surrogate = new Document("s", "\ud800");
        assertThatThrownBy(surrogate::toJson).isInstanceOf(BsonEncodeException.class);
        assertThat(surrogate.toString()).startsWith("{\"s\":\"").doesNotContain("\ud800");

        Document large = new Document("l", "x".repeat(17_000_000));
        assertThatThrownBy(large::toJson).isInstanceOf(BsonEncodeException.class);
        assertThat(large.toString()).hasSize(17_000_008);

        assertThatThrownBy(new Document("o", new Object())::toString).isInstanceOf(BsonEncodeException.class);
    }

    @Test
    void descriptionsNameTheSettings() {
        assertThat(RELAXED.toString()).startsWith("ExtendedJson[relaxed, BsonCodec[");
        assertThat(CANONICAL.pretty().acceptingLegacy().toString())
                .startsWith("ExtendedJson[canonical, pretty, accepting legacy, BsonCodec[");
    }
}
