package io.bsonwire.spec.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MaxKey;
import io.bsonwire.bson.MinKey;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.Regex;
import io.bsonwire.wire.CommandException;
import io.bsonwire.wire.CommandReply;
import io.bsonwire.wire.CursorReply;
import io.bsonwire.wire.HelloReply;
import io.bsonwire.wire.HelloRequest;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBatches;
import io.bsonwire.wire.OpQuery;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.WireMessage;
import io.netty.buffer.ByteBufAllocator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client made of wire-message, at work with somebody else's server in this process. */
class EmbeddedServerTest {
    private static final String DATABASE = "test";

    private MongoServer server;
    private WireClient client;
    private WireLimits limits;

    @BeforeEach
    void connect(ByteBufAllocator alloc) throws InterruptedException {
        // The server needs Netty 4.2; the library and its other tests take 4.1 as well.
        assumeThatCode(() -> Class.forName("io.netty.channel.MultiThreadIoEventLoopGroup"))
                .doesNotThrowAnyException();
        server = new MongoServer(new MemoryBackend());
        client = WireClient.connect(server.bind(), alloc);
        // It knows the command by its old name alone.
        OpMsg hello =
                client.call(OpMsg.builder().body(HelloRequest.legacyHello().toDocument()));
        limits = HelloReply.of(hello).limits();
        hello.release();
    }

