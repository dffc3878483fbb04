/**
 * MongoDB Extended JSON, version 2: canonical and relaxed in both directions, and on request the legacy forms as input.
 *
 * <p>Conversion streams from a {@code BsonReader} to JSON bytes and from JSON bytes to a {@code BsonWriter}, without a
 * tree of values between them.
 *
 * <p><b>Ownership.</b> Source and target are borrowed: they are neither retained, released nor closed here, but for the
 * stream on which an {@code ExtendedJsonReader} or an {@code ExtendedJsonWriter} is opened, which is closed with it. When
 * a conversion into a buffer fails, the buffer's writer index is as before.
 */
@NullMarked
package io.bsonwire.bson.json;

import org.jspecify.annotations.NullMarked;
