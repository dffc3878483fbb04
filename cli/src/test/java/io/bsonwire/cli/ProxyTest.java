package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.Document;
import io.bsonwire.spec.LeakCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections and what becomes of them, with plain sockets at both ends. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class ProxyTest {
    private static final byte[] PING = Messages.command(1, "ping", 1);
    private static final byte[] REPLY = Messages.reply(2, 1, new Document("ok", 1.0));

    private ServerSocket listener;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    private RunningProxy proxy() {
        return new RunningProxy(listener.getLocalPort());
    }

    /** The two ends of a connection through a proxy. */
    private final class Pair implements AutoCloseable {
        private final Socket client;
        private final Socket server;

        Pair(RunningProxy proxy) throws IOException {
            client = proxy.connect();
            server = listener.accept();
        }

        void send(byte[] request) throws IOException {
            client.getOutputStream().write(request);
        }

        void answer(byte[] reply) throws IOException {
            server.getOutputStream().write(reply);
        }

        void assertServerGets(byte[] bytes) throws IOException {
            assertThat(server.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
        }

        void assertClientGets(byte[] bytes) throws IOException {
            assertThat(client.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    /** Ends a connection in the way that a process does which is killed. */
    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void assertEnded(Socket socket) throws IOException {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aRequestAndItsReply() throws IOException {
        try (RunningProxy proxy = proxy()) {
            try (Pair pair = new Pair(proxy)) {
                pair.send(PING);
                pair.assertServerGets(PING);
                pair.answer(REPLY);
                pair.assertClientGets(REPLY);
            }
            proxy.awaitLine("closed by the ");
            proxy.stop();
            assertThat(proxy.lines().get(0)).startsWith("#1 connected from 127.0.0.1:");
            assertThat(proxy.lines().get(1)).isEqualTo("#1 -> ping test, 50 bytes");
            assertThat(proxy.lines().get(2)).matches("#1 <- ping: ok, 38 bytes, [0-9.]+ ms");
            assertThat(proxy.lines()).hasSize(4);
            assertThat(proxy.err()).isEmpty();
            assertThat(proxy.table()).contains("\nping 1 1 0 0 50 38 ", "\ntotal 1 1 0 0 50 38 ", "\nconnections: 1\n");
        }
    }

    @Test
    void theTimeThatTheServerTakesIsMeasured() throws Exception {
        double most;
        try (RunningProxy proxy = proxy()) {
            try (Pair pair = new Pair(proxy)) {
                pair.send(Arrays.copyOf(PING, 30));
                Thread.sleep(200); // the client's time, not the server's
                long asked = System.nanoTime();
                pair.send(Arrays.copyOfRange(PING, 30, PING.length));
                pair.assertServerGets(PING);
                Thread.sleep(100);
                pair.answer(REPLY);
                pair.assertClientGets(REPLY);
                most = (System.nanoTime() - asked) / 1e6;
                proxy.awaitLine("<- ping: ok");
            }
            proxy.stop();
            String shown = proxy.lines().get(2).replaceFirst(".*, ([0-9.]+) ms", "$1");
            assertThat(Double.parseDouble(shown)).isBetween(99.9, most);
            String[] row = proxy.table().lines().toArray(String[]::new)[1].split(" ", -1);
            for (int column = 7; column <= 9; column++) {
                assertThat(Double.parseDouble(row[column])).isBetween(99.0, most * 1.01);
            }
        }
    }

    @Test
    void aPartOfAMessageIsNotHeldBack() throws IOException {
        try (RunningProxy proxy = proxy();
                Pair pair = new Pair(proxy)) {
            for (byte next : PING) {
                pair.send(new byte[] {next});
                assertThat(pair.server.getInputStream().read()).isEqualTo(next & 0xFF);
            }
            proxy.awaitLine("-> ping test, 50 bytes");
        }
    }

    @Test
    void bytesOfAnyKindAndNumberArriveAsTheyAre() throws Exception {
        Random random = new Random(7);
        try (RunningProxy proxy = proxy();
                Pair pair = new Pair(proxy)) {
            byte[] there = new byte[3_000_000];
            random.nextBytes(there);
            byte[] insert = Messages.insert(3, 50_000);
            byte[] mixed = Bytes.concat(PING, insert, PING, there);
            CompletableFuture<Void> writing =
                    CompletableFuture.allOf(async(() -> pair.send(mixed)), async(() -> pair.answer(there)));
            CompletableFuture<Void> reading = async(() -> pair.assertServerGets(mixed));
            pair.assertClientGets(there);
            reading.get(1, TimeUnit.MINUTES);
            writing.get(1, TimeUnit.MINUTES);
            proxy.awaitLine("#1 -> insert test.people, documents 50000, ");
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static CompletableFuture<Void> async(Action action) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        action.run();
                        result.complete(null);
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                })
                .start();
        return result;
    }

    @Test
    void whoeverDoesNotReadIsWaitedForAndCostsNoMemory() throws Exception {
        byte[] much = new byte[64 << 20];
        new Random(1).nextBytes(much);
        System.arraycopy(PING, 0, much, 0, PING.length);
        for (boolean toServer : new boolean[] {true, false}) {
            try (RunningProxy proxy = proxy();
                    Pair pair = new Pair(proxy)) {
                Socket from = toServer ? pair.client : pair.server;
                Socket to = toServer ? pair.server : pair.client;
                CompletableFuture<Void> writing =
                        async(() -> from.getOutputStream().write(much));
                Thread.sleep(300);
                assertThat(writing).isNotDone();
                assertThat(proxy.memory()).isLessThan(9 << 20);
                assertThat(to.getInputStream().readNBytes(much.length)).isEqualTo(much);
                writing.get(1, TimeUnit.MINUTES);
                assertThat(proxy.memory()).isLessThan(9 << 20);
            }
        }
    }

    // ---- the end of a connection ----

    @Test
    void whenOneSideClosesTheOtherIsClosed() throws IOException {
        try (RunningProxy proxy = proxy()) {
            for (int i = 0; i < 2; i++) {
                try (Pair pair = new Pair(proxy)) {
                    (i == 0 ? pair.client : pair.server).close();
                    assertEnded(i == 0 ? pair.server : pair.client);
                }
            }
            proxy.awaitLine("#1 closed by the client");
            proxy.awaitLine("#2 closed by the server");
        }
    }

    @Test
    void whatWasSentBeforeTheEndArrives() throws IOException {
        byte[] large = Messages.insert(1, 100_000);
        try (RunningProxy proxy = proxy()) {
            for (int i = 0; i < 2; i++) {
                try (Pair pair = new Pair(proxy)) {
                    Socket from = i == 0 ? pair.client : pair.server;
                    Socket to = i == 0 ? pair.server : pair.client;
                    CompletableFuture<Void> writing = async(() -> {
                        from.getOutputStream().write(large);
                        from.close();
                    });
                    assertThat(to.getInputStream().readAllBytes()).isEqualTo(large);
                    writing.join();
                }
            }
        }
    }

    @Test
    void whoeverHasSentAllStillGetsTheAnswer() throws IOException {
        try (RunningProxy proxy = proxy();
                Pair pair = new Pair(proxy)) {
            pair.send(PING);
            pair.client.shutdownOutput();
            assertThat(pair.server.getInputStream().readAllBytes()).isEqualTo(PING);
            pair.answer(REPLY);
            pair.server.close();
            assertThat(pair.client.getInputStream().readAllBytes()).isEqualTo(REPLY);
            proxy.awaitLine("<- ping: ok");
        }
    }

    @Test
    void anEndInTheMiddleOfAMessageReachesTheOtherSide() throws IOException {
        byte[] insert = Messages.insert(1, 1000);
        byte[] half = Arrays.copyOf(insert, insert.length / 2);
        try (RunningProxy proxy = proxy()) {
            for (int i = 0; i < 4; i++) {
                try (Pair pair = new Pair(proxy)) {
                    Socket from = i % 2 == 0 ? pair.client : pair.server;
                    Socket to = i % 2 == 0 ? pair.server : pair.client;
                    from.getOutputStream().write(half);
                    assertThat(to.getInputStream().readNBytes(half.length)).isEqualTo(half);
                    if (i < 2) {
                        from.close();
                    } else {
                        reset(from);
                    }
                    assertEnded(to);
                }
            }
            String inside = ", " + half.length + " bytes into a message of " + insert.length;
            proxy.awaitLine("#1 closed by the client" + inside + "\n");
            proxy.awaitLine("#2 closed by the server" + inside + "\n");
            proxy.awaitLine("#3 closed by the client" + inside + ": connection reset");
            proxy.awaitLine("#4 closed by the server" + inside + ": connection reset");
            RunningProxy.await(() -> proxy.buffersOut() == 0);
        }
    }

    @Test
    void anEndInTheMiddleOfAHeader() throws IOException {
        try (RunningProxy proxy = proxy();
                Pair pair = new Pair(proxy)) {
            pair.send(new byte[] {30, 0, 0, 0, 0});
            pair.client.close();
            pair.assertServerGets(new byte[] {30, 0, 0, 0, 0});
            assertEnded(pair.server);
            proxy.awaitLine("#1 closed by the client, 5 bytes into a message\n");
        }
    }

    @Test
    void aSideThatDoesNotEndIsEndedAtSomePoint() throws IOException {
        try (RunningProxy proxy = new RunningProxy(listener.getLocalPort(), Duration.ofMillis(100));
                Pair pair = new Pair(proxy)) {
            pair.client.shutdownOutput();
            assertEnded(pair.server); // which leaves its own half open
            assertEnded(pair.client);
            proxy.awaitLine("#1 closed by the proxy: one side has ended, and nothing goes on");
            assertThatThrownBy(() -> {
                        while (true) {
                            pair.answer(REPLY);
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aSideThatStillSendsIsNotEnded() throws Exception {
        try (RunningProxy proxy = new RunningProxy(listener.getLocalPort(), Duration.ofSeconds(1));
                Pair pair = new Pair(proxy)) {
            pair.client.shutdownOutput();
            for (int i = 0; i < 30; i++) {
                pair.answer(REPLY);
                pair.assertClientGets(REPLY);
                Thread.sleep(50);
            }
            pair.server.close();
            assertEnded(pair.client);
        }
    }

    /** A client that is gone while a server sends more than fits. */
    @Test
    void aClientThatIsGoneIsNotWaitedFor() throws IOException {
        try (RunningProxy proxy = proxy();
                Pair pair = new Pair(proxy)) {
            CompletableFuture<Void> writing = async(() -> pair.answer(new byte[64 << 20]));
            pair.client.getInputStream().readNBytes(100);
            reset(pair.client);
            assertThatThrownBy(() -> writing.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(SocketException.class);
            RunningProxy.await(() -> proxy.buffersOut() == 0);
        }
    }

    @Test
    void closingTheProxyClosesAllConnections() throws IOException {
        List<Pair> pairs = new ArrayList<>();
        try (RunningProxy proxy = proxy()) {
            for (int i = 0; i < 5; i++) {
                Pair pair = new Pair(proxy);
                pairs.add(pair);
                pair.send(Arrays.copyOf(PING, 20 + i));
                pair.assertServerGets(Arrays.copyOf(PING, 20 + i));
            }
        }
        for (Pair pair : pairs) {
            assertEnded(pair.client);
            assertEnded(pair.server);
            pair.close();
        }
    }

    // ---- no server ----

    @Test
    void aServerThatIsNotThereIsReportedAndTheProxyStays() throws IOException {
        listener.close();
        int port = listener.getLocalPort();
        try (RunningProxy proxy = new RunningProxy(port)) {
            for (int i = 1; i <= 2; i++) {
                try (Socket client = proxy.connect()) {
                    assertEnded(client);
                }
                String line = "bsonwire proxy: connection " + i + ": cannot connect to 127.0.0.1:" + port
                        + ": connection refused; the client's connection is closed\n";
                RunningProxy.await(() -> proxy.err().contains(line));
                proxy.awaitLine("#" + i + " closed by the proxy: no server");
            }
            listener = new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
            try (Pair pair = new Pair(proxy)) {
                pair.send(PING);
                pair.assertServerGets(PING);
            }
        }
    }

    @Test
    void aPortThatIsTakenIsAnError() {
        Endpoint taken = new Endpoint("127.0.0.1", listener.getLocalPort());
        assertThat(startFails(taken, new Endpoint("127.0.0.1", 1)))
                .isEqualTo("cannot listen on " + taken + ": address already in use");
        assertThat(startFails(new Endpoint("no-such-host.invalid", 0), new Endpoint("127.0.0.1", 1)))
                .isEqualTo("cannot listen on no-such-host.invalid:0: no such host");
    }

    private static String startFails(Endpoint listen, Endpoint server) {
        LinePrinter printer = new LinePrinter(new PrintWriter(new StringWriter()), 1000);
        Proxy.Settings settings = new Proxy.Settings(listen, server, 0, 1000, 1000, Duration.ofSeconds(1));
        try (Proxy proxy = new Proxy(
                settings,
                new ProxyLog(ProxyLog.Format.NONE, printer),
                new TrafficTable(),
                new CountedBuffers().alloc())) {
            proxy.start();
            throw new AssertionError("it has started");
        } catch (CommandFailure e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aProxyForItselfIsRefused() throws IOException {
        int port = listener.getLocalPort();
        listener.close();
        for (String[] hosts : new String[][] {
            {"127.0.0.1", "127.0.0.1"},
            {"127.0.0.1", "localhost"},
            {"0.0.0.0", "127.0.0.1"},
            {"0.0.0.0", "localhost"},
            {"127.0.0.1", "0.0.0.0"}
        }) {
            assertThat(startFails(new Endpoint(hosts[0], port), new Endpoint(hosts[1], port)))
                    .isEqualTo("server: " + hosts[1] + ":" + port
                            + ", where the proxy itself listens (expected: another address)");
        }
    }

    // ---- what is not understood ----

    @Test
    void whatIsNoMessageIsReportedOnceAndPassedOn() throws IOException {
        byte[] http = Bytes.utf8("GET / HTTP/1.1\r\n\r\n");
        byte[] answer = Bytes.utf8("HTTP/1.1 400 Bad Request\r\n\r\n");
        try (RunningProxy proxy = proxy()) {
            try (Pair pair = new Pair(proxy)) {
                for (int i = 0; i < 3; i++) {
                    pair.send(http);
                    pair.assertServerGets(http);
                    pair.answer(answer);
                    pair.assertClientGets(answer);
                }
            }
            proxy.awaitLine("closed by the ");
            proxy.stop();
            assertThat(proxy.err())
                    .isEqualToIgnoringNewLines("bsonwire proxy: connection 1: from the client: message length:"
                            + " 542393671 (expected: 16 to the limit of 48000000) at offset 0; passed on, but not"
                            + " looked into any more");
            assertThat(proxy.lines()).hasSize(2);
            assertThat(proxy.table())
                    .contains("\n(not in messages) 0 0 0 0 " + 3 * http.length + " " + 3 * answer.length + " ");
        }
    }

    @Test
    void tlsIsCalledByItsName() throws IOException {
        byte[] hello = new byte[300];
        new Random(5).nextBytes(hello);
        System.arraycopy(new byte[] {0x16, 3, 1, 1, 39, 1, 0, 1, 35, 3, 3}, 0, hello, 0, 11);
        try (RunningProxy proxy = proxy();
                Pair pair = new Pair(proxy)) {
            pair.send(hello);
            pair.assertServerGets(hello);
            RunningProxy.await(() -> proxy.err()
                    .contains("connection 1: from the client: a TLS handshake (expected: a connection without TLS)"
                            + " at offset 0; passed on"));
        }
    }

    @Test
    void anUnknownOpcodeEndsTheLookingButNotThePassing() throws IOException {
        byte[] unknown = PING.clone();
        unknown[12] = 0;
        unknown[13] = 0;
        try (RunningProxy proxy = proxy();
                Pair pair = new Pair(proxy)) {
            pair.send(Bytes.concat(PING, unknown, PING));
            pair.assertServerGets(Bytes.concat(PING, unknown, PING));
            pair.answer(REPLY); // the other direction is still understood
            pair.assertClientGets(REPLY);
            proxy.awaitLine("<- ping: ok");
            RunningProxy.await(() -> proxy.err()
                    .contains("opcode: 0 (expected: one of the wire protocol's) at offset " + (PING.length + 12)));
            assertThat(proxy.lines()).hasSize(3);
        }
    }

    // ---- limits ----

    @Test
    void incompleteMessagesShareABudget() throws IOException {
        byte[] insert = Messages.insert(1, 2000);
        try (RunningProxy proxy =
                new RunningProxy(listener.getLocalPort(), 0, insert.length * 3L / 2, Duration.ofSeconds(1), null)) {
            try (Pair first = new Pair(proxy);
                    Pair second = new Pair(proxy)) {
                for (Pair pair : List.of(first, second)) {
                    pair.send(Arrays.copyOf(insert, insert.length - 1));
                    pair.assertServerGets(Arrays.copyOf(insert, insert.length - 1));
                }
                proxy.awaitLine("#2 -> too large to be looked into");
                first.send(new byte[1]);
                second.send(new byte[1]);
                first.assertServerGets(new byte[1]);
                second.assertServerGets(new byte[1]);
                second.send(PING);
                proxy.awaitLine("#1 -> insert test.people, documents 2000");
                proxy.awaitLine("#2 -> ping test");
            }
        }
    }

    @Test
    void aNumberOfConnectionsAndThenTheEnd() throws Exception {
        try (RunningProxy proxy = new RunningProxy(listener.getLocalPort(), 2, 1000, Duration.ofSeconds(1), null)) {
            Pair first = new Pair(proxy);
            Pair second = new Pair(proxy);
            assertThatThrownBy(() -> assertEnded(proxy.connect())).isInstanceOf(IOException.class);
            first.close();
            CompletableFuture<Void> end = async(() -> proxy.proxy().awaitEnd(null));
            Thread.sleep(100);
            assertThat(end).isNotDone();
            second.close();
            end.get(1, TimeUnit.MINUTES);
            proxy.stop();
            assertThat(proxy.lines()).hasSize(4);
            assertThat(proxy.table()).contains("\nconnections: 2\n");
        }
    }

    @Test
    void manyConnectionsAtOnceInOneThread() throws Exception {
        int count = 300;
        try (RunningProxy proxy = proxy()) {
            List<Pair> pairs = new ArrayList<>();
            int threads = Thread.activeCount();
            for (int i = 0; i < count; i++) {
                pairs.add(new Pair(proxy));
            }
            assertThat(Thread.activeCount()).isLessThan(threads + 10);
            for (int i = 0; i < count; i++) {
                pairs.get(i).send(Messages.command(i, "ping", i));
            }
            for (int i = 0; i < count; i++) {
                pairs.get(i).assertServerGets(Messages.command(i, "ping", i));
                pairs.get(i).answer(Messages.reply(i, i, new Document("ok", 1)));
            }
            for (int i = 0; i < count; i++) {
                pairs.get(i).assertClientGets(Messages.reply(i, i, new Document("ok", 1)));
            }
            for (Pair pair : pairs) {
                pair.close();
            }
            RunningProxy.await(() -> proxy.lines().stream()
                            .filter(line -> line.contains("closed by the "))
                            .count()
                    == count);
            proxy.stop();
            assertThat(proxy.table()).contains("\nping 300 300 0 0 15,000 10,200 ", "\nconnections: 300\n");
        }
    }
}
