package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
import io.bsonwire.bson.FieldNames;
import io.bsonwire.bson.InvalidUtf8;
import io.bsonwire.bson.LoneSurrogates;
import io.bsonwire.bson.MalformedBsonException;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.Regex;
import io.bsonwire.bson.Symbol;
import io.bsonwire.bson.json.ExtendedJson;
import io.bsonwire.bson.json.MalformedJsonException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One test for every bug of this kind that shipped in a BSON codec, named after it. Depth has a class of its own. */
class HostileInputTest {
    private static final BsonCodec CODEC = BsonCodec.DEFAULT;
    private static final ObjectId ID = ObjectId.parse("0102030405060708090a0b0c");

    // ---- bytes, little by little ----

    private static String int32(int value) {
        return HexFormat.of().toHexDigits(Integer.reverseBytes(value));
    }

    /** A document of one element, its type byte, the name {@code a} and a value. */
    private static byte[] document(int type, String value) {
        String body = HexFormat.of().toHexDigits((byte) type) + "6100" + value.replace(" ", "") + "00";
        return HexFormat.of().parseHex(int32(body.length() / 2 + 4) + body);
    }

    /** Every route refuses, on every shape of buffer, for the same reason at the same place. */
    private static void assertRefused(byte[] bytes) {
        for (BufferShape shape : BufferShape.values()) {
            ByteBuf source = shape.of(bytes);
            try {
                Route.Verdict first = Route.DECODE.on(source);
                assertThat(first.fault()).as(HexFormat.of().formatHex(bytes)).isNotNull();
                for (Route route : Route.values()) {
                    assertThat(route.on(source))
                            .as("%s on %s of %s", route, shape, HexFormat.of().formatHex(bytes))
                            .isEqualTo(first);
                }
                assertSkipRefuses(source);
            } finally {
                source.release();
            }
        }
    }

    /** As the value of an element of another document, skipped as a whole and looked up raw. */
    private static void assertSkipRefuses(ByteBuf source) {
        byte[] inner = ByteBufUtil.getBytes(source);
        if (inner.length < 5 || Layout.int32(inner, 0) != inner.length || inner[inner.length - 1] != 0) {
            return; // the length of its container is at fault, not what is inside
        }
        byte[] outer = document(0x03, HexFormat.of().formatHex(inner));
        BsonReader reader = new BsonReader().reset(outer, 0, outer.length);
        reader.next();
        assertThatExceptionOfType(MalformedBsonException.class).isThrownBy(reader::skip);
        assertThatExceptionOfType(MalformedBsonException.class)
                .isThrownBy(() -> RawDocument.of(outer).getDocument("a").toDocument());
    }

    // ---- sizes ----

    @Test
    @DisplayName("CVE-2024-5629 (PyMongo): sizes of code with scope do not wrap when summed")
    void codeWithScopeSizesDoNotWrap() {
        String code = int32(1) + "00";
        String scope = int32(5) + "00";
        int[] large = {
            Integer.MAX_VALUE,
            Integer.MAX_VALUE - 1,
            Integer.MAX_VALUE - 4,
            Integer.MAX_VALUE - 8,
            Integer.MIN_VALUE,
            Integer.MIN_VALUE + 1,
            -1,
            -4,
            -5,
            -8,
            -9,
            -13,
            -14
        };
        for (int total : large) {
            assertRefused(document(0x0F, int32(total) + code + scope));
        }
        for (int length : large) {
            assertRefused(document(0x0F, int32(14) + int32(length) + "00" + scope));
            assertRefused(document(0x0F, int32(14) + code + int32(length) + "00"));
            for (int total : large) {
                assertRefused(document(0x0F, int32(total) + int32(length) + "00" + int32(length) + "00"));
            }
        }
        for (int small = 0; small < 5; small++) {
            assertRefused(document(0x0F, int32(14) + code + int32(small) + "00"));
        }
        assertRefused(document(0x0F, int32(13) + code + scope));
        assertRefused(document(0x0F, int32(15) + code + scope + "00"));
        assertRefused(document(0x0F, int32(19) + code + scope + scope));
    }

