package io.bsonwire.wire;

import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.FieldNames;
import io.bsonwire.bson.RawArray;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the answer to any command may say, read from the bytes of its body:
 *
 * <table>
 * <caption>Fields of a reply</caption>
 * <tr><th>field</th><th>type</th><th>there</th></tr>
 * <tr><td>ok</td><td>1 or 0 in any numeric type, or boolean</td><td>always</td></tr>
 * <tr><td>errmsg, code, codeName</td><td>string, int32, string</td><td>if the command failed</td></tr>
 * <tr><td>$err</td><td>string, in place of errmsg</td><td>in an OP_REPLY whose query failed</td></tr>
 * <tr><td>errorLabels</td><td>array of strings</td><td>if it failed, some servers</td></tr>
 * <tr><td>n, nModified</td><td>int32</td><td>after writes</td></tr>
 * <tr><td>writeErrors, writeConcernError</td><td>array of documents, document</td><td>after writes, also where ok is
 * 1</td></tr>
 * <tr><td>operationTime, $clusterTime</td><td>timestamp, document</td><td>in replica sets</td></tr>
 * </table>
 *
 * <p>One scan over the names, when the view is made, finds which of these there are and checks that each element of the
 * body fits into it. Values are decoded when they are asked for: one of the wrong type is a
 * {@link io.bsonwire.bson.BsonTypeException} with name, type and offset from the method that reads it and no other.
 * Numbers may be of any numeric type, as servers of other makes send them. Of fields with the same name the first counts.
 *
 * <p>The view borrows the body's buffer, as {@link RawDocument} does, and is safe for use by several threads.
 */
public final class CommandReply {
    private static final int OK = 0;
    private static final int ERRMSG = 1;
    private static final int CODE = 2;
    private static final int CODE_NAME = 3;
    private static final int QUERY_FAILURE = 4;
    private static final int ERROR_LABELS = 5;
    private static final int N = 6;
    private static final int N_MODIFIED = 7;
    private static final int WRITE_ERRORS = 8;
    private static final int WRITE_CONCERN_ERROR = 9;
    private static final int OPERATION_TIME = 10;
    private static final int CLUSTER_TIME = 11;
    private static final int INDEX = 12;

    /** Those of the errors inside a reply, too. */
    private static final FieldNames NAMES = FieldNames.of(
            "ok",
            "errmsg",
            "code",
            "codeName",
            "$err",
            "errorLabels",
            "n",
            "nModified",
            "writeErrors",
            "writeConcernError",
            "operationTime",
            "$clusterTime",
            "index");

    private final RawDocument body;
    private final KnownFields fields;

    private CommandReply(RawDocument body) {
        this.body = body;
        this.fields = new KnownFields(body, NAMES);
    }

    /**
     * Views a reply.
     *
     * @param body the body of an OP_MSG, or the document of an OP_REPLY
     * @return the view
     * @throws io.bsonwire.bson.MalformedBsonException if an element does not fit into the body
     */
    public static CommandReply of(RawDocument body) {
        return new CommandReply(body);
    }

    /**
     * Views a reply.
     *
     * @param message an OP_MSG, or an OP_REPLY of one document
     * @return the view, which borrows from the message
     * @throws WireException if it is another message
     * @throws io.bsonwire.bson.MalformedBsonException if an element does not fit into the body
     */
    public static CommandReply of(WireMessage message) {
        return of(bodyOf(message));
    }

    static RawDocument bodyOf(WireMessage message) {
        if (message instanceof OpMsg reply) {
            return reply.body();
        }
        if (message instanceof OpReply reply) {
            if (reply.documents().count() != 1) {
                throw WireException.replyDocuments(reply.documents().count());
            }
            return reply.documents().iterator().next();
        }
        throw WireException.noReply(message.opCode());
    }

    /**
     * The reply itself.
     *
     * @return the body that the view was made of
     */
    public RawDocument body() {
        return body;
    }

    // ---- success and failure ----

    /**
     * Whether the command as a whole succeeded. Single writes of it may have failed all the same, see
     * {@link #writeErrors}.
     *
     * @return whether {@code ok} is true or a number equal to 1; false if there is none
     * @throws io.bsonwire.bson.BsonTypeException if it is neither number nor boolean
     */
    public boolean isOk() {
        return fields.isOne(OK);
    }

