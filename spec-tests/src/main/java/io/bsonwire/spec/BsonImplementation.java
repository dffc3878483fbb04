package io.bsonwire.spec;

import io.bsonwire.bson.Document;

/**
 * A codec of BSON, as the kit sees it: bytes in, bytes out. All that has to be written to hold a codec to the
 * specification is one of these; {@link Conformance#of(BsonImplementation)} makes the tests.
 *
 * <p><b>Every operation is optional.</b> What is not overridden throws {@link UnsupportedOperationException}, which is
 * found out once, on the empty document, and leaves the tests of the operation out. Thrown on other input, it says that
 * the implementation has no such type: what was to be tested is counted as unsupported, neither as passed nor as failed.
 *
 * <p><b>Malformed input</b> has to be refused with an exception, of any class unless {@link #isRefusal} says otherwise.
 * No operation changes the array it is given. Operations are called by one thread at a time.
 */
public interface BsonImplementation extends Implementation {
    /**
     * Encodes a document.
     *
     * @param document holds the value classes of {@link Document}, in which a {@code null} is BSON's null
     * @return one BSON document
     * @throws Exception if the document cannot be encoded
     */
    default byte[] encode(Document document) throws Exception {
        throw new UnsupportedOperationException("encode");
    }

    /**
     * Decodes a document. What an adapter has to do here is to convert from the implementation's values; where they
     * cannot say which BSON type a value was, it says what is lost by {@link UnsupportedOperationException}.
     *
     * @param bson one BSON document and nothing behind it
     * @return the same, in the value classes of {@link Document}
     * @throws Exception if the bytes are no such document
     */
    default Document decode(byte[] bson) throws Exception {
        throw new UnsupportedOperationException("decode");
    }

    /**
     * Decodes to the implementation's own values and encodes those, so that no conversion can hide a fault or add one.
     *
     * @param bson one BSON document and nothing behind it
     * @return the document as the implementation writes it
     * @throws Exception if the bytes are no such document
     */
    default byte[] roundTrip(byte[] bson) throws Exception {
        throw new UnsupportedOperationException("roundTrip");
    }

    /**
     * Whether {@link #roundTrip} may return the bytes as they were where a decoder would have put them right, as array
     * indexes that are out of order: true of views, which keep the bytes.
     *
     * @return false, unless this is overridden
     */
    default boolean keepsBytes() {
        return false;
    }

    /**
     * Checks that bytes are a document, without keeping anything.
     *
     * @param bson one BSON document and nothing behind it
     * @throws Exception if the bytes are no such document
     */
    default void validate(byte[] bson) throws Exception {
        throw new UnsupportedOperationException("validate");
    }

    /**
     * Finds the end of the first document, as a reader of a file or a socket does. Only its length has to be right; what
     * is inside need not be looked at.
     *
     * @param bson a BSON document and anything behind it
     * @return the document's length in bytes
     * @throws Exception if the length is below 5 or above what is there
     */
    default int skip(byte[] bson) throws Exception {
        throw new UnsupportedOperationException("skip");
    }

    /**
     * Converts to canonical Extended JSON, version 2.
     *
     * @param bson one BSON document and nothing behind it
     * @return a JSON object, in any layout
     * @throws Exception if the bytes are no such document
     */
    default String toCanonicalJson(byte[] bson) throws Exception {
        throw new UnsupportedOperationException("toCanonicalJson");
    }

    /**
     * Converts to relaxed Extended JSON, version 2.
     *
     * @param bson one BSON document and nothing behind it
     * @return a JSON object, in any layout
     * @throws Exception if the bytes are no such document
     */
    default String toRelaxedJson(byte[] bson) throws Exception {
        throw new UnsupportedOperationException("toRelaxedJson");
    }

    /**
     * Reads Extended JSON, version 2, canonical or relaxed.
     *
     * @param json a JSON object
     * @return the document as BSON
     * @throws Exception if the text is no such object
     */
    default byte[] fromJson(String json) throws Exception {
        throw new UnsupportedOperationException("fromJson");
    }
}
