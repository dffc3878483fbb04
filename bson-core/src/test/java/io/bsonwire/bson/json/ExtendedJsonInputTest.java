package io.bsonwire.bson.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.DbPointer;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.DuplicateNames;
import io.bsonwire.bson.LoneSurrogates;
import io.bsonwire.bson.MalformedBsonException;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.Regex;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtendedJsonInputTest {
    private static final ExtendedJson JSON = ExtendedJson.relaxed();
    private static final ExtendedJson LEGACY = JSON.acceptingLegacy();
    private static final ObjectId ID = ObjectId.parse("56e1fc72e0c917e9c4714161");

    private static String json(String quotedSingly) {
        return quotedSingly.replace('\'', '"');
    }

    @ParameterizedTest
    @MethodSource({"wrappersInOtherForms", "numbers", "ordinaryDocuments"})
    void isReadAs(String value, Object expected) {
        for (ExtendedJson format : List.of(JSON, LEGACY)) {
            Document document = format.parse(json("{'a':" + value + "}"));
            // By bytes, since equality of documents does not look at the order.
            assertThat(BsonCodec.DEFAULT.encode(document))
                    .isEqualTo(BsonCodec.DEFAULT.encode(new Document("a", expected)));
            assertThat(format.parse(json("{'a': [ " + value + ",\n" + value + " ] }")))
                    .isEqualTo(new Document("a", Arrays.asList(expected, expected)));
        }
    }

    static Stream<Arguments> wrappersInOtherForms() {
        return Stream.of(
                Arguments.of("{'$oid':'56E1FC72E0C917E9C4714161'}", ID),
                Arguments.of("{'\\u0024oid':'56e1fc72e0c917e9c471416\\u0031'}", ID),
                Arguments.of("{'$numberInt':'-0'}", 0),
                Arguments.of("{'$numberDouble':'+1.e3'}", 1000.0),
                Arguments.of("{'$numberDouble':'-.5E-1'}", -0.05),
                Arguments.of("{'$numberDouble':'12'}", 12.0),
                Arguments.of("{'$numberDouble':'1e-999'}", 0.0),
                Arguments.of("{'$numberDecimal':'1e3'}", Decimal128.parse("1E+3")),
                Arguments.of("{'$binary':{'subType':'5','base64':'AQID'}}", Binary.of(5, new byte[] {1, 2, 3})),
                Arguments.of("{'$binary':{'subType':'fF','base64':'AQ=='}}", Binary.of(255, new byte[] {1})),
                Arguments.of(
                        "{'$uuid':'00010203-0405-0607-0809-0A0B0C0D0E0F'}",
                        Binary.of(4, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})),
                Arguments.of("{'$timestamp':{'i':2,'t':1}}", BsonTimestamp.of(1, 2)),
                Arguments.of("{'$regularExpression':{'options':'xi','pattern':'p'}}", new Regex("p", "ix")),
                Arguments.of(
                        "{'$dbPointer':{'$id':{'$oid':'56e1fc72e0c917e9c4714161'},'$ref':'c'}}",
                        new DbPointer("c", ID)),
                Arguments.of(
                        "{'$scope':{'x':{'$numberLong':'1'},'y':[true]},'$code':'c'}",
                        new CodeWithScope("c", new Document("x", 1L).append("y", List.of(true)))),
                Arguments.of(
                        "{'$scope':{'x':{'$scope':{'y':1},'$code':'inner'}},'$code':'outer'}",
                        new CodeWithScope(
                                "outer", new Document("x", new CodeWithScope("inner", new Document("y", 1))))),
                Arguments.of("{'$date':'2012-12-24T12:15:30.501+01:00'}", Instant.parse("2012-12-24T11:15:30.501Z")),
                Arguments.of("{'$date':'1960-01-01T00:00:00Z'}", Instant.parse("1960-01-01T00:00:00Z")));
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                Arguments.of("0", 0),
                Arguments.of("-0", 0),
                Arguments.of("2147483647", Integer.MAX_VALUE),
                Arguments.of("-2147483648", Integer.MIN_VALUE),
                Arguments.of("2147483648", 2147483648L),
                Arguments.of("-2147483649", -2147483649L),
                Arguments.of("9223372036854775807", Long.MAX_VALUE),
                Arguments.of("-9223372036854775808", Long.MIN_VALUE),
                Arguments.of("9223372036854775808", 0x1p63),
                Arguments.of("-9223372036854775809", -0x1p63),
                Arguments.of("1" + "0".repeat(300), 1e300),
                Arguments.of("1.0", 1.0),
                Arguments.of("-0.0", -0.0),
                Arguments.of("1e3", 1000.0),
                Arguments.of("1E+3", 1000.0),
                Arguments.of("4.9E-324", Double.MIN_VALUE),
                Arguments.of("1e-400", 0.0),
                Arguments.of("0.1000000000000000055511151231257827", 0.1));
    }

    static Stream<Arguments> ordinaryDocuments() {
        return Stream.of(
                Arguments.of("{}", new Document()),
                Arguments.of("{'':1}", new Document("", 1)),
                Arguments.of("{'$':1}", new Document("$", 1)),
                Arguments.of("{'$key':1,'$oids':2}", new Document("$key", 1).append("$oids", 2)),
                Arguments.of("{'oid':'56e1fc72e0c917e9c4714161'}", new Document("oid", "56e1fc72e0c917e9c4714161")),
                Arguments.of("{'$ref':'c','$id':1}", new Document("$ref", "c").append("$id", 1)),
                Arguments.of("{'$id':1}", new Document("$id", 1)),
                Arguments.of("{'$type':'string'}", new Document("$type", "string")),
                Arguments.of("{'$type':2}", new Document("$type", 2)),
                Arguments.of("{'$type':['int',16]}", new Document("$type", List.of("int", 16))),
                Arguments.of("{'$type':'string','$gt':'a'}", new Document("$type", "string").append("$gt", "a")),
                Arguments.of("{'$regex':'p'}", new Document("$regex", "p")),
                Arguments.of("{'$options':'i'}", new Document("$options", "i")),
                Arguments.of(
                        "{'$regex':{'$regularExpression':{'pattern':'p','options':''}},'$options':'ix'}",
                        new Document("$regex", new Regex("p")).append("$options", "ix")),
                Arguments.of("{'$regex':'p','$options':1}", new Document("$regex", "p").append("$options", 1)),
                Arguments.of("{'$options':1,'$regex':'p'}", new Document("$options", 1).append("$regex", "p")),
                Arguments.of(
                        "{'$regex':'p','$options':'i','$exists':true}",
                        new Document("$regex", "p").append("$options", "i").append("$exists", true)),
                Arguments.of("{'$regex':'p','$not':1}", new Document("$regex", "p").append("$not", 1)));
    }

    @Test
    void legacyFormsAreReadOnRequest() {
        legacy("{'$binary':'AQID','$type':'05'}", Binary.of(5, new byte[] {1, 2, 3}));
        legacy("{'$type':'5','$binary':'AQID'}", Binary.of(5, new byte[] {1, 2, 3}));
        legacy("{'$date':1356351330501}", Instant.ofEpochMilli(1356351330501L));
        legacy("{'$date':-1}", Instant.ofEpochMilli(-1));
    }

    private static void legacy(String value, Object expected) {
        String text = json("{'a':" + value + "}");
        assertThat(LEGACY.parse(text)).isEqualTo(new Document("a", expected));
        assertThatThrownBy(() -> JSON.parse(text)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void legacyRegexIsAQueryOperatorUnlessRequested() {
        String text = json("{'a':{'$regex':'p','$options':'xi'}}");
        assertThat(LEGACY.parse(text)).isEqualTo(new Document("a", new Regex("p", "ix")));
        assertThat(LEGACY.parse(json("{'a':{'$options':'xi','$regex':'p'}}")))
                .isEqualTo(new Document("a", new Regex("p", "ix")));
        assertThat(JSON.parse(text)).isEqualTo(new Document("a", new Document("$regex", "p").append("$options", "xi")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$binary':'AQID'}",
                "{'$binary':'AQID','$type':5}",
                "{'$binary':'AQID','$type':'555'}",
                "{'$binary':'AQID','$type':'05','x':1}",
                "{'$binary':'AQID','x':'05'}",
                "{'$binary':'AQI','$type':'05'}",
                "{'$binary':5,'$type':'05'}",
                "{'$type':'05','$binary':5}",
                "{'$type':'05','$binary':'AQID','x':1}",
                "{'$type':'x','$binary':'AQID'}",
                "{'$type':5,'$binary':'AQID'}",
                "{'$date':1.5}",
                "{'$date':9223372036854775808}",
                "{'$regex':'\\u0000','$options':''}",
                "{'$regex':'a','$options':'i','$oid':1}"
            })
    void wrongLegacyFormsAreErrors(String value) {
        assertThatThrownBy(() -> LEGACY.parse(json("{'a':" + value + "}"))).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void topLevelObjectIsADocumentWhateverItsKeys() {
        assertThat(JSON.parse(json("{'$oid':'56e1fc72e0c917e9c4714161'}")))
                .isEqualTo(new Document("$oid", "56e1fc72e0c917e9c4714161"));
        assertThat(JSON.parse(json("{'$date':1,'x':2}"))).isEqualTo(new Document("$date", 1).append("x", 2));
        assertThat(LEGACY.parse(json("{'$regex':'a','$options':'i'}")))
                .isEqualTo(new Document("$regex", "a").append("$options", "i"));
    }

    @Test
    void namesUsedTwiceAreWrittenTwiceAndDecodedByTheCodecsRule() {
        ByteBuf bson = Unpooled.buffer();
        JSON.read("{\"a\":1,\"a\":2}", new BsonWriter().reset(bson));
        assertThat(bson.readableBytes()).isEqualTo(4 + 7 + 7 + 1);
        assertThat(JSON.parse("{\"a\":1,\"a\":2}")).isEqualTo(new Document("a", 2));
        assertThat(under(DuplicateNames.FIRST_WINS).parse("{\"a\":1,\"a\":2}")).isEqualTo(new Document("a", 1));
        assertThatThrownBy(() -> under(DuplicateNames.ERROR).parse("{\"a\":1,\"a\":2}"))
                .isInstanceOf(MalformedBsonException.class)
                .hasMessageContaining("duplicate name: \"a\"");
    }

    private static ExtendedJson under(DuplicateNames rule) {
        return JSON.withCodec(BsonCodec.builder().duplicateNames(rule).build());
    }

    @Test
    void surrogatesWithoutPartnerFollowTheCodecsRule() {
        for (String text : List.of("{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00x\"}", "{\"a\":\"\ud800\"}")) {
            assertThatThrownBy(() -> JSON.parse(text))
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessageContaining("expected: surrogates in pairs");
            ExtendedJson lenient = JSON.withCodec(
                    BsonCodec.builder().loneSurrogates(LoneSurrogates.REPLACE).build());
            assertThat(lenient.parse(text).getString("a")).doesNotContainPattern("[\\ud800-\\udfff]");
        }
        assertThatThrownBy(() -> JSON.parse("{\"\\ud800\":1}")).isInstanceOf(MalformedJsonException.class);
        assertThat(JSON.parse("{\"a\":\"\\ud83d\\ude00\"}")).isEqualTo(new Document("a", "\ud83d\ude00"));
    }

    // ---- sources ----

    @Test
    void allSourcesGiveTheSame() throws IOException {
        String text = json(" \n{'a': 'caf\u00e9 \u2606 \ud83d\ude00', 'b': [1, {'$numberLong': '2'}]}\r\n\t ");
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] expected = BsonCodec.DEFAULT.encode(JSON.parse(text));
        BsonWriter writer = new BsonWriter();

        ByteBuf bson = Unpooled.buffer();
        JSON.read(text, writer.reset(bson));
        assertThat(ByteBufUtil.getBytes(bson)).isEqualTo(expected);
        JSON.read(utf8, writer.reset(bson.clear()));
        assertThat(ByteBufUtil.getBytes(bson)).isEqualTo(expected);

        ByteBuf json = Unpooled.directBuffer().writeBytes(utf8);
        JSON.read(json, writer.reset(bson.clear()));
        assertThat(ByteBufUtil.getBytes(bson)).isEqualTo(expected);
        assertThat(json.readableBytes()).isEqualTo(utf8.length);
        json.release();

        boolean[] closed = new boolean[1];
        InputStream stream = new ByteArrayInputStream(utf8) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        JSON.read(stream, writer.reset(bson.clear()));
        assertThat(ByteBufUtil.getBytes(bson)).isEqualTo(expected);
        assertThat(closed[0]).isFalse();
    }

    @Test
    void documentBecomesAValueInsideAnOpenDocument() {
        ByteBuf bson = Unpooled.buffer();
        BsonWriter writer = new BsonWriter().reset(bson).startDocument().name("outer");
        JSON.read("{\"a\":{\"$numberLong\":\"1\"}}", writer);
        writer.name("after").startArray();
        JSON.read("{}", writer);
        writer.endArray().endDocument();
        assertThat(BsonCodec.DEFAULT.decode(bson))
                .isEqualTo(new Document("outer", new Document("a", 1L)).append("after", List.of(new Document())));
    }

    @Test
    void targetIsUntouchedByAFailure() {
        ByteBuf bson = Unpooled.buffer().writeByte(1);
        BsonWriter writer = new BsonWriter().reset(bson);
        assertThatThrownBy(() -> JSON.read("{\"a\":1,", writer)).isInstanceOf(MalformedJsonException.class);
        assertThat(bson.readableBytes()).isEqualTo(1);
        assertThatThrownBy(() -> JSON.read("{\"a\":1}x", writer.reset(bson)))
                .isInstanceOf(MalformedJsonException.class);
        assertThat(bson.readableBytes()).isEqualTo(1);
        JSON.read("{}", writer.reset(bson));
        assertThat(bson.readableBytes()).isEqualTo(6);
    }

    @Test
    void manyNamesOfManyLengthsAreReadAsTheyAre() {
        Document document = new Document();
        for (int length = 1; length < 300; length++) {
            document.append("n".repeat(length), length).append("\u00e9" + "x".repeat(length) + "\"\n", "");
        }
        document.append("long" + "y".repeat(100_000), 1);
        assertThat(JSON.parse(JSON.toJson(document))).isEqualTo(document);
        ByteBuf bson = Unpooled.buffer();
        JSON.read(JSON.toJson(document).getBytes(StandardCharsets.UTF_8), new BsonWriter().reset(bson));
        assertThat(BsonCodec.DEFAULT.decode(bson)).isEqualTo(document);
    }
}
