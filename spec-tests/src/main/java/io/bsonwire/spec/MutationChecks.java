package io.bsonwire.spec;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.Code;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.DbPointer;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MaxKey;
import io.bsonwire.bson.MinKey;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.Regex;
import io.bsonwire.bson.Symbol;
import io.bsonwire.bson.Undefined;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.Shrinkable;
import org.jspecify.annotations.Nullable;

/**
 * Damaged documents: an implementation has to accept those that are documents still and to refuse the others, as the
 * {@link Reference} does; and what it accepts it has to read as the same document.
 */
final class MutationChecks {
    private static final ObjectId ID = ObjectId.parse("0102030405060708090a0b0c");
    private static final int MUTANTS_A_DOCUMENT = 8;

    /** Small documents that have, together, every type and every kind of nesting. */
    static final List<Document> SAMPLES = List.of(
            new Document(),
            new Document("a", 1).append("", 2L).append("d", -1.5).append("t", true),
            new Document("s", "text \u00e9").append("\u20ac", new Symbol("s")).append("c", new Code("f()")),
            new Document("b", Binary.of(new byte[] {1, 2, 3}))
                    .append("old", Binary.of(2, new byte[] {4, 5}))
                    .append("u", Binary.of(4, new byte[16])),
            new Document("r", new Regex("a.c", "im")).append("p", new DbPointer("db.c", ID)),
            new Document("i", ID)
                    .append("w", Instant.ofEpochMilli(1))
                    .append("o", BsonTimestamp.of(1, 2))
                    .append("n", null)
                    .append("x", Undefined.INSTANCE),
            new Document("l", List.of(1, "two", List.of(), new Document("e", null)))
                    .append("m", MinKey.INSTANCE)
                    .append("M", MaxKey.INSTANCE),
            new Document("w", new CodeWithScope("f", new Document("x", new CodeWithScope("", new Document())))),
            new Document("q", Decimal128.parse("-1.5E+10")).append("d", new Document("d", new Document("d", "d"))));

    /**
     * A mutant and what is to become of it.
     *
     * @param specimen null if it is to be refused
     */
    private record Judged(
            Mutations.Mutation mutation, @Nullable Specimen specimen) {
        /**
         * Nothing where the specification leaves the verdict open: for names that come twice, and for a DBPointer whose
         * namespace has a NUL, which bytes can have and values cannot.
         */
        static Optional<Judged> of(Mutations.Mutation mutation) {
            byte[] bson = mutation.bytes();
            if (!Reference.accepts(bson)) {
                return Optional.of(new Judged(mutation, null));
            } else if (!Reference.namesAreUnique(bson)) {
                return Optional.empty();
            }
            try {
                byte[] usual = Reference.encode(Reference.decode(bson));
                Specimen specimen = new Specimen(bson, List.of(usual), List.of(), List.of(), null, false);
                return Optional.of(new Judged(mutation, specimen));
            } catch (BsonEncodeException e) {
                return Optional.empty();
            }
        }

        void judge(Operation operation, BsonImplementation implementation) throws Exception {
            if (specimen == null) {
                operation.judgeRefusal(implementation, mutation.bytes());
            } else if (operation.canJudge(specimen)) {
                operation.judge(implementation, specimen);
            } else {
                operation.apply(implementation, mutation.bytes());
            }
        }

        String describe() {
            return "  " + mutation.what() + "\n" + Reference.describe(mutation.bytes());
        }
    }

    private MutationChecks() {}

    /**
     * Makes the checks.
     *
     * @param documents that are generated and damaged, each eight times
     */
    static List<Check<BsonImplementation>> of(Set<Operation> operations, int documents, long seed) {
        List<Check<BsonImplementation>> checks = new ArrayList<>();
        Map<Mutations.Kind, List<Judged>> all = new EnumMap<>(Mutations.Kind.class);
        for (Document sample : SAMPLES) {
            Mutations.all(
                    Reference.encode(sample),
                    mutation -> Judged.of(mutation)
                            .ifPresent(judged -> all.computeIfAbsent(mutation.kind(), kind -> new ArrayList<>())
                                    .add(judged)));
        }
        all.forEach((kind, mutants) ->
                add(checks, operations, "every mutation of small documents", kind.label(), () -> mutants, ""));
        add(
                checks,
                operations,
                "generated documents",
                "any mutation",
                () -> generated(documents, seed),
                "\n  seed:  " + seed);
        return checks;
    }

    private static List<Judged> generated(int documents, long seed) {
        Random random = new Random(seed);
        List<Judged> mutants = new ArrayList<>();
        Shrinking.inSession(() -> {
            for (Shrinkable<Document> document : Shrinking.values(BsonArbitraries.documents(), documents, seed)) {
                byte[] bson = Reference.encode(document.value());
                for (int i = 0; i < MUTANTS_A_DOCUMENT; i++) {
                    Judged.of(Mutations.any(bson, random)).ifPresent(mutants::add);
                }
            }
        });
        return mutants;
    }

    private static void add(
            List<Check<BsonImplementation>> checks,
            Set<Operation> operations,
            String group,
            String name,
            Supplier<List<Judged>> mutants,
            String origin) {
        for (Operation operation : Operation.READERS) {
            if (operations.contains(operation)) {
                checks.add(new Check<>(
                        Check.Source.MUTATIONS, group, name, operation.label(), (implementation, tally) -> {
                            for (Judged mutant : mutants.get()) {
                                tally.failed(
                                        () -> mutant.describe() + origin,
                                        () -> mutant.judge(operation, implementation));
                            }
                        }));
            }
        }
    }
}
