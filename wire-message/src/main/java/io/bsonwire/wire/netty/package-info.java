/**
 * The wire protocol in a Netty pipeline, for the client's and the server's side alike:
 *
 * <pre>{@code
 * channel.pipeline()
 *         .addLast(new WireFrameDecoder(), new WireMessageDecoder(), new WireMessageEncoder())
 *         .addLast(new WireCompression(Compressors.available())) // where messages may be compressed
 *         .addLast(handler);
 * }</pre>
 *
 * <p><b>Ownership.</b> {@link io.bsonwire.wire.netty.WireFrameDecoder} passes one reference with each frame,
 * {@link io.bsonwire.wire.netty.WireMessageDecoder} hands it on inside the message, and the handler that gets the
 * message releases it (or passes it on). {@link io.bsonwire.wire.netty.WireMessageEncoder} takes over one reference of
 * each message that is written. A frame that cannot be decoded is released where that is found out.
 *
 * <p><b>Errors.</b> After bytes that are no message the stream has no place to go on from: the handler that finds them
 * fires an exception and closes the channel, and all of them drop what comes later, whatever is wrong with that. So it is
 * one exception for each channel.
 */
@NullMarked
package io.bsonwire.wire.netty;

import org.jspecify.annotations.NullMarked;
