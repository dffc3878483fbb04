package io.bsonwire.bson;

/**
 * Something that can write itself as a BSON document. Documents, raw views and user types all reach bytes this way, and
 * no other conversion between them is needed.
 */
@FunctionalInterface
public interface BsonWritable {
    /**
     * Writes exactly the elements of one document. The caller has started the document and will end it.
     *
     * @param writer where to write: {@code name} and a value, again and again
     * @throws BsonEncodeException if a value cannot be encoded
     */
    void writeTo(BsonWriter writer);
}
