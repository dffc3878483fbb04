package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.Document;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * All routes agree on damaged documents: accepted or refused, why, where, and how long.
 *
 * <p>{@code -Dbsonwire.mutations=1000000} sets how many mutations of generated documents are tried.
 */
class MutationPropertyTest {
    private static final int DOCUMENTS = 1000;
    private static final int MUTATIONS_A_DOCUMENT =
            Math.max(1, Integer.getInteger("bsonwire.mutations", 8 * DOCUMENTS) / DOCUMENTS);

    private static long mutants;
    private static long accepted;

    @AfterContainer
    static void report() {
        System.out.printf(
                "mutations: %,d by %d routes, %,d of them well-formed still, 0 disagreements%n",
                mutants, Route.values().length + 1, accepted);
    }

    /** Everything that can be done to the samples, on one shape of buffer after another. */
    @Example
    void everyMutationOfTheSamples() {
        for (Document sample : MutationChecks.SAMPLES) {
            Mutations.all(BsonCodec.DEFAULT.encode(sample), mutation -> assertAgreement(mutation, mutants));
        }
    }

    @Provide
    Arbitrary<Document> documents() {
        return BsonArbitraries.documents();
    }

    @Property(tries = DOCUMENTS)
    void mutationsOfAnyDocument(@ForAll("documents") Document document, @ForAll("seeds") long seed) {
        byte[] bytes = BsonCodec.DEFAULT.encode(document);
        Random random = new Random(seed);
        for (int i = 0; i < MUTATIONS_A_DOCUMENT; i++) {
            assertAgreement(Mutations.any(bytes, random), seed + i);
        }
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs().withoutEdgeCases();
    }

    /** Each kind often enough, the costly ones less often. */
    private static BufferShape shape(int percent) {
        return percent < 40
                ? BufferShape.HEAP
                : percent < 60
                        ? BufferShape.DIRECT
                        : percent < 80
                                ? BufferShape.OFFSET_SLICE
                                : percent < 97 ? BufferShape.READ_ONLY : BufferShape.COMPOSITE_OF_BYTES;
    }

    private static void assertAgreement(Mutations.Mutation mutation, long choice) {
        mutants++;
        byte[] bytes = mutation.bytes();
        BufferShape shape = shape((int) Math.floorMod(choice, 100L));
        ByteBuf source = shape.of(bytes);
        try {
            Route.Verdict first = Route.DECODE.on(source);
            for (Route route : Route.values()) {
                Route.Verdict verdict;
                try {
                    verdict = route.on(source);
                } catch (RuntimeException | StackOverflowError e) {
                    throw new AssertionError(route + " failed on " + describe(mutation, shape), e);
                }
                if (!verdict.equals(first)) {
                    assertThat(verdict)
                            .as("%s and DECODE on %s", route, describe(mutation, shape))
                            .isEqualTo(first);
                }
            }
            Route.assertStreamAgrees(mutation.what(), mutation.bytes(), first);
            if (first.fault() == null) {
                accepted++;
                assertStable(source);
            }
        } finally {
            source.release();
        }
    }

    /** What is accepted can be encoded again, and then stays as it is. */
    private static void assertStable(ByteBuf source) {
        Document decoded = BsonCodec.DEFAULT.decode(source);
        byte[] once;
        try {
            once = BsonCodec.DEFAULT.encode(decoded);
        } catch (BsonEncodeException e) {
            // Bytes may hold a DBPointer whose namespace has a NUL; it is not written.
            assertThat(e.problem()).startsWith("dbPointer namespace with NUL");
            return;
        }
        assertThat(BsonCodec.DEFAULT.decodeExactly(once).equals(decoded))
                .as(HexFormat.of().formatHex(ByteBufUtil.getBytes(source)))
                .isTrue();
    }

    private static String describe(Mutations.Mutation mutation, BufferShape shape) {
        return mutation.what() + ": " + HexFormat.of().formatHex(mutation.bytes()) + " on " + shape;
    }
}
