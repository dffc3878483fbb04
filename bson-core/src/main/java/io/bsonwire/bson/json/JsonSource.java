package io.bsonwire.bson.json;

import java.io.Reader;

/**
 * The characters of a JSON text on their way to the parser. It also answers, for error messages, which character stood
 * at an index, as long as that was not long ago.
 */
abstract class JsonSource extends Reader {
    /**
     * The UTF-16 unit at an index counted from the start of the text; -1 if it is not at hand, or there is none.
     */
    abstract int charAt(long index);

    /** The index of the NUL that was handed out in the place of a byte that is not UTF-8; -1 if there was none. */
    long malformedAt() {
        return -1;
    }

    /** The byte that is not UTF-8. */
    int malformedByte() {
        return -1;
    }

    /** Closes nothing: whoever brought the source closes it. */
    @Override
    public void close() {}
}
