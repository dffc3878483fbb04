package io.bsonwire.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.benchmarks.compare.Peer.Language;
import io.bsonwire.benchmarks.compare.PeerProcess.RunnerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runners in processes of their own: a real one in Java, and scripts that play the others. */
@DisabledOnOs(OS.WINDOWS)
class ComparisonTest {
    private static final Row ROW = new Row(Table.RAW, "skip", "simple", Peer.LIBBSON, Peer.RUST, Peer.BSONWIRE);
    /** The types of the four fields of the document simple: string, int, bool, double. */
    private static final int RIGHT = 2 + 16 + 8 + 1;

    @TempDir
    Path home;

    private final StringWriter log = new StringWriter();

    private Runners runners() {
        return new Runners(
                home,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                Runtime.version().feature(),
                0.01);
    }

    private Results compare(Runners runners) throws IOException, InterruptedException {
        return compare(ROW, runners);
    }

    private Results compare(Row row, Runners runners) throws IOException, InterruptedException {
        Path files = Files.createDirectories(home.resolve("files"));
        Options options = new Options(3, 0.01, 1, 1_000_000);
        Comparison comparison =
                new Comparison(runners, new Documents(files, null), files, options, new PrintWriter(log));
        comparison.measure(List.of(row), peer -> true);
        return comparison.results();
    }

    private void script(String path, String... lines) throws IOException {
        Path script = home.resolve(path);
        Files.createDirectories(script.getParent());
        Files.writeString(script, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private void runner(String path, String result) throws IOException {
        script(
                path,
                "echo '{\"version\":\"played\",\"ready\":true,\"result\":\"" + result + "\"}'",
                "while read n; do echo \"{\\\"iterations\\\":$n,\\\"nanos\\\":$((n * 500000))}\"; done");
    }

    @Test
    void aDocumentThatStandsInForAnotherIsNamedWhenItsRowBegins() throws Exception {
        Runners runners = runners();
        compare(new Row(Table.RAW, "skip", "flat", Peer.BSONWIRE), runners);
        assertThat(log.toString()).startsWith("[1/1] skip flat: (a stand-in: BSON_BENCHMARK_DIR has no such document)");
        log.getBuffer().setLength(0);
        compare(ROW, runners);
        assertThat(log.toString()).startsWith("[1/1] skip simple:").doesNotContain("stand-in");
    }

    @Test
    void whoGivesAnotherNumberIsNotCounted() throws Exception {
        script("native/c/setup");
        script("native/rust/setup");
        runner("target/native/c/compare-c", String.valueOf(RIGHT));
        runner("target/native/rust/release/compare-rust", "7");
        Runners runners = runners();
        List<String> skipped = new ArrayList<>();
        runners.setUp(Set.of(Language.C, Language.RUST, Language.JAVA), skipped::add);
        assertThat(skipped).isEmpty();

        Results results = compare(runners);
        assertThat(results.of(ROW)).containsOnlyKeys(Peer.LIBBSON, Peer.BSONWIRE);
        Measurement played = results.of(ROW).get(Peer.LIBBSON);
        assertThat(played.samples()).hasSize(3);
        assertThat(played.median()).isEqualTo(500_000);
        assertThat(played.iterations()).isEqualTo(2); // one millisecond is the longest
        assertThat(played.allocated()).isEqualTo(-1);
        assertThat(results.of(ROW).get(Peer.BSONWIRE).version())
                .contains("bsonwire")
                .contains("Java");
        assertThat(results.notes())
                .containsExactly("skip simple, rust: result 7 (expected: that of bsonwire, " + RIGHT + ")");
    }

    @Test
    void aMissingToolIsALineAndTheRestRuns() throws Exception {
        script("native/c/setup", "echo 'skipped: C (a C compiler is needed)'", "exit 1");
        script("native/rust/setup", "exit 1");
        Runners runners = runners();
        List<String> skipped = new ArrayList<>();
        runners.setUp(Set.of(Language.C, Language.RUST), skipped::add);
        assertThat(skipped).hasSize(2).contains("skipped: C (a C compiler is needed)");
        assertThat(compare(runners).of(ROW)).containsOnlyKeys(Peer.BSONWIRE);
    }

    @Test
    void whatARunnerSaysOfItsErrorIsPassedOn() throws Exception {
        script("bad", "echo '{\"error\":\"wrong: encoded bytes\"}'", "exit 1");
        assertThatThrownBy(() -> PeerProcess.start(List.of(home.resolve("bad").toString()), home))
                .isInstanceOf(RunnerException.class)
                .hasMessage("wrong: encoded bytes");
        script("worse", "echo 'no such library' >&2", "exit 1");
        assertThatThrownBy(() -> PeerProcess.start(List.of(home.resolve("worse").toString()), home))
                .isInstanceOf(RunnerException.class)
                .hasMessage("no line of JSON: no such library");
    }

    @Test
    void aRunnersLineIsJson() throws Exception {
        assertThat(PeerProcess.parse(JavaRunner.object("error", "a \"b\" \\ c\n", "n", 5L, "ready", true)))
                .containsExactlyInAnyOrderEntriesOf(
                        java.util.Map.of("error", "a \"b\" \\ c ", "n", "5", "ready", "true"));
    }

    @Test
    void twoThreadsRunTheOperationAtOnce() throws Exception {
        Documents documents = new Documents(home, null);
        Row row = new Row(Table.TREE, "decode", "simple", 2, List.of(Peer.BSONWIRE));
        List<String> command = runners().command(Peer.BSONWIRE, row, documents.file("simple"));
        try (PeerProcess process = PeerProcess.start(command, home)) {
            Measurement.Sample sample = process.sample(1000);
            assertThat(sample.nanos()).isPositive();
            // A Document of four fields and its values, 1,000 times by each of two threads.
            assertThat(sample.allocated()).isGreaterThan(2 * 1000 * 100);
        }
    }
}
