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

    /** Whether there is a batch, or a failure to be thrown; one of the iterator's is kept until then. */
    boolean hasNext() {
        if (carrying || failure != null) {
            return true;
        }
        try {
            return !ended && statements.hasNext();
        } catch (Throwable e) { // any: code in other languages throws what it has not declared
            ended = true;
            failure = e;
            return true;
        }
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
            BatchSource.<RuntimeException>throwAsItIs(due);
        }
    }

    /** Throws it here, whatever class it has. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void throwAsItIs(Throwable due) throws E {
        throw (E) due;
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
                Object statement = carrying ? carried : statements.next();
                if (!batch.test(statement)) {
                    carried = statement;
                    carrying = true;
                    return;
                }
                if (carrying) {
                    letGo();
                }
                count++;
            }
        } catch (Throwable e) { // as above
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
