package io.bsonwire.spec.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import com.mongodb.ClientBulkWriteException;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCompressor;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoNamespace;
import com.mongodb.MongoQueryException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.ServerApi;
import com.mongodb.ServerApiVersion;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.bulk.ClientBulkWriteOptions;
import com.mongodb.client.model.bulk.ClientBulkWriteResult;
import com.mongodb.client.model.bulk.ClientNamespacedWriteModel;
import com.mongodb.client.model.bulk.ClientUpdateOneOptions;
import com.mongodb.client.result.UpdateResult;
import com.mongodb.event.ServerHeartbeatSucceededEvent;
import com.mongodb.event.ServerMonitorListener;
import io.bsonwire.spec.peer.Traffic.Seen;
import io.bsonwire.wire.OpCode;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.compress.Compressors;
import io.netty.buffer.ByteBufAllocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official Java driver, as it is, as the client of a server made of the handlers of wire-message. */
class OfficialDriverTest {
    private static final String DATABASE = "db";
    /** Smaller than those of real servers, so that the driver has to split. */
    private static final WireLimits SMALL = new WireLimits(16 * 1024 * 1024, 2_000_000, 4_000);

    private static MongoClient connect(Emulator emulator, Consumer<MongoClientSettings.Builder> options) {
        MongoClientSettings.Builder settings = MongoClientSettings.builder()
                .applyToClusterSettings(cluster -> cluster.hosts(List.of(new ServerAddress(emulator.address()))));
        options.accept(settings);
        return MongoClients.create(settings.build());
    }

    private static MongoClient connect(Emulator emulator) {
        return connect(emulator, settings -> {});
    }

    private static MongoCollection<BsonDocument> collection(MongoClient client, String name) {
        return client.getDatabase(DATABASE).getCollection(name, BsonDocument.class);
    }

    private static BsonDocument id(int id) {
        return new BsonDocument("_id", new BsonInt32(id));
    }

    private static List<BsonDocument> ids(int count) {
        return IntStream.range(0, count).mapToObj(OfficialDriverTest::id).toList();
    }

    // ---- documents ----

    @ParameterizedTest
    @CsvSource({"none, -1", "snappy, 1", "zlib, 2", "zstd, 3"})
    void allTypesGoThereAndBackByteForByte(String compressor, int compressorId, ByteBufAllocator alloc) {
        List<BsonDocument> documents = DriverDocuments.ofAllTypes(10_000);
        List<RawBsonDocument> expected =
                documents.stream().map(DriverDocuments::raw).toList();
        try (Emulator emulator = Emulator.setup()
                .compressors(Compressors.available())
                .limits(SMALL)
                .alloc(alloc)
                .start()) {
            try (MongoClient client = connect(emulator, settings -> {
                if (compressorId >= 0) {
                    settings.compressorList(List.of(compressor(compressor)));
                }
            })) {
                MongoCollection<BsonDocument> collection = collection(client, "all");
                MongoCollection<RawBsonDocument> raw = collection.withDocumentClass(RawBsonDocument.class);
                collection.insertMany(documents.subList(0, 5_000));
                raw.insertMany(expected.subList(5_000, 10_000));

                int at = 0;
                try (MongoCursor<RawBsonDocument> found =
                        raw.find().batchSize(1_500).iterator()) {
                    while (found.hasNext()) {
                        assertSameBytes(found.next(), expected.get(at++));
                    }
                }
                assertThat(at).isEqualTo(10_000);
                assertThat(collection.countDocuments()).isEqualTo(10_000);
                assertThat(collection.find(id(77)).first()).isEqualTo(documents.get(77));
            }
            Traffic traffic = emulator.traffic();
            assertThat(traffic.requests("insert"))
                    .hasSizeGreaterThanOrEqualTo(4)
                    .allSatisfy(insert -> assertThat(insert.originalLength()).isLessThanOrEqualTo(2_000_000));
            assertThat(traffic.requests("insert").stream()
                            .mapToInt(insert -> insert.sequences().get("documents")))
                    .allMatch(count -> count <= 4_000)
                    .satisfies(counts -> assertThat(
                                    counts.stream().mapToInt(count -> count).sum())
                            .isEqualTo(10_000));
            assertThat(traffic.requests("getMore")).hasSize(6);
            assertCompression(traffic, compressorId);
        }
    }

    private static MongoCompressor compressor(String name) {
        return switch (name) {
            case "snappy" -> MongoCompressor.createSnappyCompressor();
            case "zlib" -> MongoCompressor.createZlibCompressor();
            default -> MongoCompressor.createZstdCompressor();
        };
    }

