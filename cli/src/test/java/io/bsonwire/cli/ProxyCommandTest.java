package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCompressor;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.bsonwire.spec.LeakCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command with real clients and servers. */
@ExtendWith(LeakCheck.class)
@Timeout(180)
class ProxyCommandTest {
    private static final byte[] PING = Messages.command(1, "ping", 1);

    @TempDir
    private Path folder;

    // ---- the official driver ----

    @Test
    void theOfficialDriverWorksAndEveryByteArrivesAsItIs() throws IOException {
        List<Recorder.Stream> sent;
        List<Recorder.Stream> received;
        RunningCommand command;
        try (EmbeddedServer server = new EmbeddedServer();
                Recorder behind = new Recorder(server.address().port())) {
            command = new RunningCommand(behind.port());
            try (Recorder before = new Recorder(command.port())) {
                crud("mongodb://127.0.0.1:" + before.port() + "/?directConnection=true");
                sent = before.streams();
                received = behind.streams();
            }
            assertThat(command.interrupt()).isEqualTo(130);
        }
        assertThat(received).hasSizeGreaterThanOrEqualTo(4).containsExactlyInAnyOrderElementsOf(sent);

        assertThat(command.row("insert")).startsWith("insert 10 10 0 0 ");
        assertThat(command.row("getMore")).startsWith("getMore 9 9 0 0 ");
        assertThat(command.row("update")).startsWith("update 1 1 0 0 ");
        assertThat(command.row("delete")).startsWith("delete 1 1 0 0 ");
        String total = command.row("total");
        assertThat(total).contains(String.format(" %,d %,d ", bytes(sent, true), bytes(sent, false)));
        assertThat(command.err())
                .doesNotContain("not in messages", "not looked into", "(unknown)")
                .contains("\nconnections: " + sent.size() / 2 + "\n");
        assertThat(command.text())
                .contains("-> isMaster admin (OP_QUERY), ")
                .containsPattern("#[0-9]+ -> insert shop\\.people, documents 1000, [0-9,]+ bytes\n")
                .containsPattern("#[0-9]+ <- insert: ok, n 1000, [0-9]+ bytes, [0-9]+\\.[0-9]{3} ms\n")
                .containsPattern("#[0-9]+ -> getMore shop\\.people, ")
                .containsPattern("#[0-9]+ <- getMore: ok, cursor [0-9]+, documents 1000, ");
        Pattern line = Pattern.compile("[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6} #[0-9]+ (->|<-|connected|closed) .*");
        assertThat(command.lines()).allSatisfy(text -> assertThat(text).matches(line));
        long requests =
                command.lines().stream().filter(text -> text.contains(" -> ")).count();
        long replies =
                command.lines().stream().filter(text -> text.contains(" <- ")).count();
        assertThat(total).startsWith("total " + requests + " " + replies + " 0 ");
    }

    private static long bytes(List<Recorder.Stream> streams, boolean toServer) {
        return streams.stream()
                .filter(stream -> stream.toServer() == toServer)
                .mapToLong(Recorder.Stream::bytes)
                .sum();
    }

    /** 10,000 documents, in and out again. */
    private static void crud(String uri) {
        List<org.bson.Document> people = IntStream.range(0, 10_000)
                .mapToObj(i -> new org.bson.Document("_id", i).append("name", "person " + i))
                .toList();
        try (MongoClient client = MongoClients.create(uri)) {
            MongoCollection<org.bson.Document> collection =
                    client.getDatabase("shop").getCollection("people");
            collection.insertMany(people);
            assertThat(collection.find().batchSize(1000).into(new ArrayList<>()))
                    .isEqualTo(people);
            assertThat(collection
                            .updateMany(Filters.lt("_id", 100), Updates.set("name", "x"))
                            .getModifiedCount())
                    .isEqualTo(100);
            assertThat(collection.deleteMany(Filters.gte("_id", 50)).getDeletedCount())
                    .isEqualTo(9_950);
            assertThat(collection.countDocuments()).isEqualTo(50);
        }
    }

    @Test
    void whatTheDriverCompressesIsShownAsItIs() {
        try (WireServer server = new WireServer();
                RunningCommand command = new RunningCommand(server.port())) {
            MongoClientSettings settings = MongoClientSettings.builder()
                    .applyConnectionString(new ConnectionString(command.uri()))
                    .compressorList(List.of(MongoCompressor.createZlibCompressor()))
                    .build();
            try (MongoClient client = MongoClients.create(settings)) {
                String text = "x".repeat(10_000);
                client.getDatabase("test").runCommand(new org.bson.Document("echo", text));
                client.getDatabase("test")
                        .getCollection("people")
                        .withWriteConcern(WriteConcern.UNACKNOWLEDGED)
                        .insertOne(new org.bson.Document("_id", 1));
                client.getDatabase("test").runCommand(new org.bson.Document("ping", 1));
            }
            RunningProxy.await(() -> command.text().contains("<- ping: ok"));
            command.interrupt();
            assertThat(command.text())
                    .containsPattern("-> isMaster admin \\(OP_QUERY\\), [0-9]+ bytes\n")
                    .containsPattern("-> echo test\\.x{80}\\.\\.\\., 10,[0-9]{3} bytes \\(zlib: [0-9]{2,3} bytes\\)\n")
                    .containsPattern("<- echo: ok, 38 bytes \\(zlib: [0-9]+ bytes\\), [0-9.]+ ms\n")
                    .containsPattern("-> insert test\\.people, documents 1, w:0, [0-9]+ bytes \\(zlib: ");
            assertThat(command.row("insert")).startsWith("insert 1 0 1 0 ");
        }
    }

