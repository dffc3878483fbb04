package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.Document;
import io.bsonwire.wire.OpMsg;
import io.netty.buffer.ByteBufUtil;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireCommandTest {
    private static final byte[] PING = Messages.command(1, "ping", 1);
    private static final byte[] REPLY = Messages.reply(2, 1, new Document("ok", 1.0));
    private static final String PING_LINE =
            "{\"offset\":0,\"opCode\":\"OP_MSG\",\"requestId\":1,\"responseTo\":0,\"flags\":[],"
                    + "\"body\":{\"ping\":1,\"$db\":\"test\"}}";
    private static final String REPLY_FIELDS =
            "\"opCode\":\"OP_MSG\",\"requestId\":2,\"responseTo\":1,\"flags\":[],\"body\":{\"ok\":1.0}}";
    private static final String REPLY_LINE = "{\"offset\":" + PING.length + "," + REPLY_FIELDS;

    @TempDir
    private Path folder;

    @Test
    void aLineForEachMessage() throws IOException {
        byte[] both = Bytes.concat(PING, REPLY);
        Ran ran = Ran.bsonwire(both, "wire", "-");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.text()).isEqualTo(PING_LINE + "\n" + REPLY_LINE + "\n");
        Path file = Files.write(folder.resolve("messages"), both);
        Path out = folder.resolve("lines");
        assertThat(Ran.bsonwire("wire", file.toString(), "-o", out.toString()).text())
                .isEmpty();
        assertThat(Files.readString(out)).isEqualTo(ran.text());
    }

    @Test
    void everyOpcode() {
        byte[] in = Bytes.concat(
                Messages.legacyHello(7), Messages.legacyReply(8, 7, 0, new Document("ok", 1)), Messages.insert(9, 2));
        assertThat(Ran.bsonwire(in, "wire", "-").lines())
                .satisfiesExactly(
                        hello -> assertThat(hello)
                                .startsWith("{\"offset\":0,\"opCode\":\"OP_QUERY\",\"requestId\":7,")
                                .contains("\"fullCollectionName\":\"admin.$cmd\"", "\"query\":{\"isMaster\":1}"),
                        reply -> assertThat(reply)
                                .contains("\"opCode\":\"OP_REPLY\",\"requestId\":8,\"responseTo\":7,")
                                .contains("\"documents\":[{\"ok\":1}]"),
                        insert -> assertThat(insert)
                                .contains("\"sequences\":{\"documents\":[{\"_id\":0,\"name\":\"Ada\"},{\"_id\":1,"));
    }

    @Test
    void canonical() {
        assertThat(Ran.bsonwire(PING, "wire", "--format", "canonical", "-").text())
                .isEqualTo("{\"offset\":0,\"opCode\":\"OP_MSG\",\"requestId\":{\"$numberInt\":\"1\"},"
                        + "\"responseTo\":{\"$numberInt\":\"0\"},\"flags\":[],"
                        + "\"body\":{\"ping\":{\"$numberInt\":\"1\"},\"$db\":\"test\"}}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"noop", "snappy", "zlib", "zstd"})
    void aCompressedMessageIsWhatItHolds(String compressor) {
        byte[] compressed = Messages.compressed(compressor, REPLY);
        Ran ran = Ran.bsonwire(Bytes.concat(PING, compressed), "wire", "-");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.lines())
                .containsExactly(
                        PING_LINE,
                        "{\"offset\":" + PING.length + ",\"compressor\":\"" + compressor + "\",\"compressedLength\":"
                                + compressed.length + ",\"uncompressedLength\":" + REPLY.length + "," + REPLY_FIELDS);
    }

    @Test
    void hexadecimalDigits() {
        String digits = ByteBufUtil.hexDump(Bytes.concat(PING, REPLY));
        for (String text : List.of(digits, digits.toUpperCase(Locale.ROOT), digits.replaceAll("(.{11})", "$1\n"))) {
            Ran ran = Ran.bsonwire(Bytes.utf8(text), "wire", "--hex", "-");
            assertThat(ran.err()).isEmpty();
            assertThat(ran.lines()).containsExactly(PING_LINE, REPLY_LINE);
        }
    }

    @Test
    void whatIsFineBeforeAWrongDigitIsWritten() {
        Ran ran = Ran.bsonwire(Bytes.utf8(ByteBufUtil.hexDump(PING) + "4d0z"), "wire", "--hex", "-");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.lines()).containsExactly(PING_LINE);
        assertThat(ran.err())
                .isEqualToIgnoringNewLines("bsonwire wire: standard input: line 1: 'z' (expected: hexadecimal digits)");
    }

    @Test
    void nothingIsNoMessage() {
        Ran ran = Ran.bsonwire("wire", "-");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).isEmpty();
    }

    // ---- malformed input ----

    /** That the first message is written, and then an error, which is returned without the program's and file's names. */
    private static String secondFails(byte[] second, String... options) {
        String[] args =
                Stream.concat(Stream.of("wire", "-"), Stream.of(options)).toArray(String[]::new);
        Ran ran = Ran.bsonwire(Bytes.concat(PING, second), args);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.lines()).containsExactly(PING_LINE);
        assertThat(ran.err()).hasLineCount(1).startsWith("bsonwire wire: standard input: message 2: ");
        return ran.err().strip().substring("bsonwire wire: standard input: message 2: ".length());
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    @Test
    void cutShortAnywhere() {
        for (int length = 1; length < REPLY.length; length++) {
            int expected = length < 16 ? 16 : REPLY.length;
            assertThat(secondFails(Arrays.copyOf(REPLY, length)))
                    .isEqualTo("cut short: " + length + " bytes (expected: " + expected + ") at offset " + PING.length);
        }
    }

    @Test
    void noMessageAtAll() {
        assertThat(secondFails(new byte[100]))
                .isEqualTo("message length: 0 (expected: 16 to the limit of 48000000) at offset " + PING.length);
        assertThat(secondFails(Bytes.utf8("GET / HTTP/1.1\r\n\r\n")))
                .startsWith("message length: 542393671 ")
                .endsWith("at offset " + PING.length);
        assertThat(secondFails(changed(REPLY, 12, 0x7F)))
                .isEqualTo("opcode: 1919 (expected: one of the wire protocol's) at offset " + (PING.length + 12));
    }

    @Test
    void aMessageThatIsNotWellFormed() {
        assertThat(secondFails(changed(REPLY, 20, 7)))
                .isEqualTo("section kind: 7 (expected: 0 or 1) at offset " + (PING.length + 20));
        byte[] checked = Messages.message(
                OpMsg.builder().requestId(3).body(new Document("a", true)).checksum());
        int checksumAt = PING.length + checked.length - 4;
        assertThat(secondFails(changed(checked, checked.length - 6, 0)))
                .startsWith("checksum: 0x")
                .endsWith(", the CRC-32C of the message) at offset " + checksumAt);
    }

    @Test
    void aDocumentThatIsNotWellFormed() {
        byte[] message = Messages.reply(3, 0, new Document("a", new Document("b", true)));
        int booleanAt = message.length - 3;
        assertThat(secondFails(changed(message, booleanAt, 7)))
                .isEqualTo("boolean byte: 0x07 (expected: 0x00 or 0x01) at offset " + (PING.length + booleanAt)
                        + ", path a.b");
        byte[] compressed = Messages.compressed("zlib", changed(message, booleanAt, 7));
        assertThat(secondFails(compressed))
                .isEqualTo("boolean byte: 0x07 (expected: 0x00 or 0x01) at offset " + booleanAt
                        + " of what the message at offset " + PING.length + " holds compressed, path a.b");
    }

    @Test
    void aCompressedMessageThatIsNotWellFormed() {
        byte[] compressed = Messages.compressed("snappy", REPLY);
        assertThat(secondFails(changed(compressed, 24, 9)))
                .isEqualTo("compressor: 9 (expected: 3, zstd; 2, zlib; 1, snappy; 0, noop) at offset "
                        + (PING.length + 24));
        assertThat(secondFails(changed(compressed, 20, compressed[20] + 1)))
                .startsWith("uncompressed size: ")
                .endsWith("at offset " + (PING.length + 20));
        assertThat(secondFails(changed(compressed, 16, 99)))
                .startsWith("opcode: ")
                .contains("holds compressed");
    }

    // ---- limits ----

    @Test
    void aMessageAboveTheLimitIsRefusedByItsHeader() {
        String limit = Integer.toString(PING.length);
        byte[] header = Arrays.copyOf(Messages.insert(2, 3), 16);
        int length = FakeServer.littleEndian(header).getInt();
        String expected =
                "message length: " + length + " (expected: 16 to the limit of " + limit + ") at offset " + PING.length;
        assertThat(secondFails(header, "--max-message-size", limit)).isEqualTo(expected);
        assertThat(secondFails(Arrays.copyOf(header, 4), "--max-message-size", limit))
                .isEqualTo(expected);
    }

    @Test
    void whatIsTooLargeDecompressedIsRefusedBeforehand() {
        byte[] zeros = Messages.compressed("zlib", Messages.insert(2, 1000));
        assertThat(zeros.length).isLessThan(10_000);
        assertThat(secondFails(zeros, "--max-message-size", "10000"))
                .startsWith("uncompressed size: ")
                .endsWith(" (expected: 0 to the limit of 9984) at offset " + (PING.length + 20));
    }

    @Test
    void aLimitBelowTheSmallestMessageIsAUsageError() {
        for (String limit : List.of("25", "-1", "x", "2g")) {
            Ran ran = Ran.bsonwire("wire", "--max-message-size", limit, "-");
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.err()).contains("Usage: bsonwire wire");
        }
        assertThat(Ran.bsonwire(PING, "wire", "--max-message-size", "4k", "-").exitCode())
                .isZero();
    }

    @Test
    void messagesInPiecesOfAnySize() {
        byte[] in = Bytes.concat(PING, Messages.insert(1, 300), REPLY, Messages.compressed("zstd", PING), REPLY);
        List<String> expected = Ran.bsonwire(in, "wire", "-").lines();
        assertThat(expected).hasSize(5);
        for (int size : new int[] {1, 2, 3, 15, 16, 17, 63, 1000, in.length - 1}) {
            InputStream pieces = new ByteArrayInputStream(in) {
                @Override
                public synchronized int read(byte[] target, int offset, int length) {
                    return super.read(target, offset, Math.min(length, size));
                }
            };
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            StringWriter err = new StringWriter();
            Streams streams = new Streams(pieces, out, new PrintWriter(err, true), false, false);
            assertThat(Main.run(streams, "wire", "-")).isZero();
            assertThat(err.toString()).isEmpty();
            assertThat(out.toString(StandardCharsets.UTF_8).lines()).containsExactlyElementsOf(expected);
        }
    }

    /** Whoever feeds it message by message gets line by line. */
    @Test
    void aLineComesBeforeTheNextMessage() throws Exception {
        PipedInputStream in = new PipedInputStream();
        PipedInputStream lines = new PipedInputStream();
        try (PipedOutputStream out = new PipedOutputStream(lines);
                BufferedReader reader = new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8))) {
            Streams streams = new Streams(in, out, new PrintWriter(new StringWriter()), false, false);
            FutureTask<Integer> run = new FutureTask<>(() -> Main.run(streams, "wire", "-"));
            try (PipedOutputStream messages = new PipedOutputStream(in)) {
                new Thread(run).start();
                messages.write(PING);
                messages.flush();
                assertThat(reader.readLine()).isEqualTo(PING_LINE);
                messages.write(REPLY);
            }
            assertThat(reader.readLine()).isEqualTo(REPLY_LINE);
            assertThat(run.get(1, TimeUnit.MINUTES)).isZero();
        }
    }

    // ---- files ----

    @Test
    void aFileThatIsNotThere() {
        assertThat(Ran.bsonwire("wire", folder.resolve("absent").toString()).err())
                .endsWith("absent: cannot open: no such file\n");
    }
}
