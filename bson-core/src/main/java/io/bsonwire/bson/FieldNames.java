package io.bsonwire.bson;

import java.util.List;

/**
 * A fixed set of names, encoded once. {@link BsonReader#nameIndex(FieldNames)} finds an element's name in it by bytes,
 * without making a String; {@link BsonWriter#name(FieldNames, int)} writes one of them by copying.
 *
 * <p>Immutable, safe for use by many threads; meant to be held in a constant.
 */
public final class FieldNames {
    private final List<String> names;
    private final FieldName[] encoded;
    /** Open addressing by hash; holds index + 1, and 0 where free. */
    private final int[] table;

    private FieldNames(String[] names) {
        this.names = List.of(names);
        this.encoded = new FieldName[names.length];
        this.table = new int[Math.max(4, Integer.highestOneBit(Math.max(1, names.length)) * 4)];
        for (int i = 0; i < names.length; i++) {
            checkName(names[i]);
            FieldName name = FieldName.of(names[i]);
            if (indexOf(name.utf8, 0, name.length()) >= 0) {
                throw new IllegalArgumentException("name: \"" + names[i] + "\" (expected: each name once)");
            }
            encoded[i] = name;
            int slot = name.hash() & (table.length - 1);
            while (table[slot] != 0) {
                slot = (slot + 1) & (table.length - 1);
            }
            table[slot] = i + 1;
        }
    }

    /**
     * Encodes the names.
     *
     * @param names the names in the order of their indexes, each once
     * @return the set
     * @throws IllegalArgumentException if a name holds NUL or a lone surrogate, or is there twice
     */
    public static FieldNames of(String... names) {
        return new FieldNames(names);
    }

    private static void checkName(String name) {
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("name: \"" + name + "\" (expected: no NUL)");
        }
        if (BsonFormat.indexOfLoneSurrogate(name) >= 0) {
            throw new IllegalArgumentException("name: \"" + name + "\" (expected: surrogates in pairs)");
        }
    }

    /**
     * The names by index.
     *
     * @return the names, unmodifiable
     */
    public List<String> names() {
        return names;
    }

    FieldName encoded(int index) {
        return encoded[index];
    }

    /** The index of the name in {@code [at, nul)}, or -1. */
    int indexOf(byte[] bytes, int at, int nul) {
        long head = FieldName.headOf(bytes, at, nul);
        long tail = FieldName.tailOf(bytes, at, nul);
        int length = nul - at;
        int slot = FieldName.hash(head, tail, length) & (table.length - 1);
        while (table[slot] != 0) {
            int index = table[slot] - 1;
            if (encoded[index].matches(head, tail, bytes, at, length)) {
                return index;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        return -1;
    }

    @Override
    public String toString() {
        return names.toString();
    }
}
