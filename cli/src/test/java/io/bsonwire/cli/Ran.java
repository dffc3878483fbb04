package io.bsonwire.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A run of the command in this process, with its streams caught. */
final class Ran {
    private final int exitCode;
    private final byte[] out;
    private final String err;

    private Ran(int exitCode, byte[] out, String err) {
        this.exitCode = exitCode;
        this.out = out;
        this.err = err;
    }

    /** Runs it with nothing on standard input. */
    static Ran bsonwire(String... args) {
        return bsonwire(new byte[0], args);
    }

    static Ran bsonwire(byte[] in, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Ran ran = to(out, false, in, args);
        return new Ran(ran.exitCode, out.toByteArray(), ran.err);
    }

    /** Runs it with its output going elsewhere. */
    static Ran to(OutputStream out, boolean outIsPipe, byte[] in, String... args) {
        StringWriter err = new StringWriter();
        Streams streams = new Streams(new ByteArrayInputStream(in), out, new PrintWriter(err, true), outIsPipe, false);
        int exitCode = Main.run(streams, args);
        return new Ran(exitCode, new byte[0], err.toString());
    }

    int exitCode() {
        return exitCode;
    }

    /** What came on standard output. */
    byte[] out() {
        return out;
    }

    /** What came on standard error. */
    String err() {
        return err;
    }

    String text() {
        return new String(out, StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return text().lines().toList();
    }
}
