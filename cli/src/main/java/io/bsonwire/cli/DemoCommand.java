package io.bsonwire.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the libraries at work against a server. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        header = "Sends documents to a MongoDB server and compares what comes back.",
        description = {
            "%nConnects to a server, or starts one in this process that keeps its data in memory, and speaks OP_MSG with"
                    + " it through a Netty pipeline: hello, insert in batches, find and getMore, update, delete,"
                    + " aggregate. Every document is read back, before and after the changes, and compared byte for"
                    + " byte with what was sent.",
            "%nAt the end come a few of the documents as JSON, a table of what was done, and how many buffers were not"
                    + " given back, which should be 0. On a server that is given, a collection of its own is made and"
                    + " dropped again; nothing else is touched.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:All that came back is what was sent, and no buffer leaked",
            "1:It is not, or the server cannot be reached or used",
            "2:The command line was at fault"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  bsonwire demo", "  bsonwire demo --uri mongodb://localhost:27017 --documents 100000"})
final class DemoCommand implements Callable<Integer> {
    private static final int MAX_DOCUMENTS = 10_000_000;
    private static final int MAX_TIMEOUT = 3600;
    /** How long Ctrl-C waits for the collection to be dropped. */
    private static final long CLEAN_UP_SECONDS = 3;

    /** Set by picocli before anything runs. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Streams streams;

    @Option(
            names = "--uri",
            paramLabel = "URI",
            description = "The server, as mongodb://host[:port][/database]; one without authentication and TLS."
                    + " Default: one in this process.")
    private @Nullable String uri;

    @Option(
            names = {"-n", "--documents"},
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many documents to send. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Another number gives other documents. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long the server may take to answer a command. Default: ${DEFAULT-VALUE}.")
    private int timeout;

    DemoCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkRange("number of documents", count, MAX_DOCUMENTS);
        checkRange("timeout", timeout, MAX_TIMEOUT);
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = interruptedByShutdown(Thread.currentThread(), ended);
        try {
            if (uri != null) {
                return run(ServerAddress.parse(uri), "");
            }
            try (EmbeddedServer server = new EmbeddedServer()) {
                return run(server.address(), " (in this process)");
            }
        } finally {
            ended.countDown();
            removeHook(hook);
        }
    }

    private int run(ServerAddress address, String remark) throws IOException, InterruptedException {
        ProgressBar bar = new ProgressBar(streams);
        CountedBuffers buffers = new CountedBuffers();
        DemoReport report = new DemoReport(address + remark);
        try (ServerConnection connection =
                ServerConnection.open(address, Duration.ofSeconds(timeout), buffers.alloc())) {
            new DemoRun(connection, address, new SampleDocuments(seed), count, report, bar).run();
        } finally {
            bar.clear();
        }
        report.buffers(buffers.taken(), buffers.out());
        try (Output out = Output.standard(streams)) {
            report.print(out);
        }
        return report.isGood() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void checkRange(String what, int value, int largest) {
        if (value < 1 || value > largest) {
            throw new ParameterException(
                    spec.commandLine(), "Invalid " + what + ": " + value + " (expected: 1 to " + largest + ")");
        }
    }

    // ---- Ctrl-C ----

    /** Makes Ctrl-C interrupt the demo and gives it a moment to tidy up. */
    private static Thread interruptedByShutdown(Thread demo, CountDownLatch ended) {
        Thread hook = new Thread(
                () -> {
                    demo.interrupt();
                    try {
                        ended.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "bsonwire-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running: this is its doing.
        }
    }
}
