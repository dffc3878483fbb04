package io.bsonwire.cli;

import io.bsonwire.wire.WireLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what clients and a server say to each other. */
@Command(
        name = "proxy",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        header = "Passes connections on to a server and shows the messages on them.",
        description = {
            "%nTakes the place of a server: what a client sends goes on to the real one, and its answers back, at once"
                    + " and byte for byte as they are. Each message is shown on a line: time, number of the"
                    + " connection, direction, and what it is about or, with --format json, all that is in it."
                    + " Compressed messages are shown as what they hold. What is no message is reported once and"
                    + " passed on as well.",
            "%nAt the end (Ctrl-C, --connections or --duration) a table on standard error says for each command how many"
                    + " requests and replies there were, how many requests wanted no reply (w:0) or got none"
                    + " (unanswered), the bytes, and how long the server took from the last byte of the request to"
                    + " the last one of the reply.",
            "%nTLS is not taken apart: use it on neither side, or see nothing but bytes. The members of a replica set"
                    + " tell clients their own addresses; to stay with the proxy, clients connect with"
                    + " directConnection=true. The JSON has all that goes over the connection, passwords of new users"
                    + " included.",
            "%nNobody waits for the output: where it is slower than the traffic, lines are dropped, and the table says"
                    + " how many. Messages too large for the memory that Java has are counted, but not looked into.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:The number of connections or the time was reached",
            "1:The proxy cannot listen, the server's name has no address, or the output cannot be written",
            "2:The command line was at fault",
            "130:Ctrl-C has ended it, which is as good as 0",
            "141:Whoever read the output stopped doing so, as head does",
            "143:SIGTERM has ended it, which is as good as 0"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  bsonwire proxy --listen 27018 --to localhost:27017",
            "  bsonwire proxy --listen 27018 --to localhost:27017 --format json \\",
            "      -o traffic.json"
        })
final class ProxyCommand implements Callable<Integer> {
    private static final Duration LINGER = Duration.ofSeconds(30);
    /** How long what is to be printed may take when the user wants an end. */
    private static final int IMPATIENCE_MILLIS = 1000;

    // Parts of the memory that Java may use.
    private static final int LARGEST_MESSAGE_PART = 16;
    private static final int INCOMPLETE_MESSAGES_PART = 8;
    private static final int WAITING_LINES_PART = 16;
    /** More than this is no help: a reader who has not come until then does not come. */
    private static final long MOST_WAITING_LINES = 64L << 20;

    /** Set by picocli before anything runs. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Streams streams;

    @Option(
            names = {"-l", "--listen"},
            paramLabel = "[HOST:]PORT",
            required = true,
            converter = Endpoint.Listening.class,
            description = "Where clients connect. Without a host only those on this machine can; 0.0.0.0 lets all of"
                    + " them. Port 0 is a free one, which is printed.")
    @SuppressWarnings("NullAway.Init")
    private Endpoint listen;

    @Option(
            names = {"-t", "--to"},
            paramLabel = "HOST:PORT",
            required = true,
            converter = Endpoint.Server.class,
            description = "The server. A name is looked up at the start, and again for each connection.")
    @SuppressWarnings("NullAway.Init")
    private Endpoint server;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            converter = ProxyLog.Format.Converter.class,
            description = "none, summary or json. Default: summary.")
    private ProxyLog.Format format = ProxyLog.Format.SUMMARY;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "The file to write the lines to. Default: standard output.")
    private @Nullable String output;

    @Option(names = "--connections", paramLabel = "N", description = "End when so many connections have come and gone.")
    private @Nullable Integer connections;

    @Option(names = "--duration", paramLabel = "SECONDS", description = "End after this time.")
    private @Nullable Integer duration;

    ProxyCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkPositive("number of connections", connections);
        checkPositive("duration", duration);
        EndSignal signal = new EndSignal();
        try {
            return run();
        } finally {
            signal.close();
        }
    }

    private void checkPositive(String what, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new ParameterException(
                    spec.commandLine(), "Invalid " + what + ": " + value + " (expected: at least 1)");
        }
    }

    private int run() throws IOException, InterruptedException {
        long memory = Runtime.getRuntime().maxMemory();
        LinePrinter printer = new LinePrinter(streams.err(), Math.min(MOST_WAITING_LINES, memory / WAITING_LINES_PART));
        TrafficTable table = new TrafficTable();
        ProxyLog log = new ProxyLog(format, printer);
        boolean interrupted;
        try (Proxy proxy = new Proxy(settings(memory), log, table, new CountedBuffers().alloc())) {
            Endpoint address = proxy.start();
            printer.start(Output.open(output, null, streams), proxy::stop);
            streams.err().println("bsonwire proxy: listening on " + address + ", passing on to " + server);
            interrupted = !awaitEnd(proxy);
        }
        try {
            printer.close(interrupted ? IMPATIENCE_MILLIS : 0);
        } finally {
            table.print(streams.err(), printer.dropped());
        }
        return interrupted ? Main.EXIT_INTERRUPTED : ExitCode.OK;
    }

    /** Returns false if it was the user who wanted an end. */
    private boolean awaitEnd(Proxy proxy) {
        try {
            proxy.awaitEnd(duration == null ? null : Duration.ofSeconds(duration));
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private Proxy.Settings settings(long memory) {
        return new Proxy.Settings(
                listen,
                server,
                connections == null ? 0 : connections,
                (int) Math.min(WireLimits.DEFAULT.maxMessageSizeBytes(), memory / LARGEST_MESSAGE_PART),
                memory / INCOMPLETE_MESSAGES_PART,
                LINGER);
    }
}
