package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.Document;
import io.bsonwire.spec.LeakCheck;
import io.bsonwire.wire.MessageHeader;
import io.bsonwire.wire.OpCode;
import io.bsonwire.wire.OpDelete;
import io.bsonwire.wire.OpGetMore;
import io.bsonwire.wire.OpInsert;
import io.bsonwire.wire.OpKillCursors;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpQuery;
import io.bsonwire.wire.OpUpdate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and replies, what is printed of them, and how they are counted. */
@ExtendWith(LeakCheck.class)
class ConversationTest {
    private final StringWriter err = new StringWriter();
    private final LinePrinter printer = new LinePrinter(new PrintWriter(err, true), 1 << 20);
    private final TrafficTable table = new TrafficTable();
    private final CountedBuffers buffers = new CountedBuffers();
    private final ByteBufAllocator alloc = buffers.alloc();
    private Conversation conversation =
            new Conversation(7, 1 << 20, new ProxyLog(ProxyLog.Format.SUMMARY, printer), table, alloc);

    @AfterEach
    void everyBufferHasComeBack() {
        assertThat(buffers.out()).isZero();
    }

    private void json() {
        conversation = new Conversation(7, 1 << 20, new ProxyLog(ProxyLog.Format.JSON, printer), table, alloc);
    }

    private void client(byte[] message) {
        pass(Direction.TO_SERVER, message);
    }

    private void server(byte[] message) {
        pass(Direction.TO_CLIENT, message);
    }

    private void pass(Direction direction, byte[] message) {
        ByteBuf frame = alloc.buffer().writeBytes(message);
        conversation.from(direction).message(1000, frame);
        table.passed(direction, message.length);
        assertThat(frame.refCnt()).isOne();
        frame.release();
    }

    /** The lines, without time and number, and without how long a reply took. */
    private List<String> lines() throws IOException {
        return printed().stream()
                .map(line -> line.replaceFirst("^[0-9:.]+ #7 ", "").replaceFirst(", [0-9.]+ ms$", ", _ ms"))
                .toList();
    }

