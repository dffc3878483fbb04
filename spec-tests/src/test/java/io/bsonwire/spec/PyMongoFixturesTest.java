package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.json.ExtendedJson;
import io.bsonwire.wire.BulkWriteOp;
import io.bsonwire.wire.MessageHeader;
import io.bsonwire.wire.OpGetMore;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBatches;
import io.bsonwire.wire.OpMsgBuilder;
import io.bsonwire.wire.OpQuery;
import io.bsonwire.wire.RequestIds;
import io.bsonwire.wire.WireException;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.WireMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The messages that PyMongo's C extension has made, byte for byte, and its splits. {@code src/test/python} has the script
 * that wrote the fixtures; their format is in their first lines.
 */
@DisplayName("PyMongo's _cmessage")
class PyMongoFixturesTest {
    private static final Pattern RUN = Pattern.compile("(x|78)\\{(\\d+)}");

    /** A block of the file: what follows each key, in the order of its lines. */
    private record Case(Map<String, List<String>> lines) {
        static Case of(String block) {
            Map<String, List<String>> lines = new LinkedHashMap<>();
            for (String line : block.split("\n", -1)) {
                int colon = line.indexOf(": ");
                lines.computeIfAbsent(line.substring(0, colon), key -> new ArrayList<>())
                        .add(RUN.matcher(line.substring(colon + 2)).replaceAll(Case::spelledOut));
            }
            return new Case(lines);
        }

        private static String spelledOut(MatchResult run) {
            return run.group(1).repeat(Integer.parseInt(run.group(2)));
        }

        String line(String key) {
            assertThat(lines).containsKey(key);
            return lines.get(key).get(0);
        }

        List<String> all(String key) {
            return lines.getOrDefault(key, List.of());
        }

        String function() {
            return line("function");
        }

        Document document(String key) {
            return ExtendedJson.canonical().parse(line(key));
        }

        List<Document> documents() {
            return documents("documents");
        }

        List<Document> documents(String key) {
            return ExtendedJson.canonical().parse("{\"array\":" + line(key) + "}").getArray("array").stream()
                    .map(Document.class::cast)
                    .toList();
        }

        int[] numbers(String key) {
            return Arrays.stream(line(key).split(" "))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        }

        boolean acknowledged() {
            return Boolean.parseBoolean(line("acknowledged"));
        }

        @Override
        public String toString() {
            return function() + ": " + line("name");
        }
    }

