package io.bsonwire.bson;

/** The names of array elements: decimal indexes, the first thousand of them encoded beforehand. */
final class IndexNames {
    private static final FieldName[] NAMES = new FieldName[1000];

    static {
        for (int i = 0; i < NAMES.length; i++) {
            NAMES[i] = FieldName.of(Integer.toString(i));
        }
    }

    private IndexNames() {}

    /** Writes the index and a NUL at {@code at}, where {@link FieldName#SLACK} bytes more are free. */
    static int put(int index, byte[] target, int at) {
        if (index < NAMES.length) {
            return NAMES[index].put(target, at);
        }
        int digits = 4;
        for (int rest = index / 10_000; rest > 0; rest /= 10) {
            digits++;
        }
        int rest = index;
        for (int i = at + digits - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        target[at + digits] = 0;
        return at + digits + 1;
    }
}
