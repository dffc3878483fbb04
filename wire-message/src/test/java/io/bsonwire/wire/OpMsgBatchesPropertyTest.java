package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random writes under random small limits, against a model of the rules that knows nothing but sizes. */
class OpMsgBatchesPropertyTest {
    private static final Document COMMAND = new Document("update", "c").append("$db", "d");

    /** A write and the limits that it is split under; the documents are numbered. */
    private record Write(
            List<Document> documents, WireLimits limits, boolean acknowledged, boolean checksum, int split) {
        static Write of(Random random) {
            List<Document> documents = new ArrayList<>();
            int largest = 1 + random.nextInt(random.nextInt(8) == 0 ? 20_000 : 60);
            for (int count = random.nextInt(40); count > 0; count--) {
                documents.add(new Document("n", documents.size()).append("s", "x".repeat(random.nextInt(largest))));
            }
            WireLimits limits =
                    new WireLimits(20 + random.nextInt(80), 60 + random.nextInt(400), 1 + random.nextInt(20));
            return new Write(
                    documents,
                    limits,
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextInt(3) == 0 ? 1 + random.nextInt(300) : 0);
        }

        OpMsgBatches batches(Iterator<?> iterator) {
            OpMsgBatches batches =
                    new OpMsgBatches(BsonCodec.DEFAULT, limits).body(COMMAND).updates(iterator);
            if (!acknowledged) {
                batches.unacknowledged();
            }
            if (checksum) {
                batches.checksum();
            }
            return split == 0 ? batches : batches.forEncryption(split);
        }

        int size(int index) {
            return BsonCodec.DEFAULT.encode(documents.get(index)).length;
        }

        /** Header, flags, body and section or array without documents. */
        int empty() {
            int body = BsonCodec.DEFAULT.encode(COMMAND).length;
            return 20 + 1 + body + (split == 0 ? 1 + 4 + 8 : 1 + 8 + 5) + (checksum ? 4 : 0);
        }

        /** What the n-th document of a batch takes. */
        int taken(int index, int n) {
            return size(index) + (split == 0 ? 0 : 2 + Integer.toString(n).length());
        }

        boolean mayBeSent(int index) {
            boolean sizeAllowed = acknowledged
                    ? split == 0 || size(index) <= limits.maxBsonObjectSize() + 16382
                    : size(index) <= limits.maxBsonObjectSize();
            return sizeAllowed && empty() + taken(index, 0) <= limits.maxMessageSizeBytes();
        }

        /** Indexes behind the last document of each batch, and -1 at the end if then one fails. */
        List<Integer> model() {
            List<Integer> ends = new ArrayList<>();
            int next = 0;
            while (next < documents.size()) {
                int from = next;
                int length = empty();
                while (next < documents.size() && next - from < limits.maxWriteBatchSize() && mayBeSent(next)) {
                    int longer = length + taken(next, next - from);
                    int body = longer - 21 - (checksum ? 4 : 0);
                    boolean full = longer > limits.maxMessageSizeBytes() || (split > 0 && body > split);
                    if (full && next > from) {
                        break;
                    }
                    length = longer;
                    next++;
                }
                if (next == from) {
                    ends.add(-1);
                    return ends;
                }
                ends.add(next);
            }
            return ends;
        }
    }

    @Provide
    Arbitrary<Write> writes() {
        return Arbitraries.randomValue(Write::of);
    }

    @Property(tries = 3000)
    void batchesAreThoseOfTheModel(@ForAll("writes") Write write) {
        TrackingAllocator alloc = new TrackingAllocator();
        OpMsgBatches batches = write.batches(write.documents().iterator());
        int sent = 0;
        for (int end : write.model()) {
            assertThat(batches.hasNext()).isTrue();
            if (end < 0) {
                assertThatThrownBy(() -> batches.next(alloc)).isInstanceOf(WireException.class);
                assertThat(batches.first()).isEqualTo(sent);
                assertThat(batches.count()).isZero();
                break;
            }
            OpMsg message = batches.next(alloc);
            assertThat(batches.first()).isEqualTo(sent);
            assertThat(batches.count())
                    .isEqualTo(end - sent)
                    .isLessThanOrEqualTo(write.limits().maxWriteBatchSize());
            assertThat(documents(message)).isEqualTo(write.documents().subList(sent, end));
            assertLimitsAreKept(write, message, batches.count());
            OpMsg read = OpMsg.decode(message.bytes());
            assertThat(read).isEqualTo(message);
            assertThat(read.body()).isEqualTo(message.body());
            assertThat(read.sequences()).isEqualTo(message.sequences());
            assertThat(read.largestDocument()).isEqualTo(message.largestDocument());
            message.release();
            sent = end;
        }
        assertThat(batches.hasNext()).isFalse();
        alloc.assertAllReleased();
    }

    private static void assertLimitsAreKept(Write write, OpMsg message, int count) {
        assertThat(message.length()).isLessThanOrEqualTo(write.limits().maxMessageSizeBytes());
        assertThat(message.moreToCome()).isEqualTo(!write.acknowledged());
        assertThat(message.checksumPresent()).isEqualTo(write.checksum());
        if (write.split() > 0) {
            assertThat(message.sequences()).isEmpty();
            assertThat(count == 1 || message.body().length() <= write.split()).isTrue();
        } else if (!write.acknowledged()) {
            assertThat(message.sequence("updates"))
                    .allSatisfy(document -> assertThat(document.length())
                            .isLessThanOrEqualTo(write.limits().maxBsonObjectSize()));
        }
    }

    private static List<Document> documents(OpMsg message) {
        List<Document> documents = new ArrayList<>();
        DocumentSequence sequence = message.sequence("updates");
        if (sequence != null) {
            for (RawDocument document : sequence) {
                documents.add(document.toDocument());
            }
            assertThat(message.body().toDocument()).isEqualTo(COMMAND);
        } else {
            Document body = message.body().toDocument();
            body.getArray("updates").forEach(document -> documents.add((Document) document));
            body.remove("updates");
            assertThat(body).isEqualTo(COMMAND);
        }
        return documents;
    }

    /** A document that has no encoding, at any place: the batches before it are those of the documents before it. */
    @Property(tries = 1000)
    void aFailingDocumentTakesNothingWithIt(@ForAll("writes") Write write, @ForAll Random random) {
        TrackingAllocator alloc = new TrackingAllocator();
        int failing = random.nextInt(write.documents().size() + 1);
        List<Object> documents = new ArrayList<>(write.documents().subList(0, failing));
        documents.add(new Document("n", failing).append("s", new Object()));
        OpMsgBatches batches = write.batches(documents.iterator());
        List<Document> given = new ArrayList<>();
        boolean failed = false;
        while (batches.hasNext()) {
            try {
                OpMsg message = batches.next(alloc);
                given.addAll(documents(message));
                message.release();
            } catch (RuntimeException e) {
                assertThat(failed).isFalse();
                failed = true;
                assertThat(batches.first()).isEqualTo(given.size()).isLessThanOrEqualTo(failing);
            }
        }
        assertThat(failed).isTrue();
        assertThat(given).isEqualTo(write.documents().subList(0, given.size()));
        for (int i = 0; i < given.size(); i++) {
            assertThat(write.mayBeSent(i)).isTrue();
        }
        assertThat(given.size() == failing || !write.mayBeSent(given.size())).isTrue();
        alloc.assertAllReleased();
    }
}
