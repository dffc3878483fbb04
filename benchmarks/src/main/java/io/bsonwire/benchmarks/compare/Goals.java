package io.bsonwire.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What this library wants to reach, and whether the rows show it. */
final class Goals {
    private static final List<String> MAIN = List.of("flat", "deep", "full");
    private static final List<Peer> BSONWIRE = Table.Column.BSONWIRE.peers();
    private static final List<Peer> MONGODB = Table.Column.MONGODB.peers();

    private final Results results;
    private final List<Goal> goals = new ArrayList<>();

    /**
     * One goal.
     *
     * @param text what is wanted
     * @param wanted the least value
     * @param got the value, empty if its rows were not measured
     * @param atMost whether the value has to stay below, not above
     */
    record Goal(String text, double wanted, OptionalDouble got, boolean atMost) {
        /** The verdict; what is missed says by how much. */
        String verdict() {
            if (got.isEmpty()) {
                return "not measured";
            }
            double value = got.getAsDouble();
            if (atMost ? value <= wanted : value >= wanted) {
                return "reached";
            }
            return wanted == 0
                    ? String.format(Locale.ROOT, "missed by %.0f B", value)
                    : String.format(Locale.ROOT, "missed by %.0f %%", 100 * Math.abs(value - wanted) / wanted);
        }
    }

    private Goals(Results results) {
        this.results = results;
    }

    /** All goals, against these results. */
    static List<Goal> of(Results results) {
        Goals goals = new Goals(results);
        goals.againstMongodb();
        goals.againstNative();
        goals.wire();
        goals.garbage();
        return goals.goals;
    }

    private void againstMongodb() {
        for (String operation : List.of("encode", "decode")) {
            for (String document : MAIN) {
                least(operation + " " + document + " over org.mongodb:bson", 4, ratio(operation, document, MONGODB));
            }
            least(
                    operation + " over org.mongodb:bson, geometric mean of flat, deep, full",
                    5,
                    mean(operation, MAIN, MONGODB, true));
        }
        for (String operation : List.of("to-json", "from-json")) {
            for (String document : MAIN) {
                least(operation + " " + document + " over org.mongodb:bson", 3, ratio(operation, document, MONGODB));
            }
        }
        for (String document : Catalogue.DOCUMENTS) {
            least("validate " + document + " over org.mongodb:bson's check", 1, ratio("validate", document, MONGODB));
        }
        least("get flat over RawBsonDocument", 10, ratio("get", "flat", MONGODB));
    }

    private void againstNative() {
        for (String operation : List.of("encode", "decode")) {
            List<Peer> pymongo = List.of(Peer.PYMONGO_C);
            least(
                    operation + " over PyMongo C, geometric mean",
                    10,
                    mean(operation, Catalogue.DOCUMENTS, pymongo, false));
            least(operation + " over PyMongo C, the worst row", 5, worst(operation, Catalogue.DOCUMENTS, pymongo));
            least(
                    operation + " over the Rust crate, the worst row",
                    1,
                    worst(operation, Catalogue.DOCUMENTS, List.of(Peer.RUST)));
        }
        OptionalDouble encode = Catalogue.DOCUMENTS.stream()
                .map(document -> division(
                        median("append", document, List.of(Peer.LIBBSON)), median("encode", document, BSONWIRE)))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .min();
        least("encode over append of libbson, the worst row", 1, encode);
        least("iterate over libbson, the worst row", 1, worst("iterate", Catalogue.DOCUMENTS, List.of(Peer.LIBBSON)));
        least(
                "iterate over the Rust crate, the worst row",
                1,
                worst("iterate", Catalogue.DOCUMENTS, List.of(Peer.RUST)));
        for (String document : List.of("flat", "deep")) {
            least("validate " + document + " over libbson", 4, ratio("validate", document, List.of(Peer.LIBBSON)));
        }
    }

    private void wire() {
        least("insert of 1,000 over PyMongo C", 10, ratio("insert:1000", "small_doc", List.of(Peer.PYMONGO_C)));
        least("insert of 1,000 over org.mongodb:bson", 4, ratio("insert:1000", "small_doc", MONGODB));
        for (Row row : results.rows(Table.PRIMITIVE)) {
            OptionalDouble cost = division(results.median(row, BSONWIRE), results.median(row, List.of(Peer.BARE)));
            goals.add(new Goal(row.name() + ": time over the bare primitive's", 1.05, cost, true));
        }
    }

    private void garbage() {
        for (String operation : List.of("encode", "skip", "validate", "get", "find", "insert:1000")) {
            OptionalDouble most = results.rows().stream()
                    .filter(row -> row.operation().equals(operation))
                    .flatMap(row -> results.best(row, List.of(Peer.BSONWIRE)).stream())
                    .mapToDouble(Measurement::allocated)
                    .max();
            goals.add(new Goal(
                    operation + ": garbage in bytes, the worst row",
                    0,
                    most.isPresent() ? OptionalDouble.of(Math.rint(most.getAsDouble())) : most,
                    true));
        }
    }

    private void least(String text, double wanted, OptionalDouble got) {
        goals.add(new Goal(text, wanted, got, false));
    }

    private OptionalDouble median(String operation, String document, List<Peer> peers) {
        return results.row(operation, document)
                .map(row -> results.median(row, peers))
                .orElse(OptionalDouble.empty());
    }

    private OptionalDouble ratio(String operation, String document, List<Peer> others) {
        return division(median(operation, document, others), median(operation, document, BSONWIRE));
    }

    private OptionalDouble worst(String operation, List<String> documents, List<Peer> others) {
        return documents.stream()
                .map(document -> ratio(operation, document, others))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .min();
    }

    /** The geometric mean of the ratios that are there; if {@code all}, only if all are. */
    private OptionalDouble mean(String operation, List<String> documents, List<Peer> others, boolean all) {
        double logarithms = 0;
        int count = 0;
        for (String document : documents) {
            OptionalDouble ratio = ratio(operation, document, others);
            if (ratio.isPresent()) {
                logarithms += Math.log(ratio.getAsDouble());
                count++;
            }
        }
        return count == 0 || (all && count < documents.size())
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.exp(logarithms / count));
    }

    private static OptionalDouble division(OptionalDouble a, OptionalDouble b) {
        return a.isPresent() && b.isPresent()
                ? OptionalDouble.of(a.getAsDouble() / b.getAsDouble())
                : a.isEmpty() ? a : b;
    }
}
