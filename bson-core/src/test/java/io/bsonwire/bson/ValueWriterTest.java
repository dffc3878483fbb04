package io.bsonwire.bson;

import static io.bsonwire.bson.TestBytes.cstring;
import static io.bsonwire.bson.TestBytes.document;
import static io.bsonwire.bson.TestBytes.element;
import static io.bsonwire.bson.TestBytes.hex;
import static io.bsonwire.bson.TestBytes.int32;
import static io.bsonwire.bson.TestBytes.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Which BSON each Java class becomes, and what is refused. */
class ValueWriterTest {
    private static final ObjectId ID = ObjectId.parse("0102030405060708090a0b0c");

    private static String encoded(Object value) {
        return encoded(BsonCodec.DEFAULT, value);
    }

    private static String encoded(BsonCodec codec, Object value) {
        return hex(codec.encode(new Document("v", value)));
    }

    private static String expected(int type, String value) {
        return document(element(type, "v", value));
    }

    private static String array(String... values) {
        return expected(0x04, document(values));
    }

    private static void assertRefused(Object value, String message) {
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> encoded(value))
                .withMessage(message);
    }

    // ---- scalars ----

    @Test
    void classesOfDecodedDocuments() {
        assertThat(encoded(null)).isEqualTo(expected(0x0A, ""));
        assertThat(encoded("x")).isEqualTo(expected(0x02, string("x")));
        assertThat(encoded(1)).isEqualTo(expected(0x10, int32(1)));
        assertThat(encoded(1L)).isEqualTo(expected(0x12, int32(1) + int32(0)));
        assertThat(encoded(1.5)).isEqualTo(expected(0x01, "000000000000f83f"));
        assertThat(encoded(true)).isEqualTo(expected(0x08, "01"));
        assertThat(encoded(ID)).isEqualTo(expected(0x07, ID.toString()));
        assertThat(encoded(Instant.ofEpochMilli(258))).isEqualTo(expected(0x09, "0201000000000000"));
        assertThat(encoded(Binary.of(9, new byte[] {1}))).isEqualTo(expected(0x05, int32(1) + "0901"));
        assertThat(encoded(Decimal128.parse("1"))).isEqualTo(expected(0x13, "01000000000000000000000000004030"));
        assertThat(encoded(BsonTimestamp.of(1, 2))).isEqualTo(expected(0x11, int32(2) + int32(1)));
        assertThat(encoded(new Regex("a", "i"))).isEqualTo(expected(0x0B, cstring("a") + cstring("i")));
        assertThat(encoded(new Code("f"))).isEqualTo(expected(0x0D, string("f")));
        assertThat(encoded(new Symbol("s"))).isEqualTo(expected(0x0E, string("s")));
        assertThat(encoded(new DbPointer("c", ID))).isEqualTo(expected(0x0C, string("c") + ID.toString()));
        assertThat(encoded(MinKey.INSTANCE)).isEqualTo(expected(0xFF, ""));
        assertThat(encoded(MaxKey.INSTANCE)).isEqualTo(expected(0x7F, ""));
        assertThat(encoded(Undefined.INSTANCE)).isEqualTo(expected(0x06, ""));
    }

    @Test
    void numbersOfJava() {
        assertThat(encoded((byte) -1)).isEqualTo(expected(0x10, int32(-1)));
        assertThat(encoded((short) -2)).isEqualTo(expected(0x10, int32(-2)));
        assertThat(encoded(1.5f)).isEqualTo(expected(0x01, "000000000000f83f"));
        assertThat(encoded(BigInteger.valueOf(Long.MAX_VALUE))).isEqualTo(expected(0x12, "ffffffffffffff7f"));
        assertThat(encoded(BigInteger.valueOf(Long.MIN_VALUE))).isEqualTo(expected(0x12, "0000000000000080"));
        assertThat(encoded(BigInteger.ONE)).isEqualTo(expected(0x12, "0100000000000000"));
        assertThat(encoded(BigDecimal.ONE)).isEqualTo(expected(0x13, "01000000000000000000000000004030"));
    }

    @Test
    void numbersOutOfRange() {
        assertRefused(
                BigInteger.ONE.shiftLeft(63), "java.math.BigInteger of bits: 65 (expected: at most 64) at path v");
        assertRefused(
                BigInteger.ONE.shiftLeft(63).negate().subtract(BigInteger.ONE),
                "java.math.BigInteger of bits: 65 (expected: at most 64) at path v");
        assertRefused(
                new BigDecimal("1".repeat(35)),
                "java.math.BigDecimal of digits: 35 (expected: exact as decimal128) at path v");
        assertRefused(
                new BigDecimal("1E+7000"),
                "java.math.BigDecimal of digits: 1 (expected: exact as decimal128) at path v");
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> encoded(new BigDecimal("1E-7000")))
                .withCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @SuppressWarnings("JavaUtilDate") // accepted, so tested
    void timesOfJava() {
        String millis = "0201000000000000";
        Instant instant = Instant.ofEpochMilli(258);
        assertThat(encoded(new Date(258))).isEqualTo(expected(0x09, millis));
        assertThat(encoded(OffsetDateTime.ofInstant(instant, ZoneOffset.ofHours(5))))
                .isEqualTo(expected(0x09, millis));
        assertThat(encoded(ZonedDateTime.ofInstant(instant, ZoneId.of("Europe/Paris"))))
                .isEqualTo(expected(0x09, millis));
        assertThat(encoded(Instant.ofEpochSecond(-1, 999_999_999)))
                .as("towards the past")
                .isEqualTo(expected(0x09, "ffffffffffffffff"));
        assertThat(encoded(Instant.ofEpochMilli(Long.MIN_VALUE))).isEqualTo(expected(0x09, "0000000000000080"));
        assertThat(encoded(Instant.ofEpochMilli(Long.MAX_VALUE))).isEqualTo(expected(0x09, "ffffffffffffff7f"));
    }

    @Test
    void timesOutOfRange() {
        for (Instant instant : List.of(
                Instant.MIN, Instant.MAX, Instant.ofEpochMilli(Long.MAX_VALUE).plusMillis(1))) {
            assertThatExceptionOfType(BsonEncodeException.class)
                    .isThrownBy(() -> encoded(List.of(instant)))
                    .withMessage("java.time.Instant: " + instant
                            + " (expected: milliseconds since 1970 within int64) at path v[0]")
                    .withCauseInstanceOf(ArithmeticException.class);
        }
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> encoded(OffsetDateTime.MAX))
                .withMessageStartingWith("java.time.Instant: ");
    }

    @Test
    void bytesOfJava() {
        String value = int32(3) + "00" + "010203";
        byte[] array = {1, 2, 3};
        assertThat(encoded(array)).isEqualTo(expected(0x05, value));

        ByteBuffer buffer =
                ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4}).position(1).limit(4);
        assertThat(encoded(buffer)).isEqualTo(expected(0x05, value));
        assertThat(encoded(buffer.asReadOnlyBuffer())).isEqualTo(expected(0x05, value));
        assertThat(buffer.remaining()).isEqualTo(3);

        for (BufferShape shape : BufferShape.values()) {
            ByteBuf netty = shape.of(array);
            assertThat(encoded(netty)).isEqualTo(expected(0x05, value));
            assertThat(netty.readableBytes()).isEqualTo(3);
            assertThat(netty.refCnt()).isEqualTo(1);
        }
        assertThat(encoded(Unpooled.EMPTY_BUFFER)).isEqualTo(expected(0x05, int32(0) + "00"));
    }

    @Test
    void uuidsNeedARepresentation() {
        UUID uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        BsonCodec standard = BsonCodec.builder()
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .build();
        assertThat(encoded(standard, uuid))
                .isEqualTo(expected(0x05, int32(16) + "04" + "00112233445566778899aabbccddeeff"));
        assertRefused(
                List.of(1, uuid),
                "java.util.UUID under UuidRepresentation.UNSPECIFIED (expected: a representation set in the codec)"
                        + " at path v[1]");
    }

    @Test
    void patternsBecomeRegexes() {
        assertThat(encoded(Pattern.compile("a.b", Pattern.CASE_INSENSITIVE | Pattern.DOTALL)))
                .isEqualTo(expected(0x0B, cstring("a.b") + cstring("is")));
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> encoded(Pattern.compile("a", Pattern.LITERAL)))
                .withMessage("java.util.regex.Pattern: a (expected: flags that BSON has) at path v")
                .withCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void vectorsBecomeBinary() {
        BinaryVector vector = BinaryVector.ofInt8(new byte[] {1, 2});
        assertThat(encoded(vector)).isEqualTo(expected(0x05, int32(4) + "09" + "03000102"));
    }

    // ---- containers ----

    @Test
    void everyKindOfMap() {
        String inner = document(element(0x10, "a", int32(1)));
        TreeMap<String, Object> tree = new TreeMap<>(Map.of("a", 1));
        for (Object map : List.of(
                Map.of("a", 1), tree, new HashMap<>(tree), Collections.unmodifiableMap(tree), new Document("a", 1))) {
            assertThat(encoded(map)).isEqualTo(expected(0x03, inner));
        }
        assertThat(encoded((BsonWritable) w -> w.name("a").writeInt32(1))).isEqualTo(expected(0x03, inner));
    }

    @Test
    @SuppressWarnings("JdkObsolete") // a list without random access is wanted here
    void everyKindOfIterable() {
        String expected = array(element(0x10, "0", int32(1)), element(0x02, "1", string("x")));
        List<Object> items = List.of(1, "x");
        Iterable<Object> plain = () -> items.iterator();
        for (Object iterable : List.of(
                items,
                new ArrayList<>(items),
                new LinkedList<>(items),
                new ArrayDeque<>(items),
                new LinkedHashSet<>(items),
                Arrays.asList(1, "x"),
                Collections.unmodifiableList(new LinkedList<>(items)),
                plain)) {
            assertThat(encoded(iterable)).as(iterable.getClass().getName()).isEqualTo(expected);
        }
        assertThat(encoded(List.of())).isEqualTo(array());
    }

    @Test
    void everyKindOfArray() {
        assertThat(encoded(new Object[] {1, null, "x"}))
                .isEqualTo(
                        array(element(0x10, "0", int32(1)), element(0x0A, "1", ""), element(0x02, "2", string("x"))));
        assertThat(encoded(new String[] {"x"})).isEqualTo(array(element(0x02, "0", string("x"))));
        assertThat(encoded(new int[] {1, 2}))
                .isEqualTo(array(element(0x10, "0", int32(1)), element(0x10, "1", int32(2))));
        assertThat(encoded(new short[] {1})).isEqualTo(array(element(0x10, "0", int32(1))));
        assertThat(encoded(new long[] {1})).isEqualTo(array(element(0x12, "0", int32(1) + int32(0))));
        assertThat(encoded(new float[] {1.5f})).isEqualTo(array(element(0x01, "0", "000000000000f83f")));
        assertThat(encoded(new double[] {1.5})).isEqualTo(array(element(0x01, "0", "000000000000f83f")));
        assertThat(encoded(new boolean[] {true})).isEqualTo(array(element(0x08, "0", "01")));
        assertThat(encoded(new int[0])).isEqualTo(array());
        assertThat(encoded(new int[][] {{1}, {}}))
                .isEqualTo(array(
                        element(0x04, "0", document(element(0x10, "0", int32(1)))), element(0x04, "1", document())));
        assertThat(encoded(new byte[][] {{1}})).isEqualTo(array(element(0x05, "0", int32(1) + "0001")));
        assertThat(encoded(new List<?>[] {List.of(1)}))
                .isEqualTo(array(element(0x04, "0", document(element(0x10, "0", int32(1))))));
        assertRefused(
                new char[] {'a'},
                "value of class java.lang.Character (expected: a class that has a BSON type) at path v[0]");
    }

    @Test
    void codeWithScopeOfAnyMap() {
        String scope = document(element(0x10, "x", int32(1)));
        String value = int32(4 + (string("f").length() + scope.length()) / 2) + string("f") + scope;
        assertThat(encoded(new CodeWithScope("f", new Document("x", 1)))).isEqualTo(expected(0x0F, value));
        assertThat(encoded(new CodeWithScope("f", new TreeMap<>(Map.of("x", 1)))))
                .isEqualTo(expected(0x0F, value));
    }

    @Test
    void referencesBecomeDocuments() {
        assertThat(encoded(new DBRef("c", 1, "d", new Document("e", null))))
                .isEqualTo(expected(
                        0x03,
                        document(
                                element(0x02, "$ref", string("c")),
                                element(0x10, "$id", int32(1)),
                                element(0x02, "$db", string("d")),
                                element(0x0A, "e", ""))));
    }

    @Test
    void rawViewsAreCopied() {
        byte[] bytes = hex(document(
                element(0x04, "l", document(element(0x10, "0", int32(1)))), element(0x03, "d", document())));
        for (BufferShape shape : BufferShape.values()) {
            RawDocument raw = RawDocument.of(shape.of(bytes));
            assertThat(encoded(raw)).isEqualTo(expected(0x03, hex(bytes)));
            assertThat(encoded(raw.getArray("l"))).isEqualTo(array(element(0x10, "0", int32(1))));
            assertThat(encoded(List.of(raw.getDocument("d")))).isEqualTo(array(element(0x03, "0", document())));
        }
    }

    // ---- refusals ----

    @Test
    void unknownClassesAreNamedWithTheirPath() {
        String problem = "value of class %s (expected: a class that has a BSON type) at path %s";
        assertRefused('c', String.format(problem, "java.lang.Character", "v"));
        assertRefused(Optional.of(1), String.format(problem, "java.util.Optional", "v"));
        assertRefused(
                Path.of("a", "b"),
                String.format(problem, Path.of("a").getClass().getName(), "v"));
        assertRefused(BsonType.NULL, String.format(problem, "io.bsonwire.bson.BsonType", "v"));
        assertRefused(LocalDate.EPOCH, String.format(problem, "java.time.LocalDate", "v"));
        assertRefused(
                List.of(1, new Document("a", Map.of("b", Object.class))),
                String.format(problem, "java.lang.Class", "v[1].a.b"));
        assertRefused(
                new CodeWithScope(
                        "f", new Document("x", List.of(Thread.currentThread().getState()))),
                String.format(problem, "java.lang.Thread$State", "v.x[0]"));
        assertRefused(new DBRef("c", 'i'), String.format(problem, "java.lang.Character", "v.$id"));
    }

    @Test
    void namesAreStrings() {
        assertRefused(Map.of(1, 2), "name of class java.lang.Integer (expected: java.lang.String) at path v");
        Map<String, Object> withNull = new HashMap<>();
        withNull.put(null, 1);
        assertRefused(List.of(withNull), "name of class null (expected: java.lang.String) at path v[0]");
    }

    @Test
    void whatHasNoEndIsStoppedByTheLimits() {
        BsonCodec small =
                BsonCodec.builder().limits(new BsonLimits(10_000, 200)).build();
        Iterable<Integer> endless = () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                return 1;
            }
        };
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> encoded(small, endless))
                .withMessageMatching("document length: at least \\d+ \\(expected: at most the limit of 10000\\)"
                        + " at path v\\[\\d+]");
        Object[] self = new Object[1];
        self[0] = self;
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> encoded(self))
                .withMessageStartingWith("nesting depth: 201 (expected: at most the limit of 200) at path v[0][0]");
        Map<String, Object> map = new HashMap<>();
        map.put("m", map);
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> BsonCodec.DEFAULT.encode(map))
                .withMessageStartingWith("nesting depth: 201 (expected: at most the limit of 200) at path m.m.m");
    }
}
