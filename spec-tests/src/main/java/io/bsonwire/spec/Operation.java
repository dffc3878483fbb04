package io.bsonwire.spec;

import io.bsonwire.bson.Document;
import io.bsonwire.bson.json.ExtendedJson;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What can be asked of a {@link BsonImplementation}, and how the answer is judged. */
enum Operation {
    ENCODE("encode") {
        @Override
        Object apply(BsonImplementation implementation, byte[] bson) throws Exception {
            return implementation.encode(Reference.decode(bson));
        }

        @Override
        void judge(BsonImplementation implementation, Specimen specimen) throws Exception {
            assertOneOf(specimen.encodings(), implementation.encode(Reference.decode(specimen.bson())));
        }
    },

    DECODE("decode") {
        @Override
        Object apply(BsonImplementation implementation, byte[] bson) throws Exception {
            return implementation.decode(bson);
        }

        @Override
        void judge(BsonImplementation implementation, Specimen specimen) throws Exception {
            Document decoded = implementation.decode(specimen.bson());
            byte[] encoded;
            try {
                encoded = Reference.encode(decoded);
            } catch (RuntimeException e) {
                throw new AssertionError("decoded to what cannot be encoded: " + e.getMessage(), e);
            }
            assertOneOf(specimen.encodings(), encoded);
        }
    },

    ROUND_TRIP("round trip") {
        @Override
        Object apply(BsonImplementation implementation, byte[] bson) throws Exception {
            return implementation.roundTrip(bson);
        }

        @Override
        void judge(BsonImplementation implementation, Specimen specimen) throws Exception {
            byte[] result = implementation.roundTrip(specimen.bson());
            if (!implementation.keepsBytes() || !Arrays.equals(result, specimen.bson())) {
                assertOneOf(specimen.encodings(), result);
            }
        }
    },

    VALIDATE("validate") {
        @Override
        Object apply(BsonImplementation implementation, byte[] bson) throws Exception {
            implementation.validate(bson);
            return "nothing";
        }

        @Override
        void judge(BsonImplementation implementation, Specimen specimen) throws Exception {
            implementation.validate(specimen.bson());
        }
    },

    SKIP("skip") {
        @Override
        Object apply(BsonImplementation implementation, byte[] bson) throws Exception {
            return implementation.skip(bson);
        }

        @Override
        void judge(BsonImplementation implementation, Specimen specimen) throws Exception {
            byte[] bson = specimen.bson();
            assertSame(bson.length, implementation.skip(bson));
            byte[] followed = Arrays.copyOf(bson, bson.length + 3);
            Arrays.fill(followed, bson.length, followed.length, (byte) 0x7F);
            assertSame(bson.length, implementation.skip(followed));
        }
    },

    CANONICAL_JSON("to canonical JSON") {
        @Override
        Object apply(BsonImplementation implementation, byte[] bson) throws Exception {
            return implementation.toCanonicalJson(bson);
        }

        @Override
        void judge(BsonImplementation implementation, Specimen specimen) throws Exception {
            assertJson(specimen.json(), implementation.toCanonicalJson(specimen.bson()));
        }
    },

    RELAXED_JSON("to relaxed JSON") {
        @Override
        Object apply(BsonImplementation implementation, byte[] bson) throws Exception {
            return implementation.toRelaxedJson(bson);
        }

        @Override
        void judge(BsonImplementation implementation, Specimen specimen) throws Exception {
            assertJson(specimen.relaxed(), implementation.toRelaxedJson(specimen.bson()));
        }
    },

    FROM_JSON("from JSON") {
        @Override
        Object apply(BsonImplementation implementation, byte[] bson) throws Exception {
            return implementation.fromJson(Reference.toJson(ExtendedJson.canonical(), bson));
        }

        @Override
        void judge(BsonImplementation implementation, Specimen specimen) throws Exception {
            byte[] result = implementation.fromJson(Objects.requireNonNull(specimen.text()));
            if (specimen.lossy()) {
                assertJson(specimen.json(), Reference.toJson(ExtendedJson.canonical(), result));
            } else {
                assertOneOf(specimen.encodings(), result);
            }
        }
    };

    /** Those that go through all of a document, so that none of its faults may escape them. */
    static final Set<Operation> READERS = EnumSet.of(DECODE, ROUND_TRIP, VALIDATE, CANONICAL_JSON);

    private static final byte[] EMPTY = {5, 0, 0, 0, 0};

    private final String label;

    Operation(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** Asks; the answer is not judged. */
    abstract Object apply(BsonImplementation implementation, byte[] bson) throws Exception;

    /** Asks; fails if the answer is wrong. */
    abstract void judge(BsonImplementation implementation, Specimen specimen) throws Exception;

    /** Whether a specimen says what the answer has to be. */
    boolean canJudge(Specimen specimen) {
        return switch (this) {
            case CANONICAL_JSON -> !specimen.json().isEmpty();
            case RELAXED_JSON -> !specimen.relaxed().isEmpty();
            case FROM_JSON -> specimen.text() != null;
            default -> true;
        };
    }

    /** Whether an implementation has the operation: it need not be right. */
    boolean isSupportedBy(BsonImplementation implementation) {
        return !(Tally.problem(() -> apply(implementation, EMPTY)) instanceof UnsupportedOperationException);
    }

    /** Asks with what is malformed; fails if there is an answer. */
    void judgeRefusal(BsonImplementation implementation, byte[] bson) throws Exception {
        assertRefused(implementation, () -> apply(implementation, bson));
    }

    /** Something that gives an answer. */
    interface Question {
        Object ask() throws Exception;
    }

    static void assertRefused(Implementation implementation, Question question) throws Exception {
        Object answer;
        try {
            answer = question.ask();
        } catch (UnsupportedOperationException e) {
            throw e;
        } catch (Exception e) {
            if (implementation.isRefusal(e)) {
                return;
            }
            throw new AssertionError("malformed input came to light as " + e, e);
        }
        String text = answer instanceof byte[] bytes ? Reference.hex(bytes) : String.valueOf(answer);
        throw new AssertionError("malformed, but accepted as " + Reference.shortened(text, 256));
    }

    private static void assertOneOf(List<byte[]> expected, byte[] actual) {
        for (byte[] one : expected) {
            if (Arrays.equals(one, actual)) {
                return;
            }
        }
        throw new AssertionError(
                "gave      " + Reference.hex(actual) + "\nexpected: " + Reference.hex(expected.get(0)));
    }

    private static void assertSame(int expected, int actual) {
        if (actual != expected) {
            throw new AssertionError("length: " + actual + " (expected: " + expected + ")");
        }
    }

    static void assertJson(List<String> expected, String actual) {
        for (String one : expected) {
            if (PlainJson.same(one, actual)) {
                return;
            }
        }
        throw new AssertionError("gave      " + Reference.shortened(actual, 1024) + "\nexpected: "
                + Reference.shortened(expected.get(0), 1024));
    }
}
