package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maps that come after others like them, and all that one can have that the others had not. */
class SimpleEntriesTest {
    private static final ObjectId ID = ObjectId.generate();

    private final ByteBuf target = Unpooled.buffer();
    private final ByteBuf expected = Unpooled.buffer();
    private final BsonWriter writer = new BsonWriter().reset(target);

    /** Writes a map, and what it should be by a writer that has seen no other. */
    private void write(Map<String, Object> map, boolean idFirst) {
        writer.writeTopLevel(map, idFirst);
        DocumentAppenderTest.writeAlone(map, idFirst, expected);
        assertThat(target).isEqualTo(expected);
        target.clear();
        expected.clear();
    }

    private static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private static Map<String, Object> with(Map<String, Object> map, int place, String name, Object value) {
        Map<String, Object> with = new LinkedHashMap<>();
        List<Map.Entry<String, Object>> entries = new ArrayList<>(map.entrySet());
        for (int i = 0; i <= entries.size(); i++) {
            if (i == place) {
                with.put(name, value);
            }
            if (i < entries.size()) {
                with.putIfAbsent(entries.get(i).getKey(), entries.get(i).getValue());
            }
        }
        return with;
    }

    /** One that has been taken for a simple map and was not. */
    private boolean isTakenForSimple(Map<String, Object> map) {
        boolean[] stopped = new boolean[1];
        Map<String, Object> watched = new LinkedHashMap<>(map) {
            @Override
            public void forEach(BiConsumer<? super String, ? super Object> action) {
                try {
                    super.forEach(action);
                } catch (RuntimeException e) {
                    stopped[0] = true;
                    throw e;
                }
            }
        };
        writer.writeTopLevel(watched, false);
        target.clear();
        return stopped[0];
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneThatIsNotLikeTheOthers(boolean idFirst) {
        Map<String, Object> plain =
                map("a", 1, "b", "text", "c", 1.5, "a name of more than sixteen bytes", "a text of more than sixteen");
        List<Map<String, Object>> maps = new ArrayList<>(List.of(Map.of(), plain, map("a", 2), map("b", "other")));
        List<Object> values = Arrays.asList(
                ID, 1, 1L, 1.5, true, null, "", "t", "te", "tex", "text of more than eight", "é", "x".repeat(200));
        for (int place = 0; place <= plain.size(); place++) {
            for (Object value : values) {
                maps.add(with(plain, place, "_id", value));
            }
            for (Object value : List.of(7, Instant.EPOCH, new Document("_id", 1), List.of(1), Map.of("_id", 2))) {
                maps.add(with(plain, place, "new", value));
                maps.add(with(plain, place, "b", value));
            }
        }
        for (Map<String, Object> usual : maps) {
            for (Map<String, Object> other : maps) {
                writer.reset(target);
                writer.elements.reset();
                for (Map<String, Object> map : List.of(usual, usual, usual, usual, other, usual)) {
                    write(map, idFirst);
                }
            }
        }
    }

    /** Otherwise nothing above is tested. */
    @Test
    void mapsAreTakenForSimpleOnesAfterSomeLikeThem() {
        Map<String, Object> simple = map("a", 1, "b", "text");
        Map<String, Object> other = map("a", 1, "b", Instant.EPOCH);
        assertThat(isTakenForSimple(other)).isFalse();
        for (int i = 0; i < 4; i++) {
            assertThat(isTakenForSimple(simple)).isFalse();
        }
        assertThat(isTakenForSimple(other)).isTrue();
        assertThat(isTakenForSimple(other)).isFalse();
        for (int i = 0; i < 4; i++) {
            assertThat(isTakenForSimple(simple)).isFalse();
        }
        assertThat(isTakenForSimple(other)).isFalse(); // an error has its price
        for (int i = 0; i < 200; i++) {
            assertThat(isTakenForSimple(simple)).isFalse();
        }
        assertThat(isTakenForSimple(other)).isTrue();
    }

    @Test
    void insideOthers() {
        Map<String, Object> inner = map("x", 1, "y", "text");
        for (Object last : Arrays.asList(2, "text", ID, Instant.EPOCH, inner, List.of(inner, inner), null)) {
            for (int i = 0; i < 5; i++) {
                write(map("a", inner, "b", List.of(inner, map("x", 1, "y", last)), "_id", last), true);
            }
            write(map("a", map("x", last, "y", 1), "b", inner, "_id", 1), true);
        }
    }

    /** Room is asked for entry by entry. */
    @Test
    void asManyEntriesAsMakeTheArrayGrow() {
        for (int size = 1; size < 300; size += 7) {
            Map<String, Object> map = new TreeMap<>();
            for (int i = 0; i < size; i++) {
                map.put("name " + i, "x".repeat(i % 128));
            }
            for (int i = 0; i < 5; i++) {
                write(map, true);
            }
            for (int i = 0; i < 5; i++) {
                write(Collections.unmodifiableMap(map), false);
            }
        }
    }

    /** Whatever the map makes of the exception that stops its walk. */
    @Test
    void aMapThatCatchesWhatStopsIt() {
        List<UnaryOperator<RuntimeException>> ways = List.of(e -> new IllegalStateException(e), e -> e);
        for (UnaryOperator<RuntimeException> way : ways) {
            for (boolean goesOn : new boolean[] {true, false}) {
                BsonWriter own = new BsonWriter().reset(target);
                Map<String, Object> usual = map("a", 1, "b", 2, "c", 3);
                Map<String, Object> other = new LinkedHashMap<>(map("a", 1, "b", Instant.EPOCH, "c", 3)) {
                    @Override
                    public void forEach(BiConsumer<? super String, ? super Object> action) {
                        for (Map.Entry<String, Object> entry : entrySet()) {
                            try {
                                action.accept(entry.getKey(), entry.getValue());
                            } catch (RuntimeException e) {
                                if (!goesOn) {
                                    throw way.apply(e);
                                }
                            }
                        }
                    }
                };
                for (Map<String, Object> map : List.of(usual, usual, usual, usual, other, usual)) {
                    target.clear();
                    own.writeTopLevel(map, false);
                    assertThat(BsonCodec.DEFAULT.decode(target)).isEqualTo(new Document(map));
                }
            }
        }
    }

    @Test
    void aMapThatFailsByItselfIsNotWritten() {
        Map<String, Object> failing = new LinkedHashMap<>(map("a", 1, "b", 2)) {
            @Override
            public void forEach(BiConsumer<? super String, ? super Object> action) {
                super.forEach(action);
                throw new ArithmeticException("of its own");
            }
        };
        for (int i = 0; i < 5; i++) {
            write(map("a", 1, "b", 2), true);
        }
        for (Map<String, Object> map : List.of(failing, failing)) {
            assertThatThrownBy(() -> writer.writeTopLevel(map, true)).isInstanceOf(ArithmeticException.class);
            writer.abandon();
            assertThat(target.isReadable()).isFalse();
            write(map("a", 1, "b", 2), true);
        }
    }
}