    @AfterEach
    void disconnect() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.shutdownNow();
        }
    }

    /** Values of the types that this server keeps as they are. */
    private static Document person(int id, Random random) {
        byte[] bytes = new byte[random.nextInt(60)];
        random.nextBytes(bytes);
        return new Document("_id", id)
                .append("group", id % 100)
                .append("name", "name \u00e9\u20ac\ud83d\ude00".repeat(random.nextInt(5)))
                .append("long", random.nextLong())
                .append("double", random.nextGaussian())
                .append("true", true)
                .append("when", Instant.ofEpochMilli(random.nextInt() * 1_000L))
                .append("nothing", null)
                .append("objectId", ObjectId.generate())
                .append("binary", Binary.of(bytes))
                .append("decimal", Decimal128.of(random.nextInt()))
                .append("regex", new Regex("^a", "i"))
                .append("least", MinKey.INSTANCE)
                .append("most", MaxKey.INSTANCE)
                .append("inner", new Document("list", List.of(1, "two", List.of(), new Document("x", null))));
    }

    private static List<Document> people(int count) {
        Random random = new Random(count);
        return IntStream.range(0, count).mapToObj(id -> person(id, random)).toList();
    }

    /** Sends all batches, and returns how many documents each has; the replies add up to {@code expected}. */
    private List<Integer> write(OpMsgBatches batches, int expected) throws InterruptedException {
        List<Integer> counts = new ArrayList<>();
        long n = 0;
        while (batches.hasNext()) {
            OpMsg batch = batches.next(client.alloc());
            counts.add(batches.count());
            assertThat(batch.length()).isLessThanOrEqualTo(limits.maxMessageSizeBytes());
            WireMessage message = client.call(batch);
            CommandReply reply = CommandReply.of(message);
            reply.throwIfFailed();
            assertThat(reply.writeErrors()).isEmpty();
            n += reply.n().orElseThrow();
            message.release();
        }
        assertThat(n).isEqualTo(expected);
        return counts;
    }

    private static Document command(String name, String collection) {
        return new Document(name, collection).append("$db", DATABASE);
    }

    private OpMsgBatches batches(String command) {
        return new OpMsgBatches(BsonCodec.DEFAULT, limits).body(command(command, "people"));
    }

    /** Reads all documents, batch by batch; returns how many replies that took. */
    private int find(Document filter, int batchSize, Consumer<byte[]> found) throws InterruptedException {
        OpMsg message = client.call(OpMsg.builder()
                .body(command("find", "people").append("filter", filter).append("batchSize", batchSize)));
        int replies = 1;
        while (true) {
            CursorReply reply = CursorReply.of(message);
            assertThat(reply.isFirst()).isEqualTo(replies == 1);
            assertThat(reply.ns()).isEqualTo("test.people");
            assertThat(reply.batchCount()).isLessThanOrEqualTo(batchSize);
            reply.forEach(document -> found.accept(document.toByteArray()));
            long id = reply.id();
            message.release();
            if (id == 0) {
                return replies;
            }
            message = client.call(OpMsg.builder()
                    .body(new Document("getMore", id)
                            .append("collection", "people")
                            .append("batchSize", batchSize)
                            .append("$db", DATABASE)));
            replies++;
        }
    }

    private long count(Document filter) throws InterruptedException {
        OpMsg message =
                client.call(OpMsg.builder().body(command("count", "people").append("query", filter)));
        long count = CommandReply.of(message).n().orElseThrow();
        message.release();
        return count;
    }

    @Test
    void manyDocumentsAreWrittenInBatchesAndReadBackByteForByte() throws InterruptedException {
        List<Document> people = people(25_000);
        List<Integer> counts = write(batches("insert").documents(people.iterator()), 25_000);
        assertThat(counts).hasSizeGreaterThan(1).allMatch(count -> count <= limits.maxWriteBatchSize());
        assertThat(counts.subList(0, counts.size() - 1)).containsOnly(limits.maxWriteBatchSize());

        List<byte[]> found = new ArrayList<>();
        int replies = find(new Document(), 1_999, found::add);
        assertThat(replies).isEqualTo(13);
        assertThat(found).hasSize(25_000);
        for (int i = 0; i < found.size(); i++) {
            byte[] expected = BsonCodec.DEFAULT.encode(people.get(i));
            if (!Arrays.equals(found.get(i), expected)) {
                assertThat(found.get(i)).as("document %s", i).isEqualTo(expected);
            }
        }

        write(
                batches("update")
                        .updates(IntStream.range(0, 2_500)
                                .mapToObj(id -> new Document("q", new Document("_id", id))
                                        .append("u", new Document("$set", new Document("seen", id))))
                                .iterator()),
                2_500);
        List<byte[]> changed = new ArrayList<>();
        find(new Document("_id", 77), 10, changed::add);
        assertThat(changed).containsExactly(BsonCodec.DEFAULT.encode(new Document(people.get(77)).append("seen", 77)));

        write(
                batches("delete")
                        .deletes(IntStream.range(0, 1_200)
                                .mapToObj(id -> new Document("q", new Document("_id", id)).append("limit", 1))
                                .iterator()),
                1_200);
        write(
                batches("delete")
                        .deletes(List.of(new Document("q", new Document("group", 7)).append("limit", 0))
                                .iterator()),
                238);
        assertThat(count(new Document())).isEqualTo(25_000 - 1_200 - 238);
        assertThat(count(new Document("group", 7))).isZero();
    }

    @Test
    void whatTheServerRefusesIsThrown() throws InterruptedException {
        write(batches("insert").documents(people(3).iterator()), 3);
        OpMsg duplicate = client.call(OpMsg.builder()
                .body(command("insert", "people"))
                .documents(List.of(new Document("_id", 9), new Document("_id", 1), new Document("_id", 10))));
        CommandReply reply = CommandReply.of(duplicate);
        assertThat(reply.isOk()).isTrue();
        assertThat(reply.writeErrors()).singleElement().satisfies(error -> {
            assertThat(error.index()).isEqualTo(1);
            assertThat(error.code()).isEqualTo(11000);
            assertThat(error.errmsg()).contains("duplicate key");
        });
        duplicate.release();
        OpMsg unknown = client.call(OpMsg.builder().body(command("nothingLikeThis", "people")));
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> CursorReply.of(unknown))
                .matches(e -> e.code() == 59);
        unknown.release();
    }

    @Test
    void theOldHandshakeIsAnswered(ByteBufAllocator alloc) throws InterruptedException {
        WireMessage reply = client.call(OpQuery.of(
                alloc, 5, 0, "admin.$cmd", 0, -1, HelloRequest.legacyHello().toQuery(), null));
        assertThat(HelloReply.of(reply).limits()).isEqualTo(limits);
        reply.release();
    }
}
