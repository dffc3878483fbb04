package io.bsonwire.cli;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.Slf4JLoggerFactory;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the {@code bsonwire} command. It does nothing of its own: its subcommands do. */
@Command(
        name = "bsonwire",
        description = "Reads, writes and checks BSON, and speaks the MongoDB wire protocol.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:All went well",
            "1:The input, a file or the server was at fault; a line on standard error says what",
            "2:The command line was at fault",
            "141:Whoever read the output stopped doing so, as head does"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  bsonwire demo",
            "  bsonwire dump people.bson | head -3",
            "  bsonwire dump people.bson | bsonwire load - -o copy.bson",
            "  bsonwire validate dump/*/*.bson",
            "  bsonwire proxy --listen 27018 --to localhost:27017",
            "%n'bsonwire help COMMAND' tells more about each command."
        })
public final class Main implements Runnable {
    /** As for a process that the system ends because nobody reads its output (128 and the number of SIGPIPE). */
    static final int EXIT_CLOSED_PIPE = 141;
    /** As for a process that the system ends because of Ctrl-C (128 and the number of SIGINT). */
    static final int EXIT_INTERRUPTED = 130;

    /** Set by picocli before anything runs. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private Main() {}

    /**
     * Runs the command and ends the process with its exit code.
     *
     * @param args the words behind {@code bsonwire}
     */
    public static void main(String[] args) {
        // Netty takes a logger that drops everything for none at all, and prints traces instead; commands say what is
        // wrong.
        InternalLoggerFactory.setDefaultFactory(Slf4JLoggerFactory.INSTANCE);
        System.exit(run(Streams.ofProcess(), args));
    }

    /** Runs the command; returns its exit code. */
    static int run(Streams streams, String... args) {
        try {
            return commandLine(streams).execute(args);
        } catch (OutOfMemoryError e) {
            streams.err()
                    .println("bsonwire: out of memory (expected: less at once, or more memory, as with"
                            + " BSONWIRE_JAVA_OPTS=-Xmx1g)");
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static CommandLine commandLine(Streams streams) {
        return new CommandLine(new Main())
                .addSubcommand(new DemoCommand(streams))
                .addSubcommand(new DumpCommand(streams))
                .addSubcommand(new LoadCommand(streams))
                .addSubcommand(new ValidateCommand(streams))
                .addSubcommand(new GenerateCommand(streams))
                .addSubcommand(new WireCommand(streams))
                .addSubcommand(new ProxyCommand(streams))
                .addSubcommand(new HelpCommand())
                .setOut(new PrintWriter(new OutputStreamWriter(streams.out(), StandardCharsets.UTF_8), true))
                .setErr(streams.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(streams.errIsTerminal() ? Ansi.AUTO : Ansi.OFF))
                .setUsageHelpAutoWidth(false)
                .setParameterExceptionHandler((e, args) -> usageError(e))
                .setExecutionExceptionHandler((e, commandLine, parsed) -> exitCode(e, commandLine));
    }

    /** Says what is wrong and how the command is called; the whole help would hide it. */
    private static int usageError(ParameterException e) {
        CommandLine commandLine = e.getCommandLine();
        PrintWriter err = commandLine.getErr();
        String name = commandLine.getCommandSpec().qualifiedName();
        err.println(name + ": " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.print("Usage: " + commandLine.getHelp().synopsis("Usage: ".length()));
        err.println("'" + name + " --help' tells more.");
        return CommandLine.ExitCode.USAGE;
    }

    private static int exitCode(Exception e, CommandLine commandLine) {
        if (e instanceof InterruptedException) {
            return EXIT_INTERRUPTED;
        }
        if (e instanceof WriteException write && write.isClosedPipe()) {
            return EXIT_CLOSED_PIPE;
        }
        boolean known = e instanceof CommandFailure || e instanceof WriteException;
        commandLine
                .getErr()
                .println(commandLine.getCommandSpec().qualifiedName() + ": "
                        + (known ? e.getMessage() : "internal error: " + place(e)));
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** An error of the program itself, in one line that is enough for a report. */
    private static String place(Exception e) {
        StackTraceElement[] trace = e.getStackTrace();
        return trace.length == 0 ? e.toString() : e + " in " + trace[0];
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    /** The version that the archive's manifest states. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"bsonwire " + (version == null ? "(not packaged)" : version)};
        }
    }
}
