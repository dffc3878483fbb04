package io.bsonwire.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * What a command reads and writes when it is given no file.
 *
 * @param in standard input, unbuffered
 * @param out standard output, unbuffered, and unlike {@link System#out} not silent about a failure
 * @param err where messages go, flushed line by line
 * @param outIsPipe whether another process reads the output and may stop doing so
 * @param errIsTerminal whether somebody looks at the messages, so that progress may be shown
 */
record Streams(InputStream in, OutputStream out, PrintWriter err, boolean outIsPipe, boolean errIsTerminal) {
    /** Those of the process. */
    static Streams ofProcess() {
        return new Streams(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                StandardDevice.OUT.isPipe(),
                StandardDevice.ERR.isTerminal() && !"dumb".equals(System.getenv("TERM")));
    }
}
