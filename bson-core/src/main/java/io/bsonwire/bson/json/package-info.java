/**
 * MongoDB Extended JSON, version 2: canonical and relaxed in both directions, and the legacy forms as input.
 *
 * <p>Conversion streams from a {@code BsonReader} to JSON bytes and from JSON bytes to a {@code BsonWriter}, without a
 * tree of values between them.
 *
 * <p><b>Ownership.</b> Source and target are borrowed: they are neither retained, released nor closed here. When a
 * conversion into a buffer fails, its writer index is as before.
 */
@NullMarked
package io.bsonwire.bson.json;

import org.jspecify.annotations.NullMarked;