    private static void assertSameBytes(RawBsonDocument found, RawBsonDocument expected) {
        if (!found.getByteBuffer().asNIO().equals(expected.getByteBuffer().asNIO())) {
            assertThat(found.toJson()).isEqualTo(expected.toJson());
            throw new AssertionError("the same values in other bytes: " + found);
        }
    }

    /** All that may be compressed is, to and fro, and nothing else. */
    private static void assertCompression(Traffic traffic, int compressorId) {
        assertThat(traffic.messages().stream().filter(Seen::isHello))
                .isNotEmpty()
                .noneMatch(Seen::compressed);
        assertThat(traffic.messages().stream().filter(seen -> !seen.isHello()))
                .hasSizeGreaterThan(20)
                .allMatch(seen -> seen.compressorId() == compressorId);
        if (compressorId >= 0) {
            assertThat(traffic.requests("insert"))
                    .allSatisfy(insert -> assertThat(insert.length()).isLessThan(insert.originalLength() * 3 / 4));
        }
    }

    @Test
    void theDriverSplitsByCountAsHelloSays(ByteBufAllocator alloc) {
        try (Emulator emulator = Emulator.setup()
                        .limits(new WireLimits(16 * 1024 * 1024, 48_000_000, 1_000))
                        .alloc(alloc)
                        .start();
                MongoClient client = connect(emulator)) {
            collection(client, "many").insertMany(ids(2_500));
            assertThat(emulator.traffic().requests("insert"))
                    .extracting(insert -> insert.sequences().get("documents"))
                    .containsExactly(1_000, 1_000, 500);
        }
    }

    @Test
    void documentsAreChangedAndRemoved(ByteBufAllocator alloc) {
        try (Emulator emulator = Emulator.setup().alloc(alloc).start();
                MongoClient client = connect(emulator)) {
            MongoCollection<BsonDocument> people = collection(client, "people");
            people.insertMany(DriverDocuments.ofAllTypes(100));

            UpdateResult one = people.updateOne(Filters.eq("group", 3), Updates.set("seen", true));
            assertThat(one.getMatchedCount()).isEqualTo(1);
            UpdateResult many = people.updateMany(Filters.eq("group", 3), Updates.set("seen", true));
            assertThat(many.getMatchedCount()).isEqualTo(10);
            assertThat(many.getModifiedCount()).isEqualTo(9);
            assertThat(people.countDocuments(Filters.eq("seen", true))).isEqualTo(10);
            assertThat(people.countDocuments(
                            Filters.eq("seen", true), new CountOptions().skip(3).limit(4)))
                    .isEqualTo(4);
            BsonDocument expected = DriverDocuments.ofAllTypes(100).get(3).append("seen", BsonBoolean.TRUE);
            assertThat(people.find(id(3)).first()).isEqualTo(expected);

            UpdateResult replaced = people.replaceOne(Filters.eq("_id", 3), new BsonDocument("a", new BsonInt32(1)));
            assertThat(replaced.getModifiedCount()).isEqualTo(1);
            assertThat(people.find(id(3)).first()).isEqualTo(id(3).append("a", new BsonInt32(1)));

            UpdateResult upserted =
                    people.updateOne(Filters.eq("name", "new"), Updates.set("b", 2), new UpdateOptions().upsert(true));
            assertThat(upserted.getUpsertedId()).isNotNull();
            assertThat(people.find(Filters.eq("b", 2)).first())
                    .containsEntry("_id", upserted.getUpsertedId())
                    .containsEntry("name", new BsonString("new"));
            assertThat(people.replaceOne(id(1_000), new BsonDocument(), new ReplaceOptions().upsert(true))
                            .getUpsertedId())
                    .isEqualTo(new BsonInt32(1_000));

            assertThat(people.deleteOne(Filters.eq("group", 4)).getDeletedCount())
                    .isEqualTo(1);
            assertThat(people.deleteMany(Filters.eq("group", 4)).getDeletedCount())
                    .isEqualTo(9);
            assertThat(people.deleteMany(Filters.eq("group", 4)).getDeletedCount())
                    .isZero();
            assertThat(people.estimatedDocumentCount()).isEqualTo(92);
            assertThat(people.find().skip(90).limit(5).into(new ArrayList<>())).hasSize(2);
            people.drop();
            assertThat(people.countDocuments()).isZero();
        }
    }

