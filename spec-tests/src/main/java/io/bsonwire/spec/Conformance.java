package io.bsonwire.spec;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicNode;

/**
 * Turns an implementation into tests of all that the kit has: the official corpus if it is there (see {@link Corpus}), the
 * kit's own vectors, generated documents, and damaged ones, on which the verdicts are compared with those of bsonwire's
 * validator, the kit's reference for the specification.
 *
 * <pre>{@code
 * class MyCodecTest {
 *     @TestFactory
 *     Stream<DynamicNode> conformance() {
 *         return Conformance.of(new MyCodec()).tests();
 *     }
 * }
 * }</pre>
 *
 * <p>The tests are a tree of source, group, case and operation, as "official corpus > binary.json > subtype 0x00 >
 * decode". A failure shows the input as bytes, and as Extended JSON if it can be read. A generated document that fails is
 * shrunk first; the seed that it came from is shown with it, and with the summary that the last test prints. The same seed
 * brings the same documents: {@link #seed}, or the system property {@code bson.conformance.seed}.
 *
 * @param <I> the kind of implementation
 */
public final class Conformance<I extends Implementation> {
    private static final String SEED = "bson.conformance.seed";
    private static final int DOCUMENTS = 100;
    private static final Set<Check.Source> ALL = Set.of(Check.Source.values());

    /** There is no official corpus of messages. */
    private static final Set<Check.Source> WIRE =
            Set.of(Check.Source.VECTORS, Check.Source.GENERATED, Check.Source.MUTATIONS);

    private final I implementation;
    private final Checks<I> source;
    private final long seed;
    private final int documents;
    private final Set<Check.Source> sources;

    /** Makes the checks of a kind of implementation. */
    private interface Checks<I extends Implementation> {
        List<Check<I>> of(I implementation, int documents, long seed);
    }

    private Conformance(I implementation, Checks<I> source, long seed, int documents, Set<Check.Source> sources) {
        this.implementation = implementation;
        this.source = source;
        this.seed = seed;
        this.documents = documents;
        this.sources = sources;
    }

    /**
     * Tests for a codec of BSON.
     *
     * @param implementation is to be tested
     * @return the tests, with 100 documents for each property and a seed by chance, unless the system property sets it
     */
    public static Conformance<BsonImplementation> of(BsonImplementation implementation) {
        return new Conformance<>(implementation, Conformance::bsonChecks, anySeed(), DOCUMENTS, ALL);
    }

    /**
     * Tests for a codec of the wire protocol.
     *
     * @param implementation is to be tested
     * @return the tests, with 100 messages by chance and a seed by chance, unless the system property sets it
     */
    public static Conformance<WireImplementation> of(WireImplementation implementation) {
        return new Conformance<>(implementation, WireChecks::of, anySeed(), DOCUMENTS, WIRE);
    }

    private static long anySeed() {
        return Long.getLong(SEED, System.nanoTime());
    }

    private static List<Check<BsonImplementation>> bsonChecks(
            BsonImplementation implementation, int documents, long seed) {
        Set<Operation> operations = EnumSet.allOf(Operation.class);
        operations.removeIf(operation -> !operation.isSupportedBy(implementation));
        List<Check<BsonImplementation>> checks = new ArrayList<>();
        Corpus.folder().ifPresent(folder -> checks.addAll(CorpusChecks.of(corpus(folder), operations)));
        checks.addAll(VectorChecks.of(operations));
        checks.addAll(BorderChecks.of(operations));
        checks.addAll(GeneratedChecks.of(operations, documents, seed));
        checks.addAll(MutationChecks.of(operations, documents, seed));
        return checks;
    }

    private static Corpus corpus(Path folder) {
        try {
            return Corpus.load(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The same with another seed.
     *
     * @param value decides which documents are generated
     * @return the tests
     */
    public Conformance<I> seed(long value) {
        return new Conformance<>(implementation, source, value, documents, sources);
    }

    /**
     * The same with more or fewer generated documents.
     *
     * @param count documents for each property, and of those that are damaged; 1 or more
     * @return the tests
     */
    public Conformance<I> documents(int count) {
        return new Conformance<>(implementation, source, seed, count, sources);
    }

    /**
     * The same with inputs of some sources only.
     *
     * @param some those that are wanted
     * @return the tests
     */
    public Conformance<I> only(Check.Source... some) {
        return new Conformance<>(implementation, source, seed, documents, Set.of(some));
    }

    /**
     * The checks themselves, for those who run them otherwise than with JUnit.
     *
     * @return the checks of all operations that the implementation has, those of a case one behind the other
     */
    public List<Check<I>> checks() {
        return source.of(implementation, documents, seed).stream()
                .filter(check -> sources.contains(check.source()))
                .toList();
    }

    /**
     * The checks as tests of JUnit. The last of them prints what has been run.
     *
     * @return the tree, for a {@code @TestFactory}
     */
    public Stream<DynamicNode> tests() {
        Summary summary = new Summary(implementation, seed);
        List<DynamicNode> nodes = new ArrayList<>(containers(
                checks(),
                check -> check.source().label(),
                bySource -> containers(
                        bySource,
                        Check::group,
                        byGroup -> containers(byGroup, Check::name, byName -> leaves(byName, summary)))));
        if (sources.contains(Check.Source.CORPUS) && Corpus.folder().isEmpty()) {
            nodes.add(dynamicTest("the official corpus is not there", () -> Assumptions.abort(Corpus.HOW_TO_GET)));
        }
        nodes.add(dynamicTest("summary", () -> System.out.println(summary)));
        return nodes.stream();
    }

    private List<DynamicNode> leaves(List<Check<I>> checks, Summary summary) {
        return checks.stream()
                .<DynamicNode>map(check -> dynamicTest(check.operation(), () -> {
                    Outcome outcome = check.run(implementation);
                    summary.add(check, outcome);
                    report(check, outcome);
                }))
                .toList();
    }

    /** Names the check: where tests are reported by their numbers, nothing else does. */
    private static void report(Check<?> check, Outcome outcome) {
        AssertionError failure = outcome.failure();
        if (failure != null) {
            String count = outcome.tried() == 1
                    ? ""
                    : String.format(Locale.ROOT, "%,d of %,d failed; the first ", outcome.failed(), outcome.tried());
            throw new AssertionError(check + ":\n" + count + failure.getMessage(), failure);
        }
        Assumptions.assumeTrue(outcome.unsupported() < outcome.tried(), "not supported");
    }

    private static <C> List<DynamicNode> containers(
            List<C> checks, Function<C, String> name, Function<List<C>, List<DynamicNode>> content) {
        Map<String, List<C>> byName =
                checks.stream().collect(Collectors.groupingBy(name, LinkedHashMap::new, Collectors.toList()));
        List<DynamicNode> nodes = new ArrayList<>();
        byName.forEach((label, members) -> nodes.add(dynamicContainer(label, content.apply(members))));
        return nodes;
    }
}
