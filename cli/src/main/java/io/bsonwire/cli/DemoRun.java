package io.bsonwire.cli;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.json.ExtendedJson;
import io.bsonwire.cli.ServerConnection.Traffic;
import io.bsonwire.wire.CursorReply;
import io.bsonwire.wire.HelloReply;
import io.bsonwire.wire.HelloRequest;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBuilder;
import io.bsonwire.wire.WireException;
import io.bsonwire.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The steps of the demo, in a collection of its own, each with its results compared with those of {@link DemoModel}. */
final class DemoRun {
    /** The first that has OP_MSG. */
    private static final int OLDEST_WIRE_VERSION = 6;
    /** The server's code for a command that it does not know. */
    private static final int COMMAND_NOT_FOUND = 59;
    /** Documents in a reply when all of them are read. */
    private static final int LARGE_BATCH = 1000;
    /** In how many replies the result of the filtered find comes, at least. */
    private static final int SMALL_BATCHES = 5;
    /** More bytes than an insert has around its documents. */
    private static final int INSERT_OVERHEAD = 4096;

    private final ServerConnection connection;
    private final ServerAddress address;
    private final DemoModel model;
    private final SampleDocuments samples;
    private final DemoReport report;
    private final ProgressBar bar;

    private final String collection = "demo_" + ObjectId.generate();
    private OpMsgBuilder builder = new OpMsgBuilder();
    private WireLimits limits = WireLimits.DEFAULT;

    // The step that is under way.
    private String step = "";
    private long startedAt;
    private Traffic trafficBefore = Traffic.NONE;

    DemoRun(
            ServerConnection connection,
            ServerAddress address,
            SampleDocuments samples,
            int count,
            DemoReport report,
            ProgressBar bar) {
        this.connection = connection;
        this.address = address;
        this.samples = samples;
        this.model = new DemoModel(samples, count);
        this.report = report;
        this.bar = bar;
    }

    /**
     * Does all the steps.
     *
     * @throws CommandFailure if the server does not do its part
     * @throws InterruptedException if the thread is interrupted; the collection is dropped nevertheless
     */
    void run() throws InterruptedException {
        try {
            hello();
            try {
                changesAndReads();
            } catch (CommandFailure | InterruptedException e) {
                dropAfter(e);
                throw e;
            }
            start("drop", 0);
            send("drop", new Document("drop", collection)).release();
            end(0);
        } catch (BsonException | WireException e) {
            throw CommandFailure.unexpectedReply(step, e);
        }
    }

    private void changesAndReads() throws InterruptedException {
        insert();
        read("read all back", DemoModel.ALL, model.count(), LARGE_BATCH, true);
        long shipped = model.count(DemoModel.SHIPPED);
        int batch = (int) Math.min(LARGE_BATCH, Math.max(1, shipped / SMALL_BATCHES));
        read("find with a filter", DemoModel.SHIPPED, shipped, batch, false);
        update();
        delete();
        aggregate();
        read("read all back again", DemoModel.ALL, model.count(DemoModel.ALL), LARGE_BATCH, false);
    }

    private void dropAfter(Exception failure) throws InterruptedException {
        try {
            send("drop", new Document("drop", collection)).release();
        } catch (CommandFailure e) {
            failure.addSuppressed(e); // there may be nothing to drop, or nobody to do it
        }
    }

    // ---- steps ----

    private void hello() throws InterruptedException {
        start("hello", 0);
        HelloReply hello = askHello();
        int wireVersion = hello.maxWireVersion();
        if (wireVersion < OLDEST_WIRE_VERSION) {
            throw CommandFailure.tooOld(address, wireVersion, OLDEST_WIRE_VERSION);
        }
        if (!hello.isWritablePrimary()) {
            throw CommandFailure.notWritable(address);
        }
        limits = hello.limits();
        builder = new OpMsgBuilder(BsonCodec.DEFAULT, limits);
        report.server(String.format(
                Locale.ROOT,
                "wire version %d, takes %,d documents or %,d bytes in a message",
                wireVersion,
                limits.maxWriteBatchSize(),
                limits.maxMessageSizeBytes()));
        end(0);
    }

    private HelloReply askHello() throws InterruptedException {
        try {
            return ask("hello", HelloRequest.hello());
        } catch (CommandFailure e) {
            if (e.code() != COMMAND_NOT_FOUND) {
                throw e;
            }
            return ask("isMaster", HelloRequest.legacyHello()); // what hello was called before
        }
    }

    private HelloReply ask(String command, HelloRequest request) throws InterruptedException {
        OpMsg reply = connection.call(command, builder.body(request.toDocument()));
        try {
            return HelloReply.of(reply);
        } finally {
            reply.release();
        }
    }

