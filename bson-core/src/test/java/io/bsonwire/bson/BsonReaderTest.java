package io.bsonwire.bson;

import static io.bsonwire.bson.TestBytes.cstring;
import static io.bsonwire.bson.TestBytes.document;
import static io.bsonwire.bson.TestBytes.documentOf;
import static io.bsonwire.bson.TestBytes.element;
import static io.bsonwire.bson.TestBytes.hex;
import static io.bsonwire.bson.TestBytes.int32;
import static io.bsonwire.bson.TestBytes.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The streaming reader: each way to read each type, its states, names, paths and offsets. */
class BsonReaderTest {
    private static final String SCOPE = document(element(0x10, "x", int32(1)));

    /** One way to read a value. */
    private interface Read {
        Object from(BsonReader reader);
    }

    /** A value of each type in hexadecimal. */
    private static final Map<BsonType, String> BYTES = new EnumMap<>(BsonType.class);

    /** The same values as {@link BsonReader#readValue} has to give them. */
    private static final Map<BsonType, Object> VALUES = new EnumMap<>(BsonType.class);

    /** The method made for each type. */
    private static final Map<BsonType, Read> METHODS = new EnumMap<>(BsonType.class);

    static {
        type(BsonType.DOUBLE, "000000000000f83f", 1.5, BsonReader::readDouble);
        type(BsonType.STRING, string("\u00e9\0"), "\u00e9\0", BsonReader::readString);
        type(BsonType.DOCUMENT, SCOPE, new Document("x", 1), BsonReader::readDocument);
        type(BsonType.ARRAY, document(element(0x10, "0", int32(1))), List.of(1), BsonReader::readArray);
        type(BsonType.BINARY, int32(2) + "800102", Binary.of(0x80, new byte[] {1, 2}), BsonReader::readBinary);
        type(BsonType.UNDEFINED, "", Undefined.INSTANCE, null);
        type(
                BsonType.OBJECT_ID,
                "0102030405060708090a0b0c",
                ObjectId.parse("0102030405060708090a0b0c"),
                BsonReader::readObjectId);
        type(BsonType.BOOLEAN, "01", true, BsonReader::readBoolean);
        type(
                BsonType.DATE_TIME,
                "ffffffffffffffff",
                Instant.ofEpochMilli(-1),
                r -> Instant.ofEpochMilli(r.readDateTime()));
        type(BsonType.NULL, "", null, r -> {
            r.readNull();
            return null;
        });
        type(BsonType.REGEX, cstring("a.b") + cstring("xi"), new Regex("a.b", "ix"), BsonReader::readRegex);
        type(
                BsonType.DB_POINTER,
                string("d.c") + "0102030405060708090a0b0c",
                new DbPointer("d.c", ObjectId.parse("0102030405060708090a0b0c")),
                BsonReader::readDbPointer);
        type(BsonType.CODE, string("f()"), new Code("f()"), BsonReader::readCode);
        type(BsonType.SYMBOL, string("s"), new Symbol("s"), BsonReader::readSymbol);
        type(
                BsonType.CODE_WITH_SCOPE,
                int32(4 + (string("f").length() + SCOPE.length()) / 2) + string("f") + SCOPE,
                new CodeWithScope("f", new Document("x", 1)),
                BsonReader::readCodeWithScope);
        type(BsonType.INT32, int32(-7), -7, BsonReader::readInt32);
        type(BsonType.TIMESTAMP, int32(2) + int32(1), BsonTimestamp.of(1, 2), BsonReader::readTimestamp);
        type(BsonType.INT64, int32(0) + int32(1), 1L << 32, BsonReader::readInt64);
        type(
                BsonType.DECIMAL128,
                "01000000000000000000000000004030",
                Decimal128.parse("1"),
                BsonReader::readDecimal128);
        type(BsonType.MIN_KEY, "", MinKey.INSTANCE, null);
        type(BsonType.MAX_KEY, "", MaxKey.INSTANCE, null);
    }

