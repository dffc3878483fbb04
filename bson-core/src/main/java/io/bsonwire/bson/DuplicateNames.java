package io.bsonwire.bson;

/** What decoding to a {@code Document} does with a name that the same document had before. */
public enum DuplicateNames {
    /** The later value replaces the earlier one, at the earlier one's place in the order. */
    LAST_WINS,
    /** The earlier value stays; the later one is checked like any other and dropped. */
    FIRST_WINS,
    /** The document is refused with a {@code MalformedBsonException}. */
    ERROR
}
