package io.bsonwire.bson;

/**
 * The value that the server sorts after all others (BSON type 0x7F). It is not the largest number or string but a value
 * of its own. There is one instance, equal to itself only.
 */
public enum MaxKey {
    /** The one instance. */
    INSTANCE;

    @Override
    public String toString() {
        return "MaxKey";
    }
}
