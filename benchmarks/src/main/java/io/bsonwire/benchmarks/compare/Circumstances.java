package io.bsonwire.benchmarks.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where, when and from which sources something was measured. */
final class Circumstances {
    private Circumstances() {}

    /** The lines that stand over the tables. */
    static Map<String, String> of(Path home, List<String> arguments, Options options, String java, Documents documents)
            throws InterruptedException {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("command", "`" + String.join(" ", prepend("benchmarks/compare", arguments)) + "`");
        lines.put(
                "date",
                OffsetDateTime.now(ZoneOffset.UTC)
                        .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)));
        String changes = output(home, "git", "status", "--porcelain", "--untracked-files=no");
        lines.put(
                "commit",
                output(home, "git", "rev-parse", "--short=10", "HEAD")
                        + (changes.isEmpty() ? "" : ", with changes that are not committed"));
        lines.put("machine", machine());
        lines.put(
                "Java",
                java
                        + ", a machine of its own for each row and peer, 1 GiB of heap that has been touched before (3 for inserts of 10,000 and more), pooled direct buffers, leak detection off");
        lines.put(
                "method",
                String.format(
                        Locale.ROOT,
                        "%d samples of each peer, in turns; %,d iterations in a sample, more if that takes less than %d ms, fewer"
                                + " if it takes more than %d ms (the CSV says how many); warm-up of Java %.1f s, of the others 10 iterations"
                                + " and what it takes to find the number of iterations; garbage is that of the sample with the least",
                        options.samples(),
                        Options.ITERATIONS,
                        options.shortestNanos() / 1_000_000,
                        options.longestNanos() / 1_000_000,
                        options.warmUpSeconds()));
        lines.put(
                "documents",
                documents.generated().isEmpty()
                        ? "those of the driver benchmark specification; simple and complex are this project's"
                        : "generated stand-ins for "
                                + String.join(
                                        ", ",
                                        documents.generated().stream().sorted().toList())
                                + ": BSON_BENCHMARK_DIR does not name a folder with those of the specification");
        return lines;
    }

    private static List<String> prepend(String first, List<String> others) {
        List<String> all = new ArrayList<>(others);
        all.add(0, first);
        return all;
    }

    private static String machine() {
        String processor = System.getProperty("os.arch");
        try {
            processor = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 2))
                    .findFirst()
                    .orElse(processor);
        } catch (IOException e) {
            // Not Linux: the architecture has to do.
        }
        return Runtime.getRuntime().availableProcessors() + " processors " + processor + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.version");
    }

    /** What a command prints, or "unknown". */
    static String output(Path folder, String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? text : "unknown";
        } catch (IOException e) {
            return "unknown";
        }
    }
}
