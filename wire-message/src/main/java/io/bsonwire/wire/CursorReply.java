package io.bsonwire.wire;

import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.FieldNames;
import io.bsonwire.bson.RawArray;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a command that returns documents ({@code find}, {@code aggregate}, {@code getMore} and the like), with
 * its batch as raw documents.
 *
 * <table>
 * <caption>Fields of the reply's {@code cursor}</caption>
 * <tr><th>field</th><th>type</th><th>there</th></tr>
 * <tr><td>id</td><td>int64, 0 if there is no more to get</td><td>always</td></tr>
 * <tr><td>ns</td><td>string</td><td>always</td></tr>
 * <tr><td>firstBatch or nextBatch</td><td>array of documents</td><td>always one of them</td></tr>
 * <tr><td>partialResultsReturned</td><td>boolean</td><td>if shards were down and that was allowed</td></tr>
 * <tr><td>postBatchResumeToken</td><td>document</td><td>of change streams</td></tr>
 * <tr><td>atClusterTime</td><td>timestamp</td><td>of snapshot reads</td></tr>
 * </table>
 *
 * <p>Checked when the view is made: that the command succeeded, and that the reply's elements fit. Checked on the way over
 * the batch: that it consists of documents only, each with its closing NUL, which fill the array exactly; one that is wrong
 * is refused when it is reached. A large batch is read once that way, not twice. Not checked: the documents' contents, and
 * the names of the array's elements, which should be their indexes and do not matter. The other fields are read when they
 * are asked for.
 *
 * <p>The reply and its documents are views that borrow the buffer of the reply's body. Safe for use by several threads;
 * each iterator is for one.
 */
public final class CursorReply implements Iterable<RawDocument> {
    private static final String CURSOR = "cursor";

    /** A batch of more bytes is taken not to be in the cache of a core. */
    private static final int LARGE = 1 << 20;

    private static final int AHEAD = 1024;
    private static final int CACHE_LINE = 64;

    private static final int ID = 0;
    private static final int NS = 1;
    private static final int FIRST_BATCH = 2;
    private static final int NEXT_BATCH = 3;
    private static final int PARTIAL_RESULTS_RETURNED = 4;
    private static final int POST_BATCH_RESUME_TOKEN = 5;
    private static final int AT_CLUSTER_TIME = 6;

    private static final FieldNames NAMES = FieldNames.of(
            "id", "ns", "firstBatch", "nextBatch", "partialResultsReturned", "postBatchResumeToken", "atClusterTime");

    private final CommandReply command;
    private final KnownFields cursor;
    private final RawArray batch;

    private CursorReply(CommandReply command) {
        command.throwIfFailed();
        this.command = command;
        cursor = new KnownFields(command.body().getDocument(CURSOR), NAMES);
        if (cursor.has(FIRST_BATCH) == cursor.has(NEXT_BATCH)) {
            throw WireException.batches(cursor.has(FIRST_BATCH));
        }
        batch = Objects.requireNonNull(cursor.array(cursor.has(FIRST_BATCH) ? FIRST_BATCH : NEXT_BATCH));
    }

    /**
     * Views a reply.
     *
     * @param body the body of an OP_MSG, or the document of an OP_REPLY
     * @return the view
     * @throws CommandException if the command failed
     * @throws io.bsonwire.bson.BsonTypeException if there is no {@code cursor}, or the batch is not an array
     * @throws io.bsonwire.bson.MalformedBsonException if the bytes are found to be malformed
     * @throws WireException if there is no batch, or a first and a next one
     */
    public static CursorReply of(RawDocument body) {
        return new CursorReply(CommandReply.of(body));
    }

    /**
     * Views a reply.
     *
     * @param message an OP_MSG, or an OP_REPLY of one document
     * @return the view, which borrows from the message
     * @throws CommandException if the command failed
     * @throws io.bsonwire.bson.BsonTypeException if there is no {@code cursor}, or the batch is not an array
     * @throws io.bsonwire.bson.MalformedBsonException if the bytes are found to be malformed
     * @throws WireException if it is another message, or there is no batch, or a first and a next one
     */
    public static CursorReply of(WireMessage message) {
        return of(CommandReply.bodyOf(message));
    }

    // ---- fields ----

    /**
     * What else the reply says.
     *
     * @return the same reply as that of any command
     */
    public CommandReply command() {
        return command;
    }

    /**
     * The number under which the server keeps the cursor.
     *
     * @return what {@code getMore} takes; 0 if there is no more to get
     * @throws io.bsonwire.bson.BsonTypeException if there is none, or it is not a whole number
     */
    public long id() {
        return cursor.requireInt64(ID);
    }

    /**
     * Which collection, view or other source the cursor is on.
     *
     * @return database, dot, and the name that {@code getMore} takes as its collection
     * @throws io.bsonwire.bson.BsonTypeException if there is none, or it is not a string
     */
    public String ns() {
        return cursor.requireString(NS);
    }

    /**
     * Whether this answers the command that opened the cursor, or a {@code getMore}.
     *
     * @return true for {@code firstBatch}, false for {@code nextBatch}
     */
    public boolean isFirst() {
        return cursor.has(FIRST_BATCH);
    }

    /**
     * Whether documents of shards that could not be reached are missing.
     *
     * @return true if the reply says so
     */
    public boolean partialResultsReturned() {
        return cursor.isTrue(PARTIAL_RESULTS_RETURNED);
    }

