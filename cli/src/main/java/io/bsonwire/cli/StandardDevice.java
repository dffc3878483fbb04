package io.bsonwire.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What one of the process's standard streams leads to, where the operating system tells. */
enum StandardDevice {
    OUT("/dev/stdout"),
    ERR("/dev/stderr");

    // The file type in st_mode, as POSIX names it.
    private static final int TYPE_MASK = 0xF000;
    private static final int FIFO = 0x1000;
    private static final int CHARACTER_DEVICE = 0x2000;
    private static final int SOCKET = 0xC000;

    private static final int UNKNOWN = -1;

    private final Path path;

    StandardDevice(String path) {
        this.path = Path.of(path);
    }

    /** Whether somebody looks at it. {@link System#console} does not tell: it asks for all streams, or for none. */
    boolean isTerminal() {
        return type() == CHARACTER_DEVICE && !isNull();
    }

    /** Whether another process reads it. */
    boolean isPipe() {
        int type = type();
        return type == FIFO || type == SOCKET;
    }

    private int type() {
        try {
            return (Integer) Files.getAttribute(path, "unix:mode") & TYPE_MASK;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return UNKNOWN; // closed, or not a Unix
        }
    }

    /** Whether it is the null device, a character device without a reader. */
    private boolean isNull() {
        try {
            return Files.getAttribute(path, "unix:rdev").equals(Files.getAttribute(Path.of("/dev/null"), "unix:rdev"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
