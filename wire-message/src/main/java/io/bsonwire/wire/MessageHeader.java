package io.bsonwire.wire;

import io.netty.buffer.ByteBuf;

/**
 * What every message starts with: four little-endian int32.
 *
 * <table>
 * <caption>Layout, 16 bytes</caption>
 * <tr><th>at</th><th>field</th><th>meaning</th></tr>
 * <tr><td>0</td><td>messageLength</td><td>bytes of the whole message, this header and a checksum included</td></tr>
 * <tr><td>4</td><td>requestId</td><td>the sender's number for this message</td></tr>
 * <tr><td>8</td><td>responseTo</td><td>in a reply the requestId of what it answers, else 0</td></tr>
 * <tr><td>12</td><td>opCode</td><td>what follows, see {@link OpCode}</td></tr>
 * </table>
 *
 * <p>Not checked: whether the opcode is a known one.
 *
 * @param messageLength bytes of the whole message, at least 16
 * @param requestId the sender's number for this message, any int32
 * @param responseTo the requestId of the message that this one answers, 0 if it answers none
 * @param opCode what kind of message it is
 */
public record MessageHeader(int messageLength, int requestId, int responseTo, int opCode) {
    /** The header's own length in bytes. */
    public static final int LENGTH = 16;

    /**
     * Makes a header.
     *
     * @param messageLength bytes of the whole message, at least 16
     * @param requestId the sender's number for this message, any int32
     * @param responseTo the requestId of the message that this one answers, 0 if it answers none
     * @param opCode what kind of message it is
     * @throws IllegalArgumentException if the length is below 16
     */
    public MessageHeader {
        if (messageLength < LENGTH) {
            throw new IllegalArgumentException("message length: " + messageLength + " (expected: at least 16)");
        }
    }

    /**
     * Reads the header at an index.
     *
     * @param source holds the header; its indexes do not move
     * @param index absolute index of the header's first byte
     * @param maxMessageLength the largest length in bytes that is accepted, itself at least 16
     * @return the header
     * @throws WireException if fewer than 16 bytes are there, or the length is below 16 or above the limit
     */
    public static MessageHeader decode(ByteBuf source, int index, int maxMessageLength) {
        int available = source.writerIndex() - index;
        if (available < LENGTH) {
            throw WireException.fieldCutShort("message header", Math.max(available, 0), LENGTH, index);
        }
        int length = source.getIntLE(index);
        checkLength(length, maxMessageLength, index);
        return new MessageHeader(
                length, source.getIntLE(index + 4), source.getIntLE(index + 8), source.getIntLE(index + 12));
    }

    /**
     * Checks a message's length before anything waits or allocates for it.
     *
     * @param length what the length field says
     * @param maxMessageLength the largest length in bytes that is accepted
     * @param offset where the length field is, for the error
     * @throws WireException if the length is below 16 or above the limit
     */
    public static void checkLength(int length, int maxMessageLength, long offset) {
        if (length < LENGTH || length > maxMessageLength) {
            throw WireException.messageLength(length, maxMessageLength, offset);
        }
    }

    /**
     * Appends the header.
     *
     * @param target gets 16 bytes at its writerIndex
     */
    public void encode(ByteBuf target) {
        target.ensureWritable(LENGTH);
        target.writeIntLE(messageLength);
        target.writeIntLE(requestId);
        target.writeIntLE(responseTo);
        target.writeIntLE(opCode);
    }
}
