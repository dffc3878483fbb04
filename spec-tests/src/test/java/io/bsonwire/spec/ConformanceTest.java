package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.InvalidUtf8;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** That the kit finds what is wrong, says it in a form that helps, and leaves alone what an implementation has not. */
class ConformanceTest {
    private static final BsonCodec CODEC = BsonCodec.DEFAULT;

    /** Right in all that it has: it encodes and decodes. */
    private static class Partial implements BsonImplementation {
        @Override
        public String name() {
            return "partial";
        }

        @Override
        public byte[] encode(Document document) {
            return CODEC.encode(document);
        }

        @Override
        public Document decode(byte[] bson) {
            return CODEC.decodeExactly(bson);
        }
    }

    @Test
    void onlyWhatThereIsIsTested() {
        List<Check<BsonImplementation>> checks = checks(new Partial(), Check.Source.values());
        TreeSet<String> operations = new TreeSet<>();
        checks.forEach(check -> operations.add(check.operation()));
        assertThat(operations).containsExactly("decode", "encode");
        assertThat(failures(new Partial(), checks)).isEmpty();
    }

    @Test
    void malformedTextThatIsReplacedIsFound() {
        BsonCodec lenient = BsonCodec.builder().invalidUtf8(InvalidUtf8.REPLACE).build();
        BsonImplementation replacing = new Partial() {
            @Override
            public Document decode(byte[] bson) {
                return lenient.decodeExactly(bson);
            }
        };
        List<String> failures = failures(replacing, checks(replacing, Check.Source.values()));
        assertThat(failures)
                .anyMatch(text -> text.startsWith("vectors > fault: utf-8 > "))
                .anyMatch(text -> text.startsWith("mutations > every mutation of small documents > text > decode"))
                .allMatch(text -> text.contains("\n  bytes: ") && text.contains("\n  JSON:  "))
                .allMatch(text -> text.contains("malformed, but accepted as {"));
        assertThat(failures).noneMatch(text -> text.contains("generated > "));
    }

    /** A codec that takes every long for an int: the kit finds the smallest number with which that matters. */
    @Test
    void generatedDocumentsAreShrunk() {
        BsonImplementation narrow = new Partial() {
            @Override
            public Document decode(byte[] bson) {
                Document document = CODEC.decodeExactly(bson);
                document.replaceAll((name, value) -> value instanceof Long number ? number.intValue() : value);
                return document;
            }
        };
        String found = failures(narrow, checks(narrow, Check.Source.GENERATED)).stream()
                .filter(text -> text.startsWith("generated > documents > of every type > decode"))
                .findAny()
                .orElseThrow();
        assertThat(found).contains("\n  JSON:  {\"\":{\"$numberLong\":\"0\"}}").contains("\n  seed:  7");
    }

    @Test
    void theSameSeedFindsTheSame() {
        BsonImplementation without = new Partial() {
            @Override
            public byte[] encode(Document document) {
                return CODEC.encode(document.containsKey("") ? new Document() : document);
            }
        };
        assertThat(failures(without, checks(without, Check.Source.GENERATED)))
                .isNotEmpty()
                .isEqualTo(failures(without, checks(without, Check.Source.GENERATED)));
    }

    @Test
    void typesThatAreNotThereAreUnsupported() {
        BsonImplementation noDecimals = new Partial() {
            @Override
            public byte[] encode(Document document) {
                if (document.values().stream().anyMatch(value -> value instanceof Decimal128)) {
                    throw new UnsupportedOperationException("decimal128");
                }
                return super.encode(document);
            }
        };
        List<Check<BsonImplementation>> checks = checks(noDecimals, Check.Source.VECTORS, Check.Source.GENERATED);
        assertThat(failures(noDecimals, checks)).isEmpty();
        Outcome decimals = checks.stream()
                .filter(check -> check.group().equals("numbers") && check.name().startsWith("decimal128"))
                .filter(check -> check.operation().equals("encode"))
                .map(check -> check.run(noDecimals))
                .reduce(Outcome::plus)
                .orElseThrow();
        assertThat(decimals.unsupported()).isEqualTo(decimals.tried()).isPositive();
    }

    @Test
    void anErrorIsNoRefusal() {
        BsonImplementation fragile = new Partial() {
            @Override
            public Document decode(byte[] bson) {
                if (!Reference.accepts(bson)) {
                    throw new StackOverflowError();
                }
                return super.decode(bson);
            }
        };
        assertThat(failures(fragile, checks(fragile, Check.Source.VECTORS)))
                .anyMatch(text -> text.startsWith("vectors > fault: type > ") && text.contains("StackOverflowError"))
                .anyMatch(text -> text.startsWith("vectors > nesting > ") && text.contains("StackOverflowError"));
    }

    @Test
    void onlyTheExceptionsThatAreNamedAreRefusals() {
        BsonImplementation careless = new Partial() {
            @Override
            public Document decode(byte[] bson) {
                if (bson.length < 5) {
                    throw new ArrayIndexOutOfBoundsException(4);
                }
                return super.decode(bson);
            }

            @Override
            public boolean isRefusal(Exception e) {
                return !(e instanceof IndexOutOfBoundsException);
            }
        };
        assertThat(failures(careless, checks(careless, Check.Source.VECTORS, Check.Source.MUTATIONS)))
                .isNotEmpty()
                .allMatch(text -> text.contains("malformed input came to light as java.lang.ArrayIndexOutOfBounds"));
    }

    /** As JUnit sees it: a tree whose leaves pass, fail or are skipped. */
    @Test
    void testsPassFailOrAreSkipped() {
        BsonImplementation odd = new Partial() {
            @Override
            public byte[] encode(Document document) {
                if (document.containsValue(true)) {
                    throw new UnsupportedOperationException("true");
                }
                return document.size() == 1 && document.containsValue(false) ? new byte[0] : super.encode(document);
            }
        };
        List<DynamicTest> leaves = new ArrayList<>();
        Conformance.of(odd).seed(7).only(Check.Source.VECTORS).tests().forEach(node -> collect(node, leaves));
        List<Throwable> thrown = leaves.stream()
                .map(test -> catchThrowable(() -> test.getExecutable().execute()))
                .toList();
        assertThat(thrown).filteredOn(problem -> problem == null).hasSizeGreaterThan(200);
        assertThat(thrown)
                .filteredOn(problem -> problem instanceof TestAbortedException)
                .hasSize(1);
        assertThat(thrown)
                .filteredOn(problem -> problem instanceof AssertionError)
                .singleElement()
                .extracting(Throwable::getMessage)
                .asString()
                .startsWith("vectors > bool > bool false > encode:\ngave      \nexpected: 090000000861000000");
    }

    private static void collect(DynamicNode node, List<DynamicTest> leaves) {
        if (node instanceof DynamicContainer container) {
            try (Stream<? extends DynamicNode> children = container.getChildren()) {
                children.forEach(child -> collect(child, leaves));
            }
        } else if (node instanceof DynamicTest test) {
            leaves.add(test);
        }
    }

    private static List<Check<BsonImplementation>> checks(BsonImplementation implementation, Check.Source... sources) {
        return Conformance.of(implementation)
                .seed(7)
                .documents(30)
                .only(sources)
                .checks();
    }

    private static List<String> failures(BsonImplementation implementation, List<Check<BsonImplementation>> checks) {
        List<String> failures = new ArrayList<>();
        for (Check<BsonImplementation> check : checks) {
            Outcome outcome = check.run(implementation);
            if (outcome.failure() != null) {
                failures.add(check + ": " + outcome.failure().getMessage());
            }
        }
        return failures;
    }
}