    /** The driver asks a server that knows of topology versions for a chain of replies. */
    @Test
    void theDriverMonitorsByAChainOfReplies() throws Exception {
        try (WireServer server = new WireServer();
                RunningCommand command = new RunningCommand(server.port(), "--format", "json")) {
            try (MongoClient client = MongoClients.create(command.uri())) {
                client.getDatabase("test").runCommand(new org.bson.Document("ping", 1));
                RunningProxy.await(() -> server.chained() >= 5);
            }
            command.interrupt();
            List<String> chain = command.lines().stream()
                    .filter(line -> line.contains("\"moreToCome\""))
                    .toList();
            assertThat(chain)
                    .hasSizeGreaterThanOrEqualTo(5)
                    .allSatisfy(line -> assertThat(line).contains("\"command\":\"hello\""));
            assertThat(chain.stream().filter(line -> line.contains("latencyMicros")))
                    .hasSize(1);
            assertThat(command.row("(unknown)")).isEmpty();
        }
    }

    // ---- clients made of wire-message ----

    @Test
    void theDemoWorks() throws IOException {
        try (EmbeddedServer server = new EmbeddedServer();
                RunningCommand command =
                        new RunningCommand(server.address().port(), "--connections", "1", "--format", "none")) {
            Ran demo = Ran.bsonwire("demo", "-n", "1000", "--uri", "mongodb://127.0.0.1:" + command.port());
            assertThat(demo.exitCode()).isZero();
            assertThat(command.exitCode()).isZero();
            assertThat(command.text()).isEmpty();
            assertThat(command.row("insert")).startsWith("insert 1 1 0 0 ");
            assertThat(command.row("aggregate")).startsWith("aggregate 1 1 0 0 ");
        }
    }

