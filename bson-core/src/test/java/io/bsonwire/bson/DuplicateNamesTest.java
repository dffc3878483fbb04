package io.bsonwire.bson;

import static io.bsonwire.bson.TestBytes.document;
import static io.bsonwire.bson.TestBytes.element;
import static io.bsonwire.bson.TestBytes.hex;
import static io.bsonwire.bson.TestBytes.int32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names used twice, in small and large documents, under each policy, with names that share their hash. */
class DuplicateNamesTest {
    private static final BsonCodec LAST = codec(DuplicateNames.LAST_WINS);
    private static final BsonCodec FIRST = codec(DuplicateNames.FIRST_WINS);
    private static final BsonCodec ERROR = codec(DuplicateNames.ERROR);

    private static BsonCodec codec(DuplicateNames policy) {
        return BsonCodec.builder().duplicateNames(policy).build();
    }

    private static byte[] bytes(List<String> names) {
        StringBuilder elements = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            elements.append(element(0x10, names.get(i), int32(i)));
        }
        return hex(document(elements.toString()));
    }

    /** Decodes under every policy and compares with maps that do it by their own nature. */
    private static void assertPolicies(List<String> names) {
        byte[] bytes = bytes(names);
        Map<String, Object> last = new LinkedHashMap<>();
        Map<String, Object> first = new LinkedHashMap<>();
        int duplicate = -1;
        for (int i = 0; i < names.size(); i++) {
            last.put(names.get(i), i);
            if (first.putIfAbsent(names.get(i), i) != null && duplicate < 0) {
                duplicate = i;
            }
        }
        assertThat(new ArrayList<>(LAST.decodeExactly(bytes).entrySet())).isEqualTo(new ArrayList<>(last.entrySet()));
        assertThat(new ArrayList<>(FIRST.decodeExactly(bytes).entrySet())).isEqualTo(new ArrayList<>(first.entrySet()));
        if (duplicate < 0) {
            assertThat(ERROR.decodeExactly(bytes)).hasSize(names.size());
        } else {
            String name = names.get(duplicate);
            int offset = 4
                    + names.subList(0, duplicate).stream()
                            .mapToInt(n -> n.length() + 6)
                            .sum();
            assertThatExceptionOfType(MalformedBsonException.class)
                    .isThrownBy(() -> ERROR.decodeExactly(bytes))
                    .withMessage("duplicate name: \"" + name + "\" (expected: each name once) at offset " + offset
                            + ", path " + name);
        }
    }

    private static List<String> numbered(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("n" + i);
        }
        return names;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 255, 256, 257, 258, 2000})
    void oneNameTwiceAtAnyDistance(int size) {
        assertPolicies(numbered(size));
        for (int[] pair : new int[][] {{0, 1}, {0, size - 1}, {size - 2, size - 1}, {size / 2, size - 1}}) {
            List<String> names = numbered(size);
            names.set(pair[1], names.get(pair[0]));
            assertPolicies(names);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 100, 256, 257, 1000})
    void manyNamesManyTimes(int size) {
        Random random = new Random(size);
        for (int distinct : new int[] {1, 2, size / 3 + 1, size}) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                names.add("n" + random.nextInt(distinct));
            }
            assertPolicies(names);
        }
    }

    /** Strings of two-character pieces "Aa" and "BB" all have the same hash. */
    private static List<String> colliding(int pieces) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 1 << pieces; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < pieces; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            names.add(name.toString());
        }
        return names;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 9, 11})
    void collidingNamesAreToldApart(int pieces) {
        List<String> names = colliding(pieces);
        assertThat(names.stream().mapToInt(String::hashCode).distinct().count()).isEqualTo(1);
        assertPolicies(names);
        names.add(names.get(names.size() / 2));
        assertPolicies(names);
    }

    @Test
    void rawViewsAreJudgedWhenTheyAreValidated() {
        RawDocument.of(bytes(List.of("a", "b")), ERROR).validate();
        RawDocument twice = RawDocument.of(bytes(List.of("a", "a")), ERROR);
        assertThatExceptionOfType(MalformedBsonException.class)
                .isThrownBy(twice::validate)
                .withMessage("duplicate name: \"a\" (expected: each name once) at offset 11, path a");
    }

    @Test
    void eachDocumentIsJudgedForItself() {
        // Far more documents than the small table has generations of names, some within each other.
        byte[] inner = bytes(numbered(5));
        byte[] twice = bytes(List.of("n1", "n2", "n1"));
        StringBuilder elements = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            elements.append(element(0x03, "n" + i % 100, hex(inner)));
        }
        byte[] outer = hex(document(elements.toString()));
        for (int round = 0; round < 50; round++) {
            assertThat(LAST.decodeExactly(outer)).hasSize(100);
            assertThat(ERROR.decodeExactly(inner)).hasSize(5);
            assertThatExceptionOfType(MalformedBsonException.class).isThrownBy(() -> ERROR.decodeExactly(twice));
        }
    }

    @Test
    void oneFinderServesMoreDocumentsThanItHasStamps() {
        DuplicateFinder finder = new DuplicateFinder();
        Object[] different = {"a", 1, "b", 2};
        for (int i = 0; i < (1 << 24) + 10; i++) {
            // A stale entry that passed for one of this document would make these names the same.
            if (finder.resolve(different, 2, DuplicateNames.FIRST_WINS, null, 0) != 2) {
                assertThat(i).as("documents before the first mistake").isNegative();
            }
        }
        Object[] same = {"a", 1, "a", 2};
        assertThat(finder.resolve(same, 2, DuplicateNames.FIRST_WINS, null, 0)).isEqualTo(1);
    }

    @Test
    void errorNamesTheSecondElementOfAnyType() {
        byte[] types = BsonCodec.DEFAULT.encode(new Document("s", "text")
                .append("d", new Document("x", 1))
                .append("r", new Regex("a", "i"))
                .append("b", Binary.of(new byte[3]))
                .append("w", new CodeWithScope("f", new Document()))
                .append("p", new DbPointer("c", ObjectId.parse("01".repeat(12))))
                .append("n", null)
                .append("q", Decimal128.parse("1")));
        String elements = hex(types).substring(8, hex(types).length() - 2);
        byte[] bytes = hex(document(elements, element(0x0A, "b", "")));
        assertThatExceptionOfType(MalformedBsonException.class)
                .isThrownBy(() -> ERROR.decodeExactly(bytes))
                .withMessage("duplicate name: \"b\" (expected: each name once) at offset " + (4 + elements.length() / 2)
                        + ", path b");
    }

    @Test
    void namesThatReplacementMakesEqualAreDuplicates() {
        byte[] bytes = hex(document("0a8000", "0a8100"));
        BsonCodec replacing = LAST.toBuilder().invalidUtf8(InvalidUtf8.REPLACE).build();
        assertThat(replacing.decodeExactly(bytes)).isEqualTo(new Document("\ufffd", null));
        assertThatExceptionOfType(MalformedBsonException.class)
                .isThrownBy(() -> replacing.toBuilder()
                        .duplicateNames(DuplicateNames.ERROR)
                        .build()
                        .decodeExactly(bytes))
                .withMessage("duplicate name: \"\ufffd\" (expected: each name once) at offset 7, path \ufffd");
    }
}
