package io.bsonwire.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code bsonwire proxy} in a thread of this process. */
final class RunningCommand implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:([0-9]+), passing on to ");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private final FutureTask<Integer> run;
    private final Thread thread;
    private final int port;

    RunningCommand(int serverPort, String... options) {
        this(serverPort, null, options);
    }

    RunningCommand(int serverPort, OutputStream target, String... options) {
        Streams streams = new Streams(
                new ByteArrayInputStream(new byte[0]),
                target == null ? out : target,
                new PrintWriter(err, true),
                false,
                false);
        String[] args = Stream.concat(
                        Stream.of("proxy", "--listen", "0", "--to", "127.0.0.1:" + serverPort), Stream.of(options))
                .toArray(String[]::new);
        run = new FutureTask<>(() -> Main.run(streams, args));
        thread = new Thread(run, "proxy-command");
        thread.start();
        RunningProxy.await(
                () -> run.isDone() || LISTENING.matcher(err.toString()).find());
        Matcher listening = LISTENING.matcher(err.toString());
        if (!listening.find()) {
            throw new AssertionError(err.toString());
        }
        port = Integer.parseInt(listening.group(1));
    }

    int port() {
        return port;
    }

    String uri() {
        return "mongodb://127.0.0.1:" + port + "/?directConnection=true";
    }

    /** Does what Ctrl-C does; returns the exit code. */
    int interrupt() {
        thread.interrupt();
        return exitCode();
    }

    /** Waits for the end. */
    int exitCode() {
        try {
            return run.get(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new AssertionError(err.toString(), e);
        }
    }

    String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return text().lines().toList();
    }

    String err() {
        return err.toString();
    }

    /** The row of a command in the table, with every run of blanks as one. */
    String row(String command) {
        return err().lines()
                .map(line -> line.replaceAll(" +", " "))
                .filter(line -> line.startsWith(command + " "))
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        interrupt();
    }
}
