package io.bsonwire.bson;

/** A check of names that validation makes only when asked, since BSON itself allows every name without NUL. */
public enum NameCheck {
    /** A name must not be empty. */
    NO_EMPTY,
    /** A name must not start with a dollar sign, as names of operators do. */
    NO_DOLLAR_PREFIX,
    /** A name must not contain a dot, which separates the steps of a path. */
    NO_DOT
}
