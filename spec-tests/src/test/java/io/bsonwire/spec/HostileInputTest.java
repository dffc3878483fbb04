package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.Code;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.DbPointer;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.DuplicateNames;
import io.bsonwire.bson.InvalidUtf8;
import io.bsonwire.bson.LoneSurrogates;
import io.bsonwire.bson.MalformedBsonException;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.RawArray;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.Regex;
import io.bsonwire.bson.Symbol;
import io.bsonwire.bson.json.ExtendedJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other codecs have got wrong, a test a bug; the display name says whose. */
class HostileInputTest {
    private static final BsonCodec CODEC = BsonCodec.DEFAULT;

    @ParameterizedTest
    @EnumSource
    @DisplayName("CVE-2024-5629 (PyMongo): lengths of code with scope that wrap or do not add up")
    void codeWithScopeLengths(BufferShape shape) {
        byte[] good = CODEC.encode(new Document("a", new CodeWithScope("code", new Document("x", 1))));
        int total = 7;
        int code = 11;
        int scope = code + 4 + 5;
        for (int length : new int[] {
            0, 1, 4, 6, 13, 14, 22, 24, 26, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE - 3, -5, -9
        }) {
            refusedEverywhere(withInt(good, total, length), shape);
            refusedEverywhere(withInt(good, code, length), shape);
            refusedEverywhere(withInt(good, scope, length), shape);
        }
        // The sum stays the same modulo 2^32.
        byte[] wrapped = withInt(withInt(good, code, Integer.MAX_VALUE), scope, Integer.MIN_VALUE + 12 + 6);
        refusedEverywhere(wrapped, shape);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("PYTHON-5756, CVE-2018-16790 (libbson): binary length compared without its five-byte header")
    void binaryLengthBeyondTheRemainingBytes(BufferShape shape) {
        byte[] good = CODEC.encode(new Document("a", Binary.of(new byte[10])));
        for (int more = 1; more <= 6; more++) {
            refusedEverywhere(withInt(good, 7, 10 + more), shape);
        }
        byte[] old = CODEC.encode(new Document("a", Binary.of(Binary.OLD_BINARY, new byte[10])));
        for (int inner : new int[] {9, 11, 0, -1, 14, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            refusedEverywhere(withInt(old, 12, inner), shape);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 1000})
    @DisplayName("PYTHON-5923: the last document of a cursor batch overlaps the end of its array")
    void lastDocumentOfABatchOverlapsTheEnd(int overlap) {
        Document reply =
                new Document("cursor", new Document("firstBatch", List.of(new Document("a", 1), new Document("b", 2))));
        byte[] bytes = CODEC.encode(reply);
        int last = indexOf(bytes, CODEC.encode(new Document("b", 2)));
        byte[] overlapping = withInt(bytes, last, 12 + overlap);
        for (BufferShape shape : BufferShape.values()) {
            refusedEverywhere(overlapping, shape);
            ByteBuf buffer = shape.of(overlapping);
            try {
                RawArray batch = RawDocument.of(buffer).getDocument("cursor").getArray("firstBatch");
                RawCursor cursor = batch.cursor();
                assertThat(cursor.next()).isTrue();
                assertThatThrownBy(() -> {
                            cursor.next();
                            cursor.getDocument();
                        })
                        .isInstanceOf(MalformedBsonException.class);
            } finally {
                buffer.release();
            }
        }
    }

    @Test
    @DisplayName("CVE-2024-6383, CVE-2025-0755 (libbson): appending beyond the largest size")
    void appendingBeyondTheLimitLeavesTheBufferAsItWas() {
        BsonCodec small = BsonCodec.builder()
                .limits(BsonLimits.DEFAULT.withMaxDocumentSize(1 << 16))
                .build();
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer();
        try {
            buffer.writeInt(42);
            Document large = new Document("a", "x".repeat(1 << 16));
            assertThatThrownBy(() -> small.encode(large, buffer))
                    .isInstanceOf(BsonEncodeException.class)
                    .hasMessageContaining("at most the limit of 65536");
            BsonWriter writer = new BsonWriter(small).reset(buffer).startDocument();
            assertThatThrownBy(() -> {
                        while (true) {
                            writer.name("n").writeBinary(0, new byte[1000], 0, 1000);
                        }
                    })
                    .isInstanceOf(BsonEncodeException.class);
            assertThat(buffer.readableBytes()).isEqualTo(4);
            assertThat(buffer.refCnt()).isEqualTo(1);
        } finally {
            buffer.release();
        }
        // A document of exactly the limit is fine, one byte more is not.
        int room = (1 << 16) - CODEC.encode(new Document("a", "")).length;
        assertThat(small.encode(new Document("a", "x".repeat(room)))).hasSize(1 << 16);
        assertThatThrownBy(() -> small.encode(new Document("a", "x".repeat(room + 1))))
                .isInstanceOf(BsonEncodeException.class);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("CVE-2026-6231 (libbson), JAVA-6220: validate and skip more lenient than decode")
    void validateAndSkipAreAsStrictAsDecode(BufferShape shape) {
        for (String hex : new String[] {
            "0c0000000261000000000000", // string length 0
            "0d000000026100010000004100", // string without NUL
            "0e00000002610002000000ff0000", // string of malformed UTF-8
            "090000000861000200", // boolean 2
            "0d0000000361000500000001 00".replace(" ", ""), // inner document without NUL
            "0900000008ff000100", // malformed name
        }) {
            refusedEverywhere(HexFormat.of().parseHex(hex), shape);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("CVE-2026-6914 (server): underflow on small sizes")
    void smallAndNegativeLengthsOfEveryLengthField(BufferShape shape) {
        Document all = new Document("s", "x")
                .append("d", new Document())
                .append("l", List.of())
                .append("b", Binary.of(Binary.OLD_BINARY, new byte[1]))
                .append("p", new DbPointer("n", ObjectId.generate()))
                .append("c", new Code("c"))
                .append("y", new Symbol("y"))
                .append("w", new CodeWithScope("w", new Document()));
        byte[] good = CODEC.encode(all);
        List<Integer> fields = new ArrayList<>(List.of(0));
        BsonReader reader = new BsonReader().reset(good, 0, good.length);
        while (reader.next()) {
            fields.add((int) reader.offset());
        }
        assertThat(fields).hasSize(9);
        for (int field : fields) {
            int length = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(field);
            for (int wrong : new int[] {0, 1, 2, 3, 4, -1, -4, -5, Integer.MIN_VALUE, length - 1, length + 1}) {
                if (wrong != length) {
                    refusedEverywhere(withInt(good, field, wrong), shape);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("mongo-java-driver 2007, bson-rust 243: memory for the length that 20 bytes claim")
    void nothingIsAllocatedForAClaim(BufferShape shape) throws Exception {
        byte[] document = HexFormat.of().parseHex("1400000005610009000000000000000000000000".substring(0, 40));
        byte[][] claims = {
            withInt(document, 0, Integer.MAX_VALUE),
            withInt(document, 0, 16_000_000),
            withInt(document, 7, Integer.MAX_VALUE - 20),
            withInt(document, 7, 1 << 30),
        };
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (byte[] claim : claims) {
            refusedEverywhere(claim, shape);
            assertThatThrownBy(() -> {
                        var stream = CODEC.open(new ByteArrayInputStream(claim));
                        stream.next();
                        stream.validate();
                    })
                    .isInstanceOf(MalformedBsonException.class);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
    }

    @Test
    @DisplayName("CVE-2021-20329 (Go driver): NUL inside a name or a regular expression")
    void nulIsRefusedWhereItWouldEndTheText() {
        refusesToEncode(new Document("a\0b", 1), "name with NUL at index 1 (expected: no NUL)");
        refusesToEncode(
                new Document("x", new Document("\0", 1)), "name with NUL at index 0 (expected: no NUL) at path x");
        refusesToEncode(Map.of("a\0", 1), "name with NUL at index 1 (expected: no NUL)");
        assertThatThrownBy(() -> new Regex("a\0", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Regex("a", "\0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DbPointer("a\0", ObjectId.generate()))
                .isInstanceOf(IllegalArgumentException.class);
        refusesToEncode(new Document("r", Pattern.compile("a\0")), "java.util.regex.Pattern");
    }

    @Test
    @DisplayName("CVE-2020-7610 (js-bson): a value of an unknown class is dropped")
    void anUnknownClassIsAnErrorThatNamesItsPath() {
        refusesToEncode(
                new Document("a", List.of(1, new Document("b", new java.util.concurrent.atomic.AtomicInteger(1)))),
                "value of class java.util.concurrent.atomic.AtomicInteger (expected: a class that has a BSON type) at path a[1].b");
    }

    @Test
    @DisplayName("CVE-2019-2391 (js-bson): crafted JSON is taken for a BSON type")
    void onlyTheExactShapeIsAType() {
        for (String json : new String[] {
            "{\"a\":{\"_bsontype\":\"ObjectID\",\"id\":\"000000000000000000000000\"}}",
            "{\"a\":{\"oid\":\"000000000000000000000000\"}}",
            "{\"a\":{\"x\":1,\"$oid\":\"000000000000000000000000\"}}",
            "{\"a\":{\"$unknown\":1}}",
        }) {
            try {
                assertThat(ExtendedJson.canonical().parse(json).get("a")).isInstanceOf(Document.class);
            } catch (BsonException refused) {
                assertThat(json).contains("$oid");
            }
        }
        for (String json : new String[] {
            "{\"a\":{\"$oid\":\"000000000000000000000000\",\"x\":1}}", "{\"a\":{\"$oid\":1}}", "{\"a\":{\"$oid\":{}}}",
        }) {
            assertThatThrownBy(() -> ExtendedJson.canonical().parse(json)).isInstanceOf(BsonException.class);
        }
    }

    @Test
    @DisplayName("CVE-2015-4411 (bson-ruby): a sloppy check of ObjectId text")
    void anObjectIdIsExactly24HexDigits() {
        String good = "0123456789abcdefABCDEF01";
        assertThat(ObjectId.parse(good).toHex()).isEqualToIgnoringCase(good);
        for (String bad : new String[] {
            "",
            good + "0",
            good.substring(1),
            good + "\n",
            "\n" + good,
            "g" + good.substring(1),
            good.substring(1) + " ",
            good.substring(1) + "\uFF10",
            good.substring(1) + "\u0660",
            "0x" + good.substring(2),
            "-" + good.substring(1),
        }) {
            assertThatThrownBy(() -> ObjectId.parse(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName("Node 22.7: Latin-1 written as if it were UTF-8 once the code is compiled")
    void latin1IsUtf8AlsoAMillionTimesLater() {
        StringBuilder text = new StringBuilder();
        for (char c = 0x80; c <= 0xFF; c++) {
            text.append(c);
        }
        Document all = new Document("a", text.toString());
        byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
        Document[] each = new Document[128];
        byte[][] expected = new byte[128][];
        for (int i = 0; i < 128; i++) {
            String one = "ab" + (char) (0x80 + i);
            each[i] = new Document(one, one);
            expected[i] = one.getBytes(StandardCharsets.UTF_8);
        }
        ByteBuf buffer = Unpooled.buffer(512);
        byte[] found = new byte[4];
        for (int round = 0; round < 1_000_000; round++) {
            int i = round & 127;
            CODEC.encode(each[i], buffer.clear());
            buffer.getBytes(5, found);
            assertEqual(expected[i], found);
            buffer.getBytes(14, found);
            assertEqual(expected[i], found);
        }
        CODEC.encode(all, buffer.clear());
        byte[] whole = new byte[utf8.length];
        buffer.getBytes(11, whole);
        assertThat(whole).isEqualTo(utf8);
        assertThat(CODEC.decode(buffer)).isEqualTo(all);
    }

    private static void assertEqual(byte[] expected, byte[] found) {
        if (!Arrays.equals(expected, found)) { // without AssertJ's cost in each of a million rounds
            assertThat(found).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("org.mongodb:bson 5.14: malformed UTF-8 replaced silently, a lone surrogate written as ED A0 80")
    void utf8IsStrictBothWays(BufferShape shape) {
        BsonCodec replacing = BsonCodec.builder()
                .invalidUtf8(InvalidUtf8.REPLACE)
                .loneSurrogates(LoneSurrogates.REPLACE)
                .build();
        for (String malformed : new String[] {
            "c080",
            "c1bf",
            "e08080",
            "e09fbf",
            "f0808080",
            "f08fbfbf",
            "eda080",
            "edbfbf",
            "f4908080",
            "f5808080",
            "80",
            "bf",
            "c2",
            "e282",
            "f09f98",
            "ff",
            "fe",
            "c220",
            "e28220",
            "f09f9820",
        }) {
            byte[] text = HexFormat.of().parseHex(malformed);
            byte[] asValue = CODEC.encode(new Document("a", "x".repeat(text.length)));
            System.arraycopy(text, 0, asValue, 11, text.length);
            refusedEverywhere(asValue, shape);
            assertThat(replacing.decodeExactly(asValue).getString("a")).contains("\uFFFD");
            byte[] asName = CODEC.encode(new Document("x".repeat(text.length), 1));
            System.arraycopy(text, 0, asName, 5, text.length);
            refusedEverywhere(asName, shape);
            assertThat(replacing.decodeExactly(asName).keySet().iterator().next())
                    .contains("\uFFFD");
        }
        Document real = new Document("\uFFFD", "a\uFFFDb");
        ByteBuf buffer = shape.of(CODEC.encode(real));
        try {
            assertThat(CODEC.decode(buffer)).isEqualTo(real);
        } finally {
            buffer.release();
        }
        for (String lone : new String[] {"\uD800", "\uDC00", "a\uDBFF", "\uDC00\uD800", "x\uD83Dy"}) {
            refusesToEncode(new Document("a", lone), "string with U+D");
            refusesToEncode(new Document(lone, 1), "name with U+D");
            assertThat(CODEC.decodeExactly(replacing.encode(new Document("a", lone)))
                            .getString("a"))
                    .isEqualTo(lone.replaceAll("[\uD800-\uDFFF]", "\uFFFD"));
        }
    }

    @Test
    @DisplayName("org.mongodb:bson 5.14: trailing bytes ignored, the last of two elements of one name wins silently")
    void trailingBytesAndDuplicatesFollowTheRuleThatIsAskedFor() {
        byte[] document = CODEC.encode(new Document("a", 1));
        ByteBuf longer = Unpooled.wrappedBuffer(document, new byte[] {1});
        assertThatThrownBy(() -> CODEC.decodeExactly(longer)).hasMessageContaining("bytes after the document: 1");
        assertThat(longer.readerIndex()).isZero();
        assertThat(CODEC.decode(longer)).containsOnlyKeys("a");
        assertThat(longer.readableBytes()).isEqualTo(1);

        byte[] twice = HexFormat.of().parseHex("13000000106100010000001061000200000000");
        assertThat(CODEC.decodeExactly(twice).get("a")).isEqualTo(2);
        assertThat(with(DuplicateNames.FIRST_WINS).decodeExactly(twice).get("a"))
                .isEqualTo(1);
        assertThatThrownBy(() -> with(DuplicateNames.ERROR).decodeExactly(twice))
                .isInstanceOf(MalformedBsonException.class)
                .hasMessage("duplicate name: \"a\" (expected: each name once) at offset 11, path a");
        assertThatThrownBy(() -> with(DuplicateNames.ERROR).validate(Unpooled.wrappedBuffer(twice)))
                .hasMessageContaining("duplicate name");
    }

    @Test
    @DisplayName("mongo-java-driver: decimal128 -0 to BigDecimal throws")
    void negativeZeroHasALosslessPathAndABigDecimal() {
        Document zero = new Document("a", Decimal128.parse("-0.00"));
        Decimal128 back = CODEC.decodeExactly(CODEC.encode(zero)).getDecimal128("a");
        assertThat(back).isEqualTo(Decimal128.parse("-0.00")).hasToString("-0.00");
        assertThat(back.toBigDecimal()).isEqualTo(new BigDecimal("0.00"));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("several drivers: buffers leak, or move, on error paths")
    void afterAnErrorTheBufferIsAsItWas(BufferShape shape) {
        ByteBuf buffer = shape.of(withInt(CODEC.encode(new Document("a", "text")), 7, 99));
        try {
            int reader = buffer.readerIndex();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> CODEC.decode(buffer)).isInstanceOf(MalformedBsonException.class);
                assertThatThrownBy(() -> CODEC.decodeAll(buffer)).isInstanceOf(MalformedBsonException.class);
                assertThatThrownBy(() -> CODEC.decodeExactly(buffer)).isInstanceOf(MalformedBsonException.class);
            }
            assertThat(buffer.readerIndex()).isEqualTo(reader);
            assertThat(buffer.refCnt()).isEqualTo(1);
        } finally {
            assertThat(buffer.release()).isTrue();
        }
    }

    private static BsonCodec with(DuplicateNames rule) {
        return CODEC.toBuilder().duplicateNames(rule).build();
    }

    private static void refusesToEncode(Map<String, ?> document, String message) {
        ByteBuf buffer = Unpooled.buffer();
        assertThatThrownBy(() -> CODEC.encode(document, buffer))
                .isInstanceOf(BsonEncodeException.class)
                .hasMessageContaining(message);
        assertThat(buffer.isReadable()).isFalse();
    }

    /** Decode, validate, skip and raw views refuse the bytes, with the exception for bad bytes. */
    private static void refusedEverywhere(byte[] bytes, BufferShape shape) {
        ByteBuf buffer = shape.of(bytes);
        try {
            String why = HexFormat.of().formatHex(bytes);
            assertThatThrownBy(() -> CODEC.decodeExactly(buffer)).as(why).isInstanceOf(MalformedBsonException.class);
            assertThatThrownBy(() -> {
                        if (CODEC.validate(buffer) != bytes.length) {
                            CODEC.decodeExactly(buffer);
                        }
                    })
                    .as(why)
                    .isInstanceOf(MalformedBsonException.class);
            assertThatThrownBy(() -> {
                        BsonReader reader = new BsonReader().reset(buffer);
                        while (reader.next()) {
                            reader.skip();
                        }
                        CODEC.decodeExactly(buffer); // what skips to its end has bytes behind it
                    })
                    .as(why)
                    .isInstanceOf(MalformedBsonException.class);
            assertThatThrownBy(() -> {
                        RawDocument.of(buffer).validate();
                        CODEC.decodeExactly(buffer);
                    })
                    .as(why)
                    .isInstanceOf(MalformedBsonException.class);
        } finally {
            buffer.release();
        }
    }

    private static byte[] withInt(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return changed;
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i <= bytes.length - part.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }
}
