package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.UUID;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The document as an ordered map, its typed getters, and paths. */
class DocumentTest {
    // ---- Map ----

    @Test
    void keepsTheOrderOfInsertion() {
        Document document = new Document("b", 1).append("a", 2).append("c", null);
        assertThat(document.keySet()).containsExactly("b", "a", "c");
        assertThat(document.values()).containsExactly(1, 2, null);
        assertThat(document.put("b", 9)).isEqualTo(1);
        assertThat(document.keySet()).containsExactly("b", "a", "c");
        assertThat(document.remove("b")).isEqualTo(9);
        document.append("b", 10);
        assertThat(document.keySet()).containsExactly("a", "c", "b");
        assertThat(document).hasSize(3);
        document.clear();
        assertThat(document).isEmpty();
        assertThat(document.append("x", 1)).hasSize(1);
    }

    @Test
    void nullValuesAreEntriesAndNullNamesAreNot() {
        Document document = new Document("a", null);
        assertThat(document.get("a")).isNull();
        assertThat(document.containsKey("a")).isTrue();
        assertThat(document.containsKey("b")).isFalse();
        assertThat(document.containsKey(null)).isFalse();
        assertThat(document.get(null)).isNull();
        assertThat(document.get((Object) 1)).isNull();
        assertThat(document.remove(null)).isNull();
        assertThat(document.remove((Object) 1)).isNull();
        assertThat(document.containsValue(null)).isTrue();
        assertThatNullPointerException().isThrownBy(() -> document.put(null, 1)).withMessage("name");
        assertThat(document).hasSize(1);
    }

