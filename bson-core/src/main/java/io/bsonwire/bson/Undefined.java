package io.bsonwire.bson;

/**
 * JavaScript's value undefined (BSON type 0x06, deprecated), kept so that old data survives unchanged. It is not null,
 * which is Java's {@code null} here. There is one instance, equal to itself only.
 */
public enum Undefined {
    /** The one instance. */
    INSTANCE;

    @Override
    public String toString() {
        return "Undefined";
    }
}