    @Test
    void writesThatNobodyWaitsForGetNoReply(ByteBufAllocator alloc) {
        try (Emulator emulator = Emulator.setup()
                        .compressors(Compressors.available())
                        .alloc(alloc)
                        .start();
                MongoClient client = connect(
                        emulator,
                        settings -> settings.compressorList(List.of(MongoCompressor.createZstdCompressor()))
                                .applyToConnectionPoolSettings(pool -> pool.maxSize(1)))) {
            MongoCollection<BsonDocument> quiet =
                    collection(client, "quiet").withWriteConcern(WriteConcern.UNACKNOWLEDGED);
            quiet.insertOne(id(1));
            quiet.insertMany(ids(3), new InsertManyOptions().ordered(false)); // 1 is there already: nobody is told
            quiet.updateOne(id(2), Updates.set("a", 1));
            quiet.deleteOne(id(0));
            client.bulkWrite(
                    List.of(ClientNamespacedWriteModel.insertOne(new MongoNamespace("db.quiet"), id(9))),
                    ClientBulkWriteOptions.clientBulkWriteOptions().ordered(false));
            assertThat(collection(client, "quiet")
                            .find()
                            .into(new ArrayList<>())) // over the one connection, so it waits
                    .containsExactly(id(1), id(2).append("a", new BsonInt32(1)), id(9));

            Traffic traffic = emulator.traffic();
            for (String command : List.of("insert", "update", "delete")) {
                assertThat(traffic.requests(command))
                        .isNotEmpty()
                        .allMatch(seen -> seen.hasFlag(OpMsg.MORE_TO_COME) && seen.compressed());
                assertThat(traffic.replies(command)).isEmpty();
            }
        }
    }

    // ---- client bulkWrite ----

    private static List<ClientNamespacedWriteModel> inserts(String namespace, int count) {
        return ids(count).stream()
                .map(document -> (ClientNamespacedWriteModel)
                        ClientNamespacedWriteModel.insertOne(new MongoNamespace(namespace), document))
                .toList();
    }

    @Test
    void bulkWriteChangesSeveralCollectionsAtOnce(ByteBufAllocator alloc) {
        try (Emulator emulator = Emulator.setup()
                        .limits(new WireLimits(16 * 1024 * 1024, 48_000_000, 1_000))
                        .alloc(alloc)
                        .start();
                MongoClient client = connect(emulator)) {
            MongoNamespace b = new MongoNamespace("db.b");
            List<ClientNamespacedWriteModel> models = new ArrayList<>(inserts("db.a", 1_200));
            models.addAll(inserts("db.b", 3));
            models.add(ClientNamespacedWriteModel.updateMany(b, Filters.empty(), Updates.set("x", 1)));
            models.add(ClientNamespacedWriteModel.updateOne(
                    new MongoNamespace("other.c"),
                    id(7),
                    Updates.set("y", 2),
                    ClientUpdateOneOptions.clientUpdateOneOptions().upsert(true)));
            models.add(ClientNamespacedWriteModel.replaceOne(b, id(1), new BsonDocument("z", new BsonInt32(3))));
            models.add(ClientNamespacedWriteModel.deleteMany(b, Filters.eq("x", 1)));
            ClientBulkWriteResult result = client.bulkWrite(
                    models, ClientBulkWriteOptions.clientBulkWriteOptions().verboseResults(true));

            assertThat(result.getInsertedCount()).isEqualTo(1_203);
            assertThat(result.getMatchedCount()).isEqualTo(4);
            assertThat(result.getModifiedCount()).isEqualTo(4);
            assertThat(result.getUpsertedCount()).isEqualTo(1);
            assertThat(result.getDeletedCount()).isEqualTo(2);
            ClientBulkWriteResult.VerboseResults verbose =
                    result.getVerboseResults().orElseThrow();
            assertThat(verbose.getInsertResults()).hasSize(1_203);
            assertThat(verbose.getUpdateResults().get(1_204).getUpsertedId()).contains(new BsonInt32(7));
            assertThat(verbose.getDeleteResults().get(1_206).getDeletedCount()).isEqualTo(2);
            assertThat(collection(client, "a").countDocuments()).isEqualTo(1_200);
            assertThat(collection(client, "b").find().into(new ArrayList<>()))
                    .containsExactly(id(1).append("z", new BsonInt32(3)));
            assertThat(emulator.traffic().requests("bulkWrite"))
                    .extracting(Seen::sequences)
                    .allSatisfy(sequences -> assertThat(sequences).containsOnlyKeys("ops", "nsInfo"))
                    .satisfiesExactly(
                            first -> assertThat(first).contains(entry("ops", 1_000), entry("nsInfo", 1)),
                            second -> assertThat(second).contains(entry("ops", 207), entry("nsInfo", 3)));
        }
    }

