package io.bsonwire.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has Ctrl-C, or whatever else asks the process to end, interrupt the thread that made this, and wait a moment for it to
 * close this: time for its last words.
 */
final class EndSignal {
    /** How long the end of the process waits. */
    private static final long SECONDS = 3;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::signalled, "bsonwire-shutdown");

    EndSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void signalled() {
        worker.interrupt();
        try {
            closed.await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the process end. */
    void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running: this is its doing.
        }
    }
}
