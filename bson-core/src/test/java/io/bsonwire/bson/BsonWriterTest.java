package io.bsonwire.bson;

import static io.bsonwire.bson.TestBytes.cstring;
import static io.bsonwire.bson.TestBytes.document;
import static io.bsonwire.bson.TestBytes.documentOf;
import static io.bsonwire.bson.TestBytes.element;
import static io.bsonwire.bson.TestBytes.hex;
import static io.bsonwire.bson.TestBytes.int32;
import static io.bsonwire.bson.TestBytes.string;
import static io.bsonwire.bson.TestBytes.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes that each method of the writer lays down. */
class BsonWriterTest {
    private static final ObjectId ID = ObjectId.parse("0102030405060708090a0b0c");

    /** The document {@code {v: ...}} that the code writes the value of. */
    private static String value(Consumer<BsonWriter> code) {
        return value(BsonCodec.DEFAULT, code);
    }

    private static String value(BsonCodec codec, Consumer<BsonWriter> code) {
        return written(target -> {
            BsonWriter writer = new BsonWriter(codec).reset(target);
            writer.startDocument().name("v");
            code.accept(writer);
            writer.endDocument();
        });
    }

    private static String expected(int type, String value) {
        return document(element(type, "v", value.replace(" ", "")));
    }

    @Test
    void emptyDocumentIsFiveBytes() {
        assertThat(written(t -> new BsonWriter().reset(t).startDocument().endDocument()))
                .isEqualTo("0500000000");
    }

    @Test
    void numbers() {
        assertThat(value(w -> w.writeDouble(1.5))).isEqualTo(expected(0x01, "000000000000f83f"));
        assertThat(value(w -> w.writeDouble(Double.longBitsToDouble(0x7ff4dead_beef0001L))))
                .as("a signalling NaN with payload")
                .isEqualTo(expected(0x01, "0100efbeaddef47f"));
        assertThat(value(w -> w.writeInt32(-2))).isEqualTo(expected(0x10, "feffffff"));
        assertThat(value(w -> w.writeInt64(Long.MIN_VALUE))).isEqualTo(expected(0x12, "0000000000000080"));
        assertThat(value(w -> w.writeDecimal128(Decimal128.parse("1"))))
                .isEqualTo(expected(0x13, "01000000000000000000000000004030"));
    }

    @Test
    void textTypes() {
        assertThat(value(w -> w.writeString("a\0b"))).isEqualTo(expected(0x02, "04000000 610062 00"));
        assertThat(value(w -> w.writeString(""))).isEqualTo(expected(0x02, "01000000 00"));
        assertThat(value(w -> w.writeCode("f"))).isEqualTo(expected(0x0D, "02000000 66 00"));
        assertThat(value(w -> w.writeSymbol("s"))).isEqualTo(expected(0x0E, "02000000 73 00"));
        assertThat(value(w -> w.writeDbPointer(new DbPointer("d.c", ID))))
                .isEqualTo(expected(0x0C, "04000000 642e63 00 0102030405060708090a0b0c"));
        assertThat(value(w -> w.writeRegex(new Regex("^a", "xi")))).isEqualTo(expected(0x0B, "5e61 00 6978 00"));
    }

    @Test
    void simpleTypes() {
        assertThat(value(BsonWriter::writeUndefined)).isEqualTo(expected(0x06, ""));
        assertThat(value(w -> w.writeObjectId(ID))).isEqualTo(expected(0x07, "0102030405060708090a0b0c"));
        assertThat(value(w -> w.writeBoolean(true))).isEqualTo(expected(0x08, "01"));
        assertThat(value(w -> w.writeBoolean(false))).isEqualTo(expected(0x08, "00"));
        assertThat(value(w -> w.writeDateTime(-1))).isEqualTo(expected(0x09, "ffffffffffffffff"));
        assertThat(value(BsonWriter::writeNull)).isEqualTo(expected(0x0A, ""));
        assertThat(value(w -> w.writeTimestamp(BsonTimestamp.of(0xFFFFFFFFL, 2))))
                .isEqualTo(expected(0x11, "02000000 ffffffff"));
        assertThat(value(BsonWriter::writeMinKey)).isEqualTo(expected(0xFF, ""));
        assertThat(value(BsonWriter::writeMaxKey)).isEqualTo(expected(0x7F, ""));
    }