    private static Stream<Case> all() {
        try (InputStream file = PyMongoFixturesTest.class.getResourceAsStream("pymongo.txt")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.strip().split("\n\n"))
                    .filter(block -> !block.startsWith("#"))
                    .map(Case::of);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Case> of(String function) {
        return all().filter(fixture -> fixture.function().equals(function));
    }

    @Test
    void everyFunctionIsThere() {
        Map<String, Long> counts = all().collect(Collectors.groupingBy(Case::function, Collectors.counting()));
        assertThat(counts)
                .containsOnlyKeys(
                        "_op_msg",
                        "_query_message",
                        "_get_more_message",
                        "_batched_op_msg",
                        "_encode_batched_op_msg",
                        "_encode_batched_write_command",
                        "_client_batched_op_msg")
                .allSatisfy((function, count) -> assertThat(count).isPositive());
    }

    // ---- single messages ----

    static Stream<Case> opMsg() {
        return of("_op_msg");
    }

    @ParameterizedTest
    @MethodSource
    void opMsg(Case fixture, ByteBufAllocator alloc) {
        Document arguments = fixture.document("arguments");
        OpMsgBuilder builder = new OpMsgBuilder()
                .body(fixture.document("command"))
                .flagBits(arguments.getInt32("flags"))
                .requestId(1);
        switch (arguments.getString("identifier")) {
            case "" -> assertThat(fixture.documents()).isEmpty();
            case "documents" -> builder.documents(fixture.documents());
            default -> builder.sequence(arguments.getString("identifier"), fixture.documents());
        }
        OpMsg message = builder.build(alloc);
        assertBytes(message, fixture);
        // PyMongo counts the body and what follows the kind of the sequence; and only the sequence's documents.
        int[] sizes = fixture.numbers("sizes");
        assertThat(message.length()).isEqualTo(20 + 1 + message.sequences().size() + sizes[0]);
        assertThat(message.largestDocument()).isEqualTo(Math.max(message.body().length(), sizes[1]));
        message.release();
    }

    static Stream<Case> queryMessage() {
        return of("_query_message");
    }

    /** PyMongo turns every document so that an {@code _id} is in front. Here the caller of a query does, if it matters. */
    @ParameterizedTest
    @MethodSource
    void queryMessage(Case fixture, ByteBufAllocator alloc) {
        Document arguments = fixture.document("arguments");
        WireMessage message = OpQuery.of(
                alloc,
                1,
                arguments.getInt32("flags"),
                arguments.getString("collection"),
                arguments.getInt32("skip"),
                arguments.getInt32("limit"),
                idFirst(arguments.getDocument("query")),
                arguments.containsKey("fields") ? idFirst(arguments.getDocument("fields")) : null);
        assertBytes(message, fixture);
        message.release();
    }

    private static BsonWritable idFirst(Document document) {
        ByteBuf turned = Unpooled.buffer();
        BsonCodec.DEFAULT.encodeIdFirst(document, turned);
        return RawDocument.of(turned);
    }

    static Stream<Case> getMoreMessage() {
        return of("_get_more_message");
    }

    @ParameterizedTest
    @MethodSource
    void getMoreMessage(Case fixture, ByteBufAllocator alloc) {
        Document arguments = fixture.document("arguments");
        WireMessage message = OpGetMore.of(
                alloc, 1, arguments.getString("collection"), arguments.getInt32("limit"), arguments.getInt64("cursor"));
        assertBytes(message, fixture);
        message.release();
    }

    private static void assertBytes(WireMessage message, Case fixture) {
        assertThat(ByteBufUtil.hexDump(message.bytes())).isEqualTo(fixture.line("message"));
        WireMessage read = WireMessage.decode(message.bytes());
        assertThat(read).isEqualTo(message);
    }

    // ---- batches ----

    static Stream<Case> batchedOpMsg() {
        return of("_batched_op_msg");
    }

    @ParameterizedTest
    @MethodSource
    void batchedOpMsg(Case fixture, ByteBufAllocator alloc) {
        assertBatches(fixture, batches(fixture, 0), alloc, message -> message);
    }

    static Stream<Case> encodeBatchedOpMsg() {
        return of("_encode_batched_op_msg");
    }

    /** With the same limit when counting alike, and with the limit that PyMongo derives its own from otherwise. */
    @ParameterizedTest
    @MethodSource
    void encodeBatchedOpMsg(Case fixture, ByteBufAllocator alloc) {
        Part withoutHeader =
                message -> message.slice(MessageHeader.LENGTH, message.readableBytes() - MessageHeader.LENGTH);
        assertBatches(fixture, batches(fixture, 0).countFromFlagBits(), alloc, withoutHeader);
        int server = fixture.numbers("server")[0];
        assertBatches(fixture, batches(fixture, server - fixture.numbers("limits")[1]), alloc, withoutHeader);
    }

    static Stream<Case> encodeBatchedWriteCommand() {
        return of("_encode_batched_write_command");
    }

    /** PyMongo counts the OP_QUERY that the command was part of once, up to where the last document ends. */
    @ParameterizedTest
    @MethodSource
    void encodeBatchedWriteCommand(Case fixture, ByteBufAllocator alloc) {
        int beforeCommand = 4 + "db.$cmd".length() + 1 + 4 + 4;
        int behindDocuments = 2;
        int splitSize = fixture.numbers("limits")[3] - beforeCommand + behindDocuments;
        assertBatches(
                fixture,
                batches(fixture, 0).forEncryption(splitSize),
                alloc,
                message -> OpMsg.decode(message).body().bytes());
    }

    static Stream<Case> clientBatchedOpMsg() {
        return of("_client_batched_op_msg");
    }

    @ParameterizedTest
    @MethodSource
    void clientBatchedOpMsg(Case fixture, ByteBufAllocator alloc) {
        int[] limits = fixture.numbers("limits");
        OpMsgBatches batches = new OpMsgBatches(
                        BsonCodec.DEFAULT, new WireLimits(limits[0], limits[1], limits[2]), new RequestIds(0))
                .body(fixture.document("command"))
                .operations(fixture.documents("operations").stream()
                        .map(PyMongoFixturesTest::operation)
                        .iterator());
        if (!fixture.acknowledged()) {
            batches.unacknowledged();
        }
        assertBatches(fixture, batches, alloc, message -> message);
    }

    private static BulkWriteOp operation(Document described) {
        String kind = described.keySet().iterator().next();
        String namespace = (String) described.remove(kind);
        return switch (kind) {
            case "insert" -> BulkWriteOp.insert(namespace, described.getDocument("document"));
            case "update", "replace" -> BulkWriteOp.update(namespace, described);
            case "delete" -> BulkWriteOp.delete(namespace, described);
            default -> throw new AssertionError(kind);
        };
    }

    /** The part of a message that a fixture holds. */
    private interface Part {
        ByteBuf of(ByteBuf message);
    }

    private static OpMsgBatches batches(Case fixture, int moreForMessage) {
        int[] limits = fixture.numbers("limits");
        OpMsgBatches batches = new OpMsgBatches(
                        BsonCodec.DEFAULT,
                        new WireLimits(limits[0], limits[1] + moreForMessage, limits[2]),
                        new RequestIds(0))
                .body(fixture.document("command"));
        if (!fixture.acknowledged()) {
            batches.unacknowledged();
        }
        return switch (fixture.line("operation")) {
            case "insert" -> batches.documents(fixture.documents().iterator());
            case "update" -> batches.updates(fixture.documents().iterator());
            case "delete" -> batches.deletes(fixture.documents().iterator());
            default -> throw new AssertionError(fixture);
        };
    }

    /**
     * The batches are PyMongo's, but for a message that it makes of no documents. Where it fails with a document that is too large, those before it are given here, as it
     * makes them without that document.
     */
    private static void assertBatches(Case fixture, OpMsgBatches batches, ByteBufAllocator alloc, Part part) {
        assertThat(fixture.all("empty")).hasSize(fixture.all("documents").equals(List.of("[]")) ? 1 : 0);
        List<String> expected = new ArrayList<>(fixture.all("batch"));
        expected.addAll(fixture.all("before"));
        for (String batch : expected) {
            assertThat(batches.hasNext()).isTrue();
            OpMsg message = batches.next(alloc);
            String made = batches.first() + " " + batches.count() + " " + ByteBufUtil.hexDump(part.of(message.bytes()));
            message.release();
            assertThat(made).isEqualTo(batch);
        }
        for (String error : fixture.all("error")) {
            assertThatThrownBy(() -> batches.next(alloc))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining(fixture.all("operation").isEmpty() ? "bulkWrite" : fixture.line("operation"));
            assertThat(error).startsWith(batches.first() + " ");
        }
        assertThat(batches.hasNext()).isFalse();
    }
}
