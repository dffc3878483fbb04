/**
 * BSON as bytes and as values: {@code BsonReader} and {@code BsonWriter} move over a Netty buffer, {@code Document}
 * holds values, {@code RawDocument} is a view of bytes, {@code BsonCodec} joins them with options and limits.
 *
 * <p><b>Ownership.</b> Encoders borrow the target buffer: they append to it and neither retain nor release it; when
 * encoding fails its indexes are as before. A reader borrows its source for as long as it stands on it and changes
 * neither its indexes nor its reference count. Eager decoding retains nothing: its result consists of plain values and
 * outlives the buffer. A raw view borrows the bytes that it looks at and is valid until whoever owns them releases or
 * overwrites them; its {@code copy()} owns its own.
 *
 * <p><b>Threads.</b> Values, options and limits are immutable and may be shared. Readers, writers and mutable documents
 * belong to one thread at a time.
 *
 * <p>The format is that of bsonspec.org, version 1.1; everything is little-endian.
 */
@NullMarked
package io.bsonwire.bson;

import org.jspecify.annotations.NullMarked;
