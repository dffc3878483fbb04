package io.bsonwire.benchmarks.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** What was measured, row by row, and what could not be. */
final class Results {
    private final Map<Row, Map<Peer, Measurement>> rows = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /** Adds what a peer needed. */
    void add(Row row, Peer peer, Measurement measurement) {
        rows.computeIfAbsent(row, any -> new EnumMap<>(Peer.class)).put(peer, measurement);
    }

    /** Adds why something is missing. */
    void note(String text) {
        notes.add(text);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    List<Row> rows() {
        return List.copyOf(rows.keySet());
    }

    List<Row> rows(Table table) {
        return rows.keySet().stream().filter(row -> row.table() == table).toList();
    }

    Map<Peer, Measurement> of(Row row) {
        return Map.copyOf(rows.getOrDefault(row, Map.of()));
    }

    /** The measurement with the smallest median among these peers. */
    Optional<Measurement> best(Row row, List<Peer> peers) {
        Map<Peer, Measurement> measured = of(row);
        return peers.stream()
                .map(measured::get)
                .filter(Objects::nonNull)
                .min(Comparator.comparingDouble(Measurement::median));
    }

    /** The smallest median among these, in nanoseconds. */
    OptionalDouble median(Row row, List<Peer> peers) {
        return best(row, peers).stream().mapToDouble(Measurement::median).findFirst();
    }

    Optional<Row> row(String operation, String document) {
        return rows.keySet().stream()
                .filter(row ->
                        row.operation().equals(operation) && row.document().equals(document))
                .findFirst();
    }

    /** A line for every row and peer. */
    String csv() {
        StringBuilder csv =
                new StringBuilder("table,operation,document,threads,peer,version,mean_ns,median_ns,deviation_ns,"
                        + "samples,iterations,allocated_bytes,sample_ns\n");
        rows.forEach((row, peers) -> peers.forEach((peer, measurement) -> csv.append(String.format(
                Locale.ROOT,
                "%s,%s,%s,%d,%s,\"%s\",%.2f,%.2f,%.2f,%d,%d,%s,%s%n",
                row.table().name().toLowerCase(Locale.ROOT),
                row.operation(),
                row.document(),
                row.threads(),
                peer.id(),
                measurement.version(),
                measurement.mean(),
                measurement.median(),
                measurement.deviation(),
                measurement.samples().size(),
                measurement.iterations(),
                measurement.allocated() < 0 ? "" : String.format(Locale.ROOT, "%.1f", measurement.allocated()),
                String.join(
                        " ",
                        measurement.samples().stream()
                                .map(sample -> String.format(Locale.ROOT, "%.2f", sample.nanosPerOperation()))
                                .toList())))));
        return csv.toString();
    }
}