    @Test
    @DisplayName("PYTHON-5756, CVE-2018-16790: a binary's length is compared without its five bytes of header")
    void binaryLengthCountsItsHeader() {
        for (int subtype : new int[] {0x00, 0x02, 0x04, 0x09, 0x80}) {
            for (int size : new int[] {0, 4, 16}) {
                for (int beyond = 1; beyond <= 5; beyond++) {
                    byte[] bytes = document(
                            0x05,
                            int32(size + beyond) + HexFormat.of().toHexDigits((byte) subtype) + "00".repeat(size));
                    assertRefused(bytes);
                    BsonReader reader = new BsonReader().reset(bytes, 0, bytes.length);
                    reader.next();
                    assertThatExceptionOfType(MalformedBsonException.class).isThrownBy(reader::readBinary);
                    assertThatExceptionOfType(MalformedBsonException.class).isThrownBy(reader::skip);
                    assertThatExceptionOfType(MalformedBsonException.class)
                            .isThrownBy(() -> RawDocument.of(bytes).getBinary("a"));
                    assertThatExceptionOfType(MalformedBsonException.class)
                            .isThrownBy(() -> new BsonWriter()
                                    .reset(Unpooled.buffer())
                                    .startDocument()
                                    .name("b")
                                    .copyValue(reader));
                }
            }
        }
    }

    @Test
    @DisplayName("PYTHON-5923: the last document of an array does not overlap the array's end")
    void containersStayInsideTheirParents() {
        String last = int32(5) + "00";
        String array = int32(4 + 3 + 5 + 1);
        assertThat(CODEC.decodeExactly(document(0x04, array + "033000" + last + "00")))
                .isEqualTo(new Document("a", List.of(new Document())));
        for (int beyond = 1; beyond <= 6; beyond++) {
            for (int type : new int[] {0x03, 0x04}) {
                String overlapping = "0" + type + "3000" + int32(5 + beyond) + "00";
                assertRefused(document(0x03, array + overlapping + "00"));
                assertRefused(document(0x04, array + overlapping + "00"));
                // The same with as many zeros behind as it would take to find a terminator there.
                assertRefused(document(0x04, array + overlapping + "00" + "00".repeat(beyond)));
            }
            assertRefused(document(
                    0x04, int32(4 + 3 + 14 + 1) + "0f3000" + int32(14) + int32(1) + "00" + int32(5 + beyond) + "0000"));
        }
    }

    @Test
    @DisplayName("PYTHON-5923: the last document of a cursor's batch does not overlap its end")
    void lastDocumentOfABatchStaysInside() {
        byte[] last = CODEC.encode(new Document("b", 2));
        byte[] reply = CODEC.encode(new Document(
                "cursor", new Document("firstBatch", List.of(new Document("a", 1), new Document("b", 2)))));
        int at = reply.length - 3 - last.length; // the terminators of batch, cursor and reply follow
        for (int overlap : new int[] {1, 2, 3, 4, 1000, Integer.MAX_VALUE - last.length}) {
            byte[] overlapping = reply.clone();
            Layout.putInt32(overlapping, at, last.length + overlap);
            assertRefused(overlapping);
            for (BufferShape shape : BufferShape.values()) {
                ByteBuf source = shape.of(overlapping);
                RawCursor batch = RawDocument.of(source)
                        .getDocument("cursor")
                        .getArray("firstBatch")
                        .cursor();
                assertThat(batch.next()).isTrue();
                assertThat(batch.getDocument().getInt32("a")).isEqualTo(1);
                assertThatExceptionOfType(MalformedBsonException.class)
                        .isThrownBy(batch::next)
                        .matches(e -> e.path().equals("cursor.firstBatch[1]"));
                source.release();
            }
        }
    }

