package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkWriteBatchesTest {
    private static final Document COMMAND =
            new Document("bulkWrite", 1).append("errorsOnly", true).append("ordered", false);
    /** What the specification counts of the command, and of {@code $db} and {@code lsid} not a byte. */
    private static final int COMMAND_LENGTH = BsonCodec.DEFAULT.encode(COMMAND).length;

    private TrackingAllocator alloc = new TrackingAllocator();

    @AfterEach
    @AfterTry
    void nothingIsLeft() {
        alloc.assertAllReleased();
        alloc = new TrackingAllocator();
    }

    private static Document command() {
        return new Document(COMMAND).append("$db", "admin").append("lsid", new Document("id", "x".repeat(500)));
    }

    private static OpMsgBatches bulkWrite(WireLimits limits, List<BulkWriteOp> operations) {
        return new OpMsgBatches(BsonCodec.DEFAULT, limits, new RequestIds(0))
                .body(command())
                .operations(operations);
    }

    /** Limits under which ops and nsInfo may have so many bytes together. */
    private static WireLimits sequences(int length) {
        return new WireLimits(1000, length + 1000 + COMMAND_LENGTH, 1000);
    }

    private static BulkWriteOp insert(String namespace, int id) {
        return BulkWriteOp.insert(namespace, new Document("_id", id));
    }

    /** Releases the batch and returns its operations, with the namespace in place of the index. */
    private List<Document> take(OpMsgBatches batches) {
        OpMsg message = batches.next(alloc);
        OpMsg read = OpMsg.decode(message.bytes());
        assertThat(read).isEqualTo(message);
        assertThat(read.sequences()).isEqualTo(message.sequences());
        assertThat(read.largestDocument()).isEqualTo(message.largestDocument());
        assertThat(message.sequences()).extracting(DocumentSequence::identifier).containsExactly("ops", "nsInfo");
        List<String> namespaces = new ArrayList<>();
        for (RawDocument namespace : message.sequence("nsInfo")) {
            assertThat(namespace.toDocument().keySet()).containsExactly("ns");
            namespaces.add(namespace.getString("ns"));
        }
        assertThat(namespaces).doesNotHaveDuplicates();
        List<Document> operations = new ArrayList<>();
        for (RawDocument raw : message.sequence("ops")) {
            Document operation = raw.toDocument();
            String kind = operation.keySet().iterator().next();
            operation.put(kind, namespaces.get(operation.getInt32(kind)));
            operations.add(operation);
        }
        assertThat(operations)
                .hasSize(batches.count())
                .extracting(operation -> operation.values().iterator().next())
                .containsAll(namespaces);
        message.release();
        return operations;
    }

    private List<Integer> counts(OpMsgBatches batches) {
        List<Integer> counts = new ArrayList<>();
        while (batches.hasNext()) {
            counts.add(take(batches).size());
        }
        return counts;
    }

    // ---- bytes ----

    @Test
    void layout() {
        OpMsgBatches batches = new OpMsgBatches(BsonCodec.DEFAULT, WireLimits.DEFAULT, new RequestIds(0))
                .body(new Document("bulkWrite", 1))
                .operations(List.of(
                                insert("d.c", 7),
                                BulkWriteOp.delete("d.b", new Document("filter", new Document())),
                                insert("d.c", 8))
                        .iterator());
        OpMsg message = batches.next(alloc);
        assertThat(Messages.hex(message.bytes())).isEqualTo("""
                        d0000000 01000000 00000000 dd070000
                        00000000
                        00 14000000 10 62756c6b577269746500 01000000 00
                        01 78000000 6f707300
                           29000000 10 696e7365727400 00000000
                                    03 646f63756d656e7400 0e000000 10 5f696400 07000000 00 00
                           1e000000 10 64656c65746500 01000000
                                    03 66696c74657200 05000000 00 00
                           29000000 10 696e7365727400 00000000
                                    03 646f63756d656e7400 0e000000 10 5f696400 08000000 00 00
                        01 2d000000 6e73496e666f00
                           11000000 02 6e7300 04000000 642e6300 00
                           11000000 02 6e7300 04000000 642e6200 00
                        """.replaceAll("\\s", ""));
        message.release();
    }

    @Test
    void operationsComeInEveryForm() {
        Document fields = new Document("filter", new Document("a", 1))
                .append("updateMods", new Document("$set", new Document("b", 2)))
                .append("multi", true);
        List<Object> forms = List.of(
                fields,
                new LinkedHashMap<>(fields),
                (BsonWritable) w -> fields.forEach((name, value) -> w.name(name).writeValue(value)),
                RawDocument.of(BsonCodec.DEFAULT.encode(fields)));
        List<BulkWriteOp> operations = new ArrayList<>();
        forms.forEach(form -> operations.add(BulkWriteOp.update("d.c", form)));
        forms.forEach(form -> operations.add(BulkWriteOp.insert("d.c", form)));
        List<Document> taken = take(bulkWrite(WireLimits.DEFAULT, operations));
        Document update = new Document("update", "d.c");
        update.putAll(fields);
        assertThat(taken.subList(0, 4)).containsOnly(update);
        assertThat(taken.subList(4, 8)).containsOnly(new Document("insert", "d.c").append("document", fields));
        assertThat(taken.get(0).keySet()).containsExactly("update", "filter", "updateMods", "multi");
    }

    // ---- limits ----

    /** Two operations of 41 bytes and a namespace of 17, and so on: the specification counts nothing else. */
    @Test
    void opsAndNsInfoTogetherAreLimited() {
        List<BulkWriteOp> same =
                IntStream.range(0, 4).mapToObj(i -> insert("d.c", i)).toList();
        assertThat(counts(bulkWrite(sequences(2 * 41 + 17 - 1), same))).containsExactly(1, 1, 1, 1);
        assertThat(counts(bulkWrite(sequences(2 * 41 + 17), same))).containsExactly(2, 2);
        assertThat(counts(bulkWrite(sequences(3 * 41 + 17 - 1), same))).containsExactly(2, 2);
        assertThat(counts(bulkWrite(sequences(3 * 41 + 17), same))).containsExactly(3, 1);

        List<BulkWriteOp> different =
                IntStream.range(0, 4).mapToObj(i -> insert("d." + i, i)).toList();
        assertThat(counts(bulkWrite(sequences(2 * (41 + 17) - 1), different))).containsExactly(1, 1, 1, 1);
        assertThat(counts(bulkWrite(sequences(2 * (41 + 17)), different))).containsExactly(2, 2);
    }

    @Test
    void theFieldsOfEveryCommandAreInTheThousandSetAside() {
        List<BulkWriteOp> operations = List.of(insert("d.c", 1), insert("d.c", 2));
        WireLimits limits = sequences(2 * 41 + 17);
        assertThat(counts(bulkWrite(limits, operations)
                        .body(command().append("txnNumber", 1L).append("writeConcern", new Document("w", 1)))))
                .containsExactly(2);
        for (String own : List.of("bypassDocumentValidation", "comment", "let")) {
            assertThat(counts(bulkWrite(limits, operations).body(command().append(own, null))))
                    .containsExactly(1, 1);
        }
    }

    /** More than 1000 bytes of such fields may still not make the message larger than it may be. */
    @Test
    void theMessageIsLimitedToo() {
        List<BulkWriteOp> operations =
                IntStream.range(0, 6).mapToObj(i -> insert("d.c", i)).toList();
        WireLimits limits = sequences(6 * 41 + 17);
        assertThat(counts(bulkWrite(limits, operations))).containsExactly(6);
        Document large = command().append("writeConcern", "x".repeat(450));
        int empty = 20 + 1 + BsonCodec.DEFAULT.encode(large).length + 1 + 4 + 4 + 1 + 4 + 7 + 17;
        int fit = (limits.maxMessageSizeBytes() - empty) / 41;
        assertThat(fit).isBetween(1, 5);
        OpMsgBatches batches = bulkWrite(limits, operations).body(large);
        OpMsg message = batches.next(alloc);
        assertThat(message.length()).isEqualTo(empty + fit * 41).isLessThanOrEqualTo(limits.maxMessageSizeBytes());
        assertThat(batches.count()).isEqualTo(fit);
        message.release();
    }

    @Test
    void theBatchSizeIsACountOfOperations() {
        List<BulkWriteOp> operations =
                IntStream.range(0, 7).mapToObj(i -> insert("d.c", i)).toList();
        assertThat(counts(bulkWrite(new WireLimits(1000, 10_000, 3), operations)))
                .containsExactly(3, 3, 1);
    }

    @Test
    void namespacesAreThoseOfTheBatchAndIndexesStartAnew() {
        List<BulkWriteOp> operations = List.of(
                insert("d.a", 0),
                insert("d.b", 1),
                insert("d.a", 2),
                insert("d.b", 3),
                insert("d.c", 4),
                insert("d.b", 5));
        OpMsgBatches batches = bulkWrite(new WireLimits(1000, 10_000, 3), operations);
        OpMsg first = batches.next(alloc);
        assertThat(first.sequence("nsInfo"))
                .extracting(raw -> raw.getString("ns"))
                .containsExactly("d.a", "d.b");
        assertThat(first.sequence("ops"))
                .extracting(raw -> raw.getInt32("insert"))
                .containsExactly(0, 1, 0);
        first.release();
        OpMsg second = batches.next(alloc);
        assertThat(second.sequence("nsInfo"))
                .extracting(raw -> raw.getString("ns"))
                .containsExactly("d.b", "d.c");
        assertThat(second.sequence("ops"))
                .extracting(raw -> raw.getInt32("insert"))
                .containsExactly(0, 1, 0);
        assertThat(batches.first()).isEqualTo(3);
        second.release();
    }

    @Test
    void anOperationThatFitsNowhereIsRefused() {
        OpMsgBatches first = bulkWrite(sequences(41 + 17 - 1), List.of(insert("d.c", 1)));
        assertThatThrownBy(() -> first.next(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("size of ops and nsInfo with nothing but bulkWrite operation 0 of 41 bytes: 58"
                        + " (expected: at most 57, the limit of a message less the command and 1000)");
        assertThat(first.hasNext()).isFalse();

        OpMsgBatches later = bulkWrite(sequences(41 + 17), List.of(insert("d.c", 1), insert("d.cc", 2)));
        assertThat(take(later)).hasSize(1);
        assertThatThrownBy(() -> later.next(alloc)).isInstanceOf(WireException.class);
        assertEnded(later, 1);

        OpMsgBatches none = bulkWrite(new WireLimits(1000, 900, 10), List.of(insert("d.c", 1)));
        assertThatThrownBy(() -> none.next(alloc))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("at most -");

        int body = BsonCodec.DEFAULT.encode(command().append("writeConcern", "")).length;
        OpMsgBatches full = bulkWrite(sequences(41 + 17), List.of(insert("d.c", 1)))
                .body(command().append("writeConcern", "x".repeat(1060 - body)));
        assertThatThrownBy(() -> full.next(alloc))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("size of a message with nothing but bulkWrite operation 0 of 41 bytes: ");
    }

    @Test
    void sizesOfAcknowledgedOperationsAreLeftToTheServer() {
        Document large = new Document("a", "x".repeat(30_000));
        List<BulkWriteOp> operations = List.of(
                BulkWriteOp.insert("d.c", large),
                BulkWriteOp.update("d.c", new Document("filter", large).append("updateMods", large)),
                BulkWriteOp.delete("d.c", new Document("filter", large)));
        assertThat(counts(bulkWrite(sequences(200_000), operations))).containsExactly(3);
    }

    @Test
    void sizesOfUnacknowledgedOperationsAreChecked() {
        WireLimits limits = sequences(200_000); // and 1000 for a document
        Document most = new Document("a", "x".repeat(1000 - 13));
        Document more = new Document("a", "x".repeat(1001 - 13));
        Document set = new Document("$set", more);
        Document filter = new Document("filter", new Document());
        Document headroom = new Document("filter", new Document("a", "x".repeat(17384 - 38)));
        List<BulkWriteOp> allowed = List.of(
                BulkWriteOp.insert("d.c", most),
                BulkWriteOp.update("d.c", new Document(filter).append("updateMods", most)),
                BulkWriteOp.update("d.c", new Document(filter).append("updateMods", set)),
                BulkWriteOp.update("d.c", new Document(filter).append("updateMods", List.of(more))),
                BulkWriteOp.update("d.c", new Document(filter).append("updateMods", new Document())),
                BulkWriteOp.delete("d.c", headroom));
        assertThat(counts(bulkWrite(limits, allowed).unacknowledged())).containsExactly(6);

        String document = "size of document of bulkWrite operation 0: 1001 (expected: at most the limit of 1000)";
        assertRefused(limits, BulkWriteOp.insert("d.c", more), document);
        assertRefused(limits, BulkWriteOp.update("d.c", new Document(filter).append("updateMods", more)), document);
        headroom.getDocument("filter").put("a", headroom.getDocument("filter").getString("a") + "x");
        assertRefused(
                limits,
                BulkWriteOp.delete("d.c", headroom),
                "size of bulkWrite operation 0: 17385 (expected: at most the limit of 17384)");
    }

    private void assertRefused(WireLimits limits, BulkWriteOp operation, String message) {
        OpMsgBatches batches = bulkWrite(limits, List.of(operation)).unacknowledged();
        assertThatThrownBy(() -> batches.next(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage(message);
        assertThat(batches.hasNext()).isFalse();
    }

    // ---- failures ----

    @Test
    void aBadOperationTakesNoneOfThoseBeforeItWithIt() {
        List<Object> bad = Arrays.asList(
                null,
                "no operation",
                BulkWriteOp.insert("d.c", new Document("a", new Object())),
                BulkWriteOp.insert("d.\uD800", new Document()),
                BulkWriteOp.update("d.c", (BsonWritable) w -> w.name("open").startDocument()),
                BulkWriteOp.update("d.c", (BsonWritable) w -> w.endDocument()),
                BulkWriteOp.delete("d.c", Collections.singletonMap(3, 3)));
        for (Object item : bad) {
            List<Object> operations = new ArrayList<>(List.of(insert("d.a", 0), insert("d.b", 1), insert("d.a", 2)));
            operations.add(item);
            operations.add(insert("d.a", 4));
            @SuppressWarnings({"unchecked", "rawtypes"})
            OpMsgBatches batches = bulkWrite(new WireLimits(1000, 10_000, 10), (List) operations);
            assertThat(take(batches)).hasSize(3);
            assertThatThrownBy(() -> batches.next(alloc))
                    .isInstanceOfAny(WireException.class, BsonEncodeException.class, IllegalStateException.class);
            assertThat(batches.first()).isEqualTo(3);
            assertThat(batches.hasNext()).isFalse();
        }
    }

    private void assertEnded(OpMsgBatches batches, long failed) {
        assertThat(batches.first()).isEqualTo(failed);
        assertThat(batches.count()).isZero();
        assertThat(batches.hasNext()).isFalse();
        assertThatThrownBy(() -> batches.next(alloc)).isInstanceOf(NoSuchElementException.class);
    }

    /** In the middle of a batch, and where the next one would begin; nsInfo is that of the operations before. */
    @Test
    void anIteratorThatFailsTakesNothingWithIt() {
        for (int at = 0; at <= 7; at++) {
            Iterator<BulkWriteOp> failing = Stream.concat(
                            IntStream.range(0, at).mapToObj(i -> insert("d." + i % 2, i)), Stream.generate(() -> {
                                throw new UnsupportedOperationException("on purpose");
                            }))
                    .iterator();
            OpMsgBatches batches = bulkWrite(new WireLimits(1000, 10_000, 3), List.of())
                    .operations(failing)
                    .checksum();
            List<Document> given = new ArrayList<>();
            while (given.size() < at) {
                given.addAll(take(batches));
            }
            assertThat(given)
                    .extracting(operation -> operation.getDocument("document").get("_id"))
                    .isEqualTo(IntStream.range(0, at).boxed().toList());
            assertThat(batches.hasNext()).isTrue();
            assertThatThrownBy(() -> batches.next(alloc)).isInstanceOf(UnsupportedOperationException.class);
            assertEnded(batches, at);
        }
    }

    /** One that does not fit anywhere in the middle of a write without reply: those before it are sent. */
    @Test
    void anUnacknowledgedOperationThatIsTooLargeTakesNoneOfThoseBeforeItWithIt() {
        BulkWriteOp large = BulkWriteOp.insert("d.new", new Document("a", "x".repeat(1000)));
        List<BulkWriteOp> operations = List.of(insert("d.a", 0), insert("d.b", 1), large, insert("d.a", 3));
        OpMsgBatches batches = bulkWrite(sequences(200_000), operations).unacknowledged();
        assertThat(take(batches)).hasSize(2);
        assertThatThrownBy(() -> batches.next(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("size of document of bulkWrite operation 2: 1013 (expected: at most the limit of 1000)");
        assertEnded(batches, 2);
    }

    @Test
    void whatIsNoDocumentIsNoOperation() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BulkWriteOp.insert("d.c", "text"))
                .withMessage("content of insert of class java.lang.String"
                        + " (expected: java.util.Map or io.bsonwire.bson.BsonWritable)");
        assertThatIllegalArgumentException().isThrownBy(() -> BulkWriteOp.update("d.c", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> BulkWriteOp.delete("d.c", null));
    }

    @Test
    void thereIsNoEncryption() {
        OpMsgBatches batches =
                bulkWrite(WireLimits.DEFAULT, List.of(insert("d.c", 1))).forEncryption();
        assertThatIllegalStateException().isThrownBy(() -> batches.next(alloc));
        assertThat(batches.hasNext()).isTrue();
    }

    /** Buffers that cannot grow end a batch early, wherever they end, and what follows the operations has its room. */
    @Test
    void aBufferThatCannotGrowLosesNothing() {
        List<BulkWriteOp> operations = List.of(insert("d.c", 1), insert("d.c", 2), insert("d.b", 3));
        int empty = 20 + 1 + BsonCodec.DEFAULT.encode(command()).length + 9 + 12 + 4;
        List<Integer> sizes = List.of(41 + 17, 2 * 41 + 17, 3 * 41 + 2 * 17);
        for (int capacity = empty - 40; capacity <= empty + sizes.get(2); capacity++) {
            int room = capacity - empty;
            int fit = (int) sizes.stream().filter(size -> size <= room).count();
            TrackingAllocator bounded = new TrackingAllocator(capacity);
            OpMsgBatches batches = bulkWrite(WireLimits.DEFAULT, operations).checksum();
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

    // ---- against a model ----

    /** Operations as pairs of namespace and length of a string, and the limits that they are split under. */
    private record Write(List<Map.Entry<String, Integer>> operations, int most, int batchSize) {
        static Write of(Random random) {
            List<Map.Entry<String, Integer>> operations = new ArrayList<>();
            for (int count = random.nextInt(60); count > 0; count--) {
                operations.add(Map.entry("d." + "c".repeat(1 + random.nextInt(6)), random.nextInt(80)));
            }
            return new Write(operations, 60 + random.nextInt(500), 1 + random.nextInt(20));
        }

        int size(int index) {
            return BsonCodec.DEFAULT.encode(new Document("delete", 0)
                            .append(
                                    "filter",
                                    new Document(
                                            "s",
                                            "x".repeat(operations.get(index).getValue()))))
                    .length;
        }
    }

    @Provide
    Arbitrary<Write> writes() {
        return Arbitraries.randomValue(Write::of);
    }

    @Property(tries = 2000)
    void batchesAreThoseOfTheModel(@ForAll("writes") Write write) {
        List<BulkWriteOp> operations = write.operations().stream()
                .map(operation -> BulkWriteOp.delete(
                        operation.getKey(),
                        new Document("filter", new Document("s", "x".repeat(operation.getValue())))))
                .toList();
        WireLimits limits = new WireLimits(1000, write.most() + 1000 + COMMAND_LENGTH, write.batchSize());
        OpMsgBatches batches = bulkWrite(limits, operations);
        int next = 0;
        while (next < operations.size()) {
            int from = next;
            List<String> namespaces = new ArrayList<>();
            int length = 0;
            while (next < operations.size() && next - from < write.batchSize()) {
                String namespace = write.operations().get(next).getKey();
                int more = write.size(next)
                        + (namespaces.contains(namespace) ? 0 : 4 + 4 + 4 + namespace.length() + 1 + 1);
                if (length + more > write.most()) {
                    break;
                }
                length += more;
                namespaces.add(namespace);
                next++;
            }
            if (next == from) {
                assertThatThrownBy(() -> batches.next(alloc)).isInstanceOf(WireException.class);
                assertThat(batches.first()).isEqualTo(from);
                break;
            }
            List<Document> taken = take(batches);
            assertThat(batches.first()).isEqualTo(from);
            assertThat(taken).hasSize(next - from);
            for (int i = 0; i < taken.size(); i++) {
                Map.Entry<String, Integer> expected = write.operations().get(from + i);
                assertThat(taken.get(i).getString("delete")).isEqualTo(expected.getKey());
                assertThat(taken.get(i).getDocument("filter").getString("s")).hasSize(expected.getValue());
            }
        }
        assertThat(batches.hasNext()).isFalse();
    }
}