    @Test
    void bulkWriteTellsOfWhatCannotBeDone(ByteBufAllocator alloc) {
        try (Emulator emulator = Emulator.setup().alloc(alloc).start();
                MongoClient client = connect(emulator)) {
            collection(client, "a").insertOne(id(1));
            ClientBulkWriteException ordered =
                    catchThrowableOfType(ClientBulkWriteException.class, () -> client.bulkWrite(inserts("db.a", 4)));
            assertThat(ordered.getWriteErrors()).containsOnlyKeys(1);
            assertThat(ordered.getWriteErrors().get(1).getCode()).isEqualTo(11000);
            assertThat(ordered.getPartialResult().orElseThrow().getInsertedCount())
                    .isEqualTo(1);

            ClientBulkWriteException unordered = catchThrowableOfType(
                    ClientBulkWriteException.class,
                    () -> client.bulkWrite(
                            inserts("db.a", 4),
                            ClientBulkWriteOptions.clientBulkWriteOptions().ordered(false)));
            assertThat(unordered.getWriteErrors()).containsOnlyKeys(0, 1);
            assertThat(collection(client, "a").countDocuments()).isEqualTo(4);
        }
    }

    // ---- errors ----

    @Test
    void errorsReachTheDriver(ByteBufAllocator alloc) {
        try (Emulator emulator = Emulator.setup().alloc(alloc).start();
                MongoClient client = connect(emulator)) {
            MongoCollection<BsonDocument> collection = collection(client, "c");
            collection.insertMany(ids(3));

            MongoWriteException duplicate =
                    catchThrowableOfType(MongoWriteException.class, () -> collection.insertOne(id(1)));
            assertThat(duplicate.getError().getCategory()).isEqualTo(ErrorCategory.DUPLICATE_KEY);
            assertThat(duplicate.getError().getCode()).isEqualTo(11000);

            MongoBulkWriteException several = catchThrowableOfType(
                    MongoBulkWriteException.class,
                    () -> collection.insertMany(ids(5), new InsertManyOptions().ordered(false)));
            assertThat(several.getWriteErrors())
                    .extracting(error -> error.getIndex())
                    .containsExactly(0, 1, 2);
            assertThat(several.getWriteResult().getInsertedCount()).isEqualTo(2);

            MongoBulkWriteException first =
                    catchThrowableOfType(MongoBulkWriteException.class, () -> collection.insertMany(ids(9)));
            assertThat(first.getWriteErrors())
                    .extracting(error -> error.getIndex())
                    .containsExactly(0);
            assertThat(collection.countDocuments()).isEqualTo(5);

            MongoCommandException unknown = catchThrowableOfType(
                    MongoCommandException.class,
                    () -> client.getDatabase(DATABASE)
                            .runCommand(new BsonDocument("nothingLikeThis", new BsonInt32(1))));
            assertThat(unknown.getErrorCode()).isEqualTo(59);
            assertThat(unknown.getErrorCodeName()).isEqualTo("CommandNotFound");
            MongoCommandException badFilter = catchThrowableOfType(
                    MongoCommandException.class,
                    () -> collection.find(Filters.gt("a", 1)).first());
            assertThat(badFilter.getErrorCode()).isEqualTo(2);
            MongoWriteException altered = catchThrowableOfType(
                    MongoWriteException.class, () -> collection.updateOne(id(1), Updates.set("_id", 2)));
            assertThat(altered.getError().getCode()).isEqualTo(66);
        }
    }

    @Test
    void aCursorThatIsKilledIsGone(ByteBufAllocator alloc) {
        try (Emulator emulator = Emulator.setup().alloc(alloc).start();
                MongoClient client = connect(emulator)) {
            MongoCollection<BsonDocument> collection = collection(client, "c");
            collection.insertMany(ids(10));
            try (MongoCursor<BsonDocument> cursor =
                    collection.find().batchSize(4).iterator()) {
                assertThat(cursor.next()).isEqualTo(id(0));
                BsonDocument kill = new BsonDocument("killCursors", new BsonString("c"))
                        .append(
                                "cursors",
                                new BsonArray(List.of(
                                        new BsonInt64(cursor.getServerCursor().getId()))));
                assertThat(client.getDatabase(DATABASE)
                                .runCommand(kill, BsonDocument.class)
                                .getArray("cursorsKilled"))
                        .hasSize(1);
                for (int i = 1; i < 4; i++) {
                    assertThat(cursor.next()).isEqualTo(id(i));
                }
                assertThat(catchThrowableOfType(MongoQueryException.class, cursor::next))
                        .isInstanceOf(MongoCursorNotFoundException.class);
            }
            int before = emulator.traffic().requests("killCursors").size();
            try (MongoCursor<BsonDocument> cursor =
                    collection.find().batchSize(4).iterator()) {
                cursor.next();
            }
            // It was closed with documents left.
            assertThat(emulator.traffic().requests("killCursors")).hasSize(before + 1);
        }
    }

