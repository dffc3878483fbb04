package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.bsonwire.bson.Document;
import io.netty.buffer.ByteBufUtil;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as one file, in processes of its own. */
class ProgramIT {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final String PROGRAM = System.getProperty("program.jar", "target/bsonwire.jar");

    @TempDir
    private Path folder;

    /** A process that has ended. */
    private record Ended(int exitCode, String out, String err) {}

    private static ProcessBuilder program(String... args) {
        List<String> command = new ArrayList<>(List.of(JAVA.toString(), "-Xmx32m"));
        if (Runtime.version().feature() >= 24) { // as the launcher does: the compressors in pure Java cause a warning
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-jar", PROGRAM));
        command.addAll(List.of(args));
        return new ProcessBuilder(command);
    }

    private Ended run(String... args) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = program(args)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        process.getOutputStream().close();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    void theVersionIsThatOfTheBuild() throws Exception {
        assertThat(run("--version"))
                .isEqualTo(new Ended(0, "bsonwire " + System.getProperty("program.version") + "\n", ""));
    }

    @Test
    void theDemoRunsWithoutAWordOnStandardError() throws Exception {
        Ended demo = run("demo", "--documents", "200");
        assertThat(demo.err).isEmpty();
        assertThat(demo.exitCode).isZero();
        assertThat(demo.out).contains("\nequal: ", "\nbuffers leaked: 0 ");
    }

    @Test
    void dumpAndLoadJoinedByAPipeGiveTheSameBytes() throws Exception {
        // More than the memory that each of the processes has.
        Path large = folder.resolve("large.bson");
        assertThat(run("generate", "--documents", "60000", "-o", large.toString()).exitCode)
                .isZero();
        assertThat(Files.size(large)).isGreaterThan(50_000_000);
        Path copy = folder.resolve("copy.bson");
        Path err = folder.resolve("err");
        List<Process> pipe = ProcessBuilder.startPipeline(List.of(
                program("dump", large.toString()).redirectError(err.toFile()),
                program("load", "-").redirectOutput(copy.toFile()).redirectError(Redirect.appendTo(err.toFile()))));
        for (Process process : pipe) {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        assertThat(err).isEmptyFile();
        assertThat(Files.mismatch(large, copy)).isEqualTo(-1);
        assertThat(run("validate", copy.toString()).out)
                .isEqualTo(copy + ": 60000 documents, " + Files.size(large) + " bytes, ok\n");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPipeUnderANameIsReadAsAFileIs() throws Exception {
        byte[] bson = Bytes.bson(new Document("a", 1), new Document("b", 2));
        for (String command : List.of("validate", "dump", "load")) {
            Process process = program(command, "/dev/stdin").start();
            process.getOutputStream().write(command.equals("load") ? Bytes.utf8("{}") : bson);
            process.getOutputStream().close();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.errorReader(StandardCharsets.UTF_8).lines()).isEmpty();
            assertThat(process.exitValue()).isZero();
        }
    }

    @Test
    void aReaderThatStopsEndsTheProgramSilently() throws Exception {
        Path err = folder.resolve("err");
        List<Process> pipe = ProcessBuilder.startPipeline(List.of(
                program("generate", "--documents", "1000000000").redirectError(err.toFile()),
                program("dump", "-").redirectError(Redirect.appendTo(err.toFile()))));
        Process dump = pipe.get(1);
        try (BufferedReader lines = dump.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).startsWith("{\"_id\":{\"$oid\":\"");
        }
        for (Process process : pipe) {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isEqualTo(141);
        }
        assertThat(err).isEmptyFile();
    }

    @Test
    void aDocumentThatDoesNotFitIntoMemoryIsAnErrorOfOneLine() throws Exception {
        Path large = folder.resolve("large.bson");
        Files.write(large, Bytes.bson(new Document("a", 1)));
        byte[] text = new byte[100 << 20];
        byte[] head = {0, 0, 0, 0, 2, 'a', 0, 0, 0, 0, 0};
        FakeServer.littleEndian(head).putInt(0, head.length + text.length + 2).putInt(7, text.length + 1);
        Files.write(large, Bytes.concat(Bytes.bson(new Document("a", 1)), head, text, new byte[2]));
        Ended dump = run("dump", "--max-document-size", "1g", large.toString());
        assertThat(dump.exitCode).isEqualTo(1);
        assertThat(dump.out).isEqualTo("{\"a\":{\"$numberInt\":\"1\"}}\n");
        assertThat(dump.err).startsWith("bsonwire: out of memory").hasLineCount(1);
    }

    @Test
    void theEndOfTheProcessDropsTheCollection() throws Exception {
        try (EmbeddedServer server = new EmbeddedServer();
                MongoClient client = MongoClients.create("mongodb://" + server.address())) {
            Path err = folder.resolve("err");
            Process demo = program("demo", "-n", "1000000", "--uri", "mongodb://" + server.address() + "/shop")
                    .redirectError(err.toFile())
                    .start();
            long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (isEmpty(client) && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            assertThat(isEmpty(client)).isFalse();
            demo.destroy(); // runs what Ctrl-C runs
            assertThat(demo.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(demo.exitValue()).isNotZero();
            assertThat(err).isEmptyFile();
            assertThat(isEmpty(client)).isTrue();
        }
    }

    // ---- messages ----

    @Test
    void hexadecimalDigitsThroughAPipeBecomeMessages() throws Exception {
        byte[] reply = Messages.reply(2, 1, new Document("ok", 1.0));
        byte[] all = Bytes.concat(
                Messages.command(1, "ping", 1),
                Messages.compressed("snappy", reply),
                Messages.compressed("zstd", reply),
                Messages.compressed("zlib", reply));
        Process wire = program("wire", "--hex", "-").start();
        wire.getOutputStream().write(Bytes.utf8(ByteBufUtil.hexDump(all)));
        wire.getOutputStream().close();
        assertThat(wire.inputReader(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("\"body\":{\"ping\":1,\"$db\":\"test\"}}"),
                        line -> assertThat(line)
                                .contains("\"compressor\":\"snappy\"")
                                .endsWith("{\"ok\":1.0}}"),
                        line -> assertThat(line)
                                .contains("\"compressor\":\"zstd\"")
                                .endsWith("{\"ok\":1.0}}"),
                        line -> assertThat(line)
                                .contains("\"compressor\":\"zlib\"")
                                .endsWith("{\"ok\":1.0}}"));
        assertThat(wire.errorReader(StandardCharsets.UTF_8).lines()).isEmpty();
        assertThat(wire.waitFor()).isZero();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void messagesFromAPipeUnderAName() throws Exception {
        Process wire = program("wire", "/dev/stdin").start();
        wire.getOutputStream().write(Messages.command(1, "ping", 1));
        wire.getOutputStream().close();
        assertThat(wire.inputReader(StandardCharsets.UTF_8).lines()).hasSize(1);
        assertThat(wire.errorReader(StandardCharsets.UTF_8).lines()).isEmpty();
        assertThat(wire.waitFor()).isZero();
    }

    @Test
    void aReaderOfMessagesThatStopsEndsTheProgramSilently() throws Exception {
        Path messages = folder.resolve("messages");
        byte[] insert = Messages.insert(1, 1000);
        for (int i = 0; i < 200; i++) {
            Files.write(messages, insert, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        Path err = folder.resolve("err");
        Process wire =
                program("wire", messages.toString()).redirectError(err.toFile()).start();
        try (BufferedReader lines = wire.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).startsWith("{\"offset\":0,");
        }
        assertThat(wire.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(wire.exitValue()).isEqualTo(141);
        assertThat(err).isEmptyFile();
    }

    /** The process has 32 MB; the header promises more. */
    @Test
    void memoryIsTakenForWhatHasComeAndNotForWhatIsPromised() throws Exception {
        Path messages = folder.resolve("messages");
        byte[] promise = Messages.command(2, "ping", 1);
        FakeServer.littleEndian(promise).putInt(0, 48_000_000);
        Files.write(messages, Bytes.concat(Messages.command(1, "ping", 1), promise));
        Ended wire = run("wire", messages.toString());
        assertThat(wire.exitCode).isEqualTo(1);
        assertThat(wire.out).hasLineCount(1);
        assertThat(wire.err)
                .isEqualTo("bsonwire wire: " + messages
                        + ": message 2: cut short: 50 bytes (expected: 48000000) at offset 50\n");
    }

    // ---- the proxy ----

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theProxyPrintsItsTableWhenItIsToldToEnd() throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        byte[] ping = Messages.compressed("snappy", Messages.command(1, "ping", 1));
        try (WireServer server = new WireServer()) {
            Process proxy = program("proxy", "--listen", "0", "--to", "127.0.0.1:" + server.port())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            RunningProxy.await(() -> !lines(err).isEmpty());
            try (Socket client =
                    new Socket(InetAddress.getLoopbackAddress(), port(lines(err).get(0)))) {
                client.getOutputStream().write(ping);
                assertThat(client.getInputStream().readNBytes(25)).hasSize(25);
                RunningProxy.await(() -> lines(out).size() == 3); // the reply is counted after it is passed on
                proxy.destroy(); // SIGTERM
                assertThat(proxy.waitFor(1, TimeUnit.MINUTES)).isTrue();
            }
            assertThat(proxy.exitValue()).isEqualTo(143);
        }
        assertThat(lines(out).get(1)).endsWith("#1 -> ping test, 50 bytes (snappy: " + ping.length + " bytes)");
        assertThat(lines(out).get(2)).contains("#1 <- ping: ok, 38 bytes (snappy: ");
        List<String> table = lines(err).subList(1, lines(err).size());
        assertThat(table).hasSize(4);
        assertThat(table.get(0)).matches("command +requests +replies +w:0 +unanswered .*");
        assertThat(table.get(1)).matches("ping +1 +1 +0 +0 +" + ping.length + " .*");
        assertThat(table.get(2)).matches("total +1 +1 +0 +0 +" + ping.length + " .*");
        assertThat(table.get(3)).isEqualTo("connections: 1");
    }

    /** In 32 MB, of which a message that is looked into may take two. */
    @Test
    void theProxyPassesOnWhatIsTooLargeForItsMemory() throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        byte[] insert = Messages.insert(1, 1_000_000);
        assertThat(insert.length).isBetween(20_000_000, 48_000_000);
        try (WireServer server = new WireServer()) {
            Process proxy = program(
                            "proxy", "-l", "0", "-t", "127.0.0.1:" + server.port(), "--connections", "3", "-f", "json")
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            RunningProxy.await(() -> !lines(err).isEmpty());
            int port = port(lines(err).get(0));
            for (int i = 0; i < 3; i++) {
                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    client.getOutputStream().write(insert);
                    assertThat(client.getInputStream().readNBytes(38)).hasSize(38);
                }
            }
            assertThat(proxy.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(proxy.exitValue()).isZero();
        }
        assertThat(lines(out).get(1)).endsWith(",\"problem\":\"too large to be looked into\"}");
        assertThat(lines(err).get(2)).matches("\\(too large\\) +3 +3 +0 +0 .*");
    }

    private static int port(String line) {
        Matcher matcher = Pattern.compile("bsonwire proxy: listening on 127\\.0\\.0\\.1:([0-9]+), passing on to .*")
                .matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEmpty(MongoClient client) {
        return client.getDatabase("shop").listCollectionNames().first() == null;
    }
}
