package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonCodec;
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
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** All routes agree on damaged documents: accepted or refused, why, where, and how long. */
class MutationPropertyTest {

    private static long mutants;
    private static long accepted;

    @AfterContainer
    static void report() {
        System.out.printf(
                "mutations: %,d by %d routes, %,d of them well-formed still, 0 disagreements%n",
                mutants, Route.values().length + 1, accepted);
    }

    private static final ObjectId ID = ObjectId.parse("0102030405060708090a0b0c");

    /** Small documents that have, together, every type and every kind of nesting. */
    private static final List<Document> SAMPLES = List.of(
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

    /** Everything that can be done to the samples, on one shape of buffer after another. */
    @Example
    void everyMutationOfTheSamples() {
        for (Document sample : SAMPLES) {
            Mutations.all(BsonCodec.DEFAULT.encode(sample), mutation -> assertAgreement(mutation, mutants));
        }
    }

    @Provide
    Arbitrary<Document> documents() {
        return BsonArbitraries.documents();
    }

    @Property(tries = 1000)
    void mutationsOfAnyDocument(@ForAll("documents") Document document, @ForAll("seeds") long seed) {
        byte[] bytes = BsonCodec.DEFAULT.encode(document);
        Random random = new Random(seed);
        for (int i = 0; i < 8; i++) {
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
            assertStreamAgrees(mutation, first);
            if (first.fault() == null) {
                accepted++;
                assertStable(source);
            }
        } finally {
            source.release();
        }
    }

    /** The stream learns only as it reads that the bytes end too early, so it words that differently. */
    private static void assertStreamAgrees(Mutations.Mutation mutation, Route.Verdict first) {
        Route.Verdict verdict = Route.ofStream(mutation.bytes());
        if (mutation.bytes().length < 5) {
            assertThat(verdict.fault()).as(mutation.what()).isNotNull();
        } else if (verdict.fault() != null && verdict.fault().startsWith("stream ends inside a document")) {
            assertThat(first.fault())
                    .as(mutation.what())
                    .matches("document length: .* bytes that are there\\) at 0 .*");
        } else if (!verdict.equals(first)) {
            assertThat(verdict)
                    .as("stream and DECODE on %s", describe(mutation, BufferShape.HEAP))
                    .isEqualTo(first);
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