    /**
     * Throws what a failed command's reply says; does nothing if it is {@link #isOk ok}. Errors of single writes and of
     * the write concern, which come with {@code ok: 1}, are not thrown.
     *
     * @throws CommandException if the command failed
     */
    public void throwIfFailed() {
        if (!isOk()) {
            throw CommandException.of(this);
        }
    }

    /**
     * The server's number for the error, for example 59, CommandNotFound.
     *
     * @return the code; 0 if there is none
     * @throws io.bsonwire.bson.BsonTypeException if it is not a whole number
     * @throws WireException if it is beyond int32
     */
    public int code() {
        return fields.int32(CODE).orElse(0);
    }

    /**
     * The server's name for the error.
     *
     * @return the name; null if there is none
     */
    public @Nullable String codeName() {
        return fields.string(CODE_NAME);
    }

    /**
     * The server's words about the error: {@code errmsg}, or {@code $err} where a legacy query failed.
     *
     * @return the text; null if there is none
     */
    public @Nullable String errmsg() {
        return fields.has(ERRMSG) ? fields.string(ERRMSG) : fields.string(QUERY_FAILURE);
    }

    /**
     * What the server says about how the error may be dealt with, for example {@code RetryableWriteError}.
     *
     * @return the labels, unmodifiable; empty if there are none
     */
    public List<String> errorLabels() {
        return fields.strings(ERROR_LABELS);
    }

    // ---- writes ----

    /**
     * How many documents a write met: inserted, matched or deleted ones.
     *
     * @return the number; empty if the reply has none
     */
    public OptionalLong n() {
        return fields.int64(N);
    }

    /**
     * How many documents an update changed.
     *
     * @return the number; empty if the reply has none
     */
    public OptionalLong nModified() {
        return fields.int64(N_MODIFIED);
    }

    /**
     * The writes of the command that failed.
     *
     * @return an entry for each, in the reply's order, unmodifiable; empty if none failed
     * @throws io.bsonwire.bson.BsonTypeException if one is not as {@link WriteError} describes it
     */
    public List<WriteError> writeErrors() {
        RawArray array = fields.array(WRITE_ERRORS);
        if (array == null) {
            return List.of();
        }
        List<WriteError> errors = new ArrayList<>();
        for (RawCursor cursor = array.cursor(); cursor.next(); ) {
            RawDocument details = cursor.getDocument();
            CommandReply error = of(details);
            errors.add(new WriteError(error.fields.requireInt32(INDEX), error.code(), error.errmsg(), details));
        }
        return List.copyOf(errors);
    }

    /**
     * What kept the writes from being acknowledged as the write concern asks for.
     *
     * @return the error; null if there is none
     * @throws io.bsonwire.bson.BsonTypeException if it is not as {@link WriteConcernError} describes it
     */
    public @Nullable WriteConcernError writeConcernError() {
        RawDocument details = fields.document(WRITE_CONCERN_ERROR);
        if (details == null) {
            return null;
        }
        CommandReply error = of(details);
        return new WriteConcernError(error.code(), error.codeName(), error.errmsg(), details);
    }

    // ---- time ----

    /**
     * The logical time of the operation.
     *
     * @return the time; null if there is none
     */
    public @Nullable BsonTimestamp operationTime() {
        return fields.timestamp(OPERATION_TIME);
    }

    /**
     * The cluster time, signed, to be sent back with the next command.
     *
     * @return a view, whose bytes are those of {@link #body()}; null if there is none
     */
    public @Nullable RawDocument clusterTime() {
        return fields.document(CLUSTER_TIME);
    }

    /** The body as relaxed Extended JSON; of malformed bytes, what is wrong with them. */
    @Override
    public String toString() {
        return body.toString();
    }

    /**
     * A write that failed, of those in one command.
     *
     * @param index which of the command's documents or statements, from 0
     * @param code the server's number for the error; 0 if it gave none
     * @param errmsg the server's words; null if it gave none
     * @param details the whole entry, with {@code errInfo} and whatever else there is; borrows from the reply
     */
    public record WriteError(int index, int code, @Nullable String errmsg, RawDocument details) {}

    /**
     * What kept writes from being acknowledged.
     *
     * @param code the server's number for the error; 0 if it gave none
     * @param codeName the server's name for the error; null if it gave none
     * @param errmsg the server's words; null if it gave none
     * @param details the whole error, with {@code errInfo} and whatever else there is; borrows from the reply
     */
    public record WriteConcernError(
            int code, @Nullable String codeName, @Nullable String errmsg, RawDocument details) {}
}
