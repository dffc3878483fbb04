package io.bsonwire.bson;

/** What encoding does with a Java string that has an unpaired UTF-16 surrogate, which UTF-8 cannot express. */
public enum LoneSurrogates {
    /** The document is refused with a {@code BsonEncodeException}. */
    ERROR,
    /** Each unpaired surrogate becomes U+FFFD. */
    REPLACE
}