    private static void type(BsonType type, String bytes, Object value, Read method) {
        BYTES.put(type, bytes);
        VALUES.put(type, value);
        if (method != null) {
            METHODS.put(type, method);
        }
    }

    private static BsonReader on(byte[] bytes) {
        return new BsonReader().reset(bytes, 0, bytes.length);
    }

    private static BsonReader on(String hex) {
        return on(hex(hex));
    }

    private static byte[] one(BsonType type) {
        return documentOf(type.code(), "v", BYTES.get(type));
    }

    // ---- values ----

    @ParameterizedTest
    @EnumSource
    void readsEachType(BsonType type) {
        byte[] bytes = one(type);
        for (BufferShape shape : BufferShape.values()) {
            ByteBuf source = shape.of(bytes);
            int before = source.readerIndex();
            BsonReader reader = new BsonReader().reset(source);
            assertThat(reader.next()).isTrue();
            assertThat(reader.type()).isEqualTo(type);
            assertThat(reader.name()).isEqualTo("v");
            assertThat(reader.readValue()).isEqualTo(VALUES.get(type));
            assertThat(reader.next()).isFalse();

            if (METHODS.containsKey(type)) {
                reader.reset(source).next();
                assertThat(METHODS.get(type).from(reader)).isEqualTo(VALUES.get(type));
                assertThat(reader.next()).isFalse();
            }
            assertThat(source.readerIndex()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void skipsEachType(BsonType type) {
        byte[] bytes = one(type);
        BsonReader reader = on(bytes);
        reader.next();
        reader.skip();
        assertThat(reader.offset()).isEqualTo(bytes.length - 1);
        assertThat(reader.next()).isFalse();

        reader.reset(bytes, 0, bytes.length).next();
        assertThat(reader.next()).as("skips by itself").isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void copiesEachTypeAsItIs(BsonType type) {
        BsonReader reader = on(one(type));
        reader.next();
        ByteBuf target = Unpooled.buffer();
        assertThat(reader.readRawValue(target)).isEqualTo(BYTES.get(type).length() / 2);
        assertThat(hex(target)).isEqualTo(BYTES.get(type));
        assertThat(reader.next()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void readingAsAnotherTypeIsRefusedAndHarmless(BsonType type) {
        BsonReader reader = on(one(type));
        reader.next();
        METHODS.forEach((other, method) -> {
            if (other != type) {
                assertThatExceptionOfType(BsonTypeException.class)
                        .isThrownBy(() -> method.from(reader))
                        .withMessage(
                                "type: " + type.alias() + " (expected: " + other.alias() + ") at offset 4, path v");
            }
        });
        if (type != BsonType.STRING) {
            assertThatExceptionOfType(BsonTypeException.class)
                    .isThrownBy(() -> reader.readString(Unpooled.buffer()))
                    .withMessageStartingWith("type: " + type.alias() + " (expected: string)");
        }
        if (type != BsonType.DOCUMENT && type != BsonType.ARRAY) {
            assertThatExceptionOfType(BsonTypeException.class)
                    .isThrownBy(reader::enter)
                    .withMessage("type: " + type.alias() + " (expected: object or array) at offset 4, path v");
        }
        if (type != BsonType.CODE_WITH_SCOPE) {
            assertThatExceptionOfType(BsonTypeException.class)
                    .isThrownBy(reader::enterCodeWithScope)
                    .withMessage("type: " + type.alias() + " (expected: javascriptWithScope) at offset 4, path v");
        }
        assertThat(reader.readValue()).isEqualTo(VALUES.get(type));
    }

    @Test
    void nanPayloadsAndNegativeZeroAreKept() {
        for (String bits : List.of("0100efbeaddef47f", "010000000000f0ff", "0000000000000080")) {
            BsonReader reader = on(documentOf(0x01, "v", bits));
            reader.next();
            assertThat(int32((int) Double.doubleToRawLongBits(reader.readDouble())))
                    .isEqualTo(bits.substring(0, 8));
        }
    }

    @Test
    void stringsAsBytes() {
        BsonReader reader = on(one(BsonType.STRING));
        reader.next();
        ByteBuf target = Unpooled.buffer().writeByte(9);
        assertThat(reader.readString(target)).isEqualTo(3);
        assertThat(hex(target)).isEqualTo("09c3a900");
        assertThat(reader.next()).isFalse();
    }

    @Test
    void binariesOfSubtypeTwoLoseTheirInnerLength() {
        BsonReader reader = on(documentOf(0x05, "v", int32(6) + "02" + int32(2) + "0102"));
        reader.next();
        assertThat(reader.readBinary()).isEqualTo(Binary.of(2, new byte[] {1, 2}));
    }

    @Test
    void binariesOfSubtypeTwoHaveRoomForTheirInnerLength() {
        for (int outer = 0; outer < 4; outer++) {
            BsonReader reader = on(documentOf(0x05, "v", int32(outer) + "02" + "00".repeat(outer)));
            reader.next();
            String message = "binData cut short: " + outer + " bytes left (expected: 4) at offset 12, path v";
            assertMalformed(message, reader::readBinary);
            assertMalformed(message, reader::readValue);
            assertMalformed(message, reader::skip);
        }
    }

    @Test
    void uuidsByTheCodecsRepresentation() {
        UUID uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        byte[] standard = documentOf(0x05, "v", int32(16) + "04" + "00112233445566778899aabbccddeeff");
        byte[] legacy = documentOf(0x05, "v", int32(16) + "03" + "77665544332211 00ffeeddccbbaa9988".replace(" ", ""));
        byte[] shorter = documentOf(0x05, "v", int32(15) + "04" + "00112233445566778899aabbccddee");
        BsonReader reader = new BsonReader(BsonCodec.builder()
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .build());

        reader.reset(standard, 0, standard.length).next();
        assertThat(reader.readValue()).isEqualTo(uuid);
        reader.reset(standard, 0, standard.length).next();
        assertThat(reader.readBinary().toUuid(UuidRepresentation.STANDARD)).isEqualTo(uuid);
        reader.reset(legacy, 0, legacy.length).next();
        assertThat(reader.readValue()).isInstanceOf(Binary.class);
        reader.reset(shorter, 0, shorter.length).next();
        assertThat(reader.readValue()).isInstanceOf(Binary.class);
        BsonReader javaLegacy = new BsonReader(BsonCodec.builder()
                .uuidRepresentation(UuidRepresentation.JAVA_LEGACY)
                .build());
        javaLegacy.reset(legacy, 0, legacy.length).next();
        assertThat(javaLegacy.readValue()).isEqualTo(uuid);
    }

    // ---- moving ----

    @Test
    void walksNestedContainers() {
        BsonReader reader = on(document(
                element(
                        0x03,
                        "a",
                        document(element(0x04, "b", document(element(0x0A, "0", ""), element(0x08, "1", "01"))))),
                element(0x0F, "c", BYTES.get(BsonType.CODE_WITH_SCOPE)),
                element(0x10, "d", int32(4))));

        assertThat(reader.depth()).isEqualTo(1);
        assertThat(reader.path()).isEmpty();
        assertThat(reader.next()).isTrue();
        assertThat(reader.enter()).isSameAs(reader);
        assertThat(reader.depth()).isEqualTo(2);
        assertThat(reader.path()).isEqualTo("a");
        reader.next();
        assertThat(reader.path()).isEqualTo("a.b");
        reader.enter();
        assertThat(reader.path()).isEqualTo("a.b");
        reader.next();
        assertThat(reader.path()).isEqualTo("a.b[0]");
        reader.readNull();
        reader.next();
        assertThat(reader.name()).isEqualTo("1");
        assertThat(reader.path()).isEqualTo("a.b[1]");
        assertThat(reader.readBoolean()).isTrue();
        assertThat(reader.next()).isFalse();
        assertThat(reader.next()).isFalse();
        assertThat(reader.path()).isEqualTo("a.b");
        reader.leave();
        assertThat(reader.depth()).isEqualTo(2);
        reader.leave();
        assertThat(reader.next()).isTrue();
        assertThat(reader.enterCodeWithScope()).isEqualTo("f");
        assertThat(reader.next()).isTrue();
        assertThat(reader.path()).isEqualTo("c.x");
        assertThat(reader.readInt32()).isEqualTo(1);
        reader.leave();
        assertThat(reader.next()).isTrue();
        assertThat(reader.readInt32()).isEqualTo(4);
        assertThat(reader.next()).isFalse();
    }

    @Test
    void leavingSkipsTheRest() {
        String inner = document(element(0x10, "x", int32(1)), element(0x03, "y", SCOPE), element(0x0A, "z", ""));
        for (int steps = 0; steps <= 4; steps++) {
            BsonReader reader = on(document(element(0x03, "a", inner), element(0x10, "b", int32(2))));
            reader.next();
            reader.enter();
            for (int i = 0; i < steps; i++) {
                reader.next();
            }
            assertThat(reader.leave()).isSameAs(reader);
            assertThat(reader.next()).isTrue();
            assertThat(reader.name()).isEqualTo("b");
        }
    }

    @Test
    void skippedAndLeftValuesAreChecked() {
        String bad = element(0x08, "bad", "02");
        String problem = "boolean byte: 0x02 (expected: 0x00 or 0x01) at offset 16, path a.bad";

        BsonReader reader = on(document(element(0x03, "a", document(bad))));
        reader.next();
        assertMalformed(problem, reader::skip);
        assertMalformed(problem, reader::next);
        reader.enter();
        assertMalformed(problem, reader::leave);
    }

    private static void assertMalformed(String message, Runnable code) {
        assertThatExceptionOfType(MalformedBsonException.class)
                .isThrownBy(code::run)
                .withMessage(message);
    }

    @Test
    void anErrorComesAgain() {
        BsonReader reader = on(document(element(0x10, "a", int32(1)), element(0x42, "b", "")));
        reader.next();
        String message = "type byte: 0x42 (expected: a BSON type) at offset 11, path b";
        assertMalformed(message, reader::next);
        assertMalformed(message, reader::next);
        assertThat(reader.offset()).isEqualTo(11);
    }

    @Test
    void depthLimitHoldsForEnteringAndReading() {
        BsonCodec shallow = BsonCodec.builder().limits(new BsonLimits(1000, 2)).build();
        for (String inner : List.of(
                element(0x03, "i", document()),
                element(0x04, "i", document()),
                element(0x0F, "i", int32(14) + string("") + document()))) {
            byte[] bytes = hex(document(element(0x03, "a", document(inner))));
            BsonReader reader = new BsonReader(shallow).reset(bytes, 0, bytes.length);
            String message = "nesting depth: 3 (expected: at most the limit of 2) at offset 14, path a.i";
            reader.next();
            assertMalformed(message, reader::readValue);
            assertMalformed(message, reader::skip);
            reader.enter();
            reader.next();
            if (reader.type() == BsonType.CODE_WITH_SCOPE) {
                assertMalformed(message, reader::enterCodeWithScope);
                assertMalformed(message, reader::readCodeWithScope);
            } else {
                assertMalformed(message, reader::enter);
            }
            assertMalformed(message, reader::readValue);
            assertMalformed(message, reader::leave);
        }
    }

    // ---- states ----

    @Test
    void aFreshReaderHasNoDocument() {
        assertNoDocument(new BsonReader());
    }

    @Test
    void aReaderWhoseResetFailedHasNoDocument() {
        BsonReader reader = on(one(BsonType.INT32));
        reader.next();
        byte[] bad = {6, 0, 0, 0, 0};
        assertMalformed(
                "document length: 6 (expected: at most the 5 bytes that are there) at offset 0",
                () -> reader.reset(bad, 0, 5));
        assertNoDocument(reader);

        byte[] good = one(BsonType.NULL);
        reader.reset(good, 0, good.length).next();
        assertMalformed(
                "document cut short: 3 bytes (expected: at least 5) at offset 2",
                () -> reader.reset(Unpooled.wrappedBuffer(bad), 2));
        assertNoDocument(reader);
    }

    @Test
    void aReleasedReaderHasNoDocument() {
        BsonReader reader = on(one(BsonType.INT32));
        reader.next();
        reader.release();
        assertNoDocument(reader);
        assertThat(reader.documentLength()).isZero();
    }

    private static void assertNoDocument(BsonReader reader) {
        String message = "reader without a document: reset() was not called or failed";
        assertThat(reader.depth()).isZero();
        assertMisuse(message, reader::next);
        assertMisuse(message, reader::leave);
        assertMisuse(message, reader::path);
        assertNoElement(reader);
        assertNoValue(reader);
    }

    private static void assertNoElement(BsonReader reader) {
        String message = "no current element: next() was not called or returned false";
        assertMisuse(message, reader::type);
        assertMisuse(message, reader::name);
        assertMisuse(message, reader::nameLength);
        assertMisuse(message, () -> reader.getName(new byte[9], 0));
        assertMisuse(message, () -> reader.nameIndex(FieldNames.of("v")));
    }

    private static void assertNoValue(BsonReader reader) {
        String message = "no unread value: call next() first";
        METHODS.values().forEach(method -> assertMisuse(message, () -> method.from(reader)));
        assertMisuse(message, reader::readValue);
        assertMisuse(message, reader::skip);
        assertMisuse(message, reader::enter);
        assertMisuse(message, reader::enterCodeWithScope);
        assertMisuse(message, () -> reader.readRawValue(Unpooled.buffer()));
        assertMisuse(message, () -> new BsonWriter().copyValue(reader));
        assertMisuse(message, () -> new BsonWriter().copyElement(reader));
    }

    private static void assertMisuse(String message, Runnable code) {
        assertThatIllegalStateException().isThrownBy(code::run).withMessage(message);
    }

    @Test
    void noElementBeforeTheFirstAndBehindTheLast() {
        BsonReader reader = on(one(BsonType.INT32));
        assertNoElement(reader);
        assertNoValue(reader);
        assertMisuse("leave in the top-level document", reader::leave);
        reader.next();
        assertThat(reader.next()).isFalse();
        assertNoElement(reader);
        assertNoValue(reader);
    }

    @Test
    void aReadValueIsGoneButItsNameIsNot() {
        BsonReader reader = on(one(BsonType.INT32));
        reader.next();
        reader.readInt32();
        assertNoValue(reader);
        assertThat(reader.name()).isEqualTo("v");
        assertThat(reader.type()).isEqualTo(BsonType.INT32);
        assertThat(reader.path()).isEqualTo("v");
    }

    // ---- names ----

    @Test
    void namesAsBytesAndIndexes() {
        String name = "n\u00e9\ud83d\ude00";
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        BsonReader reader = on(document(element(0x0A, name, ""), element(0x0A, "", "")));

        reader.next();
        assertThat(reader.nameLength()).isEqualTo(7);
        byte[] target = new byte[9];
        reader.getName(target, 2);
        assertThat(target).endsWith(utf8).startsWith(0, 0);
        assertThat(reader.nameIndex(FieldNames.of("x", name, "y"))).isEqualTo(1);
        assertThat(reader.nameIndex(FieldNames.of("x", "y"))).isEqualTo(-1);
        assertThat(reader.nameIndex(FieldNames.of())).isEqualTo(-1);
        reader.next();
        assertThat(reader.nameLength()).isZero();
        assertThat(reader.name()).isEmpty();
        assertThat(reader.nameIndex(FieldNames.of("x", ""))).isEqualTo(1);
    }

    // ---- sources ----

    @Test
    void resetTakesTheDocumentWhereItIs() {
        byte[] bytes = one(BsonType.INT32);
        byte[] larger = TestBytes.concat(new byte[] {1, 2, 3}, bytes, new byte[] {4, 5});
        Map<String, BsonReader> readers = new LinkedHashMap<>();
        readers.put("array", new BsonReader().reset(larger, 3, bytes.length + 2));
        readers.put("heap", new BsonReader().reset(Unpooled.wrappedBuffer(larger), 3));
        readers.put(
                "readerIndex",
                new BsonReader().reset(Unpooled.wrappedBuffer(larger).skipBytes(3)));
        readers.put("without array", new BsonReader().reset(BufferShape.DIRECT.of(larger), 3));
        readers.forEach((how, reader) -> {
            assertThat(reader.documentLength()).as(how).isEqualTo(bytes.length);
            assertThat(reader.offset()).as(how).isEqualTo(7);
            reader.next();
            assertThat(reader.offset()).as(how).isEqualTo(10);
            assertThat(reader.readInt32()).as(how).isEqualTo(-7);
            assertThat(reader.next()).as(how).isFalse();
        });
    }

    @Test
    void offsetsInErrorsAreTheSources() {
        byte[] larger = TestBytes.concat(new byte[10], documentOf(0x08, "b", "07"));
        for (ByteBuf source : List.of(BufferShape.HEAP.of(larger), BufferShape.COMPOSITE_OF_BYTES.of(larger))) {
            BsonReader reader = new BsonReader().reset(source, 10);
            reader.next();
            assertMalformed("boolean byte: 0x07 (expected: 0x00 or 0x01) at offset 17, path b", reader::readBoolean);
        }
    }

    @Test
    void resetChecksItsArguments() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> new BsonReader().reset(new byte[5], 1, 5));
        byte[] cut = {5, 0, 0, 0};
        assertMalformed(
                "document cut short: 4 bytes (expected: at least 5) at offset 0",
                () -> new BsonReader().reset(cut, 0, 4));
        byte[] open = {0, 5, 0, 0, 0, 7, 0};
        assertMalformed(
                "last byte of object: 0x07 (expected: 0x00) at offset 5", () -> new BsonReader().reset(open, 1, 6));
        assertMalformed(
                "document cut short: 0 bytes (expected: at least 5) at offset 9",
                () -> new BsonReader().reset(Unpooled.wrappedBuffer(new byte[5]), 9));
    }

    @Test
    void aReaderIsReusable() {
        BsonReader reader = new BsonReader();
        byte[] large = documentOf(0x02, "s", string("x".repeat(3_000_000)));
        for (int round = 0; round < 2; round++) {
            for (byte[] bytes : List.of(one(BsonType.INT32), large)) {
                reader.reset(BufferShape.READ_ONLY.of(bytes)).next();
                reader.readValue();
                assertThat(reader.next()).isFalse();
                reader.release();
            }
        }
    }

    @Test
    void replacementAppliesToNamesAndText() {
        BsonCodec replacing =
                BsonCodec.builder().invalidUtf8(InvalidUtf8.REPLACE).build();
        byte[] bytes = hex(document("02 61c0 00" + int32(3) + "80ff 00", element(0x0B, "r", "ff00ff00")));

        BsonReader reader = new BsonReader(replacing).reset(bytes, 0, bytes.length);
        reader.next();
        assertThat(reader.name()).isEqualTo("a\ufffd");
        assertThat(reader.readString()).isEqualTo("\ufffd\ufffd");
        reader.next();
        assertThat(reader.readRegex()).isEqualTo(Regex.decoded("\ufffd", "\ufffd"));

        BsonReader strict = on(bytes);
        assertMalformed("byte in name: 0xC0 (expected: well-formed UTF-8) at offset 6, path a\ufffd", strict::next);
    }

    @Test
    void textOfAnyLengthIsRead() {
        for (int length = 0; length <= 300; length++) {
            String text = "x".repeat(length);
            byte[] bytes = BsonCodec.DEFAULT.encode(new Document("t", text));
            BsonReader reader = new BsonReader().reset(bytes, 0, bytes.length);
            assertThat(reader.next()).isTrue();
            assertThat(reader.readString()).isEqualTo(text);
            assertThat(BsonCodec.DEFAULT.validate(Unpooled.wrappedBuffer(bytes)))
                    .isEqualTo(bytes.length);
        }
    }
}