    private List<String> printed() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Streams streams = new Streams(new ByteArrayInputStream(new byte[0]), out, new PrintWriter(err), false, false);
        printer.start(Output.standard(streams), () -> {});
        printer.close(0);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** The rows of the table, with every run of blanks as one, and without times. */
    private List<String> rows() {
        conversation.end();
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text, true), 0);
        return text.toString()
                .lines()
                .skip(1)
                .map(row -> row.replaceAll(" +", " ").replaceAll("( [0-9,]+\\.[0-9]{3}){3}$", " times"))
                .toList();
    }

    @Test
    void aRequestAndItsReply() throws IOException {
        client(Messages.command(1, "find", "people"));
        server(Messages.reply(
                50,
                1,
                new Document(
                                "cursor",
                                new Document("firstBatch", List.of(new Document(), new Document()))
                                        .append("id", 99L)
                                        .append("ns", "test.people"))
                        .append("ok", 1.0)));
        assertThat(lines())
                .containsExactly(
                        "-> find test.people, 57 bytes", "<- find: ok, documents 2, cursor 99, 116 bytes, _ ms");
        assertThat(rows()).containsExactly("find 1 1 0 0 57 116 times", "total 1 1 0 0 57 116 times", "connections: 0");
    }

    @Test
    void repliesAreToldApartByTheirIds() throws IOException {
        client(Messages.command(1, "one", 1));
        client(Messages.command(-2, "two", 1));
        client(Messages.command(3, "three", 1));
        server(Messages.reply(51, -2, new Document("ok", 1)));
        server(Messages.reply(52, 1, new Document("ok", 1)));
        server(Messages.reply(53, 99, new Document("ok", 1)));
        assertThat(lines().subList(3, 6))
                .containsExactly(
                        "<- two: ok, 34 bytes, _ ms", "<- one: ok, 34 bytes, _ ms", "<- (unknown): ok, 34 bytes");
        assertThat(rows())
                .contains(
                        "one 1 1 0 0 49 34 times",
                        "two 1 1 0 0 49 34 times",
                        "three 1 0 0 1 51 0 - - -",
                        "(unknown) 0 1 0 0 0 34 - - -");
    }

    @Test
    void whatWantsNoReplyIsNotUnanswered() throws IOException {
        client(Messages.message(OpMsg.builder()
                .requestId(1)
                .moreToCome()
                .body(new Document("insert", "people").append("$db", "test"))
                .sequence("documents", List.of(new Document("a", 1)))));
        client(Messages.command(2, "ping", 1));
        assertThat(lines().get(0)).startsWith("-> insert test.people, documents 1, w:0, ");
        assertThat(rows()).contains("insert 1 0 1 0 86 0 - - -", "ping 1 0 0 1 50 0 - - -");
    }

    /** In a chain each reply names the one before it. */
    @Test
    void aChainOfRepliesBelongsToOneRequest() throws IOException {
        client(Messages.message(
                OpMsg.builder().requestId(1).exhaustAllowed().body(new Document("hello", 1).append("$db", "admin"))));
        for (int i = 0; i < 4; i++) {
            byte[] reply = Messages.message(OpMsg.builder()
                    .requestId(100 + i)
                    .responseTo(i == 0 ? 1 : 99 + i)
                    .flagBits(i < 3 ? OpMsg.MORE_TO_COME : 0)
                    .body(new Document("ok", 1)));
            server(reply);
        }
        server(Messages.reply(200, 103, new Document("ok", 1)));
        assertThat(lines())
                .containsExactly(
                        "-> hello admin, exhaust allowed, 52 bytes",
                        "<- hello: ok, more to come, 34 bytes, _ ms",
                        "<- hello: ok, more to come, 34 bytes",
                        "<- hello: ok, more to come, 34 bytes",
                        "<- hello: ok, 34 bytes",
                        "<- (unknown): ok, 34 bytes");
        assertThat(rows()).contains("hello 1 4 0 0 52 136 times", "(unknown) 0 1 0 0 0 34 - - -");
    }

    @Test
    void aChainThatBreaksOffHasBeenAnswered() {
        client(Messages.command(1, "hello", 1));
        server(Messages.message(
                OpMsg.builder().requestId(2).responseTo(1).moreToCome().body(new Document("ok", 1))));
        assertThat(rows()).contains("hello 1 1 0 0 51 34 times");
    }

    @Test
    void theMessagesOfBeforeOpMsg() throws IOException {
        client(Messages.legacyHello(1));
        server(Messages.legacyReply(2, 1, 0, new Document("ok", 1.0)));
        Document wrapped = new Document("$query", new Document("count", "people")).append("$readPreference", "x");
        client(Messages.bytes(OpQuery.of(alloc, 3, 0, "test.$cmd", 0, -1, wrapped, null)));
        server(Messages.legacyReply(
                4, 3, 0, new Document("errmsg", "no").append("code", 13).append("ok", 0)));
        client(Messages.bytes(OpQuery.of(alloc, 5, OpQuery.EXHAUST, "test.people", 0, 2, new Document(), null)));
        server(Messages.legacyReply(6, 5, 8, new Document("a", 1), new Document("a", 2)));
        server(Messages.legacyReply(7, 6, 0, new Document("a", 3)));
        client(Messages.bytes(OpGetMore.of(alloc, 8, "test.people", 0, 8L)));
        server(Messages.legacyReply(9, 8, 0));
        client(Messages.bytes(OpInsert.of(alloc, 10, 0, "test.people", List.of(new Document(), new Document()))));
        client(Messages.bytes(OpUpdate.of(alloc, 11, "test.people", 0, new Document(), new Document())));
        client(Messages.bytes(OpDelete.of(alloc, 12, "test.people", 0, new Document())));
        client(Messages.bytes(OpKillCursors.of(alloc, 13, 8L)));
        assertThat(lines().stream().map(line -> line.replaceFirst(", [0-9]+ bytes", "")))
                .containsExactly(
                        "-> isMaster admin (OP_QUERY)",
                        "<- isMaster: ok, _ ms",
                        "-> count test.people (OP_QUERY)",
                        "<- count: error 13, no, _ ms",
                        "-> OP_QUERY test.people",
                        "<- OP_QUERY: documents 2, cursor 8, _ ms",
                        "<- OP_QUERY: documents 1",
                        "-> OP_GET_MORE test.people",
                        "<- OP_GET_MORE: documents 0, _ ms",
                        "-> OP_INSERT test.people, documents 2",
                        "-> OP_UPDATE test.people",
                        "-> OP_DELETE test.people",
                        "-> OP_KILL_CURSORS");
        assertThat(rows())
                .contains("isMaster 1 1 0 0 58 53 times", "OP_QUERY 1 2 0 0 45 108 times")
                .contains("OP_INSERT 1 0 1 0 42 0 - - -", "OP_KILL_CURSORS 1 0 1 0 32 0 - - -");
    }

    @Test
    void errorsAndWriteErrors() throws IOException {
        client(Messages.command(1, "insert", "people"));
        Document duplicate = new Document("index", 0).append("code", 11000).append("errmsg", "E11000");
        server(Messages.reply(
                2,
                1,
                new Document("n", 1).append("writeErrors", List.of(duplicate)).append("ok", 1)));
        client(Messages.command(3, "update", "people"));
        server(Messages.reply(4, 3, new Document("ok", 1).append("n", 5).append("nModified", 4)));
        client(Messages.command(5, "nonsense", 1));
        server(Messages.reply(
                6,
                5,
                new Document("ok", 0)
                        .append("code", 59)
                        .append("codeName", "CommandNotFound")
                        .append("errmsg", "no such command: '\u001B[31mnonsense'\n" + "x".repeat(500))));
        List<String> lines = lines();
        assertThat(lines.get(1)).startsWith("<- insert: ok, n 1, writeErrors 1, ");
        assertThat(lines.get(3)).startsWith("<- update: ok, n 5, nModified 4, ");
        assertThat(lines.get(5))
                .startsWith("<- nonsense: error 59, CommandNotFound, no such command: '\\u001b[31mnonsense'\\u000axxx")
                .contains("xxx..., ")
                .hasSizeLessThan(400);
    }

    @Test
    void namesThatNobodyWouldThinkOf() throws IOException {
        client(Messages.command(1, "a\nb\u202E", 1));
        client(Messages.command(2, "n".repeat(1000), "c\r"));
        client(Messages.message(OpMsg.builder().requestId(3).body(new Document())));
        client(Messages.command(4, "getMore", 5L));
        assertThat(lines())
                .containsExactly(
                        "-> a\\u000ab\\u202e test, 52 bytes",
                        "-> " + "n".repeat(80) + "... test.c\\u000d, 1,049 bytes",
                        "-> (empty), 26 bytes",
                        "-> getMore test, 57 bytes");
    }

    /** Whoever invents names cannot fill memory with them. */
    @Test
    void moreNamesThanTheTableHasRowsForAreCountedTogether() {
        for (int i = 0; i < 150; i++) {
            client(Messages.command(i, "c" + i, 1));
        }
        List<String> rows = rows();
        assertThat(rows).hasSize(103).anyMatch(row -> row.startsWith("(others) 50 0 0 50 "));
        assertThat(rows.get(101)).startsWith("total 150 0 0 150 ");
    }

    @Test
    void anIdThatIsUsedAgainLeavesTheFirstRequestUnanswered() {
        client(Messages.command(1, "one", 1));
        client(Messages.command(1, "two", 1));
        server(Messages.reply(2, 1, new Document("ok", 1)));
        assertThat(rows()).contains("one 1 0 0 1 49 0 - - -", "two 1 1 0 0 49 34 times");
    }

    @Test
    void requestsThatNobodyAnswersAreForgottenAtSomePoint() {
        byte[] ping = Messages.command(1, "ping", 1);
        for (int i = 0; i < 10_100; i++) {
            FakeServer.littleEndian(ping).putInt(4, i);
            client(ping);
        }
        server(Messages.reply(1, 9_999, new Document("ok", 1)));
        server(Messages.reply(2, 10_050, new Document("ok", 1)));
        assertThat(rows()).anyMatch(row -> row.startsWith("ping 10,100 1 0 9,999 "));
        assertThat(rows()).anyMatch(row -> row.startsWith("(unknown) 0 1 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"noop", "snappy", "zlib", "zstd"})
    void aCompressedMessageIsShownAsWhatItHolds(String compressor) throws IOException {
        byte[] insert = Messages.insert(1, 1000);
        byte[] compressed = Messages.compressed(compressor, insert);
        client(compressed);
        byte[] reply = Messages.reply(2, 1, new Document("n", 1000).append("ok", 1));
        server(Messages.compressed(compressor, reply));
        assertThat(lines())
                .containsExactly(
                        String.format(
                                "-> insert test.people, documents 1000, %,d bytes (%s: %,d bytes)",
                                insert.length, compressor, compressed.length),
                        String.format(
                                "<- insert: ok, n 1000, %d bytes (%s: %d bytes), _ ms",
                                reply.length, compressor, Messages.compressed(compressor, reply).length));
        assertThat(rows().get(0)).startsWith(String.format("insert 1 1 0 0 %,d ", compressed.length));
    }

    // ---- what is not understood ----

    @Test
    void aMalformedMessageIsReportedOnceAndTheNextOnesAreShown() throws IOException {
        byte[] section = Messages.command(1, "ping", 1);
        section[20] = 9;
        client(section);
        client(section);
        server(Messages.reply(2, 1, new Document("ok", 1)));
        client(Messages.command(3, "ping", 1));
        assertThat(err.toString()).isEmpty();
        assertThat(lines())
                .containsExactly(
                        "-> malformed: section kind: 9 (expected: 0 or 1) at offset 1020, 50 bytes",
                        "-> malformed: section kind: 9 (expected: 0 or 1) at offset 1020, 50 bytes",
                        "<- (malformed): ok, 34 bytes, _ ms",
                        "-> ping test, 50 bytes");
        assertThat(err.toString().lines())
                .containsExactly("bsonwire proxy: connection 7: from the client: section kind: 9 (expected: 0 or 1)"
                        + " at offset 1020");
        assertThat(rows()).anyMatch(row -> row.startsWith("(malformed) 2 1 0 1 100 34 "));
    }

    @Test
    void aMalformedDocumentIsShownAsFarAsItGoes() throws IOException {
        byte[] request = Messages.command(1, "find", "people");
        request[26 + "find".length() + 1] = 0x7F; // the length of "people"
        client(request);
        byte[] reply = Messages.reply(2, 1, new Document("ok", 1));
        reply[25] = 0x33; // the type of "ok"
        server(reply);
        byte[] unnamed = Messages.command(3, "x", 1);
        unnamed[25] = 0x33;
        client(unnamed);
        assertThat(lines())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("-> malformed: string length: 127 ")
                                .endsWith(", 57 bytes"),
                        second -> assertThat(second)
                                .startsWith("<- (malformed): malformed: ")
                                .endsWith(", 34 bytes, _ ms"),
                        third -> assertThat(third).startsWith("-> malformed: type byte"));
    }

    @Test
    void aBombIsNotSetOff() throws IOException {
        byte[] bomb = Messages.compressed("zlib", Messages.insert(1, 100_000));
        assertThat(bomb.length).isLessThan(1 << 20);
        client(bomb);
        assertThat(lines()).singleElement().asString().startsWith("-> malformed: uncompressed size: ");
    }

    @Test
    void aMessageTooLargeToBeKeptIsCounted() throws IOException {
        MessageHeader request = new MessageHeader(30_000_000, 5, 0, OpCode.MSG.code());
        conversation.from(Direction.TO_SERVER).tooLarge(0, request);
        conversation.from(Direction.TO_CLIENT).tooLarge(0, new MessageHeader(20_000_000, 6, 5, OpCode.MSG.code()));
        conversation.from(Direction.TO_CLIENT).tooLarge(0, new MessageHeader(20_000_000, 7, 4, OpCode.MSG.code()));
        assertThat(lines())
                .containsExactly(
                        "-> too large to be looked into, 30,000,000 bytes",
                        "<- too large to be looked into, 20,000,000 bytes",
                        "<- too large to be looked into, 20,000,000 bytes");
        assertThat(rows().get(0)).isEqualTo("(too large) 1 2 0 0 30,000,000 40,000,000 times");
    }

    @Test
    void bytesBesideMessagesHaveARowOfTheirOwn() {
        client(Messages.command(1, "ping", 1));
        table.passed(Direction.TO_SERVER, 5);
        table.passed(Direction.TO_CLIENT, 17);
        assertThat(rows())
                .containsExactly(
                        "ping 1 0 0 1 50 0 - - -",
                        "(not in messages) 0 0 0 0 5 17 - - -",
                        "total 1 0 0 1 55 17 - - -",
                        "connections: 0");
    }

    // ---- JSON ----

    @Test
    void theJsonOfAMessageFollowsWhereAndWhenItWent() throws IOException {
        json();
        client(Messages.command(1, "ping", 1));
        server(Messages.reply(2, 1, new Document("ok", 1.0)));
        server(Messages.compressed("zlib", Messages.reply(3, 1, new Document("a", "x".repeat(100)))));
        List<String> lines = printed();
        String time = "\\{\"time\":\"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{6}Z\",\"connection\":7,";
        assertThat(lines.get(0))
                .matches(time + ".*")
                .endsWith("\"from\":\"client\",\"command\":\"ping\",\"opCode\":\"OP_MSG\",\"requestId\":1,"
                        + "\"responseTo\":0,\"flags\":[],\"body\":{\"ping\":1,\"$db\":\"test\"}}");
        assertThat(lines.get(1))
                .matches(time + "\"from\":\"server\",\"command\":\"ping\",\"latencyMicros\":[0-9]+,.*")
                .endsWith("\"opCode\":\"OP_MSG\",\"requestId\":2,\"responseTo\":1,\"flags\":[],\"body\":{\"ok\":1.0}}");
        assertThat(lines.get(2))
                .matches(time + ".*")
                .contains("\"from\":\"server\",\"command\":\"(unknown)\",\"compressor\":\"zlib\",\"compressedLength\":")
                .contains(",\"uncompressedLength\":134,\"opCode\":\"OP_MSG\",")
                .doesNotContain("latencyMicros");
        assertThat(lines).hasSize(3);
    }

    @Test
    void theJsonOfWhatIsNotUnderstoodSaysWhy() throws IOException {
        json();
        byte[] ping = Messages.command(1, "ping", 1);
        ping[25] = 0x33; // the type of the first element
        client(ping);
        ping[20] = 9;
        client(ping);
        assertThat(printed())
                .satisfiesExactly(
                        content -> assertThat(content)
                                .contains("\"from\":\"client\",\"command\":\"(malformed)\",\"problem\":\"malformed: ")
                                .endsWith(" at offset 25, path ping\"}"),
                        layout -> assertThat(layout)
                                .endsWith("\"from\":\"client\",\"length\":50,\"problem\":\"malformed: section kind: 9"
                                        + " (expected: 0 or 1) at offset 1020\"}"));
    }
}