    // ---- connections ----

    @Test
    void heartbeatsComeInAChainOfReplies(ByteBufAllocator alloc) throws InterruptedException {
        CountDownLatch awaited = new CountDownLatch(8);
        ServerMonitorListener listener = new ServerMonitorListener() {
            @Override
            public void serverHeartbeatSucceeded(ServerHeartbeatSucceededEvent event) {
                if (event.isAwaited()) {
                    awaited.countDown();
                }
            }
        };
        try (Emulator emulator = Emulator.setup().alloc(alloc).start()) {
            try (MongoClient client = connect(
                    emulator,
                    settings -> settings.applyToServerSettings(
                            server -> server.heartbeatFrequency(20, TimeUnit.MILLISECONDS)
                                    .minHeartbeatFrequency(10, TimeUnit.MILLISECONDS)
                                    .addServerMonitorListener(listener)))) {
                assertThat(awaited.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(client.getClusterDescription().hasWritableServer()).isTrue();
            }
            List<Seen> requests = emulator.traffic().requests("hello").stream()
                    .filter(seen -> seen.hasFlag(OpMsg.EXHAUST_ALLOWED))
                    .toList();
            assertThat(requests).hasSize(1);
            List<Seen> replies = emulator.traffic().replies("hello").stream()
                    .filter(seen -> seen.connection() == requests.get(0).connection())
                    .toList();
            assertThat(replies).hasSizeGreaterThanOrEqualTo(8).allMatch(seen -> seen.hasFlag(OpMsg.MORE_TO_COME));
            int previous = requests.get(0).requestId();
            for (Seen reply : replies) {
                assertThat(reply.responseTo()).isEqualTo(previous);
                previous = reply.requestId();
            }
        }
    }

    @Test
    void connectionsBeginWithEitherOpcode(ByteBufAllocator alloc) {
        try (Emulator emulator = Emulator.setup().alloc(alloc).start()) {
            try (MongoClient client = connect(emulator)) {
                collection(client, "c").insertOne(id(1));
            }
            assertThat(emulator.traffic().messages().get(0).opCode()).isEqualTo(OpCode.QUERY);
            assertThat(emulator.traffic().replies("isMaster"))
                    .isNotEmpty()
                    .allMatch(reply -> reply.opCode() == OpCode.REPLY);
            int before = emulator.traffic().messages().size();
            try (MongoClient client = connect(
                    emulator,
                    settings -> settings.serverApi(
                            ServerApi.builder().version(ServerApiVersion.V1).build()))) {
                assertThat(collection(client, "c").countDocuments()).isEqualTo(1);
            }
            List<Seen> later = emulator.traffic().messages();
            assertThat(later.subList(before, later.size()))
                    .hasSizeGreaterThan(4)
                    .allMatch(seen -> seen.opCode() == OpCode.MSG);
        }
    }

    @Test
    void everythingGoesThroughTls(ByteBufAllocator alloc, @TempDir Path folder) throws Exception {
        SelfSigned keys = SelfSigned.in(folder);
        SSLContext tls = keys.clientOfJdk();
        List<BsonDocument> documents = DriverDocuments.ofAllTypes(500);
        try (Emulator emulator = Emulator.setup()
                        .tls(keys.server())
                        .compressors(Compressors.available())
                        .alloc(alloc)
                        .start();
                MongoClient client = connect(
                        emulator,
                        settings -> settings.compressorList(List.of(MongoCompressor.createZstdCompressor()))
                                .applyToSslSettings(ssl -> ssl.enabled(true).context(tls)))) {
            MongoCollection<BsonDocument> collection = collection(client, "secret");
            collection.insertMany(documents);
            assertThat(collection.find().into(new ArrayList<>())).isEqualTo(documents);
            assertThat(emulator.traffic().requests("insert")).isNotEmpty().allMatch(Seen::compressed);
        }
    }
}
