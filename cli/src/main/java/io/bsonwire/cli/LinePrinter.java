package io.bsonwire.cli;

import io.bsonwire.bson.Document;
import io.bsonwire.bson.json.ExtendedJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines in a thread of its own, so that those who have them never wait for whoever reads them. Lines that wait to
 * be written take a bounded amount of memory; beyond it they are dropped, and counted.
 */
final class LinePrinter {
    /** What a line takes beside its text, about. */
    private static final int LINE_OVERHEAD = 100;

    private final PrintWriter err;
    private final long room;
    private final ByteBufAllocator alloc = new UnpooledByteBufAllocator(false);

    /** Null before it is started. */
    private @Nullable Thread thread;

    // Guarded by this.
    private final ArrayDeque<Line> lines = new ArrayDeque<>();
    private long waiting;
    private long dropped;
    private boolean closed;
    private @Nullable Exception failure;

    /**
     * A line to write.
     *
     * @param text the line, or the JSON object that the message's fields are to be appended to
     * @param message its bytes, an array in a buffer that nobody has to release
     */
    private record Line(String text, @Nullable ByteBuf message, boolean isError) {
        long size() {
            return LINE_OVERHEAD + text.length() + (message == null ? 0L : message.readableBytes());
        }
    }

    /**
     * Makes the printer, which keeps lines until it is started.
     *
     * @param err where errors go
     * @param room bytes that may wait
     */
    LinePrinter(PrintWriter err, long room) {
        this.err = err;
        this.room = room;
    }

    /**
     * Starts to write.
     *
     * @param out where lines go; closed at the end
     * @param onFailure is run when it cannot be written any more
     */
    void start(Output out, Runnable onFailure) {
        Thread writer = new Thread(() -> run(out, onFailure), "bsonwire-printer");
        writer.setDaemon(true); // a reader that never reads does not keep the process
        writer.start();
        thread = writer;
    }

    /** Whether the next line is going to be written; if there is no room for it, it counts as dropped. */
    synchronized boolean hasRoom() {
        if (closed) {
            return false;
        }
        if (waiting >= room) {
            dropped++;
            return false;
        }
        return true;
    }

    /** Writes a line; whether there is room was asked before. */
    void print(String line) {
        add(new Line(line, null, false));
    }

    /**
     * Writes a message as a line of JSON; whether there is room was asked before.
     *
     * @param head the fields that come before those of the message, as a JSON object
     * @param message its bytes, uncompressed
     */
    void print(String head, byte[] message) {
        add(new Line(head, Unpooled.wrappedBuffer(message), false));
    }

    /** Writes a line about something that went wrong; whether there is room was asked before. */
    void complain(String line) {
        add(new Line(line, null, true));
    }

    /** How many lines were not written because too many were waiting. */
    synchronized long dropped() {
        return dropped;
    }

    private synchronized void add(Line line) {
        if (!closed) {
            lines.add(line);
            waiting += line.size();
            notifyAll();
        }
    }

    /**
     * Ends when all lines are written, or when the thread that waits for that is interrupted.
     *
     * @param patience how many milliseconds to wait; 0 waits for ever
     * @throws IOException if something could not be written
     */
    void close(long patience) throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        if (thread != null) {
            try {
                thread.join(patience);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        synchronized (this) {
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
        }
    }

    // ---- the thread ----

    private void run(Output out, Runnable onFailure) {
        try (out) {
            for (Line line = next(out); line != null; line = next(out)) {
                write(line, out);
            }
        } catch (IOException | RuntimeException e) {
            synchronized (this) {
                failure = e;
                closed = true;
                lines.clear();
            }
            onFailure.run();
        }
    }

    /** The next line; null if there is none and none will be. */
    private @Nullable Line next(Output out) throws IOException {
        Line line = poll();
        if (line == null) {
            out.flush(); // somebody may be watching
            line = await();
        }
        return line;
    }

    private synchronized @Nullable Line poll() {
        Line line = lines.poll();
        waiting -= line == null ? 0 : line.size();
        return line;
    }

    private synchronized @Nullable Line await() {
        while (lines.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                closed = true; // nobody does that; if so, what is there is written
            }
        }
        return poll();
    }

    private void write(Line line, Output out) throws IOException {
        if (line.isError) {
            out.flush(); // keeps the order where both go to a terminal
            err.println(line.text);
        } else {
            out.line(line.message == null ? line.text : json(line.text, line.message));
        }
    }

    private String json(String head, ByteBuf bytes) {
        int length = bytes.readableBytes();
        try (UnpackedMessage message = UnpackedMessage.of(bytes, length, alloc)) {
            return message.json(head, ExtendedJson.relaxed());
        } catch (UnpackedMessage.Malformed e) {
            return withProblem(head, "malformed: " + e.at(0));
        } catch (OutOfMemoryError e) {
            return withProblem(head, "no memory for its " + length + " bytes as JSON");
        }
    }

    private static String withProblem(String head, String problem) {
        return head.substring(0, head.length() - 1) + ","
                + new Document("problem", problem).toJson().substring(1);
    }
}
