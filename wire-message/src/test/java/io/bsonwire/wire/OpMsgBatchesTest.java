package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpMsgBatchesTest {
    private static final Document INSERT = new Document("insert", "c").append("$db", "d");
    /** Bytes of a message with {@link #INSERT} and no document. */
    private static final int EMPTY = 20 + 1 + 30 + 1 + 4 + 10;
    /** Every document of these tests has this size, if not said otherwise. */
    private static final int SIZE = 14;

    private final TrackingAllocator alloc = new TrackingAllocator();

    @AfterEach
    void nothingIsLeft() {
        alloc.assertAllReleased();
    }

    private static List<Document> documents(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Document("_id", i)).toList();
    }

    private static OpMsgBatches insert(WireLimits limits, List<?> documents) {
        return insert(limits, documents.iterator());
    }

    private static OpMsgBatches insert(WireLimits limits, Iterator<?> documents) {
        return new OpMsgBatches(BsonCodec.DEFAULT, limits, new RequestIds(0))
                .body(INSERT)
                .documents(documents);
    }

    private Batch take(OpMsgBatches batches) {
        return Batch.take(batches, alloc);
    }

    private List<Batch> takeAll(OpMsgBatches batches) {
        return Batch.takeAll(batches, alloc);
    }

    private static WireLimits message(int maxMessageSizeBytes) {
        return new WireLimits(1000, maxMessageSizeBytes, 1000);
    }

    // ---- bytes ----

    @Test
    void aBatchIsTheMessageThatABuilderMakes() {
        Map<String, Object> second = new LinkedHashMap<>();
        second.put("a", 0.5);
        second.put("_id", 2);
        OpMsgBatches batches = new OpMsgBatches(BsonCodec.DEFAULT, WireLimits.DEFAULT, new RequestIds(257))
                .body(INSERT)
                .documents(List.of(new Document("_id", 1), second).iterator())
                .unacknowledged();
        OpMsg message = batches.next(alloc);
        assertThat(Messages.hex(message.bytes()))
                .as("but for the responseTo")
                .isEqualTo(Messages.INSERT.replaceAll("\\s", "").replace("feffffff", "00000000"));
        assertThat(batches.hasNext()).isFalse();
        message.release();
    }

    @Test
    void commandsAndDocumentsComeInEveryForm() {
        List<UnaryOperator<OpMsgBatches>> bodies = List.of(
                batches -> batches.body(INSERT),
                batches -> batches.body(new LinkedHashMap<>(INSERT)),
                batches -> batches.body(
                        w -> w.name("insert").writeString("c").name("$db").writeString("d")),
                batches -> batches.body((BsonWritable) RawDocument.of(BsonCodec.DEFAULT.encode(INSERT))));
        Document document = new Document("a", 0.5).append("_id", 2);
        List<Object> documents = List.of(
                document,
                new LinkedHashMap<>(document),
                (BsonWritable) w -> w.name("a").writeDouble(0.5).name("_id").writeInt32(2),
                RawDocument.of(BsonCodec.DEFAULT.encode(document)));
        List<byte[]> messages = new ArrayList<>();
        for (UnaryOperator<OpMsgBatches> body : bodies) {
            OpMsgBatches batches = body.apply(insert(WireLimits.DEFAULT, documents));
            OpMsg message = batches.next(alloc);
            assertThat(message.sequence("documents"))
                    .hasSize(4)
                    .allSatisfy(raw -> assertThat(raw.toDocument().keySet()).containsExactly("_id", "a"));
            byte[] bytes = new byte[message.length()];
            message.bytes().readBytes(bytes);
            messages.add(bytes);
            message.release();
        }
        assertThat(messages).allSatisfy(bytes -> assertThat(bytes).isEqualTo(messages.get(0)));
    }

    @Test
    void updatesAndDeletesAreLeftAsTheyAre() {
        List<Document> statements = List.of(new Document("q", new Document()).append("_id", 2));
        OpMsgBatches updates = new OpMsgBatches()
                .body(new Document("update", "c").append("$db", "d"))
                .updates(statements.iterator());
        OpMsgBatches deletes = new OpMsgBatches()
                .body(new Document("delete", "c").append("$db", "d"))
                .deletes(statements.iterator());
        OpMsg update = updates.next(alloc);
        OpMsg delete = deletes.next(alloc);
        assertThat(update.sequence("updates").iterator().next().toDocument().keySet())
                .containsExactly("q", "_id");
        assertThat(delete.sequence("deletes").iterator().next().toDocument().keySet())
                .containsExactly("q", "_id");
        assertThat(update.flagBits()).isZero();
        assertThat(update.header().requestId()).isNotEqualTo(delete.header().requestId());
        update.release();
        delete.release();
    }

    // ---- limits ----

    /** At each size of the limit around three documents, with and without the checksum, whose bytes count as well. */
    @ParameterizedTest
    @ValueSource(ints = {-15, -14, -1, 0, 1, 13, 14})
    void theMessageSizeDecidesHowManyDocumentsFit(int more) {
        int fit = Math.floorDiv(3 * SIZE + more, SIZE);
        List<Batch> plain = takeAll(insert(message(EMPTY + 3 * SIZE + more), documents(7)));
        List<Batch> checked = takeAll(
                insert(message(EMPTY + 4 + 3 * SIZE + more), documents(7)).checksum());
        List<Integer> expected = new ArrayList<>();
        for (int left = 7; left > 0; left -= fit) {
            expected.add(Math.min(left, fit));
        }
        assertThat(Batch.counts(plain)).isEqualTo(expected);
        assertThat(Batch.counts(checked)).isEqualTo(expected);
        assertThat(plain.get(0).length()).isEqualTo(EMPTY + fit * SIZE);
        assertThat(checked.get(0).length()).isEqualTo(EMPTY + 4 + fit * SIZE);
        assertThat(checked).allSatisfy(batch -> assertThat(batch.flagBits()).isEqualTo(OpMsg.CHECKSUM_PRESENT));
        assertThat(plain.stream().map(Batch::documents).flatMap(List::stream)).isEqualTo(documents(7));
        assertThat(plain.stream().map(Batch::first))
                .containsExactlyElementsOf(IntStream.range(0, plain.size())
                        .mapToObj(i -> (long) i * fit)
                        .toList());
    }

    @Test
    void theBatchSizeIsACountOfDocuments() {
        assertThat(Batch.counts(takeAll(insert(new WireLimits(1000, 1000, 3), documents(7)))))
                .containsExactly(3, 3, 1);
        assertThat(Batch.counts(takeAll(insert(new WireLimits(1000, 1000, 7), documents(7)))))
                .containsExactly(7);
        assertThat(Batch.counts(takeAll(insert(new WireLimits(1000, 1000, 1), documents(2)))))
                .containsExactly(1, 1);
    }

    @Test
    void countedFromTheFlagBitsThereIsRoomForAHeaderMore() {
        WireLimits limits = message(EMPTY + 3 * SIZE - 16);
        assertThat(Batch.counts(takeAll(insert(limits, documents(6))))).containsExactly(1, 1, 1, 1, 1, 1);
        assertThat(Batch.counts(takeAll(insert(limits, documents(6)).countFromFlagBits())))
                .containsExactly(3, 3);
        assertThat(Batch.counts(
                        takeAll(insert(message(Integer.MAX_VALUE), documents(6)).countFromFlagBits())))
                .containsExactly(6);
    }

    @Test
    void largeDocumentsOfAcknowledgedWritesAreLeftToTheServer() {
        List<Document> documents =
                List.of(new Document("_id", 0), new Document("_id", "x".repeat(5000)), new Document("_id", 2));
        BsonCodec small = BsonCodec.builder()
                .limits(BsonLimits.DEFAULT.withMaxDocumentSize(100))
                .build();
        OpMsgBatches batches =
                new OpMsgBatches(small, message(10_000)).body(INSERT).documents(documents.iterator());
        assertThat(takeAll(batches))
                .singleElement()
                .satisfies(batch -> assertThat(batch.documents()).isEqualTo(documents));
    }

    @Test
    void largeDocumentsOfUnacknowledgedWritesAreRefused() {
        WireLimits limits = new WireLimits(SIZE, 10_000, 1000);
        OpMsgBatches first = insert(limits, List.of(new Document("_id", 1L))).unacknowledged();
        assertThatThrownBy(() -> first.next(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("size of insert document 0: 18 (expected: at most the limit of 14)");
        assertEnded(first, 0);

        List<Document> updates = List.of(new Document("_id", 0), new Document("_id", 1L), new Document("_id", 2));
        OpMsgBatches second = new OpMsgBatches(BsonCodec.DEFAULT, limits)
                .body(new Document("update", "c").append("$db", "d"))
                .updates(updates.iterator())
                .unacknowledged();
        assertThat(take(second))
                .satisfies(batch -> assertThat(batch.documents()).isEqualTo(updates.subList(0, 1)))
                .satisfies(batch -> assertThat(batch.flagBits()).isEqualTo(OpMsg.MORE_TO_COME));
        assertThatThrownBy(() -> second.next(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("size of update statement 1: 18 (expected: at most the limit of 14)");
        assertEnded(second, 1);
    }

    private void assertEnded(OpMsgBatches batches, long failed) {
        assertThat(batches.first()).isEqualTo(failed);
        assertThat(batches.count()).isZero();
        assertThat(batches.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> batches.next(alloc));
        alloc.assertAllReleased();
    }

    @Test
    void aDocumentTooLargeForAMessageOfItsOwnIsRefused() {
        WireLimits limits = message(EMPTY + SIZE - 1);
        OpMsgBatches first = insert(limits, documents(2));
        assertThatThrownBy(() -> first.next(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("size of a message with nothing but insert document 0 of 14 bytes: 80"
                        + " (expected: at most the limit of 79)");
        assertEnded(first, 0);

        List<Document> deletes = List.of(new Document("_id", null), new Document("_id", 1));
        OpMsgBatches second = new OpMsgBatches(BsonCodec.DEFAULT, message(EMPTY - 2 + SIZE - 1))
                .body(new Document("delete", "c").append("$db", "d"))
                .deletes(deletes.iterator());
        assertThat(take(second).documents()).isEqualTo(deletes.subList(0, 1));
        assertThatThrownBy(() -> second.next(alloc))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("size of a message with nothing but delete statement 1 of 14 bytes: ");
        assertEnded(second, 1);
    }

    /** Nothing larger than a message is laid down anywhere, however large the document would become. */
    @Test
    void aDocumentLargerThanAMessageIsGivenUpAtTheLimit() {
        List<Document> documents = List.of(
                new Document("_id", 1),
                new Document("a", Collections.nCopies(Integer.MAX_VALUE, "x".repeat(1000))),
                new Document("_id", 2));
        OpMsgBatches batches = insert(message(10_000), documents);
        assertThat(take(batches).documents()).isEqualTo(documents.subList(0, 1));
        assertThatThrownBy(() -> batches.next(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("size of insert document 1: above 10000 (expected: at most the limit of 10000"
                        + " for a message)")
                .hasCauseInstanceOf(BsonEncodeException.class);
        assertEnded(batches, 1);
        assertThat(alloc.largest()).isLessThan(40_000);
    }

    @Test
    void aCommandThatIsTooLargeIsRefusedAndNothingIsLost() {
        OpMsgBatches batches = insert(new WireLimits(100, 100_000, 10), documents(3))
                .body(new Document("insert", "c".repeat(100 + 16384)));
        assertThatThrownBy(() -> batches.next(alloc))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("document length: 165");
        alloc.assertAllReleased();
        assertThat(takeAll(batches.body(INSERT)).get(0).documents()).isEqualTo(documents(3));
    }

    /** A large batch is one buffer that is not larger than it has to be, and the next one starts at its size. */
    @Test
    void aLargeBatchIsWhole() {
        Document document = new Document("_id", new byte[100_000]);
        OpMsgBatches batches = insert(WireLimits.DEFAULT, Collections.nCopies(960, document));
        OpMsg first = batches.next(alloc);
        assertThat(first.length()).isBetween(47_900_000, 48_000_000);
        assertThat(first.bytes().unwrap().capacity()).isLessThan(48_200_000);
        first.release();
        OpMsg second = batches.next(alloc);
        assertThat(second.length()).isEqualTo(first.length());
        assertThat(alloc.given()).isEqualTo(2);
        second.release();
        assertThat(take(batches).documents()).hasSize(2);
        assertThat(batches.hasNext()).isFalse();
    }

    /** Of a number of documents that is known the buffer is made for all of them, unless they are not alike. */
    @Test
    void collectionsGiveTheSameBatchesInBuffersThatAreGrownOnce() {
        List<Document> documents = documents(100_000);
        WireLimits limits = new WireLimits(1000, 1_000_000, 60_000);
        assertThat(takeAll(insert(limits, List.of()).documents(documents)))
                .isEqualTo(takeAll(insert(limits, documents)));
        OpMsg message =
                insert(WireLimits.DEFAULT, List.of()).documents(documents).next(alloc);
        assertThat(message.bytes().unwrap().capacity()).isBetween(message.length(), 2 * message.length());
        message.release();

        List<Document> uneven = new ArrayList<>(documents(1000));
        uneven.set(999, new Document("_id", "x".repeat(3_000_000)));
        uneven.set(0, new Document("_id", "x".repeat(20_000)));
        assertThat(takeAll(insert(WireLimits.DEFAULT, List.of()).documents(uneven)))
                .singleElement()
                .satisfies(batch -> assertThat(batch.documents()).isEqualTo(uneven));

        List<Document> statements = List.of(new Document("q", 1));
        Document update = new Document("update", "c").append("$db", "d");
        assertThat(take(new OpMsgBatches().body(update).updates(statements)).documents())
                .isEqualTo(take(new OpMsgBatches().body(update).deletes(statements))
                        .documents())
                .isEqualTo(statements);
    }
}
