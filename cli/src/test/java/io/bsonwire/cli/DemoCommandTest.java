package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoCommandTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 2500})
    void withTheServerInThisProcess(int documents) {
        Ran ran = Ran.bsonwire("demo", "--documents", Integer.toString(documents));
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.text())
                .startsWith("Server: 127.0.0.1:")
                .contains("{\"_id\":{\"$oid\":\"")
                .containsPattern("\ninsert +" + String.format("%,d", documents) + " ")
                .containsPattern("\nread all back +" + String.format("%,d", documents) + " ")
                .containsPattern("\nequal: ([0-9,]+) of \\1 ")
                .containsPattern("\nbuffers leaked: 0 \\(of [1-9]");
    }

    @Test
    void theTableCountsWhatWentOver() {
        List<String> rows = Ran.bsonwire("demo", "--documents", "2500").lines();
        int bytes = Ran.bsonwire("generate", "--documents", "2500").out().length;
        List<Long> insert = row(rows, "insert");
        assertThat(insert.get(0)).isEqualTo(2500);
        assertThat(insert.get(1)).isBetween(bytes + 3 * 100L, bytes + 3 * 200L);
        assertThat(insert.get(3)).isEqualTo(6); // 1000, 1000, 500, and their replies
        List<Long> readBack = row(rows, "read all back");
        assertThat(readBack.get(2)).isGreaterThan(bytes);
        assertThat(row(rows, "find with a filter").get(3)).isGreaterThanOrEqualTo(10);
        List<Long> total = row(rows, "total");
        for (int column = 0; column < total.size(); column++) {
            long sum = 0;
            for (String step : List.of(
                    "hello",
                    "insert",
                    "read all back",
                    "find with a filter",
                    "update",
                    "delete",
                    "aggregate",
                    "read all back again",
                    "drop")) {
                sum += row(rows, step).get(column);
            }
            assertThat(total.get(column)).isEqualTo(sum);
        }
    }

    /** The numbers in a row of the table. */
    private static List<Long> row(List<String> lines, String step) {
        String line = lines.stream()
                .filter(candidate -> candidate.matches(step + " +[0-9].*"))
                .findFirst()
                .orElseThrow();
        List<Long> numbers = new ArrayList<>();
        for (String number : line.substring(step.length()).strip().split(" +", -1)) {
            numbers.add(Long.valueOf(number.replace(",", "")));
        }
        return numbers;
    }

    @Test
    void aServerThatIsGivenIsLeftAsItWas() {
        try (EmbeddedServer server = new EmbeddedServer();
                MongoClient client = MongoClients.create("mongodb://" + server.address())) {
            MongoCollection<org.bson.Document> users =
                    client.getDatabase("shop").getCollection("users");
            users.insertOne(new org.bson.Document("_id", 1));
            Ran ran =
                    Ran.bsonwire("demo", "-n", "50", "--seed", "7", "--uri", "mongodb://" + server.address() + "/shop");
            assertThat(ran.err()).isEmpty();
            assertThat(ran.exitCode()).isZero();
            assertThat(client.getDatabase("shop").listCollectionNames()).containsExactly("users");
            assertThat(users.find()).containsExactly(new org.bson.Document("_id", 1));
        }
    }

    @Test
    void progressIsShownOnATerminalOnly() {
        StringWriter err = new StringWriter();
        Streams streams = new Streams(
                new ByteArrayInputStream(new byte[0]),
                new ByteArrayOutputStream(),
                new PrintWriter(err, true),
                false,
                true);
        assertThat(Main.run(streams, "demo", "-n", "20")).isZero();
        assertThat(err.toString())
                .contains("\r\u001B[Kinsert ", "] 0 of 20", "read all back")
                .endsWith("\r\u001B[K")
                .doesNotContain("\n");
    }

    // ---- servers that cannot be used ----

    @Test
    void nobodyThere() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertFails("mongodb://127.0.0.1:" + port, "cannot connect to 127.0.0.1:" + port + ": connection refused");
        assertFails("mongodb://no-such-host.invalid", "cannot connect to no-such-host.invalid:27017: no such host");
    }

    @Test
    void notAServerOfMongoDb() throws Exception {
        try (FakeServer server = new FakeServer(client -> {
            client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readAllBytes();
        })) {
            assertFails(server.uri(), "no valid reply to hello: message length: ");
        }
    }

    @Test
    void aServerThatHangsUp() throws Exception {
        try (FakeServer server =
                new FakeServer(client -> client.getInputStream().readNBytes(16))) {
            assertFails(server.uri(), "no valid reply to hello: connection ");
        }
    }

    @Test
    void aServerThatSaysNothing() throws Exception {
        try (FakeServer server =
                new FakeServer(client -> client.getInputStream().readAllBytes())) {
            Ran ran = Ran.bsonwire("demo", "--timeout", "1", "--uri", server.uri());
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err())
                    .contains("no reply to hello (expected: within 1 s)")
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "mongodb://user:secret@localhost", "mongodb+srv://localhost"})
    void aConnectionStringThatCannotBeUsed(String uri) {
        assertThat(assertFails(uri, "connection string: ")).doesNotContain("secret");
    }

    private static String assertFails(String uri, String message) {
        Ran ran = Ran.bsonwire("demo", "--uri", uri);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("bsonwire demo: ").contains(message).hasLineCount(1);
        return ran.err();
    }

    // ---- replies that are not as they should be ----

    @Test
    void limitsOfTheServerDecideHowMuchGoesIntoAMessage() throws Exception {
        Ran ran = demo(50, changingInt32("maxMessageSizeBytes", 48_000_000, 12_000));
        assertThat(ran.exitCode()).isZero();
        long bytes = Ran.bsonwire("generate", "-n", "50").out().length;
        assertThat(row(ran.lines(), "insert").get(3)).isGreaterThanOrEqualTo(2 * (bytes / 8000));

        ran = demo(50, changingInt32("maxWriteBatchSize", 1000, 7));
        assertThat(ran.exitCode()).isZero();
        assertThat(row(ran.lines(), "insert").get(3)).isEqualTo(2 * 8);
    }

    @Test
    void aServerThatIsTooOld() throws Exception {
        Ran ran = demo(10, changingInt32("maxWireVersion", 8, 5));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("wire version 5 (expected: at least 6").hasLineCount(1);
    }

    @Test
    void aServerThatTakesNoWrites() throws Exception {
        Ran ran = demo(10, replacing("ismaster\0\1", "ismaster\0\0"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("takes no writes").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cursor\0", "firstBatch\0", "id\0"})
    void aReplyWithoutWhatItShouldHave(String name) throws Exception {
        Ran ran = demo(10, replacing(name, "X" + name.substring(1)));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .contains("reply to read all back is not understood: ")
                .hasLineCount(1);
    }

    @Test
    void aCommandThatIsRefused() throws Exception {
        // The server's name of the field in its answer is the only thing that tells success.
        Ran ran = demo(10, after(3, replacing("ok\0", "ko\0")));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("refused by the server: no reason given").hasLineCount(1);
    }

    @Test
    void oneBitThatIsWrongInWhatComesBack() throws Exception {
        Ran ran = demo(200, after(3, once(replacing("kind\0\6\0\0\0order\0", "kind\0\6\0\0\0ordes\0"))));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.text())
                .containsPattern(
                        "\ndifferent: read all back, document [0-9]+: \\{.*\"ordes\".* \\(expected: \\{.*\"order\"")
                .contains("\nNOT EQUAL: only ")
                .contains("\nbuffers leaked: 0 ");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void countsThatAreWrong() throws Exception {
        Ran ran = demo(200, replacing("\20n\0", "\20m\0"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.text())
                .contains("different: inserted: null (expected: 200)")
                .contains("different: deleted: null (expected: ")
                .contains("NOT EQUAL");
    }

    private static Ran demo(int documents, UnaryOperator<byte[]> replies) throws Exception {
        try (EmbeddedServer server = new EmbeddedServer();
                FakeServer between = FakeServer.changing(server.address(), replies)) {
            return Ran.bsonwire("demo", "-n", Integer.toString(documents), "--uri", between.uri());
        }
    }

    /** Replaces text by text of the same length, wherever it comes. */
    private static UnaryOperator<byte[]> replacing(String from, String to) {
        return message -> {
            String text = new String(message, StandardCharsets.ISO_8859_1);
            return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
        };
    }

    private static UnaryOperator<byte[]> changingInt32(String name, int from, int to) {
        return replacing(element(name, from), element(name, to));
    }

    private static String element(String name, int value) {
        byte[] bytes = FakeServer.littleEndian(new byte[4]).putInt(value).array();
        return name + '\0' + new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Leaves the first messages alone. */
    private static UnaryOperator<byte[]> after(int count, UnaryOperator<byte[]> change) {
        AtomicInteger seen = new AtomicInteger();
        return message -> seen.incrementAndGet() <= count ? message : change.apply(message);
    }

    /** Changes one message only. */
    private static UnaryOperator<byte[]> once(UnaryOperator<byte[]> change) {
        AtomicInteger seen = new AtomicInteger();
        return message -> seen.incrementAndGet() > 1 ? message : change.apply(message);
    }

    // ---- Ctrl-C ----

    @Test
    void anInterruptedDemoDropsItsCollection() throws Exception {
        try (EmbeddedServer server = new EmbeddedServer();
                MongoClient client = MongoClients.create("mongodb://" + server.address())) {
            FutureTask<Ran> run = new FutureTask<>(
                    () -> Ran.bsonwire("demo", "-n", "1000000", "--uri", "mongodb://" + server.address() + "/shop"));
            Thread thread = new Thread(run, "demo");
            thread.start();
            long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (client.getDatabase("shop").listCollectionNames().first() == null && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            assertThat(client.getDatabase("shop").listCollectionNames().first()).startsWith("demo_");
            thread.interrupt();
            Ran ran = run.get(2, TimeUnit.MINUTES);
            assertThat(ran.exitCode()).isEqualTo(130);
            assertThat(ran.err()).isEmpty();
            assertThat(ran.out()).isEmpty();
            assertThat(client.getDatabase("shop").listCollectionNames()).isEmpty();
        }
    }

    @Test
    void theWrongUseIsAUsageError() {
        for (String argument :
                List.of("--documents=0", "-n=-1", "-n=10000001", "-n=x", "--timeout=0", "--seed=x", "x")) {
            assertThat(Ran.bsonwire("demo", argument).exitCode()).as(argument).isEqualTo(2);
        }
    }
}
