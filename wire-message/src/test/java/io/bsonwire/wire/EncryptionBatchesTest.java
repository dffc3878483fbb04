package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Batches whose documents are in an array inside the command. */
class EncryptionBatchesTest {
    private static final Document COMMAND = new Document("insert", "c").append("$db", "d");

    private final TrackingAllocator alloc = new TrackingAllocator();

    @AfterEach
    void nothingIsLeft() {
        alloc.assertAllReleased();
    }

    private static OpMsgBatches insert(WireLimits limits, List<Document> documents) {
        return new OpMsgBatches(BsonCodec.DEFAULT, limits, new RequestIds(6))
                .body(COMMAND)
                .documents(documents.iterator());
    }

    /** Releases the batch and returns its documents. */
    private List<?> take(OpMsgBatches batches) {
        OpMsg message = batches.next(alloc);
        OpMsg read = OpMsg.decode(
                message.bytes(),
                BsonCodec.builder()
                        .limits(BsonCodec.DEFAULT.limits().withMaxDocumentSize(48_000_000))
                        .build());
        assertThat(read.largestDocument())
                .isEqualTo(message.largestDocument())
                .isEqualTo(message.body().length());
        assertThat(read.sequences()).isEmpty();
        List<?> documents = message.body().toDocument().getArray("documents");
        assertThat(documents).hasSize(batches.count());
        message.release();
        return documents;
    }

    private List<Integer> counts(OpMsgBatches batches) {
        List<Integer> counts = new ArrayList<>();
        while (batches.hasNext()) {
            counts.add(take(batches).size());
        }
        return counts;
    }

    @Test
    void layout() {
        OpMsgBatches batches = insert(
                        WireLimits.DEFAULT, List.of(new Document("_id", 1), new Document("a", null).append("_id", 2)))
                .forEncryption()
                .checksum();
        OpMsg message = batches.next(alloc);
        assertThat(Messages.hex(message.bytes().slice(0, message.length() - 4))).isEqualTo("""
                        6c000000 07000000 00000000 dd070000
                        01000000
                        00 53000000 02 696e7365727400 02000000 6300 02 24646200 02000000 6400
                           04 646f63756d656e747300 2a000000
                              03 3000 0e000000 10 5f696400 01000000 00
                              03 3100 11000000 10 5f696400 02000000 0a 6100 00
                              00
                           00
                        """.replaceAll("\\s", ""));
        OpMsg.decode(message.bytes());
        assertThat(batches.hasNext()).isFalse();
        message.release();
    }

    /** What is no document is found behind the name of its place in the array, which has to go with it. */
    @Test
    void whatIsNoDocumentLeavesNoTraceInTheArray() {
        OpMsgBatches batches = insert(WireLimits.DEFAULT, Arrays.asList(new Document("_id", 1), null))
                .forEncryption();
        assertThat(take(batches)).isEqualTo(List.of(new Document("_id", 1)));
        assertThatThrownBy(() -> batches.next(alloc))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("item 1 of sequence \"documents\" of class null");
        assertThat(batches.hasNext()).isFalse();
    }

    @Test
    void elementsAreNumberedAnewInEachBatch() {
        List<Document> documents =
                IntStream.range(0, 250).mapToObj(i -> new Document("_id", i)).toList();
        OpMsgBatches batches =
                insert(new WireLimits(1000, 10_000, 120), documents).forEncryption();
        for (int from = 0; from < 250; from += 120) {
            OpMsg message = batches.next(alloc);
            int count = Math.min(120, 250 - from);
            assertThat(batches.first()).isEqualTo(from);
            assertThat(batches.count()).isEqualTo(count);
            Document expected = new Document(COMMAND);
            expected.put("documents", documents.subList(from, from + count));
            assertThat(message.body().bytes()).isEqualTo(Unpooled.wrappedBuffer(BsonCodec.DEFAULT.encode(expected)));
            message.release();
        }
        assertThat(batches.hasNext()).isFalse();
    }