    /** Sends as many documents in each message as the server takes. */
    private void insert() throws InterruptedException {
        start("insert", model.count());
        int room = limits.maxMessageSizeBytes() - INSERT_OVERHEAD;
        ByteBuf bytes = Unpooled.buffer();
        List<RawDocument> batch = new ArrayList<>();
        int number = 0;
        while (number < model.count()) {
            bytes.clear();
            batch.clear();
            while (number < model.count() && batch.size() < limits.maxWriteBatchSize()) {
                int at = bytes.writerIndex();
                BsonCodec.DEFAULT.encode(samples.document(number), bytes);
                if (bytes.writerIndex() > room && !batch.isEmpty()) {
                    break; // it comes first in the next message
                }
                batch.add(RawDocument.of(bytes, at));
                number++;
            }
            builder.documents(batch);
            OpMsg reply = send("insert", new Document("insert", collection));
            try {
                compare("inserted", batch.size(), reply.body().get("n"));
            } finally {
                reply.release();
            }
            bar.advance(batch.size());
        }
        end(number);
    }

    private void read(String name, Document filter, long expected, int batchSize, boolean showsSamples)
            throws InterruptedException {
        start(name, expected);
        DemoModel.Matches matches = model.matches(filter);
        Set<Object> shown = showsSamples ? new HashSet<>() : Set.of();
        long count = 0;
        OpMsg reply = send(
                "find",
                new Document("find", collection)
                        .append("filter", filter)
                        .append("sort", new Document("_id", 1))
                        .append("batchSize", batchSize));
        while (true) {
            long cursorId;
            try {
                CursorReply cursor = CursorReply.of(reply);
                for (RawDocument document : cursor) {
                    compare(name, count++, matches.next(), document);
                    if (showsSamples && shown.add(String.valueOf(document.get("kind")))) {
                        report.sample(ExtendedJson.relaxed().toJson(document));
                    }
                    bar.advance(1);
                }
                cursorId = cursor.id();
            } finally {
                reply.release();
            }
            if (cursorId == 0) {
                break;
            }
            reply = send(
                    "getMore",
                    new Document("getMore", cursorId)
                            .append("collection", collection)
                            .append("batchSize", batchSize));
        }
        compare(name + ", number of documents", expected, count);
        end(count);
    }

    private void update() throws InterruptedException {
        long expected = model.count(DemoModel.PENDING);
        start("update", expected);
        builder.sequence(
                "updates",
                List.of(new Document("q", DemoModel.PENDING)
                        .append("u", DemoModel.PAY)
                        .append("multi", true)));
        OpMsg reply = send("update", new Document("update", collection));
        try {
            compare("updated", expected, reply.body().get("nModified"));
        } finally {
            reply.release();
        }
        model.pay();
        end(expected);
    }

    private void delete() throws InterruptedException {
        long expected = model.count(DemoModel.DEBUG);
        start("delete", expected);
        builder.sequence("deletes", List.of(new Document("q", DemoModel.DEBUG).append("limit", 0)));
        OpMsg reply = send("delete", new Document("delete", collection));
        try {
            compare("deleted", expected, reply.body().get("n"));
        } finally {
            reply.release();
        }
        model.clean();
        end(expected);
    }

    private void aggregate() throws InterruptedException {
        Map<String, DemoModel.Turnover> expected = model.turnover();
        start("aggregate", expected.size());
        OpMsg reply = send(
                "aggregate",
                new Document("aggregate", collection)
                        .append("pipeline", DemoModel.TURNOVER)
                        .append("cursor", new Document("batchSize", LARGE_BATCH)));
        List<@Nullable Object> groups;
        try {
            groups = CursorReply.of(reply).batch().toList();
        } finally {
            reply.release();
        }
        List<String> statuses = new ArrayList<>(expected.keySet());
        compare("aggregate, number of groups", statuses.size(), groups.size());
        for (int i = 0; i < Math.min(statuses.size(), groups.size()); i++) {
            String status = statuses.get(i);
            DemoModel.Turnover turnover = expected.get(status);
            if (groups.get(i) instanceof Document group
                    && status.equals(group.get("_id"))
                    && turnover != null
                    && turnover.isSaidBy(group)) {
                report.same();
            } else {
                report.different("aggregate, group " + i + ": " + groups.get(i) + " (expected: " + status + ", "
                        + turnover + ")");
            }
        }
        end(groups.size());
    }

    // ---- parts of steps ----

    private void start(String name, long count) {
        step = name;
        startedAt = System.nanoTime();
        trafficBefore = connection.traffic();
        bar.start(name, count);
    }

    private void end(long documents) {
        report.step(
                step,
                documents,
                connection.traffic().since(trafficBefore),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt));
    }

    /** Sends a command, with the sequences that the builder has been given, and returns the reply, to be released. */
    private OpMsg send(String command, Document body) throws InterruptedException {
        return connection.call(command, builder.body(body.append("$db", address.database())));
    }

    private void compare(String what, long expected, @Nullable Object actual) {
        if (actual instanceof Number number && number.longValue() == expected) {
            report.same();
        } else {
            report.different(what + ": " + actual + " (expected: " + expected + ")");
        }
    }

    private void compare(String what, long number, @Nullable RawDocument expected, RawDocument actual) {
        if (actual.equals(expected)) {
            report.same();
        } else {
            report.different(what + ", document " + number + ": " + actual.toDocument() + " (expected: "
                    + (expected == null ? "no more" : expected.toDocument()) + ")");
        }
    }
}
