package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonType;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.Document;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That what is generated has everything in it that codecs get wrong, and shrinks to something that can be read. */
class BsonArbitrariesTest {
    private static final Set<String> SEEN = new TreeSet<>();

    /** A thousand documents by the provider alone. */
    @Property(tries = 1000)
    void documentsAreGenerated(@ForAll Document document) {
        values(document).forEach(BsonArbitrariesTest::note);
    }

    @AfterContainer
    static void everyClassWasThere() {
        assertThat(SEEN)
                .contains("text ASCII", "text Latin-1", "text basic plane", "text astral", "text NUL", "text empty")
                .contains("int32 min", "int32 max", "int32 0", "int64 min", "int64 max", "int64 beyond int32")
                .contains("double -0", "double infinite", "double subnormal", "double NaN", "double NaN payload")
                .contains("decimal finite", "decimal zero", "decimal infinite", "decimal NaN", "decimal NaN payload")
                .contains("decimal other bits", "decimal 34 digits", "decimal subnormal")
                .contains("document", "array", "scope", "null");
    }

    /** What a document has in it, at every level, names as texts too. */
    private static List<@Nullable Object> values(@Nullable Object value) {
        List<@Nullable Object> all = new ArrayList<>();
        all.add(value);
        if (value instanceof Document document) {
            document.values().forEach(inner -> all.addAll(values(inner)));
        } else if (value instanceof List<?> list) {
            list.forEach(inner -> all.addAll(values(inner)));
        } else if (value instanceof CodeWithScope code) {
            all.addAll(values(code.scope()));
        }
        return all;
    }

    private static void note(@Nullable Object value) {
        if (value == null) {
            SEEN.add("null");
        } else if (value instanceof Document) {
            SEEN.add("document");
        } else if (value instanceof List) {
            SEEN.add("array");
        } else if (value instanceof CodeWithScope) {
            SEEN.add("scope");
        } else if (value instanceof String text) {
            note(text);
        } else if (value instanceof Integer number) {
            note("int32 min", number == Integer.MIN_VALUE);
            note("int32 max", number == Integer.MAX_VALUE);
            note("int32 0", number == 0);
        } else if (value instanceof Long number) {
            note("int64 min", number == Long.MIN_VALUE);
            note("int64 max", number == Long.MAX_VALUE);
            note("int64 beyond int32", number == 1L << 31);
        } else if (value instanceof Double number) {
            long bits = Double.doubleToRawLongBits(number);
            note("double -0", bits == Long.MIN_VALUE);
            note("double infinite", Double.isInfinite(number));
            note("double subnormal", Math.abs(number) < Double.MIN_NORMAL && number != 0);
            note("double NaN", bits == Double.doubleToLongBits(Double.NaN));
            note("double NaN payload", Double.isNaN(number) && bits != Double.doubleToLongBits(Double.NaN));
        } else if (value instanceof Decimal128 number) {
            note(number);
        }
    }

    private static void note(String text) {
        note("text empty", text.isEmpty());
        text.codePoints()
                .forEach(c -> SEEN.add("text "
                        + (c == 0
                                ? "NUL"
                                : c < 0x80
                                        ? "ASCII"
                                        : c < 0x100 ? "Latin-1" : c < 0x10000 ? "basic plane" : "astral")));
    }

    private static void note(Decimal128 number) {
        String text = number.toString();
        boolean canonical = !number.isNaN()
                && !number.isInfinite()
                && Decimal128.parse(text).equals(number);
        note("decimal finite", canonical);
        note("decimal zero", canonical && text.matches("-?0.*"));
        note("decimal 34 digits", canonical && text.replaceAll("E.*|\\D", "").length() == 34);
        note("decimal subnormal", canonical && text.contains("E-61"));
        note("decimal infinite", number.isInfinite());
        note("decimal NaN", number.equals(Decimal128.parse("NaN")));
        note("decimal NaN payload", number.isNaN() && !number.equals(Decimal128.parse("NaN")));
        note("decimal other bits", !canonical && !number.isNaN() && !number.isInfinite());
    }

    private static void note(String what, boolean seen) {
        if (seen) {
            SEEN.add(what);
        }
    }

    /** Whatever type it is that makes a test fail, the report shows a document with little more than that in it. */
    @ParameterizedTest
    @EnumSource(BsonType.class)
    void documentsShrinkToWhatFails(BsonType type) {
        Shrinking.inSession(() -> {
            Predicate<Document> fails = document -> types(document).contains(type);
            Document smallest = Shrinking.values(BsonArbitraries.documents(), 400, 11).stream()
                    .filter(document -> fails.test(document.value()))
                    .findFirst()
                    .map(document -> Shrinking.smallest(document, fails))
                    .orElseThrow();
            assertThat(fails.test(smallest)).isTrue();
            assertThat(smallest).hasSize(1);
            assertThat(Reference.encode(smallest)).hasSizeLessThanOrEqualTo(40);
        });
    }

    private static Set<BsonType> types(Document document) {
        byte[] bson = Reference.encode(document);
        Set<BsonType> types = EnumSet.noneOf(BsonType.class);
        BsonReader reader = new BsonReader().reset(bson, 0, bson.length);
        while (reader.next()) {
            types.add(reader.type());
        }
        return types;
    }

    @ParameterizedTest
    @EnumSource(TextClass.class)
    void textIsOfItsClass(TextClass text) {
        Shrinking.inSession(() -> Shrinking.values(text.texts(30), 500, 3)
                .forEach(sample -> assertThat(sample.value())
                        .as(text.label())
                        .matches(value -> value.codePointCount(0, value.length()) <= 30)
                        .matches(value -> isOf(text, value))));
    }

    private static boolean isOf(TextClass text, String value) {
        return switch (text) {
            case ASCII -> value.codePoints().allMatch(c -> c > 0 && c < 0x80);
            case LATIN_1 -> value.codePoints().allMatch(c -> c >= 0x80 && c < 0x100);
            case BASIC_PLANE -> value.codePoints().allMatch(c -> c >= 0x100 && c < 0x10000 && !isSurrogate(c));
            case ASTRAL -> value.codePoints().allMatch(c -> c >= 0x10000);
            case BORDERS -> value.codePoints().noneMatch(c -> c == 0 || isSurrogate(c));
            case NUL -> value.codePoints().noneMatch(BsonArbitrariesTest::isSurrogate);
            case LONE_SURROGATES -> value.codePoints().anyMatch(BsonArbitrariesTest::isSurrogate);
        };
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
