package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

    /** What a batch was, without its buffer. */
    private record Batch(long first, List<Document> documents, int length, int flagBits) {}

    /** Takes the next batch, checks that its bytes are what it says, and releases it. */
    private Batch take(OpMsgBatches batches) {
        OpMsg message = batches.next(alloc);
        OpMsg read = OpMsg.decode(message.bytes());
        assertThat(read).isEqualTo(message);
        assertThat(read.body()).isEqualTo(message.body());
        assertThat(read.sequences()).isEqualTo(message.sequences());
        assertThat(read.largestDocument()).isEqualTo(message.largestDocument());
        assertThat(message.sequences()).hasSize(1);
        List<Document> documents = new ArrayList<>();
        message.sequences().get(0).forEach(document -> documents.add(document.toDocument()));
        assertThat(documents)
                .hasSize(batches.count())
                .hasSize(message.sequences().get(0).count());
        assertThat(message.release()).isTrue();
        return new Batch(batches.first(), documents, message.length(), message.flagBits());
    }

    private List<Batch> takeAll(OpMsgBatches batches) {
        List<Batch> all = new ArrayList<>();
        while (batches.hasNext()) {
            all.add(take(batches));
        }
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> batches.next(alloc));
        return all;
    }

    private static List<Integer> counts(List<Batch> batches) {
        return batches.stream().map(batch -> batch.documents().size()).toList();
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
        assertThat(counts(plain)).isEqualTo(expected);
        assertThat(counts(checked)).isEqualTo(expected);
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
        assertThat(counts(takeAll(insert(new WireLimits(1000, 1000, 3), documents(7)))))
                .containsExactly(3, 3, 1);
        assertThat(counts(takeAll(insert(new WireLimits(1000, 1000, 7), documents(7)))))
                .containsExactly(7);
        assertThat(counts(takeAll(insert(new WireLimits(1000, 1000, 1), documents(2)))))
                .containsExactly(1, 1);
    }

    @Test
    void countedFromTheFlagBitsThereIsRoomForAHeaderMore() {
        WireLimits limits = message(EMPTY + 3 * SIZE - 16);
        assertThat(counts(takeAll(insert(limits, documents(6))))).containsExactly(1, 1, 1, 1, 1, 1);
        assertThat(counts(takeAll(insert(limits, documents(6)).countFromFlagBits())))
                .containsExactly(3, 3);
        assertThat(counts(
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

    // ---- documents come one by one ----

    @Test
    void withoutDocumentsThereIsNoBatch() {
        assertThat(takeAll(insert(WireLimits.DEFAULT, List.of()))).isEmpty();
        assertThat(alloc.given()).isZero();
        Iterator<Document> liar = new Iterator<>() {
            private boolean asked;

            @Override
            public boolean hasNext() {
                boolean first = !asked;
                asked = true;
                return first;
            }

            @Override
            public Document next() {
                throw new AssertionError("there is none");
            }
        };
        OpMsgBatches batches = insert(WireLimits.DEFAULT, liar);
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> batches.next(alloc));
    }

    @Test
    void withoutCommandOrDocumentsThereIsAnError() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        new OpMsgBatches().documents(documents(1).iterator()).next(alloc))
                .withMessage("batches without a body");
        assertThatIllegalStateException()
                .isThrownBy(() -> new OpMsgBatches().body(INSERT).next(alloc))
                .withMessage("batches without documents");
        assertThatIllegalStateException().isThrownBy(() -> new OpMsgBatches().hasNext());
        assertThat(alloc.given()).isZero();
    }

    /** Makes documents as they are asked for, and counts them. */
    private static final class Counting implements Iterator<Document> {
        private final int most;
        private int made;

        Counting(int most) {
            this.most = most;
        }

        @Override
        public boolean hasNext() {
            return made < most;
        }

        @Override
        public Document next() {
            return new Document("_id", made++);
        }
    }

    @Test
    void aMillionDocumentsArePulledNoFurtherThanOneBeyondTheBatch() {
        Counting documents = new Counting(1_000_000);
        OpMsgBatches batches = insert(new WireLimits(1000, 100_000, 5000), documents);
        long sent = 0;
        while (batches.hasNext()) {
            OpMsg message = batches.next(alloc);
            assertThat(batches.first()).isEqualTo(sent);
            sent += batches.count();
            assertThat(documents.made - sent).isBetween(0L, 1L);
            assertThat(message.length()).isLessThanOrEqualTo(100_000);
            message.release();
        }
        assertThat(sent).isEqualTo(1_000_000);
    }

    @Test
    void aFullBatchPullsNothingBeyondItself() {
        Counting documents = new Counting(10);
        OpMsgBatches batches = insert(new WireLimits(1000, 1000, 3), documents);
        take(batches);
        assertThat(documents.made).isEqualTo(3);
    }

    /** A document that does not fit is written twice, and no other is. */
    @Test
    void noDocumentIsWrittenMoreThanTwice() {
        int[] written = new int[9];
        List<BsonWritable> documents = IntStream.range(0, 9)
                .mapToObj(i -> (BsonWritable) w -> {
                    written[i]++;
                    w.name("_id").writeInt32(i);
                })
                .toList();
        assertThat(counts(takeAll(insert(message(EMPTY + 3 * SIZE), documents))))
                .containsExactly(3, 3, 3);
        assertThat(written).containsExactly(1, 1, 1, 2, 1, 1, 2, 1, 1);
    }

    // ---- failures ----

    static Stream<Object> badDocuments() {
        return Stream.of(
                new Document("a", new Object()),
                new Document("a\0b", 1),
                Collections.singletonMap(3, 3),
                (BsonWritable) w -> {
                    w.name("a").writeInt32(1);
                    throw new IllegalArgumentException("on purpose");
                },
                (BsonWritable) w -> {
                    w.name("a").writeInt32(1);
                    throw new StackOverflowError("on purpose");
                },
                (BsonWritable) w -> w.name("open").startDocument(),
                new Document("a", "x".repeat(2000)),
                "no document",
                List.of());
    }

    /** Wherever the bad one is, those before it are given, then it is named, and then there is nothing. */
    @ParameterizedTest
    @MethodSource("badDocuments")
    void aBadDocumentTakesNoneOfThoseBeforeItWithIt(Object bad) {
        for (int at = 0; at <= 7; at++) {
            List<Object> documents = new ArrayList<>(documents(8));
            documents.set(at, bad);
            OpMsgBatches batches = insert(message(EMPTY + 3 * SIZE), documents);
            assertOnlyThoseBefore(batches, at);
            assertOnlyThoseBefore(insert(message(EMPTY + 3 * SIZE), documents).checksum(), at);
        }
    }

    private void assertOnlyThoseBefore(OpMsgBatches batches, int failed) {
        List<Document> given = new ArrayList<>();
        while (given.size() < failed) {
            Batch batch = take(batches);
            assertThat(batch.first()).isEqualTo(given.size());
            given.addAll(batch.documents());
        }
        assertThat(given).isEqualTo(documents(failed));
        assertThat(batches.hasNext()).isTrue();
        assertThatThrownBy(() -> batches.next(alloc)).isNotInstanceOf(IndexOutOfBoundsException.class);
        assertEnded(batches, failed);
    }

    @Test
    void aFailureIsThrownAsItWas() {
        OpMsgBatches batches =
                insert(WireLimits.DEFAULT, List.of(new Document(), new Document("a", List.of(1, new Object()))));
        take(batches);
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> batches.next(alloc))
                .satisfies(problem -> assertThat(problem.path()).isEqualTo("a[1]"));
        OpMsgBatches withNull = insert(
                WireLimits.DEFAULT, Stream.<Document>of(new Document(), null).toList());
        take(withNull);
        assertThatThrownBy(() -> withNull.next(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("item 1 of sequence \"documents\" of class null"
                        + " (expected: java.util.Map or io.bsonwire.bson.BsonWritable)");
    }

    @Test
    void anIteratorThatFailsTakesNothingWithIt() {
        for (int at = 0; at <= 7; at++) {
            int failing = at;
            Iterator<Document> inNext = new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Document next() {
                    if (next == failing) {
                        throw new UnsupportedOperationException("on purpose");
                    }
                    return new Document("_id", next++);
                }
            };
            assertOnlyThoseBefore(insert(message(EMPTY + 3 * SIZE), inNext), at);
        }
        Iterator<Document> inHasNext = new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                if (next == 2) {
                    throw new UnsupportedOperationException("on purpose");
                }
                return true;
            }

            @Override
            public Document next() {
                return new Document("_id", next++);
            }
        };
        assertOnlyThoseBefore(insert(WireLimits.DEFAULT, inHasNext), 2);
    }

    @Test
    void anAllocatorThatFailsLosesNothing() {
        OpMsgBatches batches = insert(message(EMPTY + 3 * SIZE), documents(7));
        take(batches);
        TrackingAllocator failing = new TrackingAllocator(0);
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> batches.next(failing));
        assertThat(takeAll(batches).stream().map(Batch::documents).flatMap(List::stream))
                .isEqualTo(documents(7).subList(3, 7));
    }

    /** Buffers that cannot grow end a batch early, wherever they end, and are released. */
    @Test
    void aBufferThatCannotGrowLosesNothing() {
        for (int capacity = 1; capacity <= EMPTY + 4 + 3 * SIZE; capacity++) {
            TrackingAllocator bounded = new TrackingAllocator(capacity);
            OpMsgBatches batches = insert(WireLimits.DEFAULT, documents(3)).checksum();
            int fit = Math.max(0, capacity - EMPTY - 4) / SIZE;
            if (fit > 0) {
                OpMsg message = batches.next(bounded);
                assertThat(batches.count()).isEqualTo(fit);
                OpMsg.decode(message.bytes());
                message.release();
            }
            if (fit < 3) {
                assertThatThrownBy(() -> batches.next(bounded))
                        .isInstanceOfAny(WireException.class, BsonEncodeException.class)
                        .hasMessageContaining("that the target can take");
            }
            bounded.assertAllReleased();
        }
    }

    @Test
    void aGeneratorThatFailsLosesNothing() {
        int[] calls = new int[1];
        OpMsgBatches batches = new OpMsgBatches(BsonCodec.DEFAULT, message(EMPTY + 3 * SIZE), () -> {
                    if (calls[0]++ % 2 == 0) {
                        throw new UnsupportedOperationException("on purpose");
                    }
                    return calls[0];
                })
                .body(INSERT)
                .documents(documents(4).iterator());
        List<Document> given = new ArrayList<>();
        while (batches.hasNext()) {
            assertThatThrownBy(() -> batches.next(alloc)).isInstanceOf(UnsupportedOperationException.class);
            given.addAll(take(batches).documents());
        }
        assertThat(given).isEqualTo(documents(4));
    }
}
