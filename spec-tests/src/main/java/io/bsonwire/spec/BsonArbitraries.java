package io.bsonwire.spec;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.Code;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.DbPointer;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MaxKey;
import io.bsonwire.bson.MinKey;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.Regex;
import io.bsonwire.bson.Symbol;
import io.bsonwire.bson.Undefined;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * Generators of documents and of everything in them. They favour what codecs get wrong: borders of number ranges and of
 * UTF-8 lengths, NaNs with payloads, every class of decimal128, empty texts and containers, names that look like indexes
 * or operators, NULs where they are legal, nesting of every kind.
 *
 * <p>What they make shrinks to small documents. All of it can be encoded under the default options and comes back equal;
 * {@link #documentsForJson} leaves out what Extended JSON cannot tell apart.
 */
public final class BsonArbitraries {
    private static final int NESTING = 4;
    private static final int WIDTH = 6;

    private BsonArbitraries() {}

    // ---- text ----

    /**
     * Well-formed text of every {@link TextClass}, ASCII most often, and of up to 300 characters.
     *
     * @return the generator
     */
    public static Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, TextClass.ASCII.texts(20)),
                Tuple.of(1, TextClass.ASCII.texts(300)),
                Tuple.of(2, TextClass.LATIN_1.texts(20)),
                Tuple.of(2, TextClass.BASIC_PLANE.texts(20)),
                Tuple.of(2, TextClass.ASTRAL.texts(20)),
                Tuple.of(2, TextClass.BORDERS.texts(20)),
                Tuple.of(1, TextClass.NUL.texts(20)));
    }

    /**
     * Text that names can be: no NUL.
     *
     * @return the generator
     */
    public static Arbitrary<String> names() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, TextClass.textOf(Arbitraries.integers().between('a', 'e'), 3)),
                Tuple.of(2, TextClass.ASCII.texts(24)),
                Tuple.of(2, TextClass.BORDERS.texts(8)),
                Tuple.of(1, TextClass.LATIN_1.texts(40)),
                Tuple.of(1, TextClass.BASIC_PLANE.texts(40)),
                Tuple.of(1, TextClass.ASTRAL.texts(40)),
                Tuple.of(1, Arbitraries.of("", "0", "1", "10", "_id", "$set", "a.b", "$", ".", "__proto__")));
    }

    // ---- numbers ----

    /**
     * All of int32, its borders often.
     *
     * @return the generator
     */
    public static Arbitrary<Integer> int32s() {
        return Arbitraries.oneOf(
                Arbitraries.integers(),
                Arbitraries.of(0, 1, -1, 127, 128, 255, 256, 32767, 65536, Integer.MAX_VALUE, Integer.MIN_VALUE));
    }

    /**
     * All of int64, its borders often, and those of int32 and of the integers that a double holds.
     *
     * @return the generator
     */
    public static Arbitrary<Long> int64s() {
        return Arbitraries.oneOf(
                Arbitraries.longs(),
                Arbitraries.of(
                        0L,
                        1L,
                        -1L,
                        1L << 31,
                        -(1L << 31) - 1,
                        1L << 32,
                        1L << 53,
                        (1L << 53) + 1,
                        Long.MAX_VALUE,
                        Long.MIN_VALUE,
                        253402300800000L,
                        -62135596800001L));
    }

    /**
     * All bit patterns of doubles: zeros of both signs, subnormals, infinities, NaNs of both signs with and without
     * payload, quiet and signalling.
     *
     * @return the generator
     */
    public static Arbitrary<Double> doubles() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, jsonDoubles()),
                Tuple.of(2, Arbitraries.longs().map(Double::longBitsToDouble)),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                        0x7FF8000000000001L,
                                        0x7FF0000000000001L,
                                        0xFFF8000000000000L,
                                        0xFFF4DEADBEEF0001L,
                                        0x7FFFFFFFFFFFFFFFL)
                                .map(Double::longBitsToDouble)));
    }

    /** Doubles that survive Extended JSON: of the NaNs the plain one only. */
    static Arbitrary<Double> jsonDoubles() {
        return Arbitraries.oneOf(
                Arbitraries.doubles(),
                Arbitraries.of(
                        0.0,
                        -0.0,
                        1.0,
                        0.1,
                        1e21,
                        1e-7,
                        123456789012345680.0,
                        Double.MIN_VALUE,
                        Double.MIN_NORMAL,
                        Double.MAX_VALUE,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        Double.NaN));
    }

    /**
     * Every class of decimal128: canonical numbers of both forms, zeros of all exponents, infinities, NaNs with payload,
     * coefficients beyond 34 digits, and any bits at all.
     *
     * @return the generator
     */
    public static Arbitrary<Decimal128> decimal128s() {
        return Arbitraries.oneOf(
                jsonDecimal128s(),
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(Decimal128::ofBits),
                Combinators.combine(
                                Arbitraries.of(
                                        0x7C00000000000000L, // NaN
                                        0xFE00000000000001L, // signalling NaN with payload
                                        0x7800000000000001L, // infinity with bits that mean nothing
                                        0x6C10000000000000L, // the large form, not canonical
                                        0x3041ED09BEAD87C0L), // 10^34 and more
                                Arbitraries.longs())
                        .as(Decimal128::ofBits));
    }

    /** Decimal128 numbers that survive Extended JSON: the canonical ones. */
    static Arbitrary<Decimal128> jsonDecimal128s() {
        Arbitrary<Decimal128> finite = Combinators.combine(
                        Arbitraries.of("", "-"),
                        Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(34),
                        Arbitraries.integers().between(-6176, 6111))
                .as((sign, digits, exponent) -> Decimal128.parse(sign + digits + "E" + exponent));
        return Arbitraries.frequencyOf(
                Tuple.of(4, finite),
                Tuple.of(
                        1,
                        Arbitraries.of("0", "-0", "0E+6111", "-0E-6176", "1", "Infinity", "-Infinity", "NaN")
                                .map(Decimal128::parse)));
    }

    // ---- other values ----

    /**
     * ObjectIds of any bytes.
     *
     * @return the generator
     */
    public static Arbitrary<ObjectId> objectIds() {
        return bytes(12, 12).map(ObjectId::of);
    }

    /**
     * Binary of every subtype, the lengths that matter (UUIDs have 16 bytes) more often than others.
     *
     * @return the generator
     */
    public static Arbitrary<Binary> binaries() {
        Arbitrary<Integer> subtypes = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 9), Arbitraries.integers().between(0, 255));
        Arbitrary<byte[]> data = Arbitraries.oneOf(bytes(0, 40), bytes(16, 16), bytes(0, 0));
        return Combinators.combine(subtypes, data).as(Binary::of);
    }

    private static Arbitrary<byte[]> bytes(int least, int most) {
        return Arbitraries.bytes().array(byte[].class).ofMinSize(least).ofMaxSize(most);
    }

    /**
     * Regular expressions of any text without NUL.
     *
     * @return the generator
     */
    public static Arbitrary<Regex> regexes() {
        return Combinators.combine(
                        names(), TextClass.textOf(Arbitraries.of((int) 'i', (int) 'm', (int) 's', (int) 'x'), 4))
                .as(Regex::new);
    }

    /**
     * Date-times of any int64 of milliseconds.
     *
     * @return the generator
     */
    public static Arbitrary<Instant> dateTimes() {
        return int64s().map(Instant::ofEpochMilli);
    }

    /**
     * Timestamps of any bits.
     *
     * @return the generator
     */
    public static Arbitrary<BsonTimestamp> timestamps() {
        return int64s().map(BsonTimestamp::ofBits);
    }

    // ---- documents ----

    /**
     * Values of every type.
     *
     * @return the generator; null is among its values
     */
    public static Arbitrary<@Nullable Object> values() {
        return values(NESTING, false).withoutEdgeCases();
    }

    /**
     * Documents of every type, up to four levels and a few hundred elements.
     *
     * @return the generator
     */
    public static Arbitrary<Document> documents() {
        return documents(NESTING, false).withoutEdgeCases(); // the edges are in the mix
    }

    /**
     * Documents that canonical Extended JSON gives back unchanged. It cannot tell a document that has the shape of a type
     * wrapper from the value, so no name starts with a dollar sign; and it writes all NaNs alike.
     *
     * @return the generator
     */
    public static Arbitrary<Document> documentsForJson() {
        return documents(NESTING, true).withoutEdgeCases();
    }

    private static Arbitrary<Document> documents(int levels, boolean json) {
        Arbitrary<String> names = json ? names().map(BsonArbitraries::withoutDollar) : names();
        return Combinators.combine(names, values(levels - 1, json))
                .as(Field::new)
                .list()
                .ofMaxSize(WIDTH)
                .map(fields -> {
                    Document document = new Document(fields.size());
                    fields.forEach(field -> document.put(field.name(), field.value()));
                    return document;
                });
    }

    private static String withoutDollar(String name) {
        return name.startsWith("$") ? "_" + name : name;
    }

    /** A name and its value. */
    private record Field(String name, @Nullable Object value) {}

    private static Arbitrary<@Nullable Object> values(int levels, boolean json) {
        Arbitrary<@Nullable Object> scalars = Arbitraries.frequencyOf(
                Tuple.of(4, texts().map(v -> v)),
                Tuple.of(3, int32s().map(v -> v)),
                Tuple.of(3, int64s().map(v -> v)),
                Tuple.of(3, (json ? jsonDoubles() : doubles()).map(v -> v)),
                Tuple.of(2, (json ? jsonDecimal128s() : decimal128s()).map(v -> v)),
                Tuple.of(2, binaries().map(v -> v)),
                Tuple.of(2, objectIds().map(v -> v)),
                Tuple.of(2, dateTimes().map(v -> v)),
                Tuple.of(1, Arbitraries.of(true, false).map(v -> v)),
                Tuple.of(1, timestamps().map(v -> v)),
                Tuple.of(1, regexes().map(v -> v)),
                Tuple.of(1, texts().map(Code::new)),
                Tuple.of(1, texts().map(Symbol::new)),
                Tuple.of(1, Combinators.combine(names(), objectIds()).as(DbPointer::new)),
                Tuple.of(
                        2,
                        Arbitraries.<Object>of(MinKey.INSTANCE, MaxKey.INSTANCE, Undefined.INSTANCE)
                                .injectNull(0.3)));
        if (levels == 0) {
            return scalars;
        }
        Arbitrary<Document> inner = Arbitraries.lazy(() -> documents(levels, json));
        return Arbitraries.frequencyOf(
                Tuple.of(8, scalars),
                Tuple.of(1, inner.map(v -> v)),
                Tuple.of(
                        1,
                        Arbitraries.lazy(() -> values(levels - 1, json))
                                .list()
                                .ofMaxSize(WIDTH)
                                .map(ArrayList::new)),
                Tuple.of(1, Combinators.combine(texts(), inner).as(CodeWithScope::new)));
    }

    /**
     * Documents whose levels are nested one in another, as documents, arrays and scopes in any mix.
     *
     * @param least levels at least, 1 or more
     * @param most levels at most
     * @return the generator
     */
    public static Arbitrary<Document> deepDocuments(int least, int most) {
        return Combinators.combine(Arbitraries.integers().between(least, most), Arbitraries.randoms(), values(0, false))
                .as((levels, random, leaf) -> nested(levels, random, leaf))
                .withoutEdgeCases();
    }

    private static Document nested(int levels, Random random, @Nullable Object leaf) {
        @Nullable Object value = leaf;
        for (int level = 1; level < levels; level++) {
            switch (random.nextInt(3)) {
                case 0 -> value = new Document("d", value);
                case 1 -> {
                    List<@Nullable Object> list = new ArrayList<>();
                    list.add(value);
                    value = list;
                }
                default -> value = new CodeWithScope("f", new Document("s", value));
            }
        }
        return new Document("r", value);
    }

    /**
     * Documents of many elements, with the names of short and long texts, of which some are values of every type.
     *
     * @param most elements at most
     * @return the generator
     */
    public static Arbitrary<Document> wideDocuments(int most) {
        return Combinators.combine(
                        Arbitraries.integers().between(1, most),
                        names(),
                        values(1, false).list().ofSize(8))
                .as((size, prefix, samples) -> {
                    Document document = new Document(size);
                    for (int i = 0; i < size; i++) {
                        document.put(prefix + i, samples.get(i % samples.size()));
                    }
                    return document;
                })
                .withoutEdgeCases();
    }
}
