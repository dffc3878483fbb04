package io.bsonwire.wire;

import org.jspecify.annotations.Nullable;

/**
 * A message is not what the wire protocol allows, in bytes that were received or in parts that were to be sent. After
 * one of these about received bytes the place of the next message is not certain any more, so the connection is to be
 * closed.
 *
 * <p>The message reads {@code what: value (expected: condition) at offset N}; its parts are also there on their own. What
 * is wrong inside a document is a {@link io.bsonwire.bson.BsonException} instead.
 */
public final class WireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong and what was expected, without the place. */
    private final String problem;
    /** Where, as an absolute index; -1 if nowhere. */
    private final long offset;

    private WireException(String problem, long offset) {
        this(problem, offset, null);
    }

    private WireException(String problem, long offset, @Nullable Throwable cause) {
        super(offset < 0 ? problem : problem + " at offset " + offset, cause);
        this.problem = problem;
        this.offset = offset;
    }

    /**
     * What is wrong and what was expected, without the place.
     *
     * @return the first part of the message
     */
    public String problem() {
        return problem;
    }

    /**
     * Where the problem is.
     *
     * @return the absolute index in the buffer, -1 if the problem has none
     */
    public long offset() {
        return offset;
    }

    /** Keeps what others sent from filling a log. */
    private static String abbreviate(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "...";
    }

    // ---- header ----

    static WireException messageLength(int length, int limit, long offset) {
        return new WireException(
                "message length: " + length + " (expected: " + MessageHeader.LENGTH + " to the limit of " + limit + ")",
                offset);
    }

    static WireException frameLength(int length, int available, long offset) {
        return new WireException(
                "message length: " + length + " (expected: " + available + ", the bytes of the frame)", offset);
    }

    static WireException opCode(int found, OpCode expected, long offset) {
        return new WireException(
                "opcode: " + describe(found) + " (expected: " + describe(expected.code()) + ")", offset);
    }

    static WireException unknownOpCode(int found, long offset) {
        return new WireException("opcode: " + found + " (expected: one of the wire protocol's)", offset);
    }

    private static String describe(int opCode) {
        OpCode known = OpCode.fromInt(opCode);
        return known == null ? Integer.toString(opCode) : opCode + ", OP_" + known;
    }

    /**
     * The connection has ended before a message was complete.
     *
     * @param available bytes of the message that have come
     * @param offset where the message starts in the stream
     * @return the exception, to be thrown or fired
     */
    public static WireException closedInsideMessage(int available, long offset) {
        return new WireException(
                "connection closed inside a message: " + available + " bytes of it (expected: all of it)", offset);
    }

    // ---- fields ----

    static WireException fieldCutShort(String field, int available, int expected, long offset) {
        return new WireException(field + " cut short: " + available + " bytes (expected: " + expected + ")", offset);
    }

    static WireException reserved(int found, long offset) {
        return new WireException("reserved int32: " + found + " (expected: 0)", offset);
    }

    static WireException unterminated(String field, long offset) {
        return new WireException(field + " without end (expected: a NUL)", offset);
    }

    static WireException malformedText(String field, long offset) {
        return new WireException(field + " with malformed bytes (expected: UTF-8)", offset);
    }

    static WireException trailingBytes(int count, long offset) {
        return new WireException("bytes behind the last field: " + count + " (expected: none)", offset);
    }

    static WireException documentCount(int declared, int found, long offset) {
        return new WireException(
                "number of documents: " + declared + " (expected: " + found + ", as many as follow)", offset);
    }

    static WireException noDocuments(long offset) {
        return new WireException("documents: none (expected: at least one)", offset);
    }

    static WireException cursorIdCount(int declared, int bytes, long offset) {
        return new WireException(
                "number of cursor ids: " + declared + " (expected: 8 bytes for each in the " + bytes + " that follow)",
                offset);
    }

    // ---- OP_COMPRESSED ----

    static WireException nestedCompression(long offset) {
        return new WireException(
                "original opcode: 2012, OP_COMPRESSED (expected: one that is not compressed itself)", offset);
    }

    static WireException uncompressedSize(int size, int limit, long offset) {
        return new WireException("uncompressed size: " + size + " (expected: 0 to the limit of " + limit + ")", offset);
    }

    static WireException unknownCompressor(int id, String known, long offset) {
        return new WireException("compressor: " + id + " (expected: " + known + ")", offset);
    }

    /** Says nothing of the library's own text, which may name a place in memory; it is there in the cause. */
    static WireException malformedCompression(String compressor, Throwable cause, int size, long offset) {
        return new WireException(
                "bytes compressed by " + compressor + ": malformed (expected: " + size + " bytes when uncompressed)",
                offset,
                cause);
    }

    static WireException inflatedSize(String compressor, int found, int size, long offset) {
        return new WireException(
                "uncompressed size: " + size + " (expected: " + found + ", what " + compressor + " gives)", offset);
    }

    // ---- OP_MSG ----

    static WireException unknownFlags(int flagBits, int unknown, long offset) {
        return new WireException(
                String.format(
                        "flag bits: 0x%08X (expected: none of the unknown required bits 0x%04X)", flagBits, unknown),
                offset);
    }

    static WireException checksum(int found, int computed, long offset) {
        return new WireException(
                String.format("checksum: 0x%08X (expected: 0x%08X, the CRC-32C of the message)", found, computed),
                offset);
    }

    static WireException unknownSection(int kind, long offset) {
        return new WireException("section kind: " + kind + " (expected: 0 or 1)", offset);
    }

    static WireException secondBody(long offset) {
        return new WireException("section of kind 0: a second one (expected: exactly one)", offset);
    }

    static WireException noBody(long offset) {
        return new WireException("section of kind 0: none (expected: exactly one)", offset);
    }

    static WireException sequenceCutShort(int available, long offset) {
        return new WireException("document sequence cut short: " + available + " bytes (expected: at least 5)", offset);
    }

    static WireException sequenceSize(int size, int available, long offset) {
        return new WireException(
                "document sequence size: " + size + " (expected: 5 to the " + available + " bytes that are left)",
                offset);
    }

    static WireException duplicateIdentifier(String identifier, long offset) {
        return new WireException(
                "sequence identifier: \"" + abbreviate(identifier) + "\" again (expected: each once)", offset);
    }

    static WireException tooManySequences(int limit, long offset) {
        return new WireException(
                "document sequences: " + (limit + 1L) + " (expected: at most the limit of " + limit + ")", offset);
    }

    static WireException documentCutShort(int available, long offset) {
        return new WireException("document cut short: " + available + " bytes (expected: at least 5)", offset);
    }

    static WireException documentLength(int length, int available, long offset) {
        return new WireException(
                "document length: " + length + " (expected: 5 to the " + available + " bytes that are left)", offset);
    }

    static WireException documentEnd(int found, long offset) {
        return new WireException(String.format("last byte of document: 0x%02X (expected: 0x00)", found & 0xFF), offset);
    }

    // ---- encoding ----

    static WireException nulInText(String field, int index) {
        return new WireException(field + " with NUL at index " + index + " (expected: no NUL)", -1);
    }

    static WireException loneSurrogate(String field) {
        return new WireException(field + " with a lone surrogate (expected: surrogates in pairs)", -1);
    }

    static WireException notADocument(@Nullable Object found, String identifier, long index) {
        return new WireException(
                "item " + index + " of sequence \"" + abbreviate(identifier) + "\" of class "
                        + (found == null ? "null" : found.getClass().getName())
                        + " (expected: java.util.Map or io.bsonwire.bson.BsonWritable)",
                -1);
    }

    static WireException targetFull(int needed, int available) {
        return new WireException(
                "bytes to write: " + needed + " (expected: at most the " + available + " that the target can take)",
                -1);
    }

    static WireException documentTooLarge(int length, int limit, long offset) {
        return new WireException(
                "document length: " + length + " (expected: at most the limit of " + limit + ")", offset);
    }

    static WireException messageTooLarge(long length, int limit) {
        return new WireException(
                "message length: at least " + length + " (expected: at most the limit of " + limit + ")", -1);
    }

    // ---- batches ----

    static WireException statementTooLarge(String statement, long index, int length, int limit) {
        return new WireException(
                "size of " + statement + " " + index + ": " + length + " (expected: at most the limit of " + limit
                        + ")",
                -1);
    }

    /** As above, where writing was given up at the limit. */
    static WireException statementTooLarge(String statement, long index, int limit, Throwable cause) {
        return new WireException(
                "size of " + statement + " " + index + ": above " + limit + " (expected: at most the limit of " + limit
                        + " for a message)",
                -1,
                cause);
    }

    static WireException messageOfOneTooLarge(String statement, long index, int length, long message, int limit) {
        return new WireException(
                "size of a message with nothing but " + statement + " " + index + " of " + length + " bytes: " + message
                        + " (expected: at most the limit of " + limit + ")",
                -1);
    }

    static WireException sequencesOfOneTooLarge(String statement, long index, int length, long sequences, int limit) {
        return new WireException(
                "size of ops and nsInfo with nothing but " + statement + " " + index + " of " + length + " bytes: "
                        + sequences + " (expected: at most " + limit
                        + ", the limit of a message less the command and 1000)",
                -1);
    }

    static WireException notAnOperation(@Nullable Object found, long index) {
        return new WireException(
                "bulkWrite operation " + index + " of class "
                        + (found == null ? "null" : found.getClass().getName())
                        + " (expected: io.bsonwire.wire.BulkWriteOp)",
                -1);
    }

    // ---- hello ----

    static WireException helloLimit(String name, @Nullable Object found, int smallest) {
        return new WireException(
                name + " of hello reply: " + found + " (expected: a whole number, " + smallest + " to "
                        + Integer.MAX_VALUE + ")",
                -1);
    }

    // ---- replies ----

    static WireException responseTo(int found, int expected) {
        return new WireException(
                "responseTo: " + found + " (expected: " + expected + ", the requestId of what is answered)", -1);
    }

    static WireException unexpectedReply(int responseTo) {
        return new WireException("reply: one to " + responseTo + " (expected: none)", -1);
    }

    static WireException unexpectedMoreToCome() {
        return new WireException(
                "moreToCome of reply: true (expected: false, the request was without exhaustAllowed)", -1);
    }

    static WireException noReply(OpCode found) {
        return new WireException("opcode of reply: " + describe(found.code()) + " (expected: OP_MSG or OP_REPLY)", -1);
    }

    static WireException replyDocuments(int count) {
        return new WireException("documents of reply: " + count + " (expected: 1)", -1);
    }

    static WireException notInt32(String name, long found, long offset) {
        return new WireException(name + ": " + found + " (expected: a number within int32)", offset);
    }

    static WireException batches(boolean both) {
        return new WireException(
                "batches of cursor: " + (both ? "firstBatch and nextBatch" : "none")
                        + " (expected: firstBatch or nextBatch)",
                -1);
    }
}
