package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.BsonTypeException;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.DuplicateNames;
import io.bsonwire.bson.MalformedBsonException;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.CommandException;
import io.bsonwire.wire.CursorReply;
import io.bsonwire.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;

/** A batch that is walked where it lies is the batch that a decode finds, of sound replies and of damaged ones. */
class CursorReplyPropertyTest {
    /** Which of several fields of a name counts is the same as for raw views. */
    private static final BsonCodec CODEC =
            BsonCodec.builder().duplicateNames(DuplicateNames.FIRST_WINS).build();

    private static long mutants;
    private static long batches;

    @AfterContainer
    static void report() {
        System.out.printf("replies of cursors: %,d mutations, %,d of them with a batch still%n", mutants, batches);
    }

    private static Document reply(String batch, List<Document> documents) {
        return new Document(
                        "cursor",
                        new Document(batch, documents)
                                .append("postBatchResumeToken", new Document("_data", "8263"))
                                .append("id", 7L)
                                .append("ns", "shop.users"))
                .append("ok", 1.0)
                .append("operationTime", BsonTimestamp.of(1, 2));
    }

    @Provide
    Arbitrary<Document> replies() {
        return Combinators.combine(
                        Arbitraries.of("firstBatch", "nextBatch"),
                        BsonArbitraries.documents().list().ofMaxSize(6))
                .as(CursorReplyPropertyTest::reply);
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs().withoutEdgeCases();
    }

    @Property(tries = 150)
    void theBatchIsWhatADecodeFinds(@ForAll("replies") Document reply, @ForAll BufferShape shape) {
        ByteBuf buffer = shape.of(CODEC.encode(reply));
        try {
            CursorReply cursor = CursorReply.of(RawDocument.of(buffer, buffer.readerIndex(), CODEC));
            List<?> expected = batch(CODEC.decode(buffer.duplicate()));
            assertThat(documents(cursor)).isEqualTo(expected);
            assertThat(cursor.batchCount()).isEqualTo(expected.size());
            ByteBuf copy = Unpooled.buffer();
            cursor.copyBatchTo(copy);
            assertThat(copy.readableBytes()).isEqualTo(cursor.batchLength());
            assertThat(CODEC.decodeAll(copy)).isEqualTo(expected);
        } finally {
            buffer.release();
        }
    }

    @Example
    void everyMutationOfASample() {
        byte[] bytes = CODEC.encode(reply(
                "firstBatch",
                List.of(new Document("_id", 1), new Document(), new Document("a", List.of(new Document("b", "c"))))));
        long[] choice = {0};
        Mutations.all(bytes, mutation -> assertAgreement(mutation, choice[0]++));
    }

    @Property(tries = 150)
    void mutationsOfAnyReply(@ForAll("replies") Document reply, @ForAll("seeds") long seed) {
        byte[] bytes = CODEC.encode(reply);
        Random random = new Random(seed);
        for (int i = 0; i < 8; i++) {
            assertAgreement(Mutations.any(bytes, random), seed + i);
        }
    }

    /** Each kind often enough, the costly ones less often. */
    private static BufferShape shape(int percent) {
        return percent < 50
                ? BufferShape.DIRECT
                : percent < 75
                        ? BufferShape.OFFSET_SLICE
                        : percent < 97 ? BufferShape.HEAP : BufferShape.COMPOSITE_OF_BYTES;
    }

    private static void assertAgreement(Mutations.Mutation mutation, long choice) {
        mutants++;
        ByteBuf buffer = shape((int) Math.floorMod(choice, 100L)).of(mutation.bytes());
        String what = mutation.what() + ": " + HexFormat.of().formatHex(mutation.bytes());
        try {
            List<?> decoded = decodedBatch(buffer);
            CursorReply reply;
            try {
                reply = CursorReply.of(RawDocument.of(buffer, buffer.readerIndex(), CODEC));
            } catch (BsonException | WireException | CommandException e) {
                // Nothing is refused that a decode finds in order.
                assertThat(decoded).as(what + " refused: " + e.getMessage()).isNull();
                return;
            }
            batches++;
            BsonException ofArray = null;
            try {
                reply.batch().validate();
            } catch (BsonException e) {
                ofArray = e;
            }
            BsonException ofDocuments = null;
            try {
                reply.forEach(document -> document.validate());
            } catch (BsonTypeException e) { // an element that is no document
                assertThat(decoded).as(what + " refused: " + e.getMessage()).isNull();
                return;
            } catch (BsonException e) {
                ofDocuments = e;
            }
            if (ofDocuments != null || ofArray == null) {
                assertThat(ofArray == null).as(what).isEqualTo(ofDocuments == null);
            } else { // the names of the array's elements are not looked at
                assertThat(ofArray.problem()).as(what).startsWith("byte in name: ");
                assertThat(ofArray.path()).as(what).startsWith("cursor.");
            }
            if (decoded != null) {
                assertThat(documents(reply)).as(what).isEqualTo(decoded);
            }
        } finally {
            buffer.release();
        }
    }

    /** The batch of a reply that is well-formed altogether and has what it should have; null of any other. */
    private static @Nullable List<?> decodedBatch(ByteBuf buffer) {
        Document reply;
        try {
            reply = CODEC.decode(buffer.duplicate());
        } catch (MalformedBsonException e) {
            return null;
        }
        return reply.get("ok") instanceof Number ok && ok.doubleValue() == 1 ? batch(reply) : null;
    }

    private static @Nullable List<?> batch(Document reply) {
        if (!(reply.get("cursor") instanceof Document cursor)
                || cursor.containsKey("firstBatch") == cursor.containsKey("nextBatch")) {
            return null;
        }
        Object batch = cursor.getOrDefault("firstBatch", cursor.get("nextBatch"));
        return batch instanceof List<?> list && list.stream().allMatch(Document.class::isInstance) ? list : null;
    }

    private static List<Document> documents(CursorReply reply) {
        List<Document> documents = new ArrayList<>();
        for (RawDocument document : reply) {
            documents.add(document.toDocument());
        }
        return documents;
    }
}
