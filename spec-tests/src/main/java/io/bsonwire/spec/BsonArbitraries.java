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
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/**
 * Generators of documents that hold every BSON type, with the values at which codecs have gone wrong: numbers at the
 * ends of their ranges, every kind of decimal128 and NaN, text of each width in UTF-8, with NUL where BSON allows it.
 * They shrink to small documents.
 */
public final class BsonArbitraries {
    private BsonArbitraries() {}

    /**
     * Documents of every type, nested up to four levels.
     *
     * @return documents that encode and decode to themselves
     */
    public static Arbitrary<Document> documents() {
        return documents(3, false);
    }

    /**
     * Documents whose every value Extended JSON can express: without NaN payloads, decimal128 bits that no text stands
     * for, and names that begin with a dollar sign.
     *
     * @return documents that survive a way through canonical Extended JSON
     */
    public static Arbitrary<Document> documentsForJson() {
        return documents(3, true);
    }

    private static Arbitrary<Document> documents(int depth, boolean forJson) {
        Arbitrary<String> names = forJson ? texts(false).filter(name -> !name.startsWith("$")) : names();
        return Combinators.combine(names, values(depth, forJson))
                .as(Entry::new)
                .list()
                .ofMaxSize(depth == 3 ? 12 : 4)
                .map(entries -> {
                    Document document = new Document(entries.size());
                    entries.forEach(entry -> document.put(entry.name, entry.value));
                    return document;
                });
    }

    private static Arbitrary<String> names() {
        return Arbitraries.oneOf(
                texts(false), Arbitraries.of("_id", "", "$ref", "a.b", "0", "a", "name12345", "n".repeat(40)));
    }

    /**
     * Text of one class each: ASCII, Latin-1, the rest of the basic plane, beyond it, and mixed.
     *
     * @param withNul whether NUL may be in it
     * @return text without lone surrogates
     */
    public static Arbitrary<String> texts(boolean withNul) {
        Arbitrary<Integer> ascii = Arbitraries.integers().between(withNul ? 0 : 1, 0x7F);
        Arbitrary<Integer> latin1 = Arbitraries.integers().between(0x80, 0xFF);
        Arbitrary<Integer> basic = Arbitraries.oneOf(
                Arbitraries.integers().between(0x100, 0xD7FF),
                Arbitraries.integers().between(0xE000, 0xFFFF),
                Arbitraries.of(0x7FF, 0x800, 0xFFFD, 0xFEFF));
        Arbitrary<Integer> astral = Arbitraries.integers().between(0x10000, 0x10FFFF);
        Arbitrary<Integer> mixed = Arbitraries.oneOf(ascii, latin1, basic, astral);
        return Arbitraries.oneOf(text(ascii, 40), text(latin1, 20), text(basic, 20), text(astral, 10), text(mixed, 30));
    }

    private static Arbitrary<String> text(Arbitrary<Integer> codePoints, int maxLength) {
        return codePoints.withoutEdgeCases().list().ofMaxSize(maxLength).map(points -> {
            StringBuilder text = new StringBuilder();
            points.forEach(text::appendCodePoint);
            return text.toString();
        });
    }

    private static Arbitrary<@Nullable Object> values(int depth, boolean forJson) {
        Arbitrary<@Nullable Object> leaves = leaves(forJson);
        if (depth == 0) {
            return leaves;
        }
        Arbitrary<@Nullable Object> inner = Arbitraries.lazy(() -> values(depth - 1, forJson));
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(8, leaves),
                net.jqwik.api.Tuple.of(1, documents(depth - 1, forJson).map(document -> (Object) document)),
                net.jqwik.api.Tuple.of(1, inner.list().ofMaxSize(4).map(list -> (Object) list)),
                net.jqwik.api.Tuple.of(
                        1,
                        Combinators.combine(texts(true), documents(depth - 1, forJson))
                                .as((code, scope) -> (Object) new CodeWithScope(code, scope))));
    }

    private static Arbitrary<@Nullable Object> leaves(boolean forJson) {
        Arbitrary<Long> bits = longs();
        return Arbitraries.oneOf(List.of(
                any(texts(true)),
                any(Arbitraries.oneOf(
                        Arbitraries.integers().withoutEdgeCases(),
                        Arbitraries.of(0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE))),
                any(bits),
                any(doubles(forJson)),
                any(Arbitraries.of(true, false)),
                any(bits.map(Instant::ofEpochMilli)),
                any(decimals(forJson)),
                any(objectIds()),
                any(bits.map(BsonTimestamp::ofBits)),
                any(Combinators.combine(
                                Arbitraries.oneOf(
                                        Arbitraries.integers().between(0, 9),
                                        Arbitraries.integers().between(0x80, 0xFF)),
                                Arbitraries.bytes().array(byte[].class).ofMaxSize(40))
                        .as(Binary::of)),
                any(Combinators.combine(texts(false), Arbitraries.of("", "i", "imsx", "lu"))
                        .as(Regex::new)),
                any(Combinators.combine(texts(false), objectIds()).as(DbPointer::new)),
                any(texts(true).map(Code::new)),
                any(texts(true).map(Symbol::new)),
                any(Arbitraries.of(MinKey.INSTANCE, MaxKey.INSTANCE, Undefined.INSTANCE)
                        .injectNull(0.25))));
    }

    @SuppressWarnings("unchecked") // a supplier of T is a supplier of Object
    private static <T extends @Nullable Object> Arbitrary<@Nullable Object> any(Arbitrary<T> values) {
        return (Arbitrary<@Nullable Object>) (Arbitrary<?>) values;
    }

    private static Arbitrary<Long> longs() {
        return Arbitraries.oneOf(
                Arbitraries.longs().withoutEdgeCases(),
                Arbitraries.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31, 1L << 32, 253_402_300_800_000L));
    }

    private static Arbitrary<Double> doubles(boolean forJson) {
        return longs().map(Double::longBitsToDouble).map(value -> forJson && Double.isNaN(value) ? Double.NaN : value);
    }

    private static Arbitrary<Decimal128> decimals(boolean forJson) {
        Arbitrary<Decimal128> any = Combinators.combine(longs(), longs()).as(Decimal128::ofBits);
        Arbitrary<Decimal128> special = Arbitraries.of(
                Decimal128.NAN,
                Decimal128.POSITIVE_INFINITY,
                Decimal128.NEGATIVE_INFINITY,
                Decimal128.NEGATIVE_ZERO,
                Decimal128.MAX,
                Decimal128.MIN_POSITIVE);
        return Arbitraries.oneOf(
                forJson ? any.map(number -> Decimal128.parse(number.isNaN() ? "NaN" : number.toString())) : any,
                special);
    }

    private static Arbitrary<ObjectId> objectIds() {
        return Arbitraries.bytes().array(byte[].class).ofSize(12).map(ObjectId::of);
    }

    private static final class Entry {
        final String name;
        final @Nullable Object value;

        Entry(String name, @Nullable Object value) {
            this.name = name;
            this.value = value;
        }
    }
}
