package io.bsonwire.wire;

import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a write, pulled one by one as batches are filled. What is held of them is the one that did not fit
 * into the last batch, or the failure that ended it.
 */
final class BatchSource {
    private final Statement kind;
    private final Iterator<?> statements;
    private @Nullable Object carried;
    private boolean carrying;
    private @Nullable Throwable failure;
    private boolean ended;
    private long first;
    private int count;

    BatchSource(Statement kind, Iterator<?> statements) {
        this.kind = kind;
        this.statements = statements;
    }

    Statement kind() {
        return kind;
    }

    /** Whether there is a batch, or a failure to be thrown. */
    boolean hasNext() {
        return carrying || failure != null || (!ended && statements.hasNext());
    }

    /** Index of the first statement of the current batch, or of the one that failed. */
    long first() {
        return first;
    }

    /** How many statements the current batch has. */
    int count() {
        return count;
    }

    /** Throws what has ended the last batch. */
    void throwFailure() {
        Throwable due = failure;
        if (due != null) {
            failure = null;
            leaveBatch();
            if (due instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) due;
        }
    }

    /**
     * Leaves the current batch and fills the next one. A failure of the first statement is thrown; that of a later one
     * waits, so that the statements before it are not lost.
     *
     * @param most how many statements the batch may have
     * @param batch takes a statement, or refuses it and leaves it for the next batch
     */
    void fill(int most, Predicate<@Nullable Object> batch) {
        leaveBatch();
        try {
            while (count < most && (carrying || statements.hasNext())) {
                if (!carrying) {
                    carried = statements.next();
                    carrying = true;
                }
                if (!batch.test(carried)) {
                    return;
                }
                letGo();
                count++;
            }
        } catch (RuntimeException | Error e) {
            letGo();
            ended = true;
            if (count == 0) {
                throw e;
            }
            failure = e;
        }
    }

    private void letGo() {
        carried = null;
        carrying = false;
    }

    private void leaveBatch() {
        first += count;
        count = 0;
    }
}