    /**
     * Where a change stream can be resumed behind this batch.
     *
     * @return a view; null if there is none
     */
    public @Nullable RawDocument postBatchResumeToken() {
        return cursor.document(POST_BATCH_RESUME_TOKEN);
    }

    /**
     * The time of the snapshot that is read.
     *
     * @return the time; null if there is none
     */
    public @Nullable BsonTimestamp atClusterTime() {
        return cursor.timestamp(AT_CLUSTER_TIME);
    }

    // ---- the batch ----

    /**
     * The batch as the reply has it.
     *
     * @return a view of the array
     */
    public RawArray batch() {
        return batch;
    }

    /**
     * Counts the documents of the batch, which takes a walk over it.
     *
     * @return 0 or more
     * @throws io.bsonwire.bson.BsonException if an element of the batch is no document or does not fit
     */
    public int batchCount() {
        int count = 0;
        for (RawCursor document = batch.cursor(); document.next(); count++) {
            checkDocument(document);
        }
        return count;
    }

    /**
     * Counts the bytes that the documents of the batch take, without what the array adds; that takes a walk over it.
     *
     * @return the sum of their lengths
     * @throws io.bsonwire.bson.BsonException if an element of the batch is no document or does not fit
     */
    public int batchLength() {
        int length = 0;
        for (RawCursor document = batch.cursor(); document.next(); ) {
            checkDocument(document);
            length += document.valueLength();
        }
        return length;
    }

    private static void checkDocument(RawCursor element) {
        element.getDocument(); // an object that does not leave this method is none
    }

    /**
     * Appends the documents back to back, without what the array adds: a stream of BSON documents.
     *
     * @param target gets them at its writerIndex, which does not move if this fails
     * @return bytes written
     * @throws WireException if the target cannot take them
     * @throws io.bsonwire.bson.BsonException if an element of the batch is no document or does not fit
     */
    public int copyBatchTo(ByteBuf target) {
        int before = target.writerIndex();
        target.ensureWritable(Math.min(batch.length(), target.maxWritableBytes()));
        ByteBuf bytes = batch.bytes();
        boolean copied = false;
        try {
            int at = 4;
            for (RawCursor document = batch.cursor(); document.next(); ) {
                checkDocument(document);
                int length = document.valueLength();
                if (length > target.maxWritableBytes()) {
                    throw WireException.targetFull(length, target.maxWritableBytes());
                }
                at += document.nameLength() + 2; // type byte, name and its NUL are in front of the value
                target.writeBytes(bytes, at, length);
                at += length;
            }
            copied = true;
        } finally {
            if (!copied) {
                target.writerIndex(before);
            }
        }
        return target.writerIndex() - before;
    }

    /**
     * Walks over the batch.
     *
     * @return an iterator over views, one object each; it throws a {@link io.bsonwire.bson.BsonException} where an element
     *     is no document or does not fit, behind those that are fine
     */
    @Override
    public Iterator<RawDocument> iterator() {
        return batch.length() < LARGE ? new BatchIterator(batch.cursor()) : new BatchIterator(batch);
    }

    private static final class BatchIterator implements Iterator<RawDocument> {
        private final RawCursor documents;
        private boolean looked;
        private boolean there;

        /** The array, if it is to be read ahead. */
        private final @Nullable ByteBuffer ahead;
        /** Up to here the array has been walked. */
        private int walked;
        /** Up to here it has been read ahead. */
        private int readAhead = AHEAD;
        /** What was read ahead, kept so that the compiler does not leave the reads out. */
        @SuppressWarnings("UnusedVariable")
        private int bytesAhead;

        BatchIterator(RawCursor documents) {
            this.documents = documents;
            this.ahead = null;
        }

        BatchIterator(RawArray batch) {
            this.documents = batch.cursor();
            ByteBuf bytes = batch.bytes();
            this.ahead = bytes.nioBufferCount() == 1 ? bytes.nioBuffer() : null; // of several, it would be a copy
        }

        @Override
        public boolean hasNext() {
            if (!looked) {
                there = documents.next();
                looked = true;
                if (ahead != null && there) {
                    readAhead(ahead);
                }
            }
            return there;
        }

        /**
         * Reads one byte of each cache line some way ahead, four lines at a time. The walk jumps from header to header, and
         * what it needs next is not foreseen by the processor as what comes in a row is: a batch that is not in the cache is
         * walked a third faster if all of it is read (ParseReplyBenchmark).
         */
        private void readAhead(ByteBuffer bytes) {
            walked += documents.nameLength() + 2 + documents.valueLength();
            int at = readAhead;
            while (at - AHEAD < walked && at <= bytes.limit() - 4 * CACHE_LINE) {
                bytesAhead += bytes.get(at)
                        + bytes.get(at + CACHE_LINE)
                        + bytes.get(at + 2 * CACHE_LINE)
                        + bytes.get(at + 3 * CACHE_LINE);
                at += 4 * CACHE_LINE;
            }
            readAhead = at;
        }

        @Override
        public RawDocument next() {
            if (looked ? !there : !hasNext()) { // mostly it has been called, and another call takes time
                throw new NoSuchElementException("no document left in the batch");
            }
            RawDocument document = documents.getDocument();
            looked = false;
            return document;
        }
    }

    /** The body as relaxed Extended JSON; of malformed bytes, what is wrong with them. */
    @Override
    public String toString() {
        return command.toString();
    }
}
