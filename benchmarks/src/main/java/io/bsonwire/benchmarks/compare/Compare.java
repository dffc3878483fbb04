package io.bsonwire.benchmarks.compare;

import io.bsonwire.benchmarks.compare.Peer.Language;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code benchmarks/compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures bsonwire beside its peers in Java, Python, Rust and C, as far as they can be had here, by"
                        + " turns, and writes the tables, the samples and a chart.")
public final class Compare implements Callable<Integer> {
    @Option(names = "--quick", description = "fewer rows, fewer samples, less warm-up: some minutes")
    private boolean quick;

    @Option(
            names = "--scaling",
            description = "how cost grows with size, depth, fields, batch and threads, in place of the tables")
    private boolean scaling;

    @Option(
            names = "--rows",
            paramLabel = "REGEX",
            description = "only rows in whose name, such as 'encode flat', this is found")
    private Pattern rows = Pattern.compile("");

    @Option(
            names = "--peers",
            paramLabel = "REGEX",
            description = "only peers in whose name this is found: ${COMPLETION-CANDIDATES}",
            completionCandidates = PeerNames.class)
    private Pattern peers = Pattern.compile("");

    @Option(names = "--samples", paramLabel = "N", description = "samples of each row and peer (5; quick: 3)")
    private int samples;

    @Option(
            names = "--java",
            paramLabel = "PATH",
            description = "JDK, or its program java, that runs what is measured in Java (the one that runs this)")
    private Path java = Path.of(System.getProperty("java.home"));

    @Option(names = "--out", paramLabel = "FOLDER", description = "where the results go (benchmarks/results)")
    private @Nullable Path out;

    @Option(names = "--list", description = "prints the names of the rows, and measures nothing")
    private boolean list;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private final Path home =
            Path.of(System.getProperty("compare.home", "benchmarks")).toAbsolutePath();

    /** The names of peers, for the help. */
    static final class PeerNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Peer.values()).map(Peer::id).iterator();
        }
    }

    /**
     * Runs the command.
     *
     * @param args its options
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Compare()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter log = spec.commandLine().getOut();
        List<Row> wanted = (scaling ? Scaling.rows() : Catalogue.rows(quick))
                .stream().filter(row -> rows.matcher(row.name()).find()).toList();
        if (wanted.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--rows: no row is named like " + rows);
        }
        if (list) {
            wanted.forEach(row -> log.println(row.name()));
            return 0;
        }
        Options options = samples > 0 ? Options.of(quick).withSamples(samples) : Options.of(quick);
        Path program = Files.isDirectory(java) ? java.resolve("bin/java") : java;
        String version = javaVersion(program);
        Path folder = Files.createTempDirectory("compare");
        try {
            String source = System.getenv("BSON_BENCHMARK_DIR");
            Documents documents = new Documents(folder, source == null ? null : Path.of(source));
            int feature = Integer.parseInt(version.replaceAll("\\D.*", ""));
            Runners runners = new Runners(home, program, feature, options.warmUpSeconds());
            Comparison comparison = new Comparison(runners, documents, folder, options, log);
            Predicate<Peer> peer = any -> peers.matcher(any.id()).find();
            runners.setUp(languages(wanted, peer), line -> {
                log.println(line);
                log.flush();
                comparison.results().note(line);
            });
            comparison.measure(wanted, peer);
            List<String> arguments = spec.commandLine().getParseResult().originalArgs();
            write(comparison.results(), Circumstances.of(home, arguments, options, version, documents), log);
        } finally {
            delete(folder);
        }
        return 0;
    }

    private static Set<Language> languages(List<Row> rows, Predicate<Peer> wanted) {
        Set<Language> languages = EnumSet.noneOf(Language.class);
        rows.forEach(
                row -> row.peers().stream().filter(wanted).map(Peer::language).forEach(languages::add));
        return languages;
    }

    private String javaVersion(Path program) throws InterruptedException {
        String version = Circumstances.output(
                home, program.toString(), "--version"); // the second line: OpenJDK Runtime Environment (build ...)
        return version.lines()
                .skip(1)
                .map(line -> line.replaceAll(".*\\(build (.*)\\)", "$1"))
                .findFirst()
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "--java: " + program + " cannot be run"));
    }

    private void write(Results results, Map<String, String> circumstances, PrintWriter log) throws IOException {
        Path target = out == null ? home.resolve("results") : out;
        Files.createDirectories(target);
        String name = scaling ? "scaling" : "compare";
        String report = scaling
                ? new ScalingReport(results, circumstances).markdown()
                : new Report(results, circumstances).markdown();
        Files.writeString(target.resolve(name + ".md"), report);
        Files.writeString(target.resolve(name + ".csv"), results.csv());
        Files.writeString(
                target.resolve(name + ".svg"), scaling ? new LineChart(results).svg() : new BarChart(results).svg());
        log.println();
        log.println(report);
        log.println("written: " + target.resolve(name) + ".md, .csv, .svg");
        log.flush();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
