package io.bsonwire.spec.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/** Fails what takes more of the Java heap than its input accounts for, as it would by believing a length in it. */
final class HeapUse {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What a byte may cost: the smallest elements have seven, and become a document of some hundred bytes of heap. */
    private static final long PER_BYTE = 256;
    /** Traces of exceptions, tables that are made once, and what the JSON tokenizer keeps. */
    private static final long ALWAYS = 4 << 20;

    private HeapUse() {}

    static void ofBytes(int length, Runnable action) {
        measured(PER_BYTE * length + ALWAYS, () -> {
            action.run();
            return null;
        });
    }

    /** Beside memory that is asked for knowingly. */
    static <T> T beside(long known, Callable<T> action) {
        return measured(known + ALWAYS, action);
    }

    /** The action is run again if it takes too much, as the first time loads classes. */
    private static <T> T measured(long allowed, Callable<T> action) {
        long taken = 0;
        for (int run = 0; run < 2; run++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            T result = call(action);
            taken = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (taken <= allowed) {
                return result;
            }
        }
        throw new AssertionError("heap taken: " + taken + " (expected: at most " + allowed + ")");
    }

    private static <T> T call(Callable<T> action) {
        try {
            return action.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
