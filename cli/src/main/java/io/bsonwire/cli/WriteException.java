package io.bsonwire.cli;

import java.io.IOException;

/** Writing failed, as opposed to reading. */
final class WriteException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Whether the reader has gone away, which is no fault of anybody's. */
    private final boolean closedPipe;

    private WriteException(String message, boolean closedPipe, IOException cause) {
        super(message, cause);
        this.closedPipe = closedPipe;
    }

    /** Nobody reads the other end any more. */
    static WriteException closedPipe(String name, IOException cause) {
        return new WriteException(name + ": nobody reads it any more", true, cause);
    }

    /** Anything else: no space, no device. */
    static WriteException failed(String name, IOException cause) {
        return new WriteException(name + ": cannot write: " + CommandFailure.reason(cause), false, cause);
    }

    boolean isClosedPipe() {
        return closedPipe;
    }
}