    @ParameterizedTest
    @CsvSource({"noop, 0", "snappy, 1", "zlib, 2", "zstd, 3"})
    void compressedMessagesAreShownAsWhatTheyHold(String compressor, int id) throws IOException {
        byte[] request = Messages.compressed(compressor, Messages.insert(5, 500));
        try (WireServer server = new WireServer();
                RunningCommand command = new RunningCommand(server.port(), "--connections", "1", "--format", "json")) {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), command.port())) {
                client.getOutputStream().write(request);
                byte[] reply = client.getInputStream().readNBytes(25);
                assertThat(FakeServer.littleEndian(reply).getInt(8)).isEqualTo(5);
                assertThat(FakeServer.littleEndian(reply).getInt(12)).isEqualTo(2012);
                assertThat(reply[24]).isEqualTo((byte) id);
            }
            assertThat(command.exitCode()).isZero();
            assertThat(command.lines().get(1))
                    .contains("\"from\":\"client\",\"command\":\"insert\",\"compressor\":\"" + compressor
                            + "\",\"compressedLength\":" + request.length + ",\"uncompressedLength\":")
                    .contains("\"sequences\":{\"documents\":[{\"_id\":0,\"name\":\"Ada\"},");
            assertThat(command.lines().get(2))
                    .contains("\"from\":\"server\",\"command\":\"insert\",\"latencyMicros\":")
                    .contains("\"compressor\":\"" + compressor + "\",")
                    .endsWith("\"body\":{\"ok\":1.0}}");
        }
    }

    @Test
    void hundredsOfClientsAtOnce() throws IOException {
        int count = 300;
        try (WireServer server = new WireServer();
                RunningCommand command = new RunningCommand(server.port(), "--connections", "" + count)) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                clients.add(new Socket(InetAddress.getLoopbackAddress(), command.port()));
            }
            for (int round = 0; round < 3; round++) {
                for (Socket client : clients) {
                    client.getOutputStream().write(PING);
                }
                for (Socket client : clients) {
                    assertThat(client.getInputStream().readNBytes(38)).hasSize(38);
                }
            }
            for (Socket client : clients) {
                client.close();
            }
            assertThat(command.exitCode()).isZero();
            assertThat(command.row("ping")).startsWith("ping 900 900 0 0 45,000 34,200 ");
            assertThat(command.lines()).hasSize(2 * count + 2 * 900);
            Set<String> numbers = new HashSet<>();
            Matcher matcher = Pattern.compile("#([0-9]+) ").matcher(command.text());
            while (matcher.find()) {
                numbers.add(matcher.group(1));
            }
            assertThat(numbers).hasSize(count).contains("1", "300");
        }
    }

    // ---- its end ----

    @Test
    void aTimeLimit() {
        try (RunningCommand command = new RunningCommand(1, "--duration", "1")) {
            assertThat(command.exitCode()).isZero();
            assertThat(command.row("total")).isEqualTo("total 0 0 0 0 0 0 - - -");
        }
    }

    @Test
    void openConnectionsAreClosedAtTheEnd() throws IOException {
        try (WireServer server = new WireServer();
                RunningCommand command = new RunningCommand(server.port());
                Socket client = new Socket(InetAddress.getLoopbackAddress(), command.port())) {
            client.getOutputStream().write(PING, 0, 20);
            RunningProxy.await(() -> command.text().contains("connected"));
            assertThat(command.interrupt()).isEqualTo(130);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aReaderThatStopsEndsIt() throws IOException {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        try (WireServer server = new WireServer();
                RunningCommand command = new RunningCommand(server.port(), closed);
                Socket client = new Socket(InetAddress.getLoopbackAddress(), command.port())) {
            client.getOutputStream().write(PING);
            assertThat(command.exitCode()).isEqualTo(141);
            assertThat(command.err()).contains("connections: 1").doesNotContain("pipe");
        }
    }

    /** Neither clients nor the end wait for whoever does not read. */
    @Test
    void aReaderThatDoesNotReadHoldsNobodyUp() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        OutputStream stuck = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        try (WireServer server = new WireServer();
                RunningCommand command = new RunningCommand(server.port(), stuck);
                Socket client = new Socket(InetAddress.getLoopbackAddress(), command.port())) {
            for (int i = 0; i < 100; i++) {
                client.getOutputStream().write(PING);
                assertThat(client.getInputStream().readNBytes(38)).hasSize(38);
            }
            assertThat(command.interrupt()).isEqualTo(130);
            assertThat(command.row("ping")).startsWith("ping 100 100 0 0 ");
        } finally {
            never.countDown();
        }
    }

    // ---- its options ----

    @Test
    void intoAFile() throws IOException {
        Path file = folder.resolve("traffic");
        try (WireServer server = new WireServer();
                RunningCommand command =
                        new RunningCommand(server.port(), "--connections", "1", "-o", file.toString())) {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), command.port())) {
                client.getOutputStream().write(PING);
                assertThat(client.getInputStream().readNBytes(38)).hasSize(38);
            }
            assertThat(command.exitCode()).isZero();
            assertThat(command.text()).isEmpty();
            assertThat(Files.readString(file)).contains("#1 -> ping test, 50 bytes\n", "#1 <- ping: ok");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--listen 0",
                "--to a:1",
                "--listen x --to a:1",
                "--listen 65536 --to a:1",
                "--listen a:b:1 --to a:1",
                "--listen 0 --to 27017",
                "--listen 0 --to a:0",
                "--listen 0 --to a",
                "--listen 0 --to a:1 --format xml",
                "--listen 0 --to a:1 --connections 0",
                "--listen 0 --to a:1 --duration -1"
            })
    void whatIsNotAllowed(String options) {
        Ran ran = Ran.bsonwire(("proxy " + options).split(" ", -1));
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("bsonwire proxy: ").contains("Usage: bsonwire proxy");
    }

    @Test
    void addressesOfAllKinds() {
        Endpoint.Listening listening = new Endpoint.Listening();
        assertThat(listening.convert("27018")).isEqualTo(new Endpoint("127.0.0.1", 27018));
        assertThat(listening.convert("0.0.0.0:1")).isEqualTo(new Endpoint("0.0.0.0", 1));
        assertThat(listening.convert("[::1]:0"))
                .isEqualTo(new Endpoint("::1", 0))
                .hasToString("[::1]:0");
        Endpoint.Server server = new Endpoint.Server();
        assertThat(server.convert("db-1.example.com:65535"))
                .isEqualTo(new Endpoint("db-1.example.com", 65535))
                .hasToString("db-1.example.com:65535");
    }

    @Test
    void aPortThatIsTakenIsAnErrorOfOneLineAndMakesNoFile() throws IOException {
        Path file = folder.resolve("traffic");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ran ran =
                    Ran.bsonwire("proxy", "-l", "" + taken.getLocalPort(), "-t", "localhost:1", "-o", file.toString());
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err())
                    .isEqualToIgnoringNewLines("bsonwire proxy: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + ": address already in use");
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void aFileThatCannotBeMadeIsAnErrorOfOneLine() {
        Ran ran = Ran.bsonwire("proxy", "-l", "0", "-t", "localhost:1", "-o", folder.toString());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .isEqualToIgnoringNewLines("bsonwire proxy: " + folder + ": is a directory (expected: a file)");
    }
}
