package io.bsonwire.spec;

import io.bsonwire.bson.Document;
import java.util.List;

/**
 * A codec of the wire protocol's OP_MSG, as the kit sees it: bytes to what a message says, and back.
 * {@link Conformance#of(WireImplementation)} makes the tests. Both operations are optional, as those of
 * {@link BsonImplementation} are, and malformed messages are refused in the same way.
 */
public interface WireImplementation extends Implementation {
    /**
     * What an OP_MSG says.
     *
     * @param requestId of the header
     * @param responseTo of the header
     * @param flagBits all 32; bit 0 says that a checksum follows
     * @param body the section of kind 0
     * @param sequences the sections of kind 1, in their order
     */
    record Message(int requestId, int responseTo, int flagBits, Document body, List<Sequence> sequences) {}

    /**
     * A document sequence.
     *
     * @param identifier its name
     * @param documents any number of them
     */
    record Sequence(String identifier, List<Document> documents) {}

    /**
     * Decodes a message, each of its documents included.
     *
     * @param message one OP_MSG and nothing behind it, header first
     * @return what it says
     * @throws Exception if the bytes are no such message: a length, a required flag bit (2 to 15), a section, a document or
     *     the checksum is wrong
     */
    default Message decode(byte[] message) throws Exception {
        throw new UnsupportedOperationException("decode");
    }

    /**
     * Encodes a message. Its sections may be in any order.
     *
     * @param message says what is to be in it
     * @return one OP_MSG, with a checksum if bit 0 of its flag bits is set
     * @throws Exception if the message cannot be encoded
     */
    default byte[] encode(Message message) throws Exception {
        throw new UnsupportedOperationException("encode");
    }
}
