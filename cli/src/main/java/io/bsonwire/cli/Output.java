package io.bsonwire.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A command's output: buffered, to a file or standard output. Closing writes what is left, also after an error, so that
 * all that was put here before the error arrives; standard output itself is left open.
 *
 * <p>Every failure is a {@link WriteException}. It is reported once; what comes after it is dropped.
 */
final class Output extends OutputStream {
    private static final int BUFFER_SIZE = 1 << 16;

    private final OutputStream target;
    private final String name;
    private final boolean isPipe;
    private final boolean closesTarget;
    private final byte[] buffer = new byte[BUFFER_SIZE];
    private int used;
    private boolean failed;

    private Output(OutputStream target, String name, boolean isPipe, boolean closesTarget) {
        this.target = target;
        this.name = name;
        this.isPipe = isPipe;
        this.closesTarget = closesTarget;
    }

    /** Standard output. */
    static Output standard(Streams streams) {
        return new Output(streams.out(), "standard output", streams.outIsPipe(), false);
    }

    /**
     * A file, which is made or emptied, or standard output.
     *
     * @param output its name; null or "-" is standard output
     * @param input what is going to be read: not to be emptied
     */
    static Output open(@Nullable String output, @Nullable String input, Streams streams) {
        if (output == null || output.equals(Input.STANDARD)) {
            return standard(streams);
        }
        Path path = Input.path(output);
        try {
            if (input != null
                    && !input.equals(Input.STANDARD)
                    && Files.exists(path)
                    && Files.isSameFile(path, Input.path(input))) {
                throw CommandFailure.sameFile(output);
            }
            if (Files.isDirectory(path)) {
                throw CommandFailure.isDirectory(output);
            }
            return new Output(Files.newOutputStream(path), output, false, true);
        } catch (IOException e) {
            throw CommandFailure.cannotCreate(output, e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        if (used == BUFFER_SIZE) {
            drain();
        }
        buffer[used++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > BUFFER_SIZE - used) {
            drain();
            if (length >= BUFFER_SIZE) {
                writeThrough(bytes, offset, length);
                return;
            }
        }
        System.arraycopy(bytes, offset, buffer, used, length);
        used += length;
    }

    /** Writes a line of text as UTF-8. */
    void line(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
        write('\n');
    }

    @Override
    public void flush() throws IOException {
        drain();
        if (!failed) {
            try {
                target.flush();
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            flush();
        } finally {
            if (closesTarget) {
                closeTarget();
            }
        }
    }

    private void closeTarget() throws WriteException {
        try {
            target.close();
        } catch (IOException e) {
            if (!failed) {
                throw failure(e);
            }
        }
    }

    private void drain() throws WriteException {
        int length = used;
        used = 0;
        writeThrough(buffer, 0, length);
    }

    private void writeThrough(byte[] bytes, int offset, int length) throws WriteException {
        if (failed || length == 0) {
            return;
        }
        try {
            target.write(bytes, offset, length);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private WriteException failure(IOException cause) {
        failed = true;
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        // The system's words come in the user's language; that it is a pipe is the surer sign where it can be had.
        return isPipe || message.contains("pipe")
                ? WriteException.closedPipe(name, cause)
                : WriteException.failed(name, cause);
    }
}
