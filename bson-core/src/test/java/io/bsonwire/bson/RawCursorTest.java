package io.bsonwire.bson;

import static io.bsonwire.bson.RawSamples.bytes;
import static io.bsonwire.bson.RawSamples.everyType;
import static io.bsonwire.bson.RawSamples.hex;
import static io.bsonwire.bson.RawSamples.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RawCursorTest {
    @ParameterizedTest
    @EnumSource
    void visitsEveryElementInOrder(BufferShape shape) {
        ByteBuf buffer = shape.of(bytes(everyType()));
        RawDocument raw = RawDocument.of(buffer);
        List<String> names = new ArrayList<>();
        int at = buffer.readerIndex() + 4;

        RawCursor cursor = raw.cursor();
        while (cursor.next()) {
            String name = cursor.name();
            names.add(name);
            byte[] utf8 = new byte[cursor.nameLength() + 1];
            cursor.getName(utf8, 1);
            assertThat(new String(utf8, 1, utf8.length - 1, StandardCharsets.UTF_8))
                    .isEqualTo(name);
            assertThat(cursor.path()).isEqualTo(name);
            assertThat(cursor.type()).isEqualTo(raw.type(name));
            assertThat(cursor.value()).isEqualTo(raw.get(name));
            assertThat(cursor.offset()).isEqualTo(at);
            assertThat(cursor.valueOffset()).isEqualTo(at + utf8.length + 1);
            at = cursor.valueOffset() + cursor.valueLength();
        }

        assertThat(names).containsExactlyElementsOf(everyType().keySet());
        assertThat(at).isEqualTo(buffer.writerIndex() - 1);
        assertThat(cursor.next()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void valuesLieWhereItSays(BufferShape shape) {
        RawDocument raw = RawDocument.of(shape.of(bytes(new Document()
                .append("int", 1)
                .append("string", "ab")
                .append("null", null)
                .append("regex", new Regex("p", "i"))
                .append("binary", Binary.of(new byte[] {9})))));

        assertThat(values(raw))
                .containsExactly(
                        Unpooled.wrappedBuffer(hex("01000000")),
                        Unpooled.wrappedBuffer(hex("03000000 616200")),
                        Unpooled.EMPTY_BUFFER,
                        Unpooled.wrappedBuffer(hex("7000 6900")),
                        Unpooled.wrappedBuffer(hex("01000000 00 09")));
    }

    private static List<ByteBuf> values(RawDocument raw) {
        List<ByteBuf> values = new ArrayList<>();
        for (RawCursor cursor = raw.cursor(); cursor.next(); ) {
            values.add(cursor.valueBytes());
        }
        return values;
    }

    @ParameterizedTest
    @EnumSource
    void typedGettersGiveTheCurrentValue(BufferShape shape) {
        UUID uuid = new UUID(1, 2);
        BsonCodec codec = BsonCodec.builder()
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .build();
        ByteBuf buffer = shape.of(codec.encode(everyType().append("uuid", uuid)));
        RawCursor cursor = RawDocument.of(buffer, buffer.readerIndex(), codec).cursor();

        at(cursor, "double", c -> assertThat(c.getDouble()).isEqualTo(-1.5));
        at(cursor, "double", c -> assertThat(c.getAsDouble()).isEqualTo(-1.5));
        at(cursor, "string", c -> assertThat(c.getString()).isEqualTo("h\u00e9llo"));
        at(
                cursor,
                "document",
                c -> assertThat(c.getDocument().toDocument())
                        .isEqualTo(everyType().get("document")));
        at(
                cursor,
                "array",
                c -> assertThat(c.getArray().toList()).isEqualTo(everyType().get("array")));
        at(cursor, "binary", c -> assertThat(c.getBinary()).isEqualTo(Binary.of(0x80, new byte[] {1, 2, 3})));
        at(cursor, "objectId", c -> assertThat(c.getObjectId()).isEqualTo(RawSamples.ID));
        at(cursor, "true", c -> assertThat(c.getBoolean()).isTrue());
        at(cursor, "false", c -> assertThat(c.getBoolean()).isFalse());
        at(cursor, "date", c -> assertThat(c.getDateTimeMillis()).isEqualTo(-62135596800001L));
        at(cursor, "date", c -> assertThat(c.getDateTime()).isEqualTo(Instant.ofEpochMilli(-62135596800001L)));
        at(cursor, "int32", c -> assertThat(c.getInt32()).isEqualTo(-7));
        at(cursor, "int32", c -> assertThat(c.getAsInt64()).isEqualTo(-7));
        at(cursor, "timestamp", c -> assertThat(c.getTimestamp()).isEqualTo(BsonTimestamp.of(4294967295L, 1)));
        at(cursor, "int64", c -> assertThat(c.getInt64()).isEqualTo(1L << 40));
        at(cursor, "decimal128", c -> assertThat(c.getDecimal128()).isEqualTo(Decimal128.parse("1.10")));
        at(cursor, "uuid", c -> assertThat(c.getUuid()).isEqualTo(uuid));
    }

    private static void at(RawCursor cursor, String name, Consumer<RawCursor> check) {
        assertThat(cursor.rewind().find(name)).as(name).isTrue();
        check.accept(cursor);
    }

    @Test
    void aGetterOfAnotherTypeIsATypeErrorWithThePath() {
        RawCursor cursor = raw(new Document("a", List.of("x"))).getArray("a").cursor();
        assertThat(cursor.next()).isTrue();

        for (Consumer<RawCursor> getter : GETTERS) {
            if (getter != GETTERS.get(0)) {
                assertThatThrownBy(() -> getter.accept(cursor))
                        .isInstanceOf(BsonTypeException.class)
                        .hasMessageStartingWith("type: string (expected: ")
                        .hasMessageEndingWith(" at offset 11, path a[0]");
            }
        }
        assertThat(cursor.getString()).isEqualTo("x");
    }

    /** All getters, that of strings first. */
    private static final List<Consumer<RawCursor>> GETTERS = List.of(
            RawCursor::getString,
            RawCursor::getInt32,
            RawCursor::getInt64,
            RawCursor::getDouble,
            RawCursor::getBoolean,
            RawCursor::getDocument,
            RawCursor::getArray,
            RawCursor::getObjectId,
            RawCursor::getDateTime,
            RawCursor::getDateTimeMillis,
            RawCursor::getDecimal128,
            RawCursor::getTimestamp,
            RawCursor::getBinary,
            RawCursor::getUuid,
            RawCursor::getAsInt64,
            RawCursor::getAsDouble);

    @Test
    void withoutACurrentElementThereIsNothingToGet() {
        List<Consumer<RawCursor>> all = new ArrayList<>(GETTERS);
        all.addAll(List.of(
                RawCursor::type,
                RawCursor::name,
                RawCursor::value,
                RawCursor::offset,
                RawCursor::nameLength,
                RawCursor::valueOffset,
                RawCursor::valueLength,
                RawCursor::valueBytes,
                RawCursor::path,
                cursor -> cursor.getName(new byte[9], 0),
                cursor -> cursor.nameEquals("a"),
                cursor -> cursor.nameEquals(FieldNames.of("a"), 0),
                cursor -> cursor.nameIndex(FieldNames.of("a"))));
        RawCursor before = raw(new Document("a", 1)).cursor();
        RawCursor behind = raw(new Document("a", 1)).cursor();
        while (behind.next()) {}

        for (Consumer<RawCursor> method : all) {
            assertThatIllegalStateException().isThrownBy(() -> method.accept(before));
            assertThatIllegalStateException().isThrownBy(() -> method.accept(behind));
        }
    }

    // ---- names ----

    @ParameterizedTest
    @EnumSource
    void namesAreComparedWithoutStrings(BufferShape shape) {
        String longest = "0123456789".repeat(5);
        String[] all = new String[longest.length() + 1];
        Document document = new Document();
        for (int length = 0; length < all.length; length++) {
            all[length] = longest.substring(0, length);
            document.append(all[length], null);
        }
        FieldNames names = FieldNames.of(all);
        FieldNames none = FieldNames.of("x", longest + "0");
        RawCursor cursor = RawDocument.of(shape.of(bytes(document))).cursor();

        for (int length = 0; length < all.length; length++) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.nameLength()).isEqualTo(length);
            assertThat(cursor.nameIndex(names)).isEqualTo(length);
            assertThat(cursor.nameIndex(none)).isEqualTo(-1);
            for (int other = 0; other < all.length; other++) {
                assertThat(cursor.nameEquals(all[other])).isEqualTo(other == length);
                assertThat(cursor.nameEquals(names, other)).isEqualTo(other == length);
            }
            assertThat(cursor.nameEquals(all[length] + "\0")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void findMovesForwardOnly(BufferShape shape) {
        RawCursor cursor = RawDocument.of(
                        shape.of(bytes(new Document("a", 1).append("b", 2).append("c", 3))))
                .cursor();
        FieldNames names = FieldNames.of("c", "a");

        assertThat(cursor.find("b")).isTrue();
        assertThat(cursor.getInt32()).isEqualTo(2);
        assertThat(cursor.find(names, 0)).isTrue();
        assertThat(cursor.getInt32()).isEqualTo(3);
        assertThat(cursor.find(names, 1)).isFalse();
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.rewind().find(names, 1)).isTrue();
        assertThat(cursor.getInt32()).isEqualTo(1);
        assertThat(cursor.find("a")).isFalse();
        assertThat(cursor.rewind().find("b\0")).isFalse();
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.rewind().next()).isTrue();
    }

    @Test
    void findComesToEveryElementOfAName() {
        RawCursor cursor = RawDocument.of(hex("1a000000 10 6100 01000000 10 6200 02000000 10 6100 03000000 00"))
                .cursor();

        assertThat(cursor.find("a")).isTrue();
        assertThat(cursor.getInt32()).isEqualTo(1);
        assertThat(cursor.find("a")).isTrue();
        assertThat(cursor.getInt32()).isEqualTo(3);
        assertThat(cursor.find("a")).isFalse();
    }

    @Test
    void aMalformedNameIsReportedWhenItIsAskedFor() {
        byte[] bytes = hex("0c000000 10 FF00 01000000 00");
        BsonCodec replacing =
                BsonCodec.builder().invalidUtf8(InvalidUtf8.REPLACE).build();

        for (BufferShape shape : BufferShape.values()) {
            ByteBuf buffer = shape.of(bytes);
            RawCursor cursor = RawDocument.of(buffer).cursor();
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.getInt32()).isEqualTo(1);
            assertThatThrownBy(cursor::name)
                    .isInstanceOf(MalformedBsonException.class)
                    .hasMessageStartingWith("byte in name: 0xFF (expected: well-formed UTF-8) at offset "
                            + (buffer.readerIndex() + 5) + ", path ");
            RawCursor lenient =
                    RawDocument.of(buffer, buffer.readerIndex(), replacing).cursor();
            assertThat(lenient.next()).isTrue();
            assertThat(lenient.name()).isEqualTo("\uFFFD");
        }
    }

    // ---- errors ----

    @Test
    void anElementThatDoesNotFitIsReportedAgainAndAgain() {
        RawCursor cursor =
                RawDocument.of(hex("11000000 10 6100 01000000 10 6200 0000 00")).cursor();
        String message = "int cut short: 2 bytes left (expected: 4) at offset 14, path b";

        assertThat(cursor.next()).isTrue();
        assertThatThrownBy(cursor::next)
                .isInstanceOf(MalformedBsonException.class)
                .hasMessage(message);
        assertThatIllegalStateException().isThrownBy(cursor::type);
        assertThatThrownBy(cursor::next).hasMessage(message);
        assertThatThrownBy(() -> cursor.find("x")).hasMessage(message);
        assertThat(cursor.rewind().next()).isTrue();
    }

    @Test
    void aBufferThatIsModifiedUnderTheCursorIsNoticed() {
        for (BufferShape shape : List.of(BufferShape.HEAP, BufferShape.DIRECT)) {
            ByteBuf buffer = shape.of(bytes(new Document("a", "text")));
            RawCursor cursor = RawDocument.of(buffer).cursor();
            assertThat(cursor.next()).isTrue();

            buffer.setIntLE(cursor.valueOffset(), 1000);
            assertThatThrownBy(cursor::getString).isInstanceOf(ConcurrentModificationException.class);
            buffer.setByte(cursor.offset(), 0x77);
            assertThat(cursor.type()).isEqualTo(BsonType.STRING); // what it was when the cursor came
            assertThatThrownBy(cursor::value).isInstanceOf(ConcurrentModificationException.class);
        }
    }

    @Test
    void errorsInANestedCursorNameThePathFromTheTop() {
        RawCursor cursor = RawDocument.of(hex("19000000 03 6100 11000000 04 6200 09000000 77 3000 00 00 00 00"))
                .getDocument("a")
                .getArray("b")
                .cursor();

        assertThatThrownBy(cursor::next)
                .hasMessage("type byte: 0x77 (expected: a BSON type) at offset 18, path a.b[0]");
    }

    @Test
    void arraysAreWalkedByTheirBytes() {
        RawCursor cursor = raw(new Document("a", Arrays.asList("x", null, 3)))
                .getArray("a")
                .cursor();
        List<Object> values = new ArrayList<>();
        List<String> names = new ArrayList<>();
        while (cursor.next()) {
            values.add(cursor.value());
            names.add(cursor.name());
        }

        assertThat(values).containsExactly("x", null, 3);
        assertThat(names).containsExactly("0", "1", "2");
    }
}
