package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Equality and hash of documents: the contracts of Map and List, content of byte arrays, and a bound on depth. */
class DeepEqualityTest {
    /** What adds one level of nesting around a value. */
    private enum Level {
        DOCUMENT,
        MAP,
        LIST,
        SCOPE,
        REFERENCE_ID,
        REFERENCE_EXTRA;

        Object around(Object value) {
            return switch (this) {
                case DOCUMENT -> new Document("a", value);
                case MAP -> new LinkedHashMap<>(new Document("a", value));
                case LIST -> new ArrayList<>(Arrays.asList(value));
                case SCOPE -> new CodeWithScope("f", new Document("a", value));
                case REFERENCE_ID -> new DBRef("c", value);
                case REFERENCE_EXTRA -> new DBRef("c", 1, null, new Document("a", value));
            };
        }
    }

    private static Document nested(Level level, int depth) {
        Object value = 1;
        for (int i = 1; i < depth; i++) {
            value = level.around(value);
        }
        return new Document("a", value);
    }

    @ParameterizedTest
    @EnumSource
    void depth200PassesAnd201Fails(Level level) {
        Document allowed = nested(level, 200);
        assertThat(allowed.equals(nested(level, 200))).isTrue();
        assertThat(allowed.hashCode()).isEqualTo(nested(level, 200).hashCode());

        for (int depth : new int[] {201, 202, 100_000}) {
            Document deeper = nested(level, depth);
            Document other = nested(level, depth);
            String message = "nesting depth: 201 (expected: at most the limit of 200)";
            assertThatExceptionOfType(BsonEncodeException.class)
                    .isThrownBy(() -> deeper.equals(other))
                    .withMessage(message);
            assertThatExceptionOfType(BsonEncodeException.class)
                    .isThrownBy(deeper::hashCode)
                    .withMessage(message);
        }
    }

    @Test
    void aDocumentInItselfEndsInTheDepthError() {
        Document self = new Document("a", 1);
        self.put("a", self);
        Document other = new Document("a", new Document("a", self));
        assertThat(self.equals(self)).isTrue();
        assertThatExceptionOfType(BsonEncodeException.class).isThrownBy(self::hashCode);
        assertThatExceptionOfType(BsonEncodeException.class).isThrownBy(() -> BsonCodec.DEFAULT.encode(self));
        assertThat(other.equals(self))
                .as("the same object is equal to itself at any depth")
                .isTrue();

        List<Object> list = new ArrayList<>();
        list.add(list);
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> BsonCodec.DEFAULT.encode(new Document("a", list)));
    }

    @Test
    void equalToAnyMapBothWays() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("n", null);
        map.put("i", 1);
        map.put("m", new LinkedHashMap<>(Map.of("x", List.of(1, "two", 3.0))));
        map.put("c", new CodeWithScope("f", new LinkedHashMap<>(Map.of("x", 1))));
        map.put("r", new DBRef("c", new LinkedHashMap<>(Map.of("x", 1)), "d"));
        Document document = new Document(map);
        document.put("m", new Document("x", new ArrayList<>(List.of(1, "two", 3.0))));
        document.put("c", new CodeWithScope("f", new Document("x", 1)));
        document.put("r", new DBRef("c", new Document("x", 1), "d"));

        assertThat(document.equals(map)).isTrue();
        assertThat(map.equals(document)).isTrue();
        assertThat(document.hashCode()).isEqualTo(map.hashCode());
    }

    @Test
    void orderOfEntriesDoesNotCount() {
        Document ab = new Document("a", 1).append("b", null).append("c", List.of());
        Document ba = new Document("c", List.of()).append("b", null).append("a", 1);
        assertThat(ab).isEqualTo(ba).hasSameHashCodeAs(ba);
    }

    @Test
    void byteArraysCountByContent() {
        Document one = new Document("a", new byte[] {1, 2}).append("l", List.of(new byte[] {3}));
        Document two = new Document("a", new byte[] {1, 2}).append("l", List.of(new byte[] {3}));
        assertThat(one.equals(two)).isTrue();
        assertThat(one.hashCode()).isEqualTo(two.hashCode());
        assertThat(one.equals(new Document(two).append("a", new byte[] {1, 3}))).isFalse();
        assertThat(one.equals(new Document(two).append("a", "x"))).isFalse();
        assertThat(one.equals(new Document(two).append("l", List.of(new byte[] {4}))))
                .isFalse();
    }

    @Test
    void whateverDiffersMakesUnequal() {
        Document base = everyKind();
        assertThat(base.equals(everyKind())).isTrue();
        assertThat(base.equals(null)).isFalse();
        assertThat(base.equals((Object) "text")).isFalse();
        assertThat(base.equals(new Document())).isFalse();
        for (String name : base.keySet()) {
            for (Object other : Arrays.asList(
                    "other",
                    2,
                    null,
                    new Document("y", 1),
                    new Document("x", 2),
                    new Document("x", null),
                    new LinkedHashMap<>(Map.of("x", 2)),
                    List.of(),
                    List.of(2),
                    List.of(1, 1),
                    new CodeWithScope("g", new Document("x", 1)),
                    new CodeWithScope("f", new Document("x", 2)),
                    new DBRef("d", 1),
                    new DBRef("c", 2),
                    new DBRef("c", 1, "d"),
                    new DBRef("c", 1, null, new Document("e", 1)))) {
                Document changed = everyKind().append(name, other);
                assertThat(base.equals(changed)).as("%s = %s", name, other).isFalse();
                assertThat(changed.equals(base)).as("%s = %s", name, other).isFalse();
                assertThat(new LinkedHashMap<>(changed).equals(base))
                        .as("%s = %s", name, other)
                        .isFalse();
            }
            Document missing = everyKind();
            missing.remove(name);
            assertThat(base.equals(missing)).isFalse();
            missing.append("renamed", base.get(name));
            assertThat(base.equals(missing)).isFalse();
            assertThat(base.equals(new LinkedHashMap<>(missing))).isFalse();
        }
    }

    private static Document everyKind() {
        return new Document("document", new Document("x", 1))
                .append("map", new LinkedHashMap<>(Map.of("x", 1)))
                .append("list", List.of(1))
                .append("scope", new CodeWithScope("f", new Document("x", 1)))
                .append("reference", new DBRef("c", 1))
                .append("number", 1);
    }
}