    @Test
    @DisplayName("CVE-2024-6383, CVE-2025-0755: appending beyond 2^31-1 is refused, and the buffer stays as it was")
    void appendingBeyondTheLargestSizeIsRefused() {
        BsonCodec largest = BsonCodec.builder()
                .limits(new BsonLimits(Integer.MAX_VALUE - 8, 200))
                .build();
        // 2^31 - 2^24 bytes that share the memory of 2^24.
        ByteBuf chunk = Unpooled.wrappedBuffer(new byte[1 << 24]);
        CompositeByteBuf huge = Unpooled.compositeBuffer(1000);
        for (int i = 0; i < 127; i++) {
            huge.addComponent(true, chunk.retainedDuplicate());
        }
        CompositeByteBuf larger = Unpooled.compositeBuffer(1000)
                .addComponent(true, huge.retainedDuplicate())
                .addComponent(true, chunk.retainedSlice(0, (1 << 24) - 1));
        assertThat(larger.readableBytes()).isEqualTo(Integer.MAX_VALUE);

        ByteBuf target = Unpooled.buffer().writeByte(0xA5);
        long before = allocated();
        for (ByteBuf value : List.of(
                larger, larger.duplicate().skipBytes(8), larger.duplicate().skipBytes(20))) {
            assertThatExceptionOfType(BsonEncodeException.class)
                    .isThrownBy(() -> largest.encode(new Document("a", value), target))
                    .withMessageStartingWith("document length: at least ")
                    .withMessageEndingWith(" (expected: at most the limit of 2147483639) at path a");
        }
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> CODEC.encode(new Document("l", List.of(1, huge)), target))
                .withMessageEndingWith(" (expected: at most the limit of 16793600) at path l[1]");
        assertThat(allocated() - before).isLessThan(1_000_000);

