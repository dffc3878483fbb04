package io.bsonwire.cli;

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
        EndSignal signal = new EndSignal(); // the collection is dropped before the process ends
        try {
            if (uri != null) {
                return run(ServerAddress.parse(uri), "");
            }
            try (EmbeddedServer server = new EmbeddedServer()) {
                return run(server.address(), " (in this process)");
            }
        } finally {
            signal.close();
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
}
