package io.bsonwire.spec;

import io.bsonwire.bson.Document;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** How deep documents may be nested, and what must not be written. */
final class BorderChecks {
    private static final String NESTING = "nesting";
    private static final String UNWRITABLE = "what cannot be written";
    private static final int STACK = 1 << 20;

    /** The types of containers, as elements with the one-letter name that each level is in. */
    private static final Map<String, byte[]> CONTAINERS = new TreeMap<>(Map.of(
            "documents", new byte[] {3, 'a', 0},
            "arrays", new byte[] {4, '0', 0}));

    private BorderChecks() {}

    static List<Check<BsonImplementation>> of(Set<Operation> operations) {
        Cases cases = new Cases(Check.Source.VECTORS, operations);
        CONTAINERS.forEach((kind, element) -> {
            // What the server stores has to be read; what is deeper may be refused, but not end the thread.
            cases.document(
                    NESTING,
                    "100 levels of " + kind,
                    Specimen.of(nested(100, element)).withJson());
            survives(cases, "5,000 levels of " + kind, nested(5_000, element));
            survives(cases, "100,000 levels of " + kind, nested(100_000, element));
        });
        for (Vector vector : Vector.all()) {
            if (vector.fault() == Vector.Fault.DEPTH) {
                survives(cases, vector.name(), vector.bson());
            }
        }
        noNul(cases, "NUL in a name", new Document("a\0b", 1));
        noNul(cases, "NUL in the name of an embedded document", new Document("a", new Document("\0", 1)));
        noNul(cases, "NUL in a name in an array", new Document("a", List.of(new Document("a\0", 1))));
        for (String text : List.of("x\uD800", "\uDC00x", "\uDC00\uD800", "\uDBFF\uDBFF")) {
            wellFormed(cases, "surrogate alone in text, " + escaped(text), new Document("a", text));
            wellFormed(cases, "surrogate alone in a name, " + escaped(text), new Document(text, 1));
            wellFormed(cases, "surrogate alone in an array, " + escaped(text), new Document("a", List.of(text)));
        }
        return cases.checks();
    }

    /** A name ends at its first NUL, so one that has another cannot be written. */
    private static void noNul(Cases cases, String name, Document document) {
        cases.add(
                UNWRITABLE,
                name,
                Operation.ENCODE,
                () -> "  input: " + name,
                implementation -> Operation.assertRefused(implementation, () -> implementation.encode(document)));
    }

    /** It may be refused, or replaced; what is written has to be a document. */
    private static void wellFormed(Cases cases, String name, Document document) {
        cases.add(UNWRITABLE, name, Operation.ENCODE, () -> "  input: " + name, implementation -> {
            byte[] written;
            try {
                written = implementation.encode(document);
            } catch (UnsupportedOperationException e) {
                throw e;
            } catch (Exception e) {
                if (implementation.isRefusal(e)) {
                    return;
                }
                throw new AssertionError("came to light as " + e, e);
            }
            if (!Reference.accepts(written)) {
                throw new AssertionError("written as " + Reference.hex(written));
            }
        });
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(String.format("%04X ", c)));
        return escaped.toString().strip();
    }

    private static void survives(Cases cases, String name, byte[] bson) {
        for (Operation operation : Operation.READERS) {
            cases.add(
                    NESTING,
                    name,
                    operation,
                    () -> Reference.describe(bson),
                    implementation -> onUsualStack(() -> operation.apply(implementation, bson)));
        }
    }

    /** Any answer will do, and any refusal; an Error will not. */
    private static void onUsualStack(Operation.Question question) throws InterruptedException {
        AtomicReference<@Nullable Throwable> error = new AtomicReference<>();
        Runnable asking = () -> {
            Throwable problem = Tally.problem(question::ask);
            error.set(problem instanceof Error || problem instanceof UnsupportedOperationException ? problem : null);
        };
        Thread thread = new Thread(null, asking, "nesting", STACK);
        thread.start();
        thread.join();
        Throwable problem = error.get();
        if (problem instanceof UnsupportedOperationException unsupported) {
            throw unsupported;
        } else if (problem != null) {
            throw new AssertionError("ended with " + problem.getClass().getName(), problem);
        }
    }

    /** The document of so many levels, each the only element of the one above it. */
    static byte[] nested(int levels, byte[] element) {
        int level = 5 + element.length;
        byte[] bson = new byte[level * levels - element.length];
        for (int i = 0, at = 0; i < levels; i++) {
            Layout.putInt32(bson, at, bson.length - i * level);
            if (i < levels - 1) {
                System.arraycopy(element, 0, bson, at + 4, element.length);
                at += 4 + element.length;
            }
        }
        return bson;
    }
}
