package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Document;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Splits a write of any number of documents into messages that a server accepts, each as large as the limits allow:
 *
 * <pre>{@code
 * OpMsgBatches batches = new OpMsgBatches(BsonCodec.DEFAULT, limits)
 *         .body(new Document("insert", "people").append("$db", "test"))
 *         .documents(people.iterator());
 * while (batches.hasNext()) {
 *     OpMsg insert = batches.next(channel.alloc()); // documents first() to first() + count() - 1
 *     channel.writeAndFlush(insert);
 * }
 * }</pre>
 *
 * <p>Each batch is the command and as many documents as do not make it larger than {@code maxMessageSizeBytes}, header
 * and checksum included, but at most {@code maxWriteBatchSize}. Documents are pulled as they are written, so there may be
 * more of them than memory takes: all that is held beside the message is one that did not fit and starts the next batch.
 * It is written again there, as is the command in each batch, so a {@link BsonWritable} has to write the same each time.
 *
 * <p><b>Sizes of documents.</b> A document that is too large for a message of its own is refused here. Otherwise it is
 * up to the server to refuse one above {@code maxBsonObjectSize}, so that an unordered write can go on behind it; only
 * for an {@link #unacknowledged} write, of which the server would not tell, every document, update or delete statement is
 * held against {@code maxBsonObjectSize} here. The command may have {@link WireLimits#maxCommandSize()}. The codec's own
 * {@code maxDocumentSize} is not used.
 *
 * <p><b>Failures.</b> When a document cannot be pulled, encoded, or sent because of its size, those pulled before it are
 * given as a batch first; the next call then throws, with {@link #first()} the index of the failed document, and after
 * that there are no batches. When something else fails (the command, the generator of request ids, the allocator when it
 * is asked for a batch's buffer) nothing is lost, and the call may be made again. No failure leaves a buffer behind.
 *
 * <p>The splits are those of PyMongo ({@code _batched_op_msg} in {@code _cmessage}), with two exceptions: there a failed
 * document takes those before it in its batch with it, and without documents there is one message that writes none, where
 * here there is no batch.
 *
 * <p>One instance is one write. Options are set before the first batch. Not for use by several threads at once, nor from
 * inside the documents and callbacks that it is given.
 */
public final class OpMsgBatches {
    /**
     * Where writes that are to be encrypted are split, 2097152 bytes (client-side encryption specification, size limits
     * for write commands).
     */
    public static final int ENCRYPTION_SPLIT_SIZE = 2 * 1024 * 1024;

    private static final int FIRST_BUFFER = 16 * 1024;

    private final BsonCodec codec;
    private final WireLimits limits;
    private final IntSupplier requestIds;

    private @Nullable Object body;
    private @Nullable BatchSource source;
    /** How many statements there are, as far as that is known. */
    private long expected;

    private int flagBits;
    private int bytesNotCounted;
    private int splitSize;
    private int lastLength = FIRST_BUFFER;

    /** Makes batches under {@link BsonCodec#DEFAULT} and {@link WireLimits#DEFAULT}. */
    public OpMsgBatches() {
        this(BsonCodec.DEFAULT, WireLimits.DEFAULT);
    }

    /**
     * Makes batches numbered from the generator that {@link OpMsgBuilder}s share.
     *
     * @param codec the options of encoding documents, but for the limit of their size
     * @param limits what the receiver accepts
     */
    public OpMsgBatches(BsonCodec codec, WireLimits limits) {
        this(codec, limits, RequestIds.SHARED);
    }

    /**
     * Makes batches.
     *
     * @param codec the options of encoding documents, but for the limit of their size
     * @param limits what the receiver accepts
     * @param requestIds asked for the number of each message; for example {@link RequestIds}
     */
    public OpMsgBatches(BsonCodec codec, WireLimits limits, IntSupplier requestIds) {
        this.codec = codec;
        this.limits = limits;
        this.requestIds = requestIds;
    }

    // ---- what is written ----

    /**
     * Sets the command, which each batch has.
     *
     * @param command its name first, and {@code $db}; without the documents
     * @return this
     */
    public OpMsgBatches body(Map<String, ? extends @Nullable Object> command) {
        body = command;
        return this;
    }

    /**
     * Sets the command, which each batch has.
     *
     * @param command its name first, and {@code $db}; without the documents. Writes the same each time
     * @return this
     */
    public OpMsgBatches body(BsonWritable command) {
        body = command;
        return this;
    }

    /**
     * Sets the command, which each batch has.
     *
     * @param command its name first, and {@code $db}; without the documents
     * @return this
     */
    public OpMsgBatches body(Document command) {
        body = command;
        return this;
    }

    /**
     * Sets what {@code insert} inserts, each document with its {@code _id}, if it has one, in front.
     *
     * @param documents each a {@link Map} or {@link BsonWritable}
     * @return this
     */
    public OpMsgBatches documents(Iterator<?> documents) {
        return statements(Statement.INSERT, documents, 0);
    }

    /**
     * As above, of a collection; that their number is known saves copies while buffers grow.
     *
     * @param documents each a {@link Map} or {@link BsonWritable}
     * @return this
     */
    public OpMsgBatches documents(Collection<?> documents) {
        return statements(Statement.INSERT, documents.iterator(), documents.size());
    }

    /**
     * Sets the statements of {@code update}.
     *
     * @param statements each a {@link Map} or {@link BsonWritable}: {@code q}, {@code u} and options
     * @return this
     */
    public OpMsgBatches updates(Iterator<?> statements) {
        return statements(Statement.UPDATE, statements, 0);
    }

    /**
     * As above, of a collection; that their number is known saves copies while buffers grow.
     *
     * @param statements each a {@link Map} or {@link BsonWritable}
     * @return this
     */
    public OpMsgBatches updates(Collection<?> statements) {
        return statements(Statement.UPDATE, statements.iterator(), statements.size());
    }

    /**
     * Sets the statements of {@code delete}.
     *
     * @param statements each a {@link Map} or {@link BsonWritable}: {@code q}, {@code limit} and options
     * @return this
     */
    public OpMsgBatches deletes(Iterator<?> statements) {
        return statements(Statement.DELETE, statements, 0);
    }

    /**
     * As above, of a collection; that their number is known saves copies while buffers grow.
     *
     * @param statements each a {@link Map} or {@link BsonWritable}
     * @return this
     */
    public OpMsgBatches deletes(Collection<?> statements) {
        return statements(Statement.DELETE, statements.iterator(), statements.size());
    }

    /**
     * Sets the operations of {@code bulkWrite}, which may be on many namespaces. Each batch has those that its operations
     * name in {@code nsInfo}, and the indexes are found anew.
     *
     * <p>Both sequences together have at most {@code maxMessageSizeBytes} less 1000 and less the size of the command's own
     * fields ({@code bulkWrite}, {@code errorsOnly}, {@code ordered}, {@code bypassDocumentValidation}, {@code comment},
     * {@code let}), and the message with all other fields at most {@code maxMessageSizeBytes}. In an
     * {@link #unacknowledged} write the documents to insert and the replacements are held against
     * {@code maxBsonObjectSize}, and each operation against {@link WireLimits#maxCommandSize()}.
     *
     * @param operations what to write, in order
     * @return this
     */
    public OpMsgBatches operations(Iterator<BulkWriteOp> operations) {
        return statements(Statement.OPERATION, operations, 0);
    }

    /**
     * As above, of a collection; that their number is known saves copies while buffers grow.
     *
     * @param operations what to write, in order
     * @return this
     */
    public OpMsgBatches operations(Collection<BulkWriteOp> operations) {
        return statements(Statement.OPERATION, operations.iterator(), operations.size());
    }

    private OpMsgBatches statements(Statement kind, Iterator<?> statements, int number) {
        source = new BatchSource(kind, statements);
        expected = number;
        return this;
    }

    // ---- options ----

    /**
     * Says that no reply is to be sent: {@link OpMsg#MORE_TO_COME} is set, and sizes are checked that the server would
     * check otherwise. That the command's {@code writeConcern} has {@code w: 0} is up to the caller.
     *
     * @return this
     */
    public OpMsgBatches unacknowledged() {
        flagBits |= OpMsg.MORE_TO_COME;
        return this;
    }

    /**
     * Asks for a checksum in each message.
     *
     * @return this
     */
    public OpMsgBatches checksum() {
        flagBits |= OpMsg.CHECKSUM_PRESENT;
        return this;
    }

    /**
     * Makes batches to be encrypted: documents are in an array inside the command, and a command with more than one has
     * at most {@link #ENCRYPTION_SPLIT_SIZE} bytes. A document may have {@link WireLimits#maxCommandSize()} less 2 bytes,
     * in an {@link #unacknowledged} write {@code maxBsonObjectSize}.
     *
     * @return this
     */
    public OpMsgBatches forEncryption() {
        return forEncryption(ENCRYPTION_SPLIT_SIZE);
    }

    /**
     * Makes batches to be encrypted, as above, with a limit of the caller's.
     *
     * @param splitSize the most bytes that a command with more than one document has, itself included, at least 1.
     *     ({@code _encode_batched_write_command} of PyMongo counts the fields of an OP_QUERY in front of the command as
     *     well, 13 bytes and the collection's name, and not the last 2 bytes of the command)
     * @return this
     * @throws IllegalArgumentException if the size is below 1
     */
    public OpMsgBatches forEncryption(int splitSize) {
        if (splitSize < 1) {
            throw new IllegalArgumentException("split size: " + splitSize + " (expected: at least 1)");
        }
        this.splitSize = splitSize;
        return this;
    }

    /**
     * Counts the size of a message from its flag bits on, without the 16 bytes of its header, as
     * {@code _encode_batched_op_msg} of PyMongo does, which makes what is going to be compressed. Servers count the
     * header of what is compressed as well, so their {@code maxMessageSizeBytes} has to be given less 16 then, as PyMongo
     * does. The batches are the same as without this option and with the limit as it is: messages that are going to be
     * compressed need no option.
     *
     * @return this
     */
    public OpMsgBatches countFromFlagBits() {
        bytesNotCounted = MessageHeader.LENGTH;
        return this;
    }

    // ---- the batches ----

    /**
     * Whether {@link #next} has something to give or to throw. This may pull a document from the iterator if that does
     * so in its {@code hasNext}.
     *
     * @return false if all documents are in batches that were given, or one has failed and that was thrown
     * @throws IllegalStateException if no documents were set
     */
    public boolean hasNext() {
        return source().hasNext();
    }

    /**
     * Writes the next batch into a new buffer.
     *
     * @param alloc gives the buffer
     * @return the message, which the caller owns; {@link #first()} and {@link #count()} tell which documents it has, its
     *     sequence, if it is not for encryption, their bytes
     * @throws NoSuchElementException if there is no document left
     * @throws WireException if the batch's first document is too large to be sent, or is not a document; or if the
     *     command is too large
     * @throws io.bsonwire.bson.BsonException if something in the first document or in the command has no encoding, or the
     *     command is larger than a message
     * @throws IllegalStateException if command or documents were not set, a bulkWrite is for encryption, or a
     *     {@link BsonWritable} starts and ends unevenly
     */
    public OpMsg next(ByteBufAllocator alloc) {
        BatchSource statements = source();
        Object command = body;
        if (command == null) {
            throw new IllegalStateException("batches without a body");
        }
        if (!statements.hasNext()) {
            throw new NoSuchElementException("no document left");
        }
        statements.throwFailure();

        WireLimits counted = countedLimits();
        BsonCodec sizedCodec = codecFor(counted);
        OpMsgWriter writer = new OpMsgWriter(sizedCodec, counted);
        BatchLayout layout = layout(statements.kind(), counted, sizedCodec);
        int requestId = requestIds.getAsInt();
        ByteBuf frame = alloc.buffer(lastLength);
        boolean built = false;
        try {
            writer.start(frame, flagBits);
            writer.body(command);
            layout.start(writer);
            long left = Math.max(0, expected - statements.first() - statements.count());
            writer.expect((int) Math.min(limits.maxWriteBatchSize(), left));
            statements.fill(limits.maxWriteBatchSize(), statement -> add(writer, layout, statements, statement));
            if (statements.count() == 0) { // an iterator that has promised more than it had
                throw new NoSuchElementException("no document left");
            }
            layout.end(writer);
            OpMsg message = writer.finish(requestId, 0);
            lastLength = message.length();
            built = true;
            return message;
        } finally {
            writer.reset();
            if (!built) {
                frame.release();
            }
        }
    }

    /**
     * Which document is the first of the batch that was given last, or which one has failed.
     *
     * @return the number of documents before it
     */
    public long first() {
        return source().first();
    }

    /**
     * How many documents the batch has that was given last.
     *
     * @return at least 1; 0 before the first batch and after a document has failed
     */
    public int count() {
        return source().count();
    }

    private BatchSource source() {
        if (source == null) {
            throw new IllegalStateException("batches without documents");
        }
        return source;
    }

    private boolean add(OpMsgWriter writer, BatchLayout layout, BatchSource statements, @Nullable Object statement) {
        long index = statements.first() + statements.count();
        int mark = writer.mark();
        boolean added = false;
        try {
            added = layout.add(writer, statement, index, statements.count() == 0);
            return added;
        } catch (BsonEncodeException e) {
            if (e.isDocumentTooLarge()) {
                throw WireException.statementTooLarge(statements.kind().text, index, limits.maxMessageSizeBytes(), e);
            }
            throw e;
        } finally {
            if (!added) {
                writer.takeBack(mark);
            }
        }
    }

    private BatchLayout layout(Statement kind, WireLimits counted, BsonCodec sizedCodec) {
        boolean acknowledged = (flagBits & OpMsg.MORE_TO_COME) == 0;
        if (kind == Statement.OPERATION) {
            if (splitSize > 0) {
                throw new IllegalStateException("bulkWrite for encryption, which has no form");
            }
            return new BulkWriteSequences(counted, sizedCodec, acknowledged);
        }
        return splitSize > 0
                ? new StatementArray(kind, counted, splitSize, acknowledged)
                : new StatementSequence(kind, counted, acknowledged);
    }

    /** The limits with that of the message as a whole. */
    private WireLimits countedLimits() {
        long message = (long) limits.maxMessageSizeBytes() + bytesNotCounted;
        return new WireLimits(
                limits.maxBsonObjectSize(), (int) Math.min(message, Integer.MAX_VALUE), limits.maxWriteBatchSize());
    }

    /** The codec with the largest message as its limit of documents, so that nothing larger is laid down. */
    private BsonCodec codecFor(WireLimits counted) {
        int size = Math.min(counted.maxMessageSizeBytes(), BsonLimits.WIDEST.maxDocumentSize());
        return codec.toBuilder()
                .limits(codec.limits().withMaxDocumentSize(size))
                .build();
    }
}
