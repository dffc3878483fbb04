package io.bsonwire.spec.peer;

import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;

/** What a server refuses, with the number that servers have for it. */
final class ServerError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String codeName;

    private ServerError(int code, String codeName, String message) {
        super(message);
        this.code = code;
        this.codeName = codeName;
    }

    static ServerError badValue(String problem) {
        return new ServerError(2, "BadValue", problem);
    }

    static ServerError failedToParse(Exception problem) {
        return new ServerError(9, "FailedToParse", String.valueOf(problem.getMessage()));
    }

    static ServerError cursorNotFound(long id) {
        return new ServerError(43, "CursorNotFound", "cursor id " + id + " not found");
    }

    static ServerError commandNotFound(String name) {
        return new ServerError(59, "CommandNotFound", "no such command: '" + name + "'");
    }

    static ServerError immutableId() {
        return new ServerError(66, "ImmutableField", "the (immutable) field '_id' was found to have been altered");
    }

    static ServerError notSupported(String what) {
        return new ServerError(115, "CommandNotSupported", what + " is not supported");
    }

    static ServerError tooLarge(int length, int limit) {
        return new ServerError(
                10334,
                "BSONObjectTooLarge",
                "object to insert too large. size in bytes: " + length + ", max: " + limit);
    }

    static ServerError duplicateKey(String namespace, RawDocument document) {
        return new ServerError(
                11000,
                "DuplicateKey",
                "E11000 duplicate key error collection: " + namespace + " index: _id_ dup key: { _id: "
                        + document.get("_id") + " }");
    }

    /** As the reply to a command that has failed. */
    Document toReply() {
        return new Document("ok", 0.0)
                .append("errmsg", getMessage())
                .append("code", code)
                .append("codeName", codeName);
    }

    /** As one of the {@code writeErrors} of a command that has otherwise done its work. */
    Document toWriteError(int index) {
        return new Document("index", index).append("code", code).append("errmsg", getMessage());
    }

    /** As the result of an operation of {@code bulkWrite}. */
    Document toOperationResult(int index) {
        return new Document("ok", 0.0)
                .append("idx", index)
                .append("code", code)
                .append("errmsg", getMessage())
                .append("n", 0);
    }
}
