package io.bsonwire.spec.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.spec.peer.Traffic.Seen;
import io.bsonwire.wire.BulkWriteOp;
import io.bsonwire.wire.CursorReply;
import io.bsonwire.wire.OpCode;
import io.bsonwire.wire.OpGetMore;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBatches;
import io.bsonwire.wire.OpMsgBuilder;
import io.bsonwire.wire.OpQuery;
import io.bsonwire.wire.OpReply;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.WireMessage;
import io.bsonwire.wire.compress.Compressors;
import io.netty.buffer.ByteBufAllocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no driver in Java sends: checksums, cursors by exhaust, other opcodes, requests all at once. */
class EmulatorTest {
    private static List<Document> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Document("_id", i)).toList();
    }

    private static OpMsgBuilder insert(int count) {
        return OpMsg.builder()
                .body(new Document("insert", "c").append("$db", "db"))
                .documents(numbered(count));
    }

    private static OpMsgBuilder ping() {
        return OpMsg.builder().body(new Document("ping", 1).append("$db", "admin"));
    }

    @Test
    void aRequestWithAChecksumIsAnsweredWithOne(ByteBufAllocator alloc) throws InterruptedException {
        try (Emulator emulator = Emulator.setup()
                        .compressors(Compressors.available())
                        .alloc(alloc)
                        .start();
                WireClient plain = WireClient.connect(emulator.address(), alloc);
                WireClient compressing = WireClient.connect(emulator.address(), alloc, Compressors.available())) {
            for (WireClient client : List.of(plain, compressing)) {
                OpMsg checked = client.call(insert(3).checksum());
                assertThat(checked.checksumPresent()).isTrue(); // and right, or it would have been refused
                checked.release();
                OpMsg unchecked = client.call(ping());
                assertThat(unchecked.checksumPresent()).isFalse();
                unchecked.release();
            }
            assertThat(emulator.traffic().requests("insert"))
                    .extracting(Seen::compressed)
                    .containsExactly(false, true);
            assertThat(emulator.traffic().replies("insert"))
                    .allMatch(seen -> seen.hasFlag(OpMsg.CHECKSUM_PRESENT))
                    .extracting(Seen::compressed)
                    .containsExactly(false, true);
        }
    }

    @Test
    void overTlsThereAreNoChecksumsInReplies(ByteBufAllocator alloc, @TempDir Path folder) throws Exception {
        SelfSigned keys = SelfSigned.in(folder);
        try (Emulator emulator =
                        Emulator.setup().tls(keys.server()).alloc(alloc).start();
                WireClient client = WireClient.connect(emulator.address(), alloc, keys.client())) {
            OpMsg reply = client.call(insert(3).checksum());
            assertThat(reply.checksumPresent()).isFalse();
            assertThat(reply.body().getAsInt64("n")).isEqualTo(3);
            reply.release();
        }
    }

    @Test
    void exhaustGivesAllBatchesForOneRequest(ByteBufAllocator alloc) throws InterruptedException {
        try (Emulator emulator = Emulator.setup()
                        .compressors(Compressors.available())
                        .alloc(alloc)
                        .start();
                WireClient client = WireClient.connect(emulator.address(), alloc, Compressors.available())) {
            client.call(insert(1_000)).release();
            OpMsg first = client.call(OpMsg.builder()
                    .body(new Document("find", "c").append("batchSize", 0).append("$db", "db")));
            long cursor = CursorReply.of(first).id();
            assertThat(cursor).isNotZero();
            first.release();

            List<Document> found = new ArrayList<>();
            int replies = client.chain(
                    OpMsg.builder()
                            .body(new Document("getMore", cursor)
                                    .append("collection", "c")
                                    .append("batchSize", 64)
                                    .append("$db", "db"))
                            .checksum(),
                    Integer.MAX_VALUE,
                    reply -> {
                        assertThat(reply.checksumPresent()).isTrue();
                        CursorReply batch = CursorReply.of(reply);
                        batch.forEach(document -> found.add(document.toDocument()));
                        assertThat(batch.id()).isEqualTo(reply.moreToCome() ? cursor : 0);
                    });
            assertThat(replies).isEqualTo(16);
            assertThat(found).isEqualTo(numbered(1_000));
            assertThat(emulator.traffic().requests("getMore")).hasSize(1).allMatch(Seen::compressed);
            assertThat(emulator.traffic().replies("getMore")).hasSize(16).allMatch(Seen::compressed);
            client.call(ping()).release(); // the connection is free again
        }
    }

    @Test
    void anUnansweredHelloIsLetGoWhenTheClientLeaves(ByteBufAllocator alloc) throws InterruptedException {
        try (Emulator emulator = Emulator.setup().alloc(alloc).start()) {
            try (WireClient client = WireClient.connect(emulator.address(), alloc)) {
                Document version = client.run("admin", new Document("hello", 1)).getDocument("topologyVersion");
                Document hello = new Document("hello", 1)
                        .append("topologyVersion", version)
                        .append("maxAwaitTimeMS", 1L)
                        .append("$db", "admin");
                assertThat(client.chain(
                                OpMsg.builder().body(hello),
                                5,
                                reply -> assertThat(reply.moreToCome()).isTrue()))
                        .isEqualTo(5);
            }
            try (WireClient client = WireClient.connect(emulator.address(), alloc)) {
                Document version = client.run("admin", new Document("hello", 1)).getDocument("topologyVersion");
                Document hello = new Document("hello", 1)
                        .append("topologyVersion", version)
                        .append("maxAwaitTimeMS", 600_000L)
                        .append("$db", "admin");
                client.send(OpMsg.builder().body(hello).build(alloc));
                client.run("admin", new Document("ping", 1));
            }
        }
    }

    @Test
    void manyRequestsAtOnceGetTheirOwnReplies(ByteBufAllocator alloc) throws InterruptedException {
        try (Emulator emulator = Emulator.setup().alloc(alloc).start();
                WireClient client = WireClient.connect(emulator.address(), alloc)) {
            client.call(insert(50)).release();
            List<Thread> threads = new ArrayList<>();
            Set<Integer> wrong = new HashSet<>();
            for (int i = 0; i < 50; i++) {
                int id = i;
                Thread thread = new Thread(() -> {
                    try {
                        Document reply =
                                client.run("db", new Document("find", "c").append("filter", new Document("_id", id)));
                        if (!reply.find("cursor.firstBatch").equals(List.of(new Document("_id", id)))) {
                            throw new AssertionError(reply);
                        }
                    } catch (InterruptedException | RuntimeException | AssertionError e) {
                        synchronized (wrong) {
                            wrong.add(id);
                        }
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(wrong).isEmpty();
        }
    }

    @Test
    void commandsByOpQueryAreAnsweredByOpReply(ByteBufAllocator alloc) throws InterruptedException {
        try (Emulator emulator = Emulator.setup()
                        .compressors(Compressors.available())
                        .alloc(alloc)
                        .start();
                WireClient client = WireClient.connect(emulator.address(), alloc, Compressors.available())) {
            for (String hello : List.of("hello", "isMaster", "ismaster", "ping")) {
                OpReply reply = (OpReply)
                        client.call(OpQuery.of(alloc, 99, 0, "admin.$cmd", 0, -1, new Document(hello, 1), null));
                assertThat(reply.header().responseTo()).isEqualTo(99);
                assertThat(reply.documents())
                        .singleElement()
                        .satisfies(body -> assertThat(body.getAsDouble("ok")).isEqualTo(1));
                reply.release();
            }
            assertThat(emulator.traffic().messages().stream().filter(seen -> seen.opCode() == OpCode.QUERY))
                    .extracting(Seen::command, Seen::compressed)
                    .containsExactly(
                            tuple("hello", false),
                            tuple("isMaster", false),
                            tuple("ismaster", false),
                            tuple("ping", true));
        }
    }

    @Test
    void whatIsNoCommandEndsTheConnection(ByteBufAllocator alloc) throws InterruptedException {
        try (Emulator emulator = Emulator.setup().alloc(alloc).start()) {
            for (WireMessage message : List.of(
                    OpGetMore.of(alloc, 1, "db.c", 0, 7),
                    OpQuery.of(alloc, 1, 0, "db.c", 0, 0, new Document(), null),
                    OpMsg.builder().body(new Document("ping", 1)).build(alloc))) { // without $db
                try (WireClient client = WireClient.connect(emulator.address(), alloc)) {
                    client.send(message);
                    assertThat(client.awaitClosed()).isTrue();
                }
            }
            try (WireClient client = WireClient.connect(emulator.address(), alloc)) {
                client.call(ping()).release(); // the others are still served
            }
        }
    }

    @Test
    void aBulkWriteOfAnySizeGoesInBatches(ByteBufAllocator alloc) throws InterruptedException {
        WireLimits limits = new WireLimits(16 * 1024 * 1024, 60_000, 1_000);
        List<BulkWriteOp> operations = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Document document = new Document("_id", i).append("text", "x".repeat(i % 100));
            operations.add(BulkWriteOp.insert("db.c" + i % 700, document));
        }
        for (int i = 0; i < 700; i++) {
            Document filter = new Document("_id", i);
            operations.add(BulkWriteOp.update(
                    "db.c" + i,
                    new Document("filter", filter).append("updateMods", new Document("$set", new Document("a", 1)))));
            operations.add(BulkWriteOp.delete("db.c" + (i + 1) % 700, new Document("filter", filter)));
        }
        try (Emulator emulator = Emulator.setup()
                        .limits(limits)
                        .compressors(Compressors.available())
                        .alloc(alloc)
                        .start();
                WireClient client = WireClient.connect(emulator.address(), alloc, Compressors.available())) {
            OpMsgBatches batches = new OpMsgBatches(BsonCodec.DEFAULT, limits)
                    .body(new Document("bulkWrite", 1)
                            .append("errorsOnly", true)
                            .append("$db", "admin"))
                    .operations(operations.iterator())
                    .checksum();
            Document sums = new Document();
            while (batches.hasNext()) {
                OpMsg reply = (OpMsg) client.call(batches.next(alloc));
                assertThat(CursorReply.of(reply).batchCount()).isZero();
                for (String count : List.of("nErrors", "nInserted", "nModified", "nDeleted")) {
                    int sum = sums.containsKey(count) ? sums.getInt32(count) : 0;
                    sums.put(count, sum + reply.body().getInt32(count));
                }
                reply.release();
            }
            assertThat(sums)
                    .isEqualTo(new Document("nErrors", 0)
                            .append("nInserted", 5_000)
                            .append("nModified", 700)
                            .append("nDeleted", 0));
            assertThat(emulator.traffic().requests("bulkWrite"))
                    .hasSizeGreaterThan(6)
                    .allMatch(seen -> seen.compressed() && seen.originalLength() <= 60_000)
                    .allMatch(seen -> seen.sequences().get("ops") <= 1_000)
                    .allMatch(seen -> seen.sequences().get("nsInfo") <= 700);
        }
    }

    @Test
    void storedDocumentsKeepTheirBytes(ByteBufAllocator alloc) throws InterruptedException {
        // A name twice: bytes that no decode and encode would bring back.
        byte[] odd =
                BsonCodec.DEFAULT.encode(new Document("_id", 1).append("a", 1).append("b", 2));
        odd[odd.length - 7] = 'a';
        try (Emulator emulator = Emulator.setup().alloc(alloc).start();
                WireClient client = WireClient.connect(emulator.address(), alloc)) {
            client.call(OpMsg.builder()
                            .body(new Document("insert", "c").append("$db", "db"))
                            .sequence("documents", List.of(RawDocument.of(odd))))
                    .release();
            OpMsg reply = client.call(OpMsg.builder().body(new Document("find", "c").append("$db", "db")));
            RawDocument found =
                    reply.body().getDocument("cursor").getArray("firstBatch").getDocument(0);
            assertThat(found.toByteArray()).isEqualTo(odd);
            reply.release();
        }
    }
}