    /** Two documents of 1 MiB less what surrounds them fill 2 MiB; a byte more and each goes alone. */
    @Test
    void commandsAreSplitAt2MiB() {
        int around =
                BsonCodec.DEFAULT.encode(new Document(COMMAND).append("documents", List.of())).length + 2 * (3 + 13);
        String text = "x".repeat(OpMsgBatches.ENCRYPTION_SPLIT_SIZE - around);
        int half = text.length() / 2;
        List<Document> fit = List.of(
                new Document("a", text.substring(half)), new Document("a", text.substring(0, half)), new Document());
        assertThat(counts(insert(WireLimits.DEFAULT, fit).forEncryption())).containsExactly(2, 1);
        List<Document> oneMore =
                List.of(new Document("a", text.substring(half)), new Document("a", "y" + text.substring(0, half)));
        assertThat(counts(insert(WireLimits.DEFAULT, oneMore).forEncryption())).containsExactly(1, 1);
    }

    @Test
    void aLargerDocumentGoesAlone() {
        List<Document> documents = List.of(
                new Document("_id", 1),
                new Document("_id", new byte[OpMsgBatches.ENCRYPTION_SPLIT_SIZE + 1]),
                new Document("_id", new byte[16 * 1024 * 1024 + 16 * 1024 - 2 - 15]),
                new Document("_id", 3));
        assertThat(counts(insert(WireLimits.DEFAULT, documents).forEncryption()))
                .containsExactly(1, 1, 1, 1);
    }

    @Test
    void butNotOneThatACommandCannotHold() {
        List<Document> documents =
                List.of(new Document("_id", 1), new Document("_id", new byte[16 * 1024 * 1024 + 16 * 1024 - 2 - 14]));
        OpMsgBatches batches = insert(WireLimits.DEFAULT, documents).forEncryption();
        assertThat(take(batches)).hasSize(1);
        assertThatThrownBy(() -> batches.next(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("size of insert document 1: 16793599 (expected: at most the limit of 16793598)");
        assertEnded(batches, 1);
    }

    private void assertEnded(OpMsgBatches batches, long failed) {
        assertThat(batches.first()).isEqualTo(failed);
        assertThat(batches.count()).isZero();
        assertThat(batches.hasNext()).isFalse();
        assertThatThrownBy(() -> batches.next(alloc)).isInstanceOf(NoSuchElementException.class);
    }

    /** Nobody would say that a document was too large. */
    @Test
    void largeDocumentsOfUnacknowledgedWritesAreRefused() {
        WireLimits limits = new WireLimits(100, 10_000, 10);
        Document most = new Document("_id", "x".repeat(100 - 15));
        Document more = new Document("_id", "x".repeat(101 - 15));
        assertThat(counts(insert(limits, List.of(most, more)).forEncryption())).containsExactly(2);
        OpMsgBatches batches =
                insert(limits, List.of(most, more, most)).forEncryption().unacknowledged();
        assertThat(take(batches)).isEqualTo(List.of(most));
        assertThatThrownBy(() -> batches.next(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("size of insert document 1: 101 (expected: at most the limit of 100)");
        assertEnded(batches, 1);
    }

    /** In the middle of a batch, and where the next one would begin; the array is closed behind those before. */
    @Test
    void anIteratorThatFailsTakesNothingWithIt() {
        for (int at = 0; at <= 7; at++) {
            List<Document> documents =
                    IntStream.range(0, at).mapToObj(i -> new Document("_id", i)).toList();
            Iterator<Document> failing = Stream.concat(documents.stream(), Stream.generate(() -> {
                        throw new UnsupportedOperationException("on purpose");
                    }))
                    .iterator();
            OpMsgBatches batches = new OpMsgBatches(BsonCodec.DEFAULT, new WireLimits(1000, 1000, 3))
                    .body(COMMAND)
                    .documents(failing)
                    .forEncryption()
                    .checksum();
            List<Object> given = new ArrayList<>();
            while (given.size() < at) {
                given.addAll(take(batches));
            }
            assertThat(given).isEqualTo(documents);
            assertThat(batches.hasNext()).isTrue();
            assertThatThrownBy(() -> batches.next(alloc)).isInstanceOf(UnsupportedOperationException.class);
            assertEnded(batches, at);
        }
    }

    @Test
    void theSmallestSplitSizeIsOneByte() {
        List<Document> documents = List.of(new Document(), new Document());
        assertThat(counts(insert(WireLimits.DEFAULT, documents).forEncryption(1)))
                .containsExactly(1, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OpMsgBatches().forEncryption(0))
                .withMessage("split size: 0 (expected: at least 1)");
    }
}
