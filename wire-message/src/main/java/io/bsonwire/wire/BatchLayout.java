package io.bsonwire.wire;

import org.jspecify.annotations.Nullable;

/** Where the statements of a batch are in its message, and whether another one fits. Serves one batch. */
sealed interface BatchLayout permits StatementSequence, StatementArray, BulkWriteSequences {
    /** Opens what the statements go into; the body is written. */
    void start(OpMsgWriter writer);

    /**
     * Writes a statement and keeps it, if it fits behind those that are there. The caller takes back what was written
     * when this returns false or throws.
     *
     * @param statement what to write, of any class
     * @param index its number among all statements, for errors
     * @param first whether it is the batch's first, which cannot wait for a better one
     * @return whether it is part of the batch
     * @throws WireException if it may be in no batch at all
     */
    boolean add(OpMsgWriter writer, @Nullable Object statement, long index, boolean first);

    /** Closes what {@link #start} has opened. Takes no memory in the buffer that {@link #add} has not asked for. */
    void end(OpMsgWriter writer);
}
