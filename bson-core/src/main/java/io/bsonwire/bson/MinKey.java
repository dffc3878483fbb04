package io.bsonwire.bson;

/**
 * The value that the server sorts before all others (BSON type 0xFF). It is not the smallest number or string but a value
 * of its own. There is one instance, equal to itself only.
 */
public enum MinKey {
    /** The one instance. */
    INSTANCE;

    @Override
    public String toString() {
        return "MinKey";
    }
}
