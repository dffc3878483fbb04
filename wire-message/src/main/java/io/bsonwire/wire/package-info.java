/**
 * The messages of the MongoDB wire protocol: how each is laid out as bytes, built and parsed.
 *
 * <p><b>Ownership.</b> Encoders borrow the target buffer: they append to it, and when encoding fails its indexes are as
 * before. A decoded message owns its frame and is released exactly once, by whoever holds it last; there is one
 * reference per message, never one per document. The raw documents and sections that a message hands out are views that
 * borrow from it and are valid until it is released. A decode that fails releases whatever it took.
 */
@NullMarked
package io.bsonwire.wire;

import org.jspecify.annotations.NullMarked;
