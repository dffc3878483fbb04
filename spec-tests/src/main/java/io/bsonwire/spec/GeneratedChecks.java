package io.bsonwire.spec;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Shrinkable;

/**
 * Properties: every operation on documents of one kind after another, made by chance. What fails is shrunk to a small
 * document that fails too.
 */
final class GeneratedChecks {
    private static final List<Operation> WITHOUT_JSON =
            List.of(Operation.ENCODE, Operation.DECODE, Operation.ROUND_TRIP, Operation.VALIDATE, Operation.SKIP);
    private static final List<Operation> ALL = List.of(Operation.values());

    private final Set<Operation> operations;
    private final int tries;
    private final long seed;
    private final List<Check<BsonImplementation>> checks = new ArrayList<>();

    private GeneratedChecks(Set<Operation> operations, int tries, long seed) {
        this.operations = operations;
        this.tries = tries;
        this.seed = seed;
    }

    /**
     * Makes the checks.
     *
     * @param tries documents for each property; large ones are fewer
     */
    static List<Check<BsonImplementation>> of(Set<Operation> operations, int tries, long seed) {
        GeneratedChecks target = new GeneratedChecks(operations, tries, seed);
        target.add("documents", "of every type", BsonArbitraries.documents(), WITHOUT_JSON);
        target.add("documents", "that Extended JSON can express", BsonArbitraries.documentsForJson(), ALL);
        target.add("documents", "of 10 to 100 levels", BsonArbitraries.deepDocuments(10, 100), WITHOUT_JSON, 5);
        target.add("documents", "of up to 500 elements", BsonArbitraries.wideDocuments(500), WITHOUT_JSON, 10);
        target.add("documents", "of up to a megabyte", large(), WITHOUT_JSON, 50);
        for (TextClass text : TextClass.WELL_FORMED) {
            target.add("text", text.label(), inDocuments(text.texts(40)), ALL);
            if (text != TextClass.NUL) {
                Arbitrary<String> names = text.texts(20).map(GeneratedChecks::harmless);
                target.add(
                        "names", text.label(), names.map(name -> new Document(name, new Document(name + "!", 1))), ALL);
            }
        }
        target.add("numbers", "int32", inDocuments(BsonArbitraries.int32s()), ALL);
        target.add("numbers", "int64", inDocuments(BsonArbitraries.int64s()), ALL);
        target.add("numbers", "double, one NaN", inDocuments(BsonArbitraries.jsonDoubles()), ALL);
        target.add("numbers", "double, NaN payloads", inDocuments(BsonArbitraries.doubles()), WITHOUT_JSON);
        target.add("numbers", "decimal128, canonical", inDocuments(BsonArbitraries.jsonDecimal128s()), ALL);
        target.add("numbers", "decimal128, any bits", inDocuments(BsonArbitraries.decimal128s()), WITHOUT_JSON);
        target.add("other values", "date-times", inDocuments(BsonArbitraries.dateTimes()), ALL);
        target.add("other values", "timestamps", inDocuments(BsonArbitraries.timestamps()), ALL);
        target.add("other values", "binary", inDocuments(BsonArbitraries.binaries()), ALL);
        target.add("other values", "regular expressions", inDocuments(BsonArbitraries.regexes()), ALL);
        return target.checks;
    }

    /** As a value, in an array and in an embedded document. */
    private static Arbitrary<Document> inDocuments(Arbitrary<?> values) {
        return values.map(value ->
                new Document("a", value).append("b", List.of(value, value)).append("c", new Document("d", value)));
    }

    /** A name with a dollar sign in front makes Extended JSON another thing. */
    private static String harmless(String name) {
        return name.startsWith("$") ? "_" + name : name;
    }

    private static Arbitrary<Document> large() {
        Arbitrary<Integer> lengths = Arbitraries.integers().between(10_000, 1_000_000);
        return Arbitraries.oneOf(
                lengths.map(length -> new Document("a", "\u20AC".repeat(length / 3))),
                lengths.map(length -> new Document("a", Binary.of(new byte[length]))));
    }

    private void add(String group, String name, Arbitrary<Document> documents, List<Operation> asked) {
        add(group, name, documents, asked, 1);
    }

    private void add(String group, String name, Arbitrary<Document> documents, List<Operation> asked, int cost) {
        boolean json = asked.size() > WITHOUT_JSON.size();
        Stream<Operation> present = asked.stream().filter(operations::contains);
        present.forEach(operation -> checks.add(new Check<>(
                Check.Source.GENERATED, group, name, operation.label(), (implementation, tally) -> {
                    long start = seed + (group + name).hashCode();
                    int count = Math.max(1, tries / cost);
                    Shrinking.inSession(() -> property(
                            Shrinking.values(documents, count, start), operation, json, implementation, tally));
                })));
    }

    private void property(
            List<Shrinkable<Document>> documents,
            Operation operation,
            boolean json,
            BsonImplementation implementation,
            Tally tally) {
        boolean shrunk = false;
        for (Shrinkable<Document> document : documents) {
            boolean failed = tally.failed(
                    () -> describe(document.value()), () -> judge(operation, json, implementation, document.value()));
            if (failed && !shrunk) {
                shrunk = true;
                Document smallest = Shrinking.smallest(document, candidate -> {
                    Throwable problem = Tally.problem(() -> judge(operation, json, implementation, candidate));
                    return problem != null && !(problem instanceof UnsupportedOperationException);
                });
                tally.shrunk(() -> describe(smallest), () -> judge(operation, json, implementation, smallest));
            }
        }
    }

    private static void judge(Operation operation, boolean json, BsonImplementation implementation, Document document)
            throws Exception {
        Specimen specimen = Specimen.of(Reference.encode(document));
        operation.judge(implementation, json ? specimen.withJson() : specimen);
    }

    private String describe(Document document) {
        return Reference.describe(Reference.encode(document)) + "\n  seed:  " + seed;
    }
}
