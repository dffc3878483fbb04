package io.bsonwire.bson;

/** What decoding does with text that is not valid UTF-8: overlong forms, surrogates and cut characters included. */
public enum InvalidUtf8 {
    /** The document is refused with a {@code MalformedBsonException}. */
    ERROR,
    /** Each malformed part becomes U+FFFD, as {@link String#String(byte[], java.nio.charset.Charset)} does it. */
    REPLACE
}
