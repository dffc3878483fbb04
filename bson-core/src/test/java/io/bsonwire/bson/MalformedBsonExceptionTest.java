package io.bsonwire.bson;

import static io.bsonwire.bson.TestBytes.cstring;
import static io.bsonwire.bson.TestBytes.document;
import static io.bsonwire.bson.TestBytes.element;
import static io.bsonwire.bson.TestBytes.hex;
import static io.bsonwire.bson.TestBytes.int32;
import static io.bsonwire.bson.TestBytes.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.buffer.ByteBuf;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault that bytes can have, with the text, offset and path of its error, the same on every way of reading. */
class MalformedBsonExceptionTest {
    private static final String ID = "0102030405060708090a0b0c";

    /** The faulty element {@code e} behind a sound one, in an array, in a document: path {@code d[1].e}. */
    private static String nested(String element) {
        return document(
                element(0x0A, "x", ""),
                element(0x04, "d", document(element(0x10, "0", int32(1)), element(0x03, "1", document(element)))));
    }

    /** Offset of the faulty element in {@link #nested}. */
    private static final int AT = 4 + 3 + 3 + 4 + 7 + 3 + 4;

    /** Offset of its value. */
    private static final int VALUE = AT + 3;

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments("type byte: 0x14 (expected: a BSON type)", AT, element(0x14, "e", "")),
                arguments("type byte: 0x80 (expected: a BSON type)", AT, element(0x80, "e", "")),
                // Lengths below the type's minimum, and beyond the end of the document that holds the value.
                arguments("string length: 0 (expected: 1 to 1)", VALUE, element(0x02, "e", int32(0) + "00")),
                arguments("string length: -1 (expected: 1 to 1)", VALUE, element(0x02, "e", int32(-1) + "00")),
                arguments("string length: 2 (expected: 1 to 1)", VALUE, element(0x02, "e", int32(2) + "00")),
                arguments("string length: 2147483647 (expected: 1 to 1)", VALUE, element(0x02, "e", "ffffff7f00")),
                arguments("javascript length: 9 (expected: 1 to 1)", VALUE, element(0x0D, "e", int32(9) + "00")),
                arguments("symbol length: 9 (expected: 1 to 1)", VALUE, element(0x0E, "e", int32(9) + "00")),
                arguments("object length: 4 (expected: 5 to 5)", VALUE, element(0x03, "e", int32(4) + "00")),
                arguments("object length: 6 (expected: 5 to 5)", VALUE, element(0x03, "e", int32(6) + "00")),
                arguments("object length: -5 (expected: 5 to 5)", VALUE, element(0x03, "e", int32(-5) + "00")),
                arguments("array length: 6 (expected: 5 to 5)", VALUE, element(0x04, "e", int32(6) + "00")),
                arguments("binData length: -1 (expected: 0 to 1)", VALUE, element(0x05, "e", int32(-1) + "0001")),
                arguments("binData length: 2 (expected: 0 to 1)", VALUE, element(0x05, "e", int32(2) + "0001")),
                arguments("dbPointer length: 0 (expected: 1 to 1)", VALUE, element(0x0C, "e", int32(0) + "00" + ID)),
                arguments("dbPointer length: 2 (expected: 1 to 1)", VALUE, element(0x0C, "e", int32(2) + "00" + ID)),
                arguments(
                        "javascriptWithScope length: 13 (expected: 14 to 14)",
                        VALUE,
                        element(0x0F, "e", int32(13) + string("") + document())),
                arguments(
                        "javascriptWithScope length: 15 (expected: 14 to 14)",
                        VALUE,
                        element(0x0F, "e", int32(15) + string("") + document())),
                // Values that cannot be there at all.
                arguments("string cut short: 3 bytes left (expected: 4)", VALUE, element(0x02, "e", "010000")),
                arguments("string cut short: 4 bytes left (expected: 5)", VALUE, element(0x02, "e", int32(1))),
                arguments("object cut short: 4 bytes left (expected: 5)", VALUE, element(0x03, "e", int32(5))),
                arguments("binData cut short: 4 bytes left (expected: 5)", VALUE, element(0x05, "e", int32(0))),
                arguments(
                        "dbPointer cut short: 16 bytes left (expected: 17)", VALUE, element(0x0C, "e", int32(1) + ID)),
                arguments(
                        "javascriptWithScope cut short: 13 bytes left (expected: 14)",
                        VALUE,
                        element(0x0F, "e", int32(14) + string("") + int32(5))),
                arguments("double cut short: 7 bytes left (expected: 8)", VALUE, element(0x01, "e", "00".repeat(7))),
                arguments(
                        "objectId cut short: 11 bytes left (expected: 12)", VALUE, element(0x07, "e", "01".repeat(11))),
                arguments("bool cut short: 0 bytes left (expected: 1)", VALUE, element(0x08, "e", "")),
                arguments("date cut short: 0 bytes left (expected: 8)", VALUE, element(0x09, "e", "")),
                arguments("int cut short: 3 bytes left (expected: 4)", VALUE, element(0x10, "e", "010203")),
                arguments("timestamp cut short: 1 bytes left (expected: 8)", VALUE, element(0x11, "e", "01")),
                arguments("long cut short: 4 bytes left (expected: 8)", VALUE, element(0x12, "e", int32(1))),
                arguments(
                        "decimal cut short: 15 bytes left (expected: 16)", VALUE, element(0x13, "e", "01".repeat(15))),
                // Last bytes.
                arguments(
                        "last byte of string: 0x61 (expected: 0x00)", VALUE + 5, element(0x02, "e", int32(2) + "0061")),
                arguments("last byte of symbol: 0x61 (expected: 0x00)", VALUE + 4, element(0x0E, "e", int32(1) + "61")),
                arguments("last byte of object: 0xFF (expected: 0x00)", VALUE + 4, element(0x03, "e", int32(5) + "ff")),
                arguments("last byte of array: 0x01 (expected: 0x00)", VALUE + 4, element(0x04, "e", int32(5) + "01")),
                arguments(
                        "last byte of dbPointer: 0x61 (expected: 0x00)",
                        VALUE + 4,
                        element(0x0C, "e", int32(1) + "61" + ID)),
                arguments(
                        "last byte of javascript: 0x61 (expected: 0x00)",
                        VALUE + 8,
                        element(0x0F, "e", int32(14) + int32(1) + "61" + document())),
                arguments(
                        "last byte of object: 0x01 (expected: 0x00)",
                        VALUE + 13,
                        element(0x0F, "e", int32(14) + string("") + int32(5) + "01")),
                // Texts without end.
                arguments("name without end (expected: a NUL before the document's end)", AT + 1, "0a6565"),
                arguments(
                        "regex pattern without end (expected: a NUL before the document's end)",
                        VALUE,
                        element(0x0B, "e", "6161")),
                arguments(
                        "regex options without end (expected: a NUL before the document's end)",
                        VALUE + 2,
                        element(0x0B, "e", "6100" + "6161")),
                arguments(
                        "regex options without end (expected: a NUL before the document's end)",
                        VALUE + 2,
                        element(0x0B, "e", "6100")),
                // UTF-8.
                arguments(
                        "byte in string: 0xC0 (expected: well-formed UTF-8)",
                        VALUE + 5,
                        element(0x02, "e", int32(4) + "61c08000")),
                arguments(
                        "byte in symbol: 0xED (expected: well-formed UTF-8)",
                        VALUE + 4,
                        element(0x0E, "e", int32(4) + "eda08000")),
                arguments(
                        "byte in javascript: 0xF5 (expected: well-formed UTF-8)",
                        VALUE + 4,
                        element(0x0D, "e", int32(5) + "f580808000")),
                arguments(
                        "byte in dbPointer: 0xE2 (expected: well-formed UTF-8)",
                        VALUE + 4,
                        element(0x0C, "e", int32(3) + "e28200" + ID)),
                arguments(
                        "byte in javascript: 0x80 (expected: well-formed UTF-8)",
                        VALUE + 8,
                        element(0x0F, "e", int32(15) + int32(2) + "8000" + document())),
                arguments(
                        "byte in regex pattern: 0xFF (expected: well-formed UTF-8)",
                        VALUE,
                        element(0x0B, "e", "ff00" + "00")),
                arguments(
                        "byte in regex options: 0xFE (expected: well-formed UTF-8)",
                        VALUE + 3,
                        element(0x0B, "e", cstring("a") + "69fe00")),
                // Rules of single types.
                arguments("boolean byte: 0x02 (expected: 0x00 or 0x01)", VALUE, element(0x08, "e", "02")),
                arguments("boolean byte: 0xFF (expected: 0x00 or 0x01)", VALUE, element(0x08, "e", "ff")),
                arguments(
                        "inner length of old binary: 2 (expected: 1, the length less 4)",
                        VALUE,
                        element(0x05, "e", int32(5) + "02" + int32(2) + "01")),
                arguments(
                        "inner length of old binary: -1 (expected: 1, the length less 4)",
                        VALUE,
                        element(0x05, "e", int32(5) + "02" + int32(-1) + "01")),
                arguments(
                        "binData cut short: 3 bytes left (expected: 4)",
                        VALUE + 5,
                        element(0x05, "e", int32(3) + "02" + "010203")),
                arguments(
                        "javascriptWithScope length: 15 (expected: 14, the sum of its parts)",
                        VALUE,
                        element(0x0F, "e", int32(15) + string("") + document() + "00")),
                arguments(
                        "javascript length: 2 (expected: 1 to 1)",
                        VALUE + 4,
                        element(0x0F, "e", int32(14) + int32(2) + "00" + document())),
                arguments(
                        "object length: 6 (expected: 5 to 5)",
                        VALUE + 9,
                        element(0x0F, "e", int32(14) + string("") + int32(6) + "00")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void faultInANestedElement(String problem, int offset, String element) {
        assertFault(problem, offset, offset == AT + 1 ? "d[1].ee" : "d[1].e", nested(element));
    }

    @Test
    void faultInANestedContainer() {
        assertFault(
                "document ends 4 bytes before its length says (expected: an element)",
                AT,
                "d[1]",
                nested("00" + element(0x0A, "e", "")));
        assertFault(
                "document ends 1 bytes before its length says (expected: an element)",
                AT + 3,
                "d[1]",
                nested(element(0x0A, "e", "") + "00"));
        assertFault(
                "byte in name: 0xC1 (expected: well-formed UTF-8)", AT + 2, "d[1].e\ufffd\ufffd", nested("0a65c18100"));
    }

    @Test
    void faultInTheRoot() {
        assertFault("document cut short: 0 bytes (expected: at least 5)", 0, "", "");
        assertFault("document cut short: 4 bytes (expected: at least 5)", 0, "", "05000000");
        assertFault("document length: 4 (expected: at least 5)", 0, "", int32(4) + "00");
        assertFault("document length: -1 (expected: at least 5)", 0, "", int32(-1) + "00");
        assertFault("document length: -2147483648 (expected: at least 5)", 0, "", int32(Integer.MIN_VALUE) + "00");
        assertFault("document length: 6 (expected: at most the 5 bytes that are there)", 0, "", int32(6) + "00");
        assertFault(
                "document length: 16793601 (expected: at most the limit of 16793600)", 0, "", int32(16793601) + "00");
        assertFault("last byte of object: 0x01 (expected: 0x00)", 4, "", int32(5) + "01");
        assertFault("document ends 1 bytes before its length says (expected: an element)", 4, "", int32(6) + "0000");
    }

    /** Decode, validate, skip as a value, walk element by element, and the raw view all refuse alike. */
    private static void assertFault(String problem, int offset, String path, String hex) {
        byte[] bytes = hex(hex);
        for (BufferShape shape : BufferShape.values()) {
            ByteBuf source = shape.of(bytes);
            int start = source.readerIndex();
            String message = problem + " at offset " + (start + offset) + (path.isEmpty() ? "" : ", path " + path);

            assertRefused("decode", message, () -> BsonCodec.DEFAULT.decode(source));
            assertRefused("decodeExactly", message, () -> BsonCodec.DEFAULT.decodeExactly(source));
            assertRefused("validate", message, () -> BsonCodec.DEFAULT.validate(source));
            assertRefused("walk", message, () -> walk(new BsonReader().reset(source)));
            assertRefused("skip", message, () -> skipAll(new BsonReader().reset(source)));
            assertRefused("raw", message, () -> RawDocument.of(source).toDocument());
            assertRefused("raw validate", message, () -> RawDocument.of(source).validate());
            if (bytes.length > 0) { // nothing at all is no document, and no fault
                assertRefused("decodeAll", message, () -> BsonCodec.DEFAULT.decodeAll(source));
            }
            assertThat(source.readerIndex()).isEqualTo(start);

            MalformedBsonException e =
                    catchThrowableOfType(MalformedBsonException.class, () -> BsonCodec.DEFAULT.decode(source));
            assertThat(e.problem()).isEqualTo(problem);
            assertThat(e.offset()).isEqualTo(start + offset);
            assertThat(e.path()).isEqualTo(path);
            assertThat(e.getCause()).isNull();
        }
    }

    private static void assertRefused(String how, String message, Runnable code) {
        assertThatExceptionOfType(MalformedBsonException.class)
                .as(how)
                .isThrownBy(code::run)
                .withMessage(message);
    }

    private static void walk(BsonReader reader) {
        while (reader.next()) {
            switch (reader.type()) {
                case DOCUMENT, ARRAY -> walk(reader.enter());
                case CODE_WITH_SCOPE -> {
                    reader.enterCodeWithScope();
                    walk(reader);
                }
                default -> reader.readValue();
            }
        }
        if (reader.depth() > 1) {
            reader.leave();
        }
    }

    private static void skipAll(BsonReader reader) {
        while (reader.next()) {
            reader.skip();
        }
    }

    @Test
    void bytesBehindTheDocument() {
        byte[] bytes = hex("ff" + document() + "0102");
        for (BufferShape shape : BufferShape.values()) {
            ByteBuf source = shape.of(bytes).skipBytes(1);
            int start = source.readerIndex();
            assertRefused(
                    "decodeExactly",
                    "bytes after the document: 2 (expected: none) at offset " + (start + 5),
                    () -> BsonCodec.DEFAULT.decodeExactly(source));
            assertThat(source.readerIndex()).isEqualTo(start);
        }
    }

    @Test
    void namesThatChecksForbid() {
        byte[] bytes = hex(document(element(0x03, "a", document(element(0x0A, "$b.c", "")))));
        for (NameCheck check : EnumSet.of(NameCheck.NO_DOLLAR_PREFIX, NameCheck.NO_DOT)) {
            String rule = check == NameCheck.NO_DOT ? "no dot" : "no $ in front";
            assertRefused(
                    "validate",
                    "name: \"$b.c\" (expected: " + rule + ") at offset 12, path a.$b.c",
                    () -> BsonCodec.DEFAULT.validate(BufferShape.DIRECT.of(bytes), EnumSet.of(check)));
        }
        byte[] empty = hex(document(element(0x0A, "", "")));
        assertRefused(
                "validate",
                "name: \"\" (expected: not empty) at offset 5",
                () -> BsonCodec.DEFAULT.validate(BufferShape.HEAP.of(empty), EnumSet.of(NameCheck.NO_EMPTY)));
    }

    @Test
    void textsOfFaultsInTypesThatAreNone() {
        // The readers name no unknown type in these, but the texts do not depend on that.
        assertThat(MalformedBsonException.valueCutShort(0x42, 1, 2, 3, "p"))
                .hasMessage("type 0x42 cut short: 1 bytes left (expected: 2) at offset 3, path p");
    }
}