    @Test
    void constructors() {
        assertThat(new Document()).isEmpty();
        assertThat(new Document(10)).isEmpty();
        assertThat(new Document(0).append("a", 1)).containsExactly(Map.entry("a", 1));
        Map<String, Object> source = new LinkedHashMap<>(Map.of("a", 1));
        Document copy = new Document(source);
        source.put("b", 2);
        assertThat(copy).containsExactly(Map.entry("a", 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Document(-1))
                .withMessage("expected size: -1 (expected: at least 0)");
    }

    /** Random calls on a document and on a LinkedHashMap, which have to give the same, through all views. */
    @ParameterizedTest
    @ValueSource(ints = {5, 20, 40, 200})
    void behavesAsALinkedHashMap(int names) {
        Random random = new Random(names);
        Document document = new Document();
        Map<String, Object> map = new LinkedHashMap<>();
        for (int step = 0; step < 20_000; step++) {
            String name = "n" + random.nextInt(names);
            Object value = random.nextInt(10) == 0 ? null : step;
            switch (random.nextInt(14)) {
                case 0, 1, 2, 3 -> assertThat(document.put(name, value)).isEqualTo(map.put(name, value));
                case 4 -> assertThat(document.remove(name)).isEqualTo(map.remove(name));
                case 5 -> assertThat(document.get(name)).isEqualTo(map.get(name));
                case 6 -> assertThat(document.putIfAbsent(name, value)).isEqualTo(map.putIfAbsent(name, value));
                case 7 ->
                    assertThat(document.keySet().remove(name))
                            .isEqualTo(map.keySet().remove(name));
                case 8 -> {
                    Map.Entry<String, Object> entry = Map.entry(name, step - 1);
                    assertThat(document.entrySet().remove(entry))
                            .isEqualTo(map.entrySet().remove(entry));
                }
                case 9 -> {
                    if (random.nextInt(50) == 0) {
                        document.values().removeIf(v -> v == null || v.hashCode() % 3 == 0);
                        map.values().removeIf(v -> v == null || v.hashCode() % 3 == 0);
                    }
                }
                case 10 -> {
                    document.replaceAll((n, v) -> v == null ? n : v);
                    map.replaceAll((n, v) -> v == null ? n : v);
                }
                case 11 -> {
                    BiFunction<Object, Object, Object> sum = (a, b) -> a.hashCode() % 2 == 0 ? null : b;
                    assertThat(document.merge(name, step, sum)).isEqualTo(map.merge(name, step, sum));
                }
                case 12 -> assertThat(document.getOrDefault(name, -1)).isEqualTo(map.getOrDefault(name, -1));
                default -> {
                    if (random.nextInt(200) == 0) {
                        document.entrySet().clear();
                        map.clear();
                    }
                }
            }
            if (step % 50 == 0 || step > 19_900) {
                assertThat(new ArrayList<>(document.entrySet())).isEqualTo(new ArrayList<>(map.entrySet()));
                assertThat(document.equals(map)).isTrue();
                assertThat(map.equals(document)).isTrue();
                assertThat(document.hashCode()).isEqualTo(map.hashCode());
                assertThat(document.size()).isEqualTo(map.size());
            }
        }
    }

    @Test
    void entriesWriteThrough() {
        Document document = new Document("a", 1).append("b", 2);
        for (Map.Entry<String, Object> entry : document.entrySet()) {
            Object old = entry.getValue();
            assertThat(entry.setValue(entry.getKey() + "!")).isEqualTo(old);
            assertThat(entry.getValue()).isEqualTo(entry.getKey() + "!");
        }
        assertThat(document).containsExactly(Map.entry("a", "a!"), Map.entry("b", "b!"));
        assertThat(document.entrySet()).contains(Map.entry("a", "a!")).doesNotContain(Map.entry("a", 1));
    }

    @Test
    void iteratorsRemove() {
        Document document = new Document("a", 1).append("b", 2).append("c", 3);
        Iterator<Map.Entry<String, Object>> entries = document.entrySet().iterator();
        assertThatIllegalStateException().isThrownBy(entries::remove).withMessage("remove before next");
        entries.next();
        entries.next();
        entries.remove();
        assertThatIllegalStateException().isThrownBy(entries::remove);
        assertThat(entries.next().getKey()).isEqualTo("c");
        assertThat(entries.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(entries::next);
        entries.remove();
        assertThat(document.keySet()).containsExactly("a");
    }

    @Test
    void iteratorsNoticeOthersChanges() {
        Document document = new Document("a", 1).append("b", 2);
        Iterator<Map.Entry<String, Object>> entries = document.entrySet().iterator();
        entries.next();
        document.put("a", 5); // a new value is no change of entries
        entries.next();
        document.append("c", 3);
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(entries::next);
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(entries::remove);
        Iterator<Map.Entry<String, Object>> more = document.entrySet().iterator();
        document.clear();
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(more::next);
    }

    @Test
    void largeDocumentsFindTheirEntriesThroughEveryChange() {
        Document document = new Document();
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < 1000; i++) {
            document.append("n" + i, i);
            map.put("n" + i, i);
        }
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 1100; i++) { // often enough for an index to be made
                assertThat(document.get("n" + i)).isEqualTo(map.get("n" + i));
            }
            document.append("added" + round, round);
            map.put("added" + round, round);
            assertThat(document.get("added" + round)).isEqualTo(round);
            document.remove("n" + round * 300);
            map.remove("n" + round * 300);
            assertThat(document.get("n" + (round * 300 + 1))).isEqualTo(map.get("n" + (round * 300 + 1)));
        }
        assertThat(document).isEqualTo(map);
        for (int i = 0; i < 990; i++) { // down to a size that is walked again
            document.remove("n" + i);
            map.remove("n" + i);
        }
        assertThat(document).isEqualTo(map);
        assertThat(document.get("n995")).isEqualTo(995);
    }

    // ---- typed getters ----

    @Test
    void typedGettersGiveTheirTypes() {
        UUID uuid = UUID.randomUUID();
        ObjectId id = ObjectId.parse("0102030405060708090a0b0c");
        Document inner = new Document("x", 1);
        List<Object> list = new ArrayList<>(List.of(1));
        Document document = new Document("int", 1)
                .append("long", 2L)
                .append("double", 1.5)
                .append("bool", true)
                .append("string", "s")
                .append("document", inner)
                .append("array", list)
                .append("objectId", id)
                .append("date", Instant.EPOCH)
                .append("decimal", Decimal128.parse("1"))
                .append("timestamp", BsonTimestamp.of(1, 2))
                .append("binary", Binary.of(new byte[1]))
                .append("uuid", uuid)
                .append("code", new Code("f"));
        assertThat(document.getInt32("int")).isEqualTo(1);
        assertThat(document.getInt64("long")).isEqualTo(2);
        assertThat(document.getDouble("double")).isEqualTo(1.5);
        assertThat(document.getBoolean("bool")).isTrue();
        assertThat(document.getString("string")).isEqualTo("s");
        assertThat(document.getDocument("document")).isSameAs(inner);
        assertThat(document.getArray("array")).isSameAs(list);
        assertThat(document.getObjectId("objectId")).isEqualTo(id);
        assertThat(document.getDateTime("date")).isEqualTo(Instant.EPOCH);
        assertThat(document.getDecimal128("decimal")).isEqualTo(Decimal128.parse("1"));
        assertThat(document.getTimestamp("timestamp")).isEqualTo(BsonTimestamp.of(1, 2));
        assertThat(document.getBinary("binary")).isEqualTo(Binary.of(new byte[1]));
        assertThat(document.getUuid("uuid")).isEqualTo(uuid);
        assertThat(document.get("code", Code.class)).isEqualTo(new Code("f"));
    }

    /** A getter and what its errors call the type it wants. */
    private record Getter(String expected, BiFunction<Document, String, Object> function) {}

    private static final List<Getter> GETTERS = List.of(
            new Getter("int", Document::getInt32),
            new Getter("long", Document::getInt64),
            new Getter("double", Document::getDouble),
            new Getter("bool", Document::getBoolean),
            new Getter("string", Document::getString),
            new Getter("object", Document::getDocument),
            new Getter("array", Document::getArray),
            new Getter("objectId", Document::getObjectId),
            new Getter("date", Document::getDateTime),
            new Getter("decimal", Document::getDecimal128),
            new Getter("timestamp", Document::getTimestamp),
            new Getter("binData", Document::getBinary),
            new Getter("binData", Document::getUuid),
            new Getter("Code", (document, name) -> document.get(name, Code.class)));

    @Test
    void typedGettersSayWhatIsThereInstead() {
        Document document = new Document("null", null).append("symbol", new Symbol("s"));
        for (Getter getter : GETTERS) {
            assertTypeError(getter, document, "absent", "element: absent (expected: %s) at path absent");
            assertTypeError(getter, document, "null", "type: null (expected: %s) at path null");
            assertTypeError(getter, document, "symbol", "type: Symbol (expected: %s) at path symbol");
        }
    }

    private static void assertTypeError(Getter getter, Document document, String name, String message) {
        assertThatExceptionOfType(BsonTypeException.class)
                .isThrownBy(() -> getter.function().apply(document, name))
                .withMessage(String.format(message, getter.expected()))
                .satisfies(e -> {
                    assertThat(e.offset()).isEqualTo(-1);
                    assertThat(e.path()).isEqualTo(name);
                });
    }

    @Test
    void numbersAreNotConverted() {
        Document document = new Document("i", 1).append("l", 1L).append("d", 1.0);
        assertThatExceptionOfType(BsonTypeException.class)
                .isThrownBy(() -> document.getInt64("i"))
                .withMessage("type: Integer (expected: long) at path i");
        assertThatExceptionOfType(BsonTypeException.class).isThrownBy(() -> document.getInt32("l"));
        assertThatExceptionOfType(BsonTypeException.class).isThrownBy(() -> document.getInt32("d"));
    }

    // ---- paths ----

    @Test
    void findFollowsNamesAndIndexes() {
        Document document = new Document(
                        "a",
                        new Document("b", Arrays.asList(10, null, new Document("c", 12), List.of("deep")))
                                .append("", new Document("", "empty names")))
                .append("m", Map.of("k", 1))
                .append("0", "a name like an index")
                .append("x.y", "unreachable");
        assertThat(document.find("a.b.0")).isEqualTo(10);
        assertThat(document.find("a.b.1")).isNull();
        assertThat(document.find("a.b.2.c")).isEqualTo(12);
        assertThat(document.find("a.b.3.0")).isEqualTo("deep");
        assertThat(document.find("a..")).isEqualTo("empty names");
        assertThat(document.find("m.k")).isEqualTo(1);
        assertThat(document.find("0")).isEqualTo("a name like an index");
        assertThat(document.find("a")).isSameAs(document.get("a"));
        for (String path : List.of(
                "",
                "b",
                "a.c",
                "a.b.4",
                "a.b.-1",
                "a.b.x",
                "a.b.",
                "a.b.0.c",
                "a.b.1.c",
                "a.b.2.c.d",
                "x.y",
                ".a",
                "a.b.:",
                "a.b./",
                "a.b.00000000000",
                "a.b.99999999999999999999",
                "a.b.2147483648")) {
            assertThat(document.find(path)).as(path).isNull();
        }
    }
}