    @Test
    void binaries() {
        byte[] data = {9, 1, 2, 3, 9};

        assertThat(value(w -> w.writeBinary(0, data, 1, 3))).isEqualTo(expected(0x05, "03000000 00 010203"));
        assertThat(value(w -> w.writeBinary(0xFF, data, 5, 0))).isEqualTo(expected(0x05, "00000000 ff"));
        assertThat(value(w -> w.writeBinary(2, data, 1, 3))).isEqualTo(expected(0x05, "07000000 02 03000000 010203"));
        assertThat(value(w -> w.writeBinary(2, data, 0, 0))).isEqualTo(expected(0x05, "04000000 02 00000000"));
        assertThat(value(w -> w.writeBinary(Binary.of(5, new byte[] {7})))).isEqualTo(expected(0x05, "01000000 05 07"));

        ByteBuf source = Unpooled.directBuffer().writeBytes(data).skipBytes(1).writerIndex(4);
        assertThat(value(w -> w.writeBinary(0, source))).isEqualTo(expected(0x05, "03000000 00 010203"));
        assertThat(value(w -> w.writeBinary(2, source))).isEqualTo(expected(0x05, "07000000 02 03000000 010203"));
        assertThat(source.readerIndex()).isEqualTo(1);
        source.release();
    }

