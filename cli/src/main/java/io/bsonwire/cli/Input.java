package io.bsonwire.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A command's input: a file or standard input. */
final class Input {
    /** The name that stands for standard input, or standard output. */
    static final String STANDARD = "-";

    private Input() {}

    /**
     * Opens a file for reading.
     *
     * @param file its name; "-" is standard input
     * @return unbuffered; closing it leaves standard input open
     */
    static InputStream open(String file, Streams streams) {
        if (file.equals(STANDARD)) {
            return new StandardInput(streams.in());
        }
        Path path = path(file);
        if (Files.isDirectory(path)) {
            throw CommandFailure.isDirectory(file); // some systems open it and fail at the first read
        }
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw CommandFailure.cannotOpen(file, e);
        }
    }

    /** How messages name it. */
    static String name(String file) {
        return file.equals(STANDARD) ? "standard input" : file;
    }

    static Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw CommandFailure.notAFileName(file, e);
        }
    }

    /** Standard input, which belongs to the process and not to the command. */
    private static final class StandardInput extends InputStream {
        private final InputStream in;

        StandardInput(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return in.read(target, offset, length);
        }
    }
}
