package io.bsonwire.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;

/**
 * A whole message of the wire protocol over the bytes that it was decoded from or built into.
 *
 * <p><b>Ownership.</b> A message owns its frame: its reference count is the frame's, {@link #release} by the last holder
 * frees the bytes, and no view that the message has handed out may be used after that.
 */
public sealed interface WireMessage extends ReferenceCounted permits OpMsg {
    /**
     * The header.
     *
     * @return length, ids and opcode
     */
    MessageHeader header();

    /**
     * The bytes of the whole message, header included, as a view with its own indexes that borrows from this message.
     * Whoever keeps it or writes it to a channel beyond the message's life needs a reference of its own, by
     * {@link #retain()}.
     *
     * @return the readable bytes are the message
     */
    ByteBuf bytes();

    /**
     * The message as relaxed Extended JSON, for logs: ids, what the message consists of, and every document in full.
     *
     * @return one JSON object
     * @throws io.bsonwire.bson.BsonException if a document in it is malformed
     */
    String toJson();

    @Override
    WireMessage retain();

    @Override
    WireMessage retain(int increment);

    @Override
    WireMessage touch();

    @Override
    WireMessage touch(Object hint);
}