        BsonCodec small = BsonCodec.builder().limits(new BsonLimits(1000, 200)).build();
        for (Object value : List.of(
                "x".repeat(1000),
                new Code("x".repeat(1000)),
                Binary.of(new byte[1000]),
                new Regex("x".repeat(1000)),
                new CodeWithScope("f", new Document("x", new byte[1000])),
                new int[200],
                RawDocument.of(CODEC.encode(new Document("x", new byte[1000]))))) {
            assertThatExceptionOfType(BsonEncodeException.class)
                    .isThrownBy(() -> small.encode(new Document("a", value), target))
                    .matches(e -> e.problem().endsWith(" (expected: at most the limit of 1000)"));
        }
        assertThat(ByteBufUtil.hexDump(target)).isEqualTo("a5");
        larger.release();
        huge.release();
        chunk.release();
    }

    @Test
    @DisplayName("CVE-2026-6914 (server): sizes from 0 to 4 and negative ones, in every length field")
    void smallAndNegativeSizesAreRefused() {
        // No byte in here is one that a wrong size could lead to and find what it looks for.
        byte[] noise = new byte[8];
        Arrays.fill(noise, (byte) 0xEE);
        byte[] bytes = CODEC.encode(new Document("string", "abcdefgh")
                .append("document", new Document("x", "abcdefgh"))
                .append("array", List.of("abcdefgh"))
                .append("binary", Binary.of(noise))
                .append("old", Binary.of(2, noise))
                .append("pointer", new DbPointer("abcdefgh", ID))
                .append("code", new Code("abcdefgh"))
                .append("symbol", new Symbol("abcdefgh"))
                .append("scope", new CodeWithScope("abcdefgh", new Document("x", "abcdefgh"))));
        Layout layout = Layout.of(bytes);
        assertThat(layout.lengths()).hasSize(16);
        for (Layout.Length length : layout.lengths()) {
            for (int wrong : new int[] {
                0, 1, 2, 3, 4, -1, -2, -3, -4, -5, -8, -9, -12, -16, -17, Integer.MIN_VALUE, Integer.MIN_VALUE + 4
            }) {
                byte[] mutant = bytes.clone();
                Layout.putInt32(mutant, length.at(), wrong);
                assertRefused(mutant);
            }
        }
    }

    @Test
    @DisplayName("mongo-java-driver 2007, bson-rust 243: nothing is allocated for a length that nothing backs")
    void claimedLengthsAllocateNothing() {
        BsonCodec largest = BsonCodec.builder()
                .limits(new BsonLimits(Integer.MAX_VALUE - 8, 200))
                .build();
        List<byte[]> inputs = new ArrayList<>();
        for (int claim : new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, 1 << 30}) {
            inputs.add(HexFormat.of().parseHex(int32(claim) + "0261000500000061626300" + "0000000000"));
            for (int type : new int[] {0x02, 0x03, 0x04, 0x05, 0x0C, 0x0D, 0x0E, 0x0F}) {
                inputs.add(document(type, int32(claim) + "0000000000000000"));
            }
            inputs.add(document(0x0F, int32(14) + int32(claim) + "00" + int32(5) + "00"));
            inputs.add(document(0x0F, int32(14) + int32(1) + "00" + int32(claim) + "00"));
            inputs.add(document(0x05, int32(9) + "02" + int32(claim) + "0000000000"));
        }
        for (byte[] input : inputs) {
            for (BufferShape shape : BufferShape.values()) {
                ByteBuf source = shape.of(input);
                for (Runnable reading : List.<Runnable>of(
                        () -> largest.decode(source),
                        () -> largest.validate(source),
                        () -> RawDocument.of(source, source.readerIndex(), largest)
                                .toDocument(),
                        () -> ExtendedJson.canonical().withCodec(largest).write(source, Unpooled.buffer()),
                        () -> readStream(largest, input))) {
                    long before = allocated();
                    assertThatExceptionOfType(MalformedBsonException.class).isThrownBy(reading::run);
                    assertThat(allocated() - before)
                            .as("bytes allocated for %s on %s", HexFormat.of().formatHex(input), shape)
                            .isLessThan(500_000);
                }
                source.release();
            }
        }
    }

    private static void readStream(BsonCodec codec, byte[] bytes) {
        try (var stream = codec.open(new ByteArrayInputStream(bytes))) {
            stream.next();
            stream.decode();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    // ---- verdicts ----

    @Test
    @DisplayName("CVE-2026-6231, JAVA-6220: validate and skip refuse what decode refuses, at the same place")
    void validateAndSkipAreAsStrictAsDecode() {
        Vector.all().stream()
                .filter(vector -> vector.fault() != null && vector.fault() != Vector.Fault.TRAILING_BYTES)
                .filter(vector -> vector.fault() != Vector.Fault.DEPTH)
                .forEach(vector -> assertRefused(vector.bson()));
    }

    @Test
    @DisplayName("org.mongodb:bson 5.14: bytes behind the document are left, or refused where none may be")
    void trailingBytesAreNotIgnored() {
        byte[] document = CODEC.encode(new Document("a", 1));
        byte[] longer = Arrays.copyOf(document, document.length + 3);
        for (BufferShape shape : BufferShape.values()) {
            ByteBuf source = shape.of(longer);
            int start = source.readerIndex();
            assertThatExceptionOfType(MalformedBsonException.class)
                    .isThrownBy(() -> CODEC.decodeExactly(source))
                    .withMessageStartingWith("bytes after the document: 3 (expected: none)");
            assertThat(source.readerIndex()).isEqualTo(start);
            assertThatExceptionOfType(MalformedBsonException.class).isThrownBy(() -> CODEC.decodeAll(source));
            assertThat(CODEC.decode(source)).isEqualTo(new Document("a", 1));
            assertThat(source.readableBytes()).isEqualTo(3);
            source.release();
        }
    }

    @Test
    @DisplayName("org.mongodb:bson 5.14: what happens to a name used twice is a choice")
    void duplicateNamesAreAChoice() {
        byte[] twice = HexFormat.of().parseHex("13000000" + "10610001000000" + "10610002000000" + "00");
        assertThat(decode(DuplicateNames.LAST_WINS, twice)).isEqualTo(new Document("a", 2));
        assertThat(decode(DuplicateNames.FIRST_WINS, twice)).isEqualTo(new Document("a", 1));
        assertThatExceptionOfType(MalformedBsonException.class)
                .isThrownBy(() -> decode(DuplicateNames.ERROR, twice))
                .withMessage("duplicate name: \"a\" (expected: each name once) at offset 11, path a");
    }

    private static Document decode(DuplicateNames policy, byte[] bytes) {
        return BsonCodec.builder().duplicateNames(policy).build().decodeExactly(bytes);
    }

    // ---- text ----

    @Test
    @DisplayName("org.mongodb:bson 5.14: overlong and other malformed UTF-8 is refused, or replaced where asked")
    void malformedUtf8IsNotReplacedSilently() {
        BsonCodec replacing =
                BsonCodec.builder().invalidUtf8(InvalidUtf8.REPLACE).build();
        for (String bad : List.of("c080", "eda080", "f4908080", "ff", "e282", "c1bf", "f0808080")) {
            byte[] bytes = document(0x02, int32(bad.length() / 2 + 1) + bad + "00");
            assertRefused(bytes);
            byte[] raw = HexFormat.of().parseHex(bad);
            assertThat(replacing.decodeExactly(bytes).getString("a"))
                    .isEqualTo(new String(raw, StandardCharsets.UTF_8))
                    .contains("\ufffd");
            assertThat(replacing.validate(Unpooled.wrappedBuffer(bytes))).isEqualTo(bytes.length);
        }
        Document real = new Document("\ufffd", "a\ufffdb").append("c", new Code("\ufffd"));
        for (BufferShape shape : BufferShape.values()) {
            ByteBuf source = shape.of(CODEC.encode(real));
            assertThat(CODEC.decode(source)).as("a real U+FFFD is text").isEqualTo(real);
            source.release();
        }
    }

    @Test
    @DisplayName("org.mongodb:bson 5.14: a lone surrogate is refused, or replaced where asked, and never ED A0 80")
    void loneSurrogatesAreNotWritten() {
        BsonCodec replacing =
                BsonCodec.builder().loneSurrogates(LoneSurrogates.REPLACE).build();
        for (String lone : List.of("\ud800", "a\udbff", "\udc00b", "\udfff\ud800")) {
            for (Document document : List.of(
                    new Document("a", lone),
                    new Document(lone, 1),
                    new Document("a", List.of(new Code(lone))),
                    new Document("a", new Symbol(lone)),
                    new Document("a", new CodeWithScope(lone, new Document())),
                    new Document("a", new CodeWithScope("", new Document(lone, 1))),
                    new Document("a", new Regex(lone)),
                    new Document("a", new DbPointer(lone, ID)))) {
                assertThatExceptionOfType(BsonEncodeException.class).isThrownBy(() -> CODEC.encode(document));
                byte[] bytes = replacing.encode(document);
                assertThat(HexFormat.of().formatHex(bytes)).contains("efbfbd").doesNotContain("eda0", "edb0", "edbf");
                assertThat(CODEC.validate(Unpooled.wrappedBuffer(bytes))).isEqualTo(bytes.length);
            }
        }
    }

    @Test
    @DisplayName("Node 22.7: U+0080 to U+00FF through the fast path, a million times")
    void latin1StaysUtf8WhenTheJitHasWarmedUp() {
        StringBuilder latin1 = new StringBuilder("ascii first ");
        for (char c = 0x80; c <= 0xFF; c++) {
            latin1.append(c);
        }
        String text = latin1.toString();
        byte[] expected = text.getBytes(StandardCharsets.UTF_8);
        ByteBuf target = Unpooled.buffer(1000);
        BsonWriter writer = new BsonWriter().reset(target);
        for (int i = 0; i < 1_000_000; i++) {
            // One character alone, so that each passes at each place; all of them now and then.
            String one = i % 50 == 0 ? text : text.substring(i % 12, 12) + text.charAt(12 + (i & 0x7F));
            target.clear();
            writer.startDocument().name("t").writeString(one).endDocument();
            int length = target.readableBytes() - 4 - 3 - 4 - 2;
            byte[] bytes = target.array();
            boolean same = i % 50 == 0
                    ? Arrays.equals(bytes, 11, 11 + length, expected, 0, expected.length)
                    : length == 14 - i % 12
                            && bytes[11 + length - 2] == (byte) (0xC2 + ((i & 0x7F) >> 6))
                            && bytes[11 + length - 1] == (byte) (0x80 + (i & 0x3F));
            if (!same) {
                assertThat(ByteBufUtil.hexDump(target)).as("round %d", i).isEqualTo(one);
            }
        }
    }

    @Test
    @DisplayName("CVE-2021-20329 (Go driver): NUL in names and regular expressions is refused on encode")
    void nulCannotInjectFields() {
        for (String name : List.of("\0", "a\0b", "\u0010a\0\1\0\0\0")) {
            for (Document document : List.of(
                    new Document(name, 1),
                    new Document("a", Map.of(name, 1)),
                    new Document("a", List.of(new Document(name, 1))),
                    new Document("a", new CodeWithScope("f", Map.of(name, 1))))) {
                assertThatExceptionOfType(BsonEncodeException.class)
                        .isThrownBy(() -> CODEC.encode(document))
                        .matches(e -> e.problem().startsWith("name with NUL at index "));
            }
            BsonWriter writer = new BsonWriter().reset(Unpooled.buffer()).startDocument();
            byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
            assertThatExceptionOfType(BsonEncodeException.class).isThrownBy(() -> writer.name(name));
            assertThatExceptionOfType(BsonEncodeException.class).isThrownBy(() -> writer.name(utf8, 0, utf8.length));
            assertThatIllegalArgumentException().isThrownBy(() -> FieldNames.of(name));
            assertThatIllegalArgumentException().isThrownBy(() -> new Regex(name));
            assertThatIllegalArgumentException().isThrownBy(() -> new Regex("", name));
            assertThatIllegalArgumentException().isThrownBy(() -> new DbPointer(name, ID));
            assertThatExceptionOfType(BsonEncodeException.class)
                    .isThrownBy(
                            () -> RawDocument.of(CODEC.encode(new Document())).with(name, 1));
        }
        // A DBPointer read from bytes keeps the NUL that they have; it cannot be written again.
        byte[] bytes = document(0x0C, int32(4) + "61006200" + "0102030405060708090a0b0c");
        Document document = CODEC.decodeExactly(bytes);
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> CODEC.encode(document))
                .withMessage("dbPointer namespace with NUL at index 1 (expected: no NUL) at path a");
        for (String json : List.of(
                "{\"a\\u0000b\": 1}",
                "{\"a\": {\"b\\u0000\": 1}}",
                "{\"a\": {\"$regularExpression\": {\"pattern\": \"a\\u0000\", \"options\": \"\"}}}",
                "{\"a\": {\"$regularExpression\": {\"pattern\": \"a\", \"options\": \"i\\u0000\"}}}",
                "{\"a\": {\"$dbPointer\": {\"$ref\": \"b\\u0000\", \"$id\": {\"$oid\": \"" + ID + "\"}}}}")) {
            assertThatExceptionOfType(MalformedJsonException.class)
                    .as(json)
                    .isThrownBy(() -> ExtendedJson.canonical().parse(json));
        }
    }

    // ---- values ----

    @Test
    @DisplayName("CVE-2020-7610 (js-bson): a value of an unknown class is refused with its path")
    void unknownClassesAreNotDropped() {
        ByteBuf target = Unpooled.buffer();
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> CODEC.encode(
                        new Document("a", List.of(1, new Document("b", Optional.of(Map.of("_bsontype", "x"))))),
                        target))
                .withMessage(
                        "value of class java.util.Optional (expected: a class that has a BSON type) at path a[1].b");
        assertThat(target.readableBytes()).isZero();
    }

    @Test
    @DisplayName("CVE-2019-2391 (js-bson): JSON is taken for a BSON type only in that type's exact shape")
    void jsonIsNotTakenForATypeByAccident() {
        String hex = ID.toString();
        ExtendedJson format = ExtendedJson.canonical();
        assertThat(format.parse("{\"a\": {\"_bsontype\": \"ObjectID\", \"id\": \"" + hex + "\"}}")
                        .get("a"))
                .isInstanceOf(Document.class);
        for (String wrapper : List.of(
                "{\"$oid\": \"" + hex + "\", \"x\": 1}",
                "{\"x\": 1, \"$oid\": \"" + hex + "\"}",
                "{\"$oid\": 1}",
                "{\"$oid\": {\"$oid\": \"" + hex + "\"}}",
                "{\"$oid\": \"" + hex + "\", \"$oid\": \"" + hex + "\"}",
                "{\"$numberInt\": 1}",
                "{\"$numberInt\": \"2147483648\"}",
                "{\"$numberLong\": \" 1\"}",
                "{\"$numberDouble\": \"1.0d\"}",
                "{\"$binary\": {\"base64\": \"AA==\"}}",
                "{\"$date\": {\"$numberLong\": \"1\", \"x\": 1}}",
                "{\"$timestamp\": {\"t\": -1, \"i\": 0}}",
                "{\"$minKey\": 2}",
                "{\"$undefined\": false}",
                "{\"$code\": \"f\", \"$scope\": 1}",
                "{\"$code\": \"f\", \"x\": 1}",
                "{\"$symbol\": null}")) {
            assertThatExceptionOfType(MalformedJsonException.class)
                    .as(wrapper)
                    .isThrownBy(() -> format.parse("{\"a\": " + wrapper + "}"));
        }
    }

    @Test
    @DisplayName("CVE-2015-4411 (bson-ruby): an ObjectId has exactly 24 hexadecimal digits")
    void objectIdsAreExact() {
        String hex = ID.toString();
        for (String bad : List.of(
                "",
                hex.substring(1),
                hex + "0",
                hex + "\n",
                "\n" + hex,
                hex.substring(1) + "\n",
                hex + "\n0",
                hex.substring(2) + "g0",
                "0x" + hex.substring(2),
                hex.substring(2) + "\uff11\uff12",
                hex + "\0",
                hex.substring(1) + " ",
                "+" + hex.substring(1))) {
            assertThatIllegalArgumentException().as(bad).isThrownBy(() -> ObjectId.parse(bad));
            assertThatExceptionOfType(MalformedJsonException.class)
                    .as(bad)
                    .isThrownBy(() -> ExtendedJson.canonical()
                            .parse("{\"a\": {\"$oid\": \""
                                    + bad.replace("\n", "\\n").replace("\0", "\\u0000") + "\"}}"));
        }
        assertThat(ObjectId.parse(hex.toUpperCase(Locale.ROOT))).isEqualTo(ID);
    }

    @Test
    @DisplayName("mongo-java-driver: minus zero and every other decimal128 has a way through that loses nothing")
    void decimal128MinusZero() {
        Decimal128 minusZero = Decimal128.parse("-0");
        byte[] bytes = document(0x13, "0000000000000000" + "00000000000040b0");
        assertThat(CODEC.decodeExactly(bytes).getDecimal128("a")).isEqualTo(minusZero);
        assertThat(CODEC.encode(new Document("a", minusZero))).isEqualTo(bytes);
        assertThat(RawDocument.of(bytes).getAsInt64("a")).isZero();
        assertThat(minusZero.toBigDecimal()).isEqualTo(BigDecimal.ZERO);
        assertThat(minusZero.isNegative()).isTrue();
        assertThat(minusZero).hasToString("-0");
    }

    // ---- ownership ----

    @Test
    @DisplayName("several drivers: no path out of an error leaves a buffer behind")
    void errorsLeakNothing(ByteBufAllocator allocator) {
        for (Vector vector : Vector.all()) {
            ByteBuf source = allocator.buffer().writeBytes(vector.bson());
            ByteBuf target = allocator.buffer();
            for (Route route : Route.values()) {
                route.on(source);
            }
            try {
                ExtendedJson.relaxed().write(source, target);
            } catch (BsonException e) {
                assertThat(target.readableBytes()).isZero();
            }
            try {
                new BsonWriter()
                        .reset(target.clear())
                        .startDocument()
                        .name("a")
                        .writeRawDocument(source, source.readerIndex());
            } catch (BsonException e) {
                assertThat(target.readableBytes()).isZero();
            }
            assertThat(source.refCnt()).isEqualTo(1);
            assertThat(target.refCnt()).isEqualTo(1);
            source.release();
            target.release();
        }
        ByteBuf small = allocator.buffer(8, 8);
        ByteBuf value = allocator.buffer().writeBytes(new byte[100]);
        for (Document document : List.of(
                new Document("a", value),
                new Document("a", List.of(value, new Object())),
                new Document("a\0", value))) {
            assertThatExceptionOfType(BsonEncodeException.class).isThrownBy(() -> CODEC.encode(document, small));
            assertThat(small.readableBytes()).isZero();
        }
        assertThat(value.refCnt()).isEqualTo(1);
        small.release();
        value.release();
    }
}
