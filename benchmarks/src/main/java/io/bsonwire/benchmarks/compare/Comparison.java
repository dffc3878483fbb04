package io.bsonwire.benchmarks.compare;

import io.bsonwire.benchmarks.compare.PeerProcess.RunnerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Measures row by row. The runners of one row are started and warmed up one after another, then give their samples in
 * turns, the first of each, the second of each, so that whatever the machine does besides hits all alike.
 */
final class Comparison {
    private static final long CALIBRATION_NANOS = 10_000_000;

    private final Runners runners;
    private final Documents documents;
    private final Path folder;
    private final Options options;
    private final PrintWriter log;
    private final Results results = new Results();

    Comparison(Runners runners, Documents documents, Path folder, Options options, PrintWriter log) {
        this.runners = runners;
        this.documents = documents;
        this.folder = folder;
        this.options = options;
        this.log = log;
    }

    /** A runner at work, and what it has given. */
    private static final class Contender {
        final Peer peer;
        final PeerProcess process;
        final List<Measurement.Sample> samples = new ArrayList<>();
        long iterations = 1;

        Contender(Peer peer, PeerProcess process) {
            this.peer = peer;
            this.process = process;
        }
    }

    Results results() {
        return results;
    }

    /** Measures these rows by the peers that can be. */
    void measure(List<Row> rows, Predicate<Peer> wanted) throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            log.printf("[%d/%d] %s:", i + 1, rows.size(), row.name());
            log.flush();
            measure(
                    row,
                    row.peers().stream().filter(runners::has).filter(wanted).toList());
            log.println();
        }
        log.printf("%d s%n", (System.nanoTime() - start) / 1_000_000_000);
        log.flush();
    }

    private void measure(Row row, List<Peer> peers) throws IOException, InterruptedException {
        Path file = documents.file(row.document());
        if (documents.generated().contains(row.document())) {
            // Here, before the run has taken its time, and not only in its report.
            log.print(" (a stand-in: BSON_BENCHMARK_DIR has no such document)");
            log.flush();
        }
        Map<Peer, Contender> contenders = new LinkedHashMap<>();
        try {
            for (Peer peer : peers) {
                try {
                    PeerProcess process = PeerProcess.start(runners.command(peer, row, file), folder);
                    contenders.put(peer, new Contender(peer, process));
                    calibrate(contenders.get(peer));
                } catch (RunnerException e) {
                    drop(row, peer, contenders, String.valueOf(e.getMessage()));
                }
            }
            agree(row, contenders);
            for (int i = 0; i < options.samples(); i++) {
                for (Contender contender : List.copyOf(contenders.values())) {
                    try {
                        contender.samples.add(contender.process.sample(contender.iterations));
                    } catch (RunnerException e) {
                        drop(row, contender.peer, contenders, String.valueOf(e.getMessage()));
                    }
                }
            }
        } finally {
            contenders.values().forEach(contender -> contender.process.close());
        }
        contenders.forEach((peer, contender) -> {
            Measurement measurement = new Measurement(contender.process.version(), List.copyOf(contender.samples));
            results.add(row, peer, measurement);
            log.printf("  %s %s", peer.id(), Report.micros(measurement.median()));
        });
    }

    private void calibrate(Contender contender) throws RunnerException, InterruptedException {
        long iterations = 1;
        Measurement.Sample sample = contender.process.sample(iterations);
        while (sample.nanos() < CALIBRATION_NANOS) {
            iterations *= sample.nanos() < CALIBRATION_NANOS / 10 ? 10 : 2;
            sample = contender.process.sample(iterations);
        }
        contender.iterations = options.iterations(sample.nanosPerOperation());
    }

    /** All have to give the same number; who differs from bsonwire, or else from the first, is not doing the same. */
    private void agree(Row row, Map<Peer, Contender> contenders) {
        Contender judge = contenders.getOrDefault(
                Peer.BSONWIRE, contenders.values().stream().findFirst().orElse(null));
        for (Contender contender : List.copyOf(contenders.values())) {
            if (judge != null && !contender.process.result().equals(judge.process.result())) {
                String why = "result " + contender.process.result() + " (expected: that of " + judge.peer.id() + ", "
                        + judge.process.result() + ")";
                drop(row, contender.peer, contenders, why);
            }
        }
    }

    private void drop(Row row, Peer peer, Map<Peer, Contender> contenders, String why) {
        Contender contender = contenders.remove(peer);
        if (contender != null) {
            contender.process.close();
        }
        results.note(row.name() + ", " + peer.id() + ": " + why);
        log.printf("  %s failed: %s", peer.id(), why);
    }
}
