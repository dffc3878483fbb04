package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches pull documents one by one, and a failure takes none of those before it with it. */
class OpMsgBatchesFailureTest {
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

    private void assertEnded(OpMsgBatches batches, long failed) {
        assertThat(batches.first()).isEqualTo(failed);
        assertThat(batches.count()).isZero();
        assertThat(batches.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> batches.next(alloc));
        alloc.assertAllReleased();
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
        assertThat(Batch.counts(takeAll(insert(message(EMPTY + 3 * SIZE), documents))))
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
        for (int at = 0; at <= 7; at++) {
            Iterator<Document> inHasNext = new Failing(at, new UnsupportedOperationException("on purpose"));
            assertOnlyThoseBefore(insert(message(EMPTY + 3 * SIZE), inHasNext), at);
            Iterator<Document> again = new Failing(at, new UnsupportedOperationException("on purpose"));
            assertOnlyThoseBefore(insert(new WireLimits(1000, 1000, 3), again), at);
        }
    }

    /** Has so many documents and cannot say whether there are more, the first time that it is asked. */
    private static final class Failing implements Iterator<Document> {
        private final int at;
        private final Throwable failure;
        private boolean failed;
        private int next;

        Failing(int at, Throwable failure) {
            this.at = at;
            this.failure = failure;
        }

        @Override
        public boolean hasNext() {
            if (next == at && !failed) {
                failed = true;
                Failing.<RuntimeException>throwAsItIs(failure);
            }
            return true;
        }

        @SuppressWarnings("unchecked")
        private static <E extends Throwable> void throwAsItIs(Throwable failure) throws E {
            throw (E) failure;
        }

        @Override
        public Document next() {
            return new Document("_id", next++);
        }
    }

    /** Languages that know no checked exceptions throw them anywhere. */
    @Test
    void aCheckedExceptionOfAnIteratorTakesNothingWithIt() {
        for (int at = 0; at <= 7; at++) {
            IOException failure = new IOException("on purpose");
            OpMsgBatches batches = insert(message(EMPTY + 3 * SIZE), new Failing(at, failure));
            int given = 0;
            while (given < at) {
                given += take(batches).documents().size();
            }
            assertThat(given).isEqualTo(at);
            assertThat(batches.hasNext()).isTrue();
            assertThatThrownBy(() -> batches.next(alloc)).isSameAs(failure);
            assertEnded(batches, at);
        }
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

    /** Buffers that may grow, but for which there is no memory from a size on: the same, whatever the way of batching. */
    @Test
    void memoryThatCannotBeHadLosesNothing() {
        List<Document> documents = IntStream.range(0, 120)
                .mapToObj(i -> new Document("_id", i).append("text", "x".repeat(i * 37 % 1500)))
                .toList();
        List<UnaryOperator<OpMsgBatches>> options = List.of(
                batches -> batches,
                OpMsgBatches::checksum,
                batches -> batches.forEncryption(1 << 20),
                batches -> batches.body(new Document("bulkWrite", 1).append("$db", "admin"))
                        .operations(documents.stream()
                                .map(document -> BulkWriteOp.insert("d.c", document))
                                .iterator()));
        for (UnaryOperator<OpMsgBatches> option : options) {
            for (int most = 16 * 1024; most <= 140_000; most += 1777) {
                StarvedAllocator starved = new StarvedAllocator(most);
                OpMsgBatches batches = option.apply(insert(WireLimits.DEFAULT, documents));
                OpMsg message = batches.next(starved);
                int count = batches.count();
                assertThat(message.length()).isLessThanOrEqualTo(most);
                assertThat(OpMsg.decode(message.bytes())).isEqualTo(message);
                assertThat(documents(message)).isEqualTo(documents.subList(0, count));
                message.release();
                if (count < documents.size()) {
                    assertThatThrownBy(() -> batches.next(starved)).isInstanceOf(OutOfMemoryError.class);
                    assertEnded(batches, count);
                }
                assertThat(starved.given).allMatch(buffer -> buffer.refCnt() == 0);
            }
        }
    }

    /** The documents of a message, wherever they are in it. */
    private static List<Document> documents(OpMsg message) {
        List<Document> documents = new ArrayList<>();
        if (message.sequences().isEmpty()) {
            message.body().toDocument().getArray("documents").forEach(document -> documents.add((Document) document));
        } else {
            for (RawDocument item : message.sequences().get(0)) {
                Document read = item.toDocument();
                documents.add(read.containsKey("document") ? read.getDocument("document") : read);
            }
        }
        return documents;
    }

    /** Gives buffers that may grow, but for which there is no memory beyond a size. */
    private static final class StarvedAllocator extends AbstractByteBufAllocator {
        private final List<ByteBuf> given = new ArrayList<>();
        private final int most;

        StarvedAllocator(int most) {
            this.most = most;
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            ByteBuf buffer = new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity) {
                @Override
                protected byte[] allocateArray(int capacity) {
                    if (capacity > most) {
                        throw new OutOfMemoryError("on purpose");
                    }
                    return super.allocateArray(capacity);
                }
            };
            given.add(buffer);
            return buffer;
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            return newHeapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
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
