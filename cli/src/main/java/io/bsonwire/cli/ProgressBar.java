package io.bsonwire.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Shows on one line of a terminal how far a step has come, and nothing where nobody looks. The line is drawn over and
 * over, and gone at the end.
 */
final class ProgressBar {
    private static final int WIDTH = 30;
    private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** To the first column; then erase to the end of the line. */
    private static final String CLEAR = "\r\u001B[K";

    private final PrintWriter err;
    private final boolean visible;

    private String step = "";
    private long total;
    private long done;
    private long drawnAt;

    ProgressBar(Streams streams) {
        this.err = streams.err();
        this.visible = streams.errIsTerminal();
    }

    /**
     * Starts over with a new step.
     *
     * @param name of the step
     * @param count of what is to be done in it
     */
    void start(String name, long count) {
        step = name;
        total = count;
        done = 0;
        draw();
    }

    /** Says that so many more are done. */
    void advance(long count) {
        done += count;
        if (System.nanoTime() - drawnAt >= REDRAW_NANOS) {
            draw();
        }
    }

    /** Takes the line away. */
    void clear() {
        if (visible) {
            err.print(CLEAR);
            err.flush();
        }
    }

    private void draw() {
        if (!visible) {
            return;
        }
        drawnAt = System.nanoTime();
        long part = total == 0 ? WIDTH : Math.min(WIDTH, WIDTH * done / total);
        err.print(String.format(
                Locale.ROOT,
                "%s%-20s [%s%s] %,d of %,d",
                CLEAR,
                step,
                "#".repeat((int) part),
                "-".repeat(WIDTH - (int) part),
                done,
                total));
        err.flush();
    }
}