    @Test
    void binarySubtypeIsOneByte() {
        for (int subtype : new int[] {-1, 256}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> value(w -> w.writeBinary(subtype, new byte[0], 0, 0)))
                    .withMessage("binary subtype: " + subtype + " (expected: 0 to 255)");
        }
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> value(w -> w.writeBinary(0, new byte[3], 2, 2)));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNSPECIFIED")
    void uuidInEachRepresentation(UuidRepresentation representation) {
        UUID uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        byte[] bytes = new byte[16];
        representation.write(uuid, bytes, 0);
        BsonCodec codec = BsonCodec.builder().uuidRepresentation(representation).build();

        assertThat(value(codec, w -> w.writeUuid(uuid)))
                .isEqualTo(expected(
                        0x05, "10000000" + (representation == UuidRepresentation.STANDARD ? "04" : "03") + hex(bytes)));
    }

    @Test
    void uuidWithoutRepresentationIsRefused() {
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> value(w -> w.writeUuid(new UUID(0, 0))))
                .withMessage("java.util.UUID under UuidRepresentation.UNSPECIFIED (expected: a representation set in"
                        + " the codec) at path v");
    }

    @Test
    void containersNest() {
        String inner = document(element(0x0A, "n", ""));
        String array =
                document(element(0x10, "0", int32(1)), element(0x03, "1", inner), element(0x04, "2", document()));

        assertThat(value(w -> w.startArray()
                        .writeInt32(1)
                        .startDocument()
                        .name("n")
                        .writeNull()
                        .endDocument()
                        .startArray()
                        .endArray()
                        .endArray()))
                .isEqualTo(expected(0x04, array));
    }

    @Test
    void codeWithScopeCountsItsParts() {
        String scope = document(element(0x10, "x", int32(1)));
        String code = string("f(\u00e9)");
        String total = int32((code.length() + scope.length()) / 2 + 4);

        assertThat(value(w -> w.startCodeWithScope("f(\u00e9)")
                        .name("x")
                        .writeInt32(1)
                        .endDocument()))
                .isEqualTo(expected(0x0F, total + code + scope));
        assertThat(value(w -> w.startArray()
                        .startCodeWithScope("")
                        .endDocument()
                        .writeNull()
                        .endArray()))
                .isEqualTo(expected(
                        0x04,
                        document(element(0x0F, "0", int32(14) + string("") + document()), element(0x0A, "1", ""))));
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 99, 100, 999, 1000, 1001, 9_999, 10_000, 10_001, 100_000})
    void arrayIndexesAreDecimal(int last) {
        ByteBuf target = Unpooled.buffer();
        BsonWriter writer = new BsonWriter().reset(target);
        writer.startDocument().name("a").startArray();
        for (int i = 0; i <= last; i++) {
            writer.writeNull();
        }
        writer.endArray().endDocument();

        BsonReader reader = new BsonReader().reset(target);
        reader.next();
        reader.enter();
        for (int i = 0; i <= last; i++) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.name()).isEqualTo(Integer.toString(i));
        }
        assertThat(reader.next()).isFalse();
    }

    @Test
    void indexesAroundEachNumberOfDigits() {
        for (int power = 1; power <= 100_000_000; power *= 10) {
            for (int times : new int[] {1, 2, 9, 10}) {
                for (int index = Math.max(power * times - 2, 0); index <= power * times + 2; index++) {
                    byte[] target = new byte[40];
                    Arrays.fill(target, (byte) 0xA5);
                    int end = IndexNames.put(index, target, 3);
                    assertThat(new String(target, 3, end - 4, StandardCharsets.US_ASCII))
                            .isEqualTo(Integer.toString(index));
                    assertThat(target[end - 1]).isZero();
                    assertThat(target[2]).isEqualTo((byte) 0xA5);
                }
            }
        }
    }

    @Test
    void largestIndexHasTenDigits() {
        byte[] target = new byte[40];
        int end = IndexNames.put(Integer.MAX_VALUE, target, 3);
        assertThat(new String(target, 3, end - 4, StandardCharsets.US_ASCII)).isEqualTo("2147483647");
        assertThat(target[end - 1]).isZero();
    }

    @Test
    void namesOfAllLengths() {
        List<String> names = new ArrayList<>();
        for (int length = 0; length <= 200; length++) {
            names.add("n".repeat(length));
            names.add("\u00e9".repeat(length / 2) + "\u20ac".repeat(length / 3) + "\ud83d\ude00" + length);
        }
        String all = document(names.stream()
                .map(name -> element(0x10, name, int32(name.length())))
                .toArray(String[]::new));

        for (int round = 0; round < 2; round++) { // fresh, then remembered
            assertThat(written(t -> {
                        BsonWriter writer = new BsonWriter().reset(t).startDocument();
                        names.forEach(name -> writer.name(name).writeInt32(name.length()));
                        writer.endDocument();
                    }))
                    .isEqualTo(all);
        }
        assertThat(written(t -> {
                    BsonWriter writer = new BsonWriter().reset(t).startDocument();
                    FieldNames set = FieldNames.of(names.stream().distinct().toArray(String[]::new));
                    names.forEach(
                            name -> writer.name(set, set.names().indexOf(name)).writeInt32(name.length()));
                    writer.endDocument();
                }))
                .isEqualTo(all);
        assertThat(written(t -> {
                    BsonWriter writer = new BsonWriter().reset(t).startDocument();
                    for (String name : names) {
                        byte[] utf8 = ("<" + name + ">").getBytes(StandardCharsets.UTF_8);
                        writer.name(utf8, 1, utf8.length - 2).writeInt32(name.length());
                    }
                    writer.endDocument();
                }))
                .isEqualTo(all);
    }

    @Test
    void namesMayNotHoldNulOrMalformedText() {
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() ->
                        written(t -> new BsonWriter().reset(t).startDocument().name("a\0b")))
                .withMessage("name with NUL at index 1 (expected: no NUL)");
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> value(w -> w.startDocument().name("ab\ud800")))
                .withMessage("name with U+D800 at index 2 (expected: surrogates in pairs) at path v");
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> value(w -> w.startDocument().name(new byte[] {9, 'a', 0, 'b', 9}, 1, 3)))
                .withMessage("name with NUL at index 1 (expected: no NUL) at path v");
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> value(w -> w.startDocument().name(new byte[] {9, 'a', (byte) 0xC0, 9}, 1, 2)))
                .withMessage("name with malformed byte at index 1 (expected: well-formed UTF-8) at path v");
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> new BsonWriter().name(new byte[3], 2, 2));
    }

    @Test
    void regexPartsMayNotHoldNul() {
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> value(w -> w.writeRegex(Regex.decoded("a\0", ""))))
                .withMessage("regex pattern with NUL at index 1 (expected: no NUL) at path v");
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> value(w -> w.writeRegex(Regex.decoded("a", "\0"))))
                .withMessage("regex options with NUL at index 0 (expected: no NUL) at path v");
    }

    @Test
    void dbPointerNamespaceMayNotHoldNul() {
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> value(w -> w.writeDbPointer(DbPointer.decoded("a\0.b", ID))))
                .withMessage("dbPointer namespace with NUL at index 1 (expected: no NUL) at path v");
    }

    @Test
    void loneSurrogatesAreRefusedOrReplaced() {
        BsonCodec replacing =
                BsonCodec.builder().loneSurrogates(LoneSurrogates.REPLACE).build();
        String replaced = "efbfbd";
        for (String lone : List.of("\ud800", "\udfff", "\udc00\ud800")) {
            int times = lone.length();
            String unit = String.format("U+%04X", (int) lone.charAt(0));
            String problem = " with " + unit + " at index 1 (expected: surrogates in pairs) at path v";
            String text = "a" + lone + "z";
            String utf8 = "61" + replaced.repeat(times) + "7a";
            String length = int32(utf8.length() / 2 + 1);

            assertRefused("string" + problem, w -> w.writeString(text));
            assertRefused("symbol" + problem, w -> w.writeSymbol(text));
            assertRefused("javascript" + problem, w -> w.writeCode(text));
            assertRefused("javascript" + problem, w -> w.startCodeWithScope(text));
            assertRefused("dbPointer namespace" + problem, w -> w.writeDbPointer(new DbPointer(text, ID)));
            assertRefused("regex pattern" + problem, w -> w.writeRegex(new Regex(text)));

            assertThat(value(replacing, w -> w.writeString(text))).isEqualTo(expected(0x02, length + utf8 + "00"));
            assertThat(value(replacing, w -> w.writeRegex(new Regex(text)))).isEqualTo(expected(0x0B, utf8 + "0000"));
            assertThat(value(
                            replacing,
                            w -> w.startDocument().name(text).writeNull().endDocument()))
                    .isEqualTo(expected(0x03, document("0a" + utf8 + "00")));
        }
        assertThat(value(w -> w.writeString("\ud83d\ude00"))).isEqualTo(expected(0x02, "05000000 f09f9880 00"));
    }

    private static void assertRefused(String message, Consumer<BsonWriter> code) {
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> value(code))
                .withMessage(message);
    }

    @Test
    void textOfAllLengthsAndKinds() {
        for (String unit : List.of("a", "\u0080", "\u07ff", "\u0800", "\uffff", "\ud800\udc00", "\udbff\udfff", "\0")) {
            for (int count : new int[] {0, 1, 7, 8, 9, 63, 64, 65, 440, 500, 511, 512, 513, 5000}) {
                for (String text : List.of(unit.repeat(count), "x".repeat(count) + unit, unit + "x".repeat(count))) {
                    assertThat(value(w -> w.writeString(text))).isEqualTo(expected(0x02, string(text)));
                }
            }
        }
    }

    @Test
    void writesMapsAndWritables() {
        BsonWritable writable = writer -> writer.name("n").writeInt32(1);
        String one = document(element(0x10, "n", int32(1)));

        assertThat(written(t -> new BsonWriter().reset(t).writeDocument(writable)))
                .isEqualTo(one);
        assertThat(written(t -> new BsonWriter().reset(t).writeDocument(Map.of("n", 1))))
                .isEqualTo(one);
        assertThat(written(t -> new BsonWriter().reset(t).writeDocument(new Document("n", 1))))
                .isEqualTo(one);
        assertThat(value(w -> w.writeDocument(writable))).isEqualTo(expected(0x03, one));
        assertThat(value(w -> w.writeDocument(Map.of("n", 1)))).isEqualTo(expected(0x03, one));
        assertThat(value(w -> w.writeDocument(new Document("n", 1)))).isEqualTo(expected(0x03, one));
    }

    @Test
    void copiesRawDocuments() {
        String raw = document(element(0x10, "n", int32(1)));
        ByteBuf source = Unpooled.wrappedBuffer(hex("ffff" + raw + "ff"));

        assertThat(written(t -> new BsonWriter().reset(t).writeRawDocument(source, 2)))
                .isEqualTo(raw);
        assertThat(value(w -> w.writeRawDocument(source, 2))).isEqualTo(expected(0x03, raw));
        assertThat(value(w -> w.startArray().writeRawDocument(source, 2).endArray()))
                .isEqualTo(expected(0x04, document(element(0x03, "0", raw))));
        assertThat(source.readerIndex()).isZero();
        assertThatExceptionOfType(MalformedBsonException.class)
                .isThrownBy(() -> value(w -> w.writeRawDocument(source, 1)));
    }

    @Test
    void copiesValuesAndElementsFromReaders() {
        byte[] source = hex(document(
                element(0x02, "a", string("x")),
                element(0x04, "b", document(element(0x10, "0", int32(5)), element(0x10, "1", int32(6))))));

        assertThat(written(t -> {
                    BsonReader reader = new BsonReader().reset(source, 0, source.length);
                    BsonWriter writer = new BsonWriter().reset(t).startDocument();
                    while (reader.next()) {
                        writer.copyElement(reader);
                    }
                    writer.endDocument();
                }))
                .isEqualTo(hex(source));
        assertThat(written(t -> {
                    BsonReader reader = new BsonReader().reset(source, 0, source.length);
                    BsonWriter writer = new BsonWriter().reset(t).startDocument();
                    reader.next();
                    writer.name("renamed").copyValue(reader);
                    reader.next();
                    writer.name("list").startArray();
                    reader.enter();
                    reader.next();
                    reader.skip();
                    reader.next();
                    writer.copyElement(reader); // index 1 there, 0 here
                    writer.endArray().endDocument();
                }))
                .isEqualTo(document(
                        element(0x02, "renamed", string("x")),
                        element(0x04, "list", document(element(0x10, "0", int32(6))))));
    }

    @Test
    void copyingChecksTheValue() {
        byte[] source = documentOf(0x08, "a", "02");
        BsonReader reader = new BsonReader().reset(source, 0, source.length);
        reader.next();

        assertThatExceptionOfType(MalformedBsonException.class)
                .isThrownBy(() -> value(w -> w.copyValue(reader)))
                .withMessage("boolean byte: 0x02 (expected: 0x00 or 0x01) at offset 7, path a");
    }

    @Test
    void idIsMovedToTheFront() {
        String id = element(0x10, "_id", int32(7));
        String a = element(0x02, "a", string("text"));
        String b = element(0x0B, "b", cstring("p") + cstring("i"));
        String inner = element(0x03, "c", document(element(0x0A, "x", ""), element(0x0A, "_id", "")));

        assertThat(idFirst(w -> writeAll(w.name("a").writeString("text"), "b", "c", "_id")))
                .isEqualTo(document(id, a, b, inner));
        assertThat(idFirst(w -> writeAll(w, "_id", "b"))).isEqualTo(document(id, b));
        assertThat(idFirst(w -> writeAll(w, "b", "c"))).isEqualTo(document(b, inner));
        assertThat(idFirst(w -> {})).isEqualTo(document());
        assertThat(idFirst(w -> w.name("_ID").writeNull().name("_id2").writeNull()))
                .isEqualTo(document(element(0x0A, "_ID", ""), element(0x0A, "_id2", "")));
    }

    private static void writeAll(BsonWriter writer, String... names) {
        for (String name : names) {
            switch (name) {
                case "_id" -> writer.name("_id").writeInt32(7);
                case "b" -> writer.name("b").writeRegex(new Regex("p", "i"));
                default ->
                    writer.name(name)
                            .startDocument()
                            .name("x")
                            .writeNull()
                            .name("_id")
                            .writeNull()
                            .endDocumentIdFirst(); // only the top-level document is turned
            }
        }
    }

    private static String idFirst(Consumer<BsonWriter> code) {
        return written(t -> {
            BsonWriter writer = new BsonWriter().reset(t).startDocument();
            code.accept(writer);
            writer.endDocumentIdFirst();
        });
    }

    @Test
    void elementsOfAMapGoBehindThoseOfTheOpenDocument() {
        Map<String, Object> map = Map.of("b", Map.of("c", true));
        String expected = document(
                element(0x0A, "a", ""), element(0x03, "b", document(element(0x08, "c", "01"))), element(0x0A, "d", ""));
        assertThat(written(t -> new BsonWriter()
                        .reset(t)
                        .startDocument()
                        .name("a")
                        .writeNull()
                        .writeElements(map)
                        .name("d")
                        .writeNull()
                        .endDocument()))
                .isEqualTo(expected);
    }

    @Test
    void appendsDocumentAfterDocument() {
        ByteBuf target = Unpooled.buffer().writeBytes(new byte[] {1, 2, 3});
        BsonWriter writer = new BsonWriter().reset(target);
        writer.startDocument().endDocument();
        writer.startDocument().name("a").writeNull().endDocument();

        assertThat(hex(target)).isEqualTo("010203" + document() + document(element(0x0A, "a", "")));
    }
}
