package io.bsonwire.bson;

import static io.bsonwire.bson.RawSamples.bytes;
import static io.bsonwire.bson.RawSamples.everyType;
import static io.bsonwire.bson.RawSamples.hex;
import static io.bsonwire.bson.RawSamples.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RawDocumentTest {
    @ParameterizedTest
    @EnumSource
    void viewsTheDocumentAtTheReaderIndexAndMovesNothing(BufferShape shape) {
        byte[] bytes = bytes(everyType());
        ByteBuf buffer = shape.of(bytes);
        int readerIndex = buffer.readerIndex();

        RawDocument raw = RawDocument.of(buffer);

        assertThat(raw.length()).isEqualTo(bytes.length);
        assertThat(raw.toByteArray()).isEqualTo(bytes);
        assertThat(raw.bytes()).isEqualTo(Unpooled.wrappedBuffer(bytes));
        assertThat(raw.toDocument()).isEqualTo(everyType());
        assertThat(raw.size()).isEqualTo(everyType().size());
        assertThat(raw.isEmpty()).isFalse();
        assertThat(buffer.readerIndex()).isEqualTo(readerIndex);
        assertThat(buffer.refCnt()).isOne();
    }

    @Test
    void viewsTheDocumentAtAnIndex() {
        byte[] bytes = bytes(new Document("a", 1));
        ByteBuf buffer = Unpooled.buffer().writeZero(9).writeBytes(bytes).writeByte(0xFF);

        RawDocument raw = RawDocument.of(buffer, 9);

        assertThat(raw.getInt32("a")).isOne();
        assertThat(raw.length()).isEqualTo(bytes.length);
    }

    @Test
    void theEmptyDocumentHasNothing() {
        RawDocument raw = RawDocument.of(hex("05000000 00"));

        assertThat(raw.isEmpty()).isTrue();
        assertThat(raw.size()).isZero();
        assertThat(raw.get("")).isNull();
        assertThat(raw.contains("a")).isFalse();
        assertThat(raw.cursor().next()).isFalse();
        assertThat(raw.toDocument()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'',                'document cut short: 0 bytes (expected: at least 5) at offset 0'",
        "05000000,          'document cut short: 4 bytes (expected: at least 5) at offset 0'",
        "04000000 00,       'document length: 4 (expected: at least 5) at offset 0'",
        "ffffffff 00,       'document length: -1 (expected: at least 5) at offset 0'",
        "06000000 00,       'document length: 6 (expected: at most the 5 bytes that are there) at offset 0'",
        "ffffff7f 00,       'document length: 2147483647 (expected: at most the limit of 16793600) at offset 0'",
        "05000000 01,       'last byte of object: 0x01 (expected: 0x00) at offset 4'"
    })
    void refusesAWrongHeader(String bytes, String message) {
        assertThatThrownBy(() -> RawDocument.of(hex(bytes)))
                .isInstanceOf(MalformedBsonException.class)
                .hasMessage(message);
    }

    @Test
    void keepsTheLimitOfItsCodec() {
        BsonCodec small = BsonCodec.builder()
                .limits(BsonLimits.DEFAULT.withMaxDocumentSize(11))
                .build();
        byte[] twelve = bytes(new Document("a", 1));

        assertThat(RawDocument.of(twelve).length()).isEqualTo(12);
        assertThatThrownBy(() -> RawDocument.of(twelve, small)).hasMessageContaining("at most the limit of 11");
    }

    // ---- values ----

    @ParameterizedTest
    @EnumSource
    void getsWhatADecodeMakes(BufferShape shape) {
        RawDocument raw = RawDocument.of(shape.of(bytes(everyType())));

        for (Map.Entry<String, Object> entry : everyType().entrySet()) {
            assertThat(decoded(raw.get(entry.getKey()))).as(entry.getKey()).isEqualTo(entry.getValue());
            assertThat(raw.contains(entry.getKey())).as(entry.getKey()).isTrue();
        }
        assertThat(raw.get("absent")).isNull();
        assertThat(raw.contains("absent")).isFalse();
        assertThat(raw.type("absent")).isNull();
    }

    /** A view decoded; any other value as it is. */
    private static Object decoded(Object value) {
        return value instanceof RawDocument document
                ? document.toDocument()
                : value instanceof RawArray array ? array.toList() : value;
    }

    @ParameterizedTest
    @EnumSource
    void typedGettersGiveTheValues(BufferShape shape) {
        RawDocument raw = RawDocument.of(shape.of(bytes(everyType())));

        assertThat(raw.getInt32("int32")).isEqualTo(-7);
        assertThat(raw.getInt64("int64")).isEqualTo(1L << 40);
        assertThat(raw.getDouble("double")).isEqualTo(-1.5);
        assertThat(raw.getBoolean("true")).isTrue();
        assertThat(raw.getBoolean("false")).isFalse();
        assertThat(raw.getString("string")).isEqualTo("h\u00e9llo");
        assertThat(raw.getString("")).isEqualTo("empty name");
        assertThat(raw.getDocument("document").getDocument("a").getArray("b").getString(2))
                .isEqualTo("x");
        assertThat(raw.getArray("array").getDocument(0).getInt64("n")).isEqualTo(7);
        assertThat(raw.getObjectId("objectId")).isEqualTo(RawSamples.ID);
        assertThat(raw.getDateTime("date")).isEqualTo(Instant.ofEpochMilli(-62135596800001L));
        assertThat(raw.getDateTimeMillis("date")).isEqualTo(-62135596800001L);
        assertThat(raw.getDecimal128("decimal128")).isEqualTo(Decimal128.parse("1.10"));
        assertThat(raw.getTimestamp("timestamp")).isEqualTo(BsonTimestamp.of(4294967295L, 1));
        assertThat(raw.getBinary("binary")).isEqualTo(Binary.of(0x80, new byte[] {1, 2, 3}));
        assertThat(raw.getBinary("oldBinary")).isEqualTo(Binary.of(Binary.OLD_BINARY, new byte[] {4, 5}));
        assertThat(raw.get("regex", Regex.class)).isEqualTo(new Regex("a+b", "im"));
        assertThat(raw.getInt32("a name of more than sixteen bytes")).isEqualTo(17);
    }

    @ParameterizedTest
    @EnumSource(BsonType.class)
    void typeOfEveryElementIsKnown(BsonType type) {
        RawDocument raw = raw(everyType());

        assertThat(raw.cursor().next()).isTrue();
        long count = 0;
        for (String name : everyType().keySet()) {
            count += raw.type(name) == type ? 1 : 0;
        }
        assertThat(count).isPositive();
    }

    @Test
    void absentElementsAndOtherTypesAreTypeErrors() {
        RawDocument raw = raw(new Document("a", new Document("b", 1).append("n", null)));
        RawDocument a = raw.getDocument("a");

        assertThatThrownBy(() -> raw.getInt32("x"))
                .isInstanceOf(BsonTypeException.class)
                .hasMessage("element: absent (expected: int) at path x");
        assertThatThrownBy(() -> a.getString("x"))
                .isInstanceOf(BsonTypeException.class)
                .hasMessage("element: absent (expected: string) at path a.x");
        assertThatThrownBy(() -> a.getInt64("b"))
                .isInstanceOf(BsonTypeException.class)
                .hasMessage("type: int (expected: long) at offset 11, path a.b");
        assertThatThrownBy(() -> a.getDocument("n"))
                .isInstanceOf(BsonTypeException.class)
                .hasMessage("type: null (expected: object) at offset 18, path a.n");
        assertThatThrownBy(() -> a.get("b", String.class))
                .isInstanceOf(BsonTypeException.class)
                .hasMessage("type: int (expected: String) at offset 11, path a.b");
        assertThatThrownBy(() -> a.get("x", String.class))
                .isInstanceOf(BsonTypeException.class)
                .hasMessage("element: absent (expected: String) at path a.x");
    }

    @Test
    void everyTypedGetterRefusesAnotherType() {
        RawDocument raw = raw(new Document("min", MinKey.INSTANCE));

        for (RawAccess access : RawAccess.typedGetters("min")) {
            assertThatThrownBy(() -> access.on(raw))
                    .as(access.name())
                    .isInstanceOf(BsonTypeException.class)
                    .hasMessageStartingWith("type: minKey (expected: ")
                    .hasMessageEndingWith(" at offset 4, path min");
        }
    }

    @Test
    void numbersOfAnyTypeAreReadLeniently() {
        RawDocument raw = raw(new Document()
                .append("int", 1)
                .append("long", Long.MIN_VALUE)
                .append("double", 1.0)
                .append("least", -0x1p63)
                .append("decimal", Decimal128.parse("10E1"))
                .append("text", "1"));

        assertThat(raw.getAsInt64("int")).isEqualTo(1);
        assertThat(raw.getAsInt64("long")).isEqualTo(Long.MIN_VALUE);
        assertThat(raw.getAsInt64("double")).isEqualTo(1);
        assertThat(raw.getAsInt64("least")).isEqualTo(Long.MIN_VALUE);
        assertThat(raw.getAsInt64("decimal")).isEqualTo(100);
        assertThat(raw.getAsDouble("int")).isEqualTo(1.0);
        assertThat(raw.getAsDouble("long")).isEqualTo(-0x1p63);
        assertThat(raw.getAsDouble("double")).isEqualTo(1.0);
        assertThat(raw.getAsDouble("decimal")).isEqualTo(100.0);
        assertThatThrownBy(() -> raw.getAsInt64("text")).hasMessageContaining("type: string (expected: a number)");
        assertThatThrownBy(() -> raw.getAsDouble("text")).hasMessageContaining("type: string (expected: a number)");
        assertThatThrownBy(() -> raw.getAsDouble("x")).hasMessage("element: absent (expected: a number) at path x");
    }

    @ParameterizedTest
    @CsvSource({
        "double, 1.5", "double, NaN", "double, Infinity", "double, 9223372036854775808", "double, -9223372036854777856",
        "decimal, 1.5", "decimal, NaN", "decimal, -Infinity", "decimal, 9223372036854775808", "decimal, 1E6000",
        "decimal, 1E-6000"
    })
    void aNumberThatIsNoInt64IsNotRounded(String type, String number) {
        Object value = type.equals("double") ? (Object) Double.valueOf(number) : Decimal128.parse(number);

        assertThatThrownBy(() -> raw(new Document("n", value)).getAsInt64("n"))
                .isInstanceOf(BsonTypeException.class)
                .hasMessage("number: " + value + " (expected: an integer within int64) at offset 7, path n");
    }

    @ParameterizedTest
    @EnumSource
    void uuidsFollowTheRepresentationOfTheCodec(BufferShape shape) {
        UUID uuid = UUID.fromString("01020304-0506-0708-090a-0b0c0d0e0f10");
        BsonCodec codec = BsonCodec.builder()
                .uuidRepresentation(UuidRepresentation.JAVA_LEGACY)
                .build();
        byte[] bytes = codec.encode(new Document("u", uuid).append("b", Binary.of(Binary.UUID, new byte[16])));
        ByteBuf buffer = shape.of(bytes);
        RawDocument raw = RawDocument.of(buffer, buffer.readerIndex(), codec);

        assertThat(raw.getUuid("u")).isEqualTo(uuid);
        assertThat(raw.get("u")).isEqualTo(uuid);
        assertThat(raw.getBinary("u").subtype()).isEqualTo(Binary.UUID_LEGACY);
        assertThatThrownBy(() -> raw.getUuid("b"))
                .isInstanceOf(BsonTypeException.class)
                .hasMessageContaining("binData of subtype 4 and 16 bytes (expected: a UUID under JAVA_LEGACY)")
                .hasMessageEndingWith("path b");
        assertThatThrownBy(() -> RawDocument.of(bytes).getUuid("u"))
                .hasMessageContaining("binData of subtype 3 and 16 bytes (expected: a UUID under UNSPECIFIED)");
        assertThat(RawDocument.of(bytes).get("u")).isInstanceOf(Binary.class);
    }

    // ---- look-up ----

    @ParameterizedTest
    @EnumSource
    void namesOfEveryLengthAreToldApart(BufferShape shape) {
        String longest = "0123456789".repeat(5);
        Document document = new Document();
        for (int length = 0; length <= longest.length(); length++) {
            document.append(longest.substring(0, length), length);
        }
        RawDocument raw = RawDocument.of(shape.of(bytes(document)));

        for (RawDocument view : List.of(raw, raw.indexed())) {
            for (int length = 0; length <= longest.length(); length++) {
                String name = longest.substring(0, length);
                assertThat(view.getInt32(name)).isEqualTo(length);
                if (length > 0) {
                    assertThat(view.contains("x" + name.substring(1))).isFalse();
                    assertThat(view.contains(name.substring(0, length - 1) + "x"))
                            .isFalse();
                }
            }
            assertThat(view.contains(longest + "0")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNameAtTheVeryEndIsFound(BufferShape shape) {
        for (int length = 0; length < 20; length++) {
            String name = "x".repeat(length);
            RawDocument raw = RawDocument.of(shape.of(bytes(new Document(name, null))));

            assertThat(raw.type(name)).isEqualTo(BsonType.NULL);
            assertThat(raw.indexed().type(name)).isEqualTo(BsonType.NULL);
            assertThat(raw.contains(name + "x")).isFalse();
            assertThat(raw.indexed().contains(name + "x")).isFalse();
        }
    }

    @Test
    void namesThatNoElementCanHaveAreAbsent() {
        RawDocument raw = raw(new Document("a", 1).append("a\uFFFD", 2));

        assertThat(raw.contains("a\0")).isFalse();
        assertThat(raw.contains("a\uD800")).isFalse();
        assertThat(raw.getInt32("a\uFFFD")).isEqualTo(2);
        assertThat(raw.without("a\0")).isEqualTo(raw);
    }

    @Test
    void theFirstElementOfANameIsFound() {
        RawDocument raw = RawDocument.of(hex("13000000 10 6100 01000000 10 6100 02000000 00"));

        assertThat(raw.size()).isEqualTo(2);
        assertThat(raw.getInt32("a")).isEqualTo(1);
        assertThat(raw.indexed().getInt32("a")).isEqualTo(1);
        assertThat(raw.toDocument()).isEqualTo(new Document("a", 2));
    }

    @Test
    void whatLiesBehindTheElementFoundIsNotLookedAt() {
        RawDocument raw = RawDocument.of(hex("12000000 10 6100 01000000 77 6200 000000 00"));

        assertThat(raw.getInt32("a")).isEqualTo(1);
        assertThatThrownBy(() -> raw.contains("b"))
                .isInstanceOf(MalformedBsonException.class)
                .hasMessage("type byte: 0x77 (expected: a BSON type) at offset 11, path b");
        assertThatThrownBy(raw::indexed).isInstanceOf(MalformedBsonException.class);
        assertThatThrownBy(raw::size).isInstanceOf(MalformedBsonException.class);
    }

    @ParameterizedTest
    @EnumSource
    void pathsLeadThroughDocumentsAndArrays(BufferShape shape) {
        RawDocument raw = RawDocument.of(shape.of(bytes(everyType())));

        assertThat(raw.find("document.a.b.0")).isEqualTo(1);
        assertThat(raw.find("document.a.b.1")).isNull();
        assertThat(raw.find("document.a.b.2")).isEqualTo("x");
        assertThat(raw.find("document.a.b.3")).isNull();
        assertThat(raw.find("document.a.b.x")).isNull();
        assertThat(raw.find("document.a.x.y")).isNull();
        assertThat(raw.find("array.0.n")).isEqualTo(7L);
        assertThat(raw.find("array.1.0")).isEqualTo(true);
        assertThat(raw.find("int32")).isEqualTo(-7);
        assertThat(raw.find("int32.x")).isNull();
        assertThat(raw.find("")).isEqualTo("empty name");
        assertThat(decoded(raw.find("document.a"))).isEqualTo(new Document("b", Arrays.asList(1, null, "x")));
    }

    @Test
    void pathsLeadFromADocumentIntoARawOne() {
        Document document = new Document("raw", raw(new Document("list", List.of(5))));

        assertThat(document.find("raw.list.0")).isEqualTo(5);
    }

    // ---- errors ----

    @Test
    void errorsInNestedViewsNameOffsetAndPathFromTheTop() {
        // {a: [{b: true}]}, the boolean byte broken
        byte[] bytes = bytes(new Document("a", List.of(new Document("b", true))));
        int at = bytes.length - 4;
        assertThat(bytes[at]).isEqualTo((byte) 1);
        bytes[at] = 2;

        for (BufferShape shape : BufferShape.values()) {
            ByteBuf buffer = shape.of(bytes);
            RawDocument inner = RawDocument.of(buffer).getArray("a").getDocument(0);
            int offset = buffer.readerIndex() + at;
            String message = "boolean byte: 0x02 (expected: 0x00 or 0x01) at offset " + offset + ", path a[0].b";
            assertThatThrownBy(() -> inner.getBoolean("b")).hasMessage(message);
            assertThatThrownBy(() -> inner.get("b")).hasMessage(message);
            assertThatThrownBy(inner::toDocument).hasMessage(message);
            assertThatThrownBy(inner::validate).hasMessage(message);
        }
    }

    @Test
    void textIsReadWithTheChecksOfADecode() {
        byte[] bytes = bytes(new Document("s", "ab"));
        bytes[11] = (byte) 0xFF;
        BsonCodec replacing =
                BsonCodec.builder().invalidUtf8(InvalidUtf8.REPLACE).build();

        for (BufferShape shape : BufferShape.values()) {
            ByteBuf buffer = shape.of(bytes);
            RawDocument raw = RawDocument.of(buffer);
            assertThatThrownBy(() -> raw.getString("s"))
                    .isInstanceOf(MalformedBsonException.class)
                    .hasMessage("byte in string: 0xFF (expected: well-formed UTF-8) at offset "
                            + (buffer.readerIndex() + 11) + ", path s");
            assertThat(RawDocument.of(buffer, buffer.readerIndex(), replacing).getString("s"))
                    .isEqualTo("\uFFFDb");
        }
        assertThat(raw(new Document("s", "\uFFFD")).getString("s")).isEqualTo("\uFFFD");
    }

    @Test
    void depthIsCountedThroughNestedViews() {
        BsonCodec codec =
                BsonCodec.builder().limits(BsonLimits.DEFAULT.withMaxDepth(3)).build();
        byte[] bytes = bytes(new Document("a", List.of(new Document("b", new Document("c", List.of())))));
        RawDocument top = RawDocument.of(bytes, codec);
        RawDocument third = top.getArray("a").getDocument(0);

        assertThat(third.type("b")).isEqualTo(BsonType.DOCUMENT);
        for (RawAccess access : List.of(
                RawAccess.of("get", raw -> raw.get("b")),
                RawAccess.of("getDocument", raw -> raw.getDocument("b")),
                RawAccess.of("toDocument", RawDocument::toDocument),
                RawAccess.of("find", raw -> raw.find("b.c")))) {
            assertThatThrownBy(() -> access.on(third))
                    .as(access.name())
                    .isInstanceOf(MalformedBsonException.class)
                    .hasMessageContaining("nesting depth: 4 (expected: at most the limit of 3)")
                    .hasMessageEndingWith("path a[0].b");
        }
        assertThatThrownBy(third::validate).hasMessageEndingWith("path a[0].b");
        assertThatThrownBy(top::validate).hasMessageEndingWith("path a[0].b");
    }

    @Test
    void depth200IsViewedAnd201IsNot() {
        byte[] bytes = {5, 0, 0, 0, 0};
        for (int depth = 2; depth <= 201; depth++) {
            ByteBuf outer = Unpooled.buffer()
                    .writeIntLE(bytes.length + 8)
                    .writeByte(3)
                    .writeByte('a')
                    .writeByte(0)
                    .writeBytes(bytes)
                    .writeByte(0);
            bytes = new byte[outer.readableBytes()];
            outer.readBytes(bytes);
        }
        RawDocument raw = RawDocument.of(bytes);
        for (int depth = 2; depth <= 200; depth++) {
            raw = raw.getDocument("a");
        }
        RawDocument deepest = raw;

        assertThatThrownBy(() -> deepest.getDocument("a"))
                .isInstanceOf(MalformedBsonException.class)
                .hasMessageContaining("nesting depth: 201");
        assertThat(deepest.copy().getDocument("a").isEmpty()).isTrue();
    }

    // ---- ownership ----

    @Test
    void aViewNeitherRetainsNorOutlivesItsBuffer() {
        for (boolean direct : new boolean[] {true, false}) {
            ByteBuf buffer = direct
                    ? PooledByteBufAllocator.DEFAULT.directBuffer()
                    : PooledByteBufAllocator.DEFAULT.heapBuffer();
            buffer.writeBytes(bytes(everyType()));
            RawDocument raw = RawDocument.of(buffer);
            RawDocument copy = raw.getDocument("document").copy();
            raw.bytes();
            raw.cursor().next();
            raw.toDocument();
            assertThatThrownBy(() -> raw.getInt32("string")).isInstanceOf(BsonTypeException.class);

            assertThat(buffer.refCnt()).isOne();
            assertThat(buffer.release()).isTrue();
            assertThatThrownBy(() -> raw.getInt32("int32")).isInstanceOf(IllegalReferenceCountException.class);
            assertThat(copy.toDocument()).isEqualTo(everyType().get("document"));
        }
    }

    @Test
    void aBufferMayGrowUnderAView() {
        ByteBuf buffer = Unpooled.buffer(16).writeBytes(bytes(new Document("a", 1)));
        RawDocument raw = RawDocument.of(buffer);

        buffer.writeZero(1000).setIntLE(7, 2);

        assertThat(raw.getInt32("a")).isEqualTo(2);
    }

    // ---- writing ----

    @ParameterizedTest
    @EnumSource
    void encodesAsItsBytes(BufferShape shape) {
        byte[] bytes = bytes(everyType());
        RawDocument raw = RawDocument.of(shape.of(bytes));

        assertThat(BsonCodec.DEFAULT.encode((BsonWritable) raw)).isEqualTo(bytes);
        assertThat(bytes(new Document("r", raw).append("l", List.of(raw)).append("a", raw.get("array"))))
                .isEqualTo(bytes(new Document("r", everyType())
                        .append("l", List.of(everyType()))
                        .append("a", everyType().get("array"))));
    }

    @Test
    void encodesTheWholeDocumentAsOneUncheckedCopy() {
        byte[] bytes = hex("0c000000 77 6100 01000000 00");
        RawDocument raw = RawDocument.of(bytes);
        ByteBuf target = Unpooled.buffer();

        assertThat(BsonCodec.DEFAULT.encode((BsonWritable) raw, target)).isEqualTo(bytes.length);
        new BsonWriter().reset(target).writeDocument((BsonWritable) raw);
        assertThat(target).isEqualTo(Unpooled.wrappedBuffer(bytes, bytes));
    }

    @Test
    void writesItsElementsOneByOneWithChecks() {
        RawDocument raw = raw(everyType());
        BsonWritable extended = writer -> {
            writer.name("first").writeInt32(1);
            raw.writeTo(writer);
        };
        Document expected = new Document("first", 1);
        expected.putAll(everyType());

        assertThat(BsonCodec.DEFAULT.encode(extended)).isEqualTo(bytes(expected));
        RawDocument broken = RawDocument.of(hex("09000000 08 6100 02 00"));
        assertThatThrownBy(() -> BsonCodec.DEFAULT.encode((BsonWritable) writer -> broken.writeTo(writer)))
                .isInstanceOf(MalformedBsonException.class)
                .hasMessageStartingWith("boolean byte: 0x02");
    }

    @Test
    void movesTheIdToTheFrontWhereAsked() {
        RawDocument front = raw(new Document("_id", 1).append("a", 2));
        RawDocument behind = raw(new Document("a", 2).append("_id", 1));
        RawDocument without = raw(new Document("a", 2));
        RawDocument empty = raw(new Document());
        ByteBuf target = Unpooled.buffer();

        BsonCodec.DEFAULT.encodeIdFirst((BsonWritable) front, target);
        BsonCodec.DEFAULT.encodeIdFirst((BsonWritable) behind, target);
        BsonCodec.DEFAULT.encodeIdFirst((BsonWritable) without, target);
        BsonCodec.DEFAULT.encodeIdFirst((BsonWritable) empty, target);

        assertThat(target)
                .isEqualTo(Unpooled.wrappedBuffer(
                        front.toByteArray(), front.toByteArray(), without.toByteArray(), empty.toByteArray()));
    }

    @Test
    void encodingKeepsTheLimitsOfTheEncodingCodec() {
        RawDocument raw = raw(new Document("a", List.of()));
        BsonCodec small = BsonCodec.builder()
                .limits(BsonLimits.DEFAULT.withMaxDocumentSize(12))
                .build();
        BsonCodec flat =
                BsonCodec.builder().limits(BsonLimits.DEFAULT.withMaxDepth(1)).build();

        assertThatThrownBy(() -> small.encode((BsonWritable) raw))
                .isInstanceOf(BsonEncodeException.class)
                .hasMessageContaining("limit of 12");
        assertThatThrownBy(() -> flat.encode(new Document("d", raw)))
                .isInstanceOf(BsonEncodeException.class)
                .hasMessageContaining("nesting depth: 2");
        assertThatThrownBy(() -> flat.encode(new Document("d", raw.getArray("a"))))
                .isInstanceOf(BsonEncodeException.class)
                .hasMessageContaining("nesting depth: 2");
        assertThatThrownBy(() -> BsonCodec.DEFAULT.encode((BsonWritable) raw, Unpooled.buffer(8, 8)))
                .isInstanceOf(BsonEncodeException.class)
                .hasMessageContaining("the 8 that the target can take");
    }

    // ---- changes ----

    @ParameterizedTest
    @EnumSource
    void withReplacesInPlaceOrAppends(BufferShape shape) {
        RawDocument raw = RawDocument.of(shape.of(bytes(everyType())));

        for (String name : everyType().keySet()) {
            Document expected = everyType();
            expected.put(name, List.of("new", 1));
            assertThat(raw.with(name, List.of("new", 1))).as(name).isEqualTo(raw(expected));
        }
        assertThat(raw.with("more", null)).isEqualTo(raw(everyType().append("more", null)));
        assertThat(raw.with("copy", raw).getDocument("copy")).isEqualTo(raw);
        assertThat(raw.toDocument()).isEqualTo(everyType());
    }

    @ParameterizedTest
    @EnumSource
    void withoutLeavesTheOthersAsTheyAre(BufferShape shape) {
        RawDocument raw = RawDocument.of(shape.of(bytes(everyType())));

        for (String name : everyType().keySet()) {
            Document expected = everyType();
            expected.remove(name);
            assertThat(raw.without(name)).as(name).isEqualTo(raw(expected));
        }
        assertThat(raw.without("absent")).isEqualTo(raw).isNotSameAs(raw);
    }

    @Test
    void changesLeaveNoSecondElementOfTheName() {
        RawDocument raw =
                RawDocument.of(hex("21000000 10 6100 01000000 10 6200 02000000 10 6100 03000000 10 6100 04000000 00"));

        assertThat(raw.with("a", 9).toByteArray()).isEqualTo(hex("13000000 10 6100 09000000 10 6200 02000000 00"));
        assertThat(raw.without("a").toByteArray()).isEqualTo(hex("0c000000 10 6200 02000000 00"));
        assertThat(raw.with("b", 9).toByteArray())
                .isEqualTo(hex("21000000 10 6100 01000000 10 6200 09000000 10 6100 03000000 10 6100 04000000 00"));
    }

    @Test
    void changesDoNotLookIntoOtherValues() {
        RawDocument raw = RawDocument.of(hex("10000000 08 6100 02 10 6200 01000000 00"));

        assertThat(raw.with("b", 2).toByteArray()).isEqualTo(hex("10000000 08 6100 02 10 6200 02000000 00"));
        assertThatThrownBy(() -> raw.with("a\0", 1))
                .isInstanceOf(BsonEncodeException.class)
                .hasMessageContaining("NUL");
        assertThatThrownBy(() -> raw.with("c", new Object()))
                .isInstanceOf(BsonEncodeException.class)
                .hasMessageEndingWith("path c");
    }

    // ---- the rest ----

    @Test
    void equalityIsThatOfTheBytes() {
        byte[] bytes = bytes(everyType());
        RawDocument raw = RawDocument.of(bytes);
        BsonCodec other = BsonCodec.builder().invalidUtf8(InvalidUtf8.REPLACE).build();

        for (BufferShape shape : BufferShape.values()) {
            ByteBuf buffer = shape.of(bytes);
            assertThat(RawDocument.of(buffer)).isEqualTo(raw).hasSameHashCodeAs(raw);
            assertThat(RawDocument.of(buffer, buffer.readerIndex(), other)).isEqualTo(raw);
            assertThat(RawDocument.of(buffer).getDocument("document"))
                    .isEqualTo(raw.getDocument("document"))
                    .hasSameHashCodeAs(raw.getDocument("document"));
        }
        assertThat(raw.indexed()).isEqualTo(raw);
        assertThat(raw.copy()).isEqualTo(raw);
        assertThat(raw(new Document("a", 1)))
                .isNotEqualTo(raw(new Document("a", 2)))
                .isNotEqualTo(raw(new Document("a", 1L)))
                .isNotEqualTo(new Document("a", 1))
                .isNotEqualTo(null);
    }

    @Test
    void aReaderStartsAtTheViewsFirstElement() {
        RawDocument inner =
                raw(new Document("x", 1).append("a", new Document("b", 2))).getDocument("a");
        BsonReader reader = inner.reader();

        assertThat(reader.next()).isTrue();
        assertThat(reader.name()).isEqualTo("b");
        assertThat(reader.readInt32()).isEqualTo(2);
        assertThat(reader.next()).isFalse();
    }

    @Test
    void validateFindsWhatTheCodecFinds() {
        byte[] bytes = bytes(everyType());
        RawDocument.of(bytes).validate();
        byte[] twice = hex("13000000 10 6100 01000000 10 6100 02000000 00");
        RawDocument.of(twice).validate();
        BsonCodec codec =
                BsonCodec.builder().duplicateNames(DuplicateNames.ERROR).build();

        assertThatThrownBy(() -> RawDocument.of(twice, codec).validate())
                .isInstanceOf(MalformedBsonException.class)
                .hasMessage("duplicate name: \"a\" (expected: each name once) at offset 11, path a");
    }

    @ParameterizedTest
    @EnumSource
    void textIsRelaxedExtendedJson(BufferShape shape) {
        Document document = new Document("a", 1).append("b", new Document("c", List.of(true, "x")));
        RawDocument raw = RawDocument.of(shape.of(bytes(document)));

        assertThat(raw.toJson())
                .isEqualTo("{\"a\":1,\"b\":{\"c\":[true,\"x\"]}}")
                .isEqualTo(document.toJson());
        assertThat(raw).hasToString(raw.toJson());
        assertThat(raw.getDocument("b")).hasToString("{\"c\":[true,\"x\"]}");
        assertThat(RawDocument.of(shape.of(bytes(everyType()))))
                .hasToString(everyType().toJson());
    }

    @Test
    void textOfMalformedBytesSaysWhatIsWrong() {
        byte[] bytes = hex("11000000 03 6100 09000000 08 6200 02 00 00");
        RawDocument inner = RawDocument.of(bytes).getDocument("a");
        String problem = "boolean byte: 0x02 (expected: 0x00 or 0x01) at offset 14, path a.b";

        assertThat(inner).hasToString("RawDocument[length=9, " + problem + "]");
        assertThatThrownBy(inner::toJson)
                .isInstanceOf(MalformedBsonException.class)
                .hasMessage(problem);
    }

    @Test
    void textKeepsToTheLimitsOfTheView() {
        BsonCodec large = BsonCodec.builder()
                .limits(BsonLimits.DEFAULT.withMaxDocumentSize(20_000_000))
                .build();
        String text = "x".repeat(17_000_000);
        RawDocument raw = RawDocument.of(large.encode(new Document("a", List.of(text))), large);

        assertThat(raw.toJson().length()).isEqualTo(text.length() + 10);
        assertThat(raw.getArray("a").toJson().length()).isEqualTo(text.length() + 4);
    }

    @Test
    void errorsInAStreamCountFromItsStart() throws IOException {
        byte[] good = bytes(new Document("a", 1));
        byte[] bad = hex("09000000 08 6200 02 00");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 10_000; i++) {
            all.writeBytes(good);
        }
        all.writeBytes(bad);

        try (BsonStream stream = BsonCodec.DEFAULT.open(new ByteArrayInputStream(all.toByteArray()))) {
            for (int i = 0; i < 10_000; i++) {
                assertThat(stream.next()).isTrue();
                assertThat(stream.raw().getInt32("a")).isEqualTo(1);
            }
            assertThat(stream.next()).isTrue();
            assertThatThrownBy(() -> stream.raw().getBoolean("b"))
                    .hasMessage("boolean byte: 0x02 (expected: 0x00 or 0x01) at offset 120007, path b");
        }
    }
}
