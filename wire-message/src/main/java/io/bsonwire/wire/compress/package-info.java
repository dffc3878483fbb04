/**
 * Compression of messages: the algorithms of OP_COMPRESSED and which of them two sides agree on.
 *
 * <p>zlib is the JDK's. Snappy and zstd are those of {@code io.airlift:aircompressor}, in pure Java, and zstd by choice
 * that of {@code com.github.luben:zstd-jni}; both libraries are optional, and asking for what they do without them is an
 * error that says so.
 */
@NullMarked
package io.bsonwire.wire.compress;

import org.jspecify.annotations.NullMarked;
