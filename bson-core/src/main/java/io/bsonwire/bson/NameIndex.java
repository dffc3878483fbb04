package io.bsonwire.bson;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds entries of a large document by name; made once look-ups have cost more than making it does. */
final class NameIndex {
    /** Documents up to this size are always walked. */
    static final int WORTHWHILE = 32;

    private static final int WALKS_BEFORE = 8;

    private int walks;
    private @Nullable Map<String, Integer> places;

    /** The index of the entry of this name among {@code size} pairs, or -1. */
    int find(String name, @Nullable Object[] slots, int size) {
        if (places == null) {
            if (walks++ < WALKS_BEFORE) {
                return Document.indexOf(name, slots, size);
            }
            places = new HashMap<>(size * 2);
            for (int i = 0; i < size; i++) {
                places.put((String) Objects.requireNonNull(slots[2 * i]), i);
            }
        }
        Integer place = places.get(name);
        return place == null ? -1 : place;
    }

    /** Makes an entry added at the end known. */
    void add(String name, int place) {
        if (places != null) {
            places.put(name, place);
        }
    }
}
