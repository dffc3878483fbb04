package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.Document;
import io.bsonwire.spec.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The proxy's server has a name, which takes its time to be looked up or is not known any more. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class NameLookupTest {
    private static final byte[] PING = Messages.command(1, "ping", 1);
    private static final byte[] REPLY = Messages.reply(2, 1, new Document("ok", 1.0));

    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private ServerSocket listener;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        answer.countDown();
        listener.close();
    }

    /** One lookup is that of the start, each connection has another. */
    private RunningProxy proxy(NameLookup.Source names) {
        return new RunningProxy(new Endpoint("db.example", listener.getLocalPort()), names);
    }

    private static InetAddress[] loopback() {
        return new InetAddress[] {InetAddress.getLoopbackAddress()};
    }

    /** Answers so many times, and then not before the test says so. */
    private NameLookup.Source silentAfter(int answers) {
        return host -> {
            assertThat(host).isEqualTo("db.example");
            if (asked.incrementAndGet() > answers) {
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return loopback();
        };
    }

    private static void exchange(Socket client, Socket server) throws IOException {
        client.getOutputStream().write(PING);
        assertThat(server.getInputStream().readNBytes(PING.length)).isEqualTo(PING);
        server.getOutputStream().write(REPLY);
        assertThat(client.getInputStream().readNBytes(REPLY.length)).isEqualTo(REPLY);
    }

    @Test
    void aSlowAnswerHoldsUpNewConnectionsOnly() throws IOException {
        try (RunningProxy proxy = proxy(silentAfter(2));
                Socket first = proxy.connect();
                Socket firstServer = listener.accept()) {
            exchange(first, firstServer);
            try (Socket second = proxy.connect()) {
                RunningProxy.await(() -> asked.get() == 3);
                for (int i = 0; i < 10; i++) {
                    exchange(first, firstServer);
                }
                answer.countDown();
                try (Socket secondServer = listener.accept()) {
                    exchange(second, secondServer);
                }
            }
        }
    }

    @Test
    void anEndDoesNotWaitForAnAnswer() throws IOException {
        try (RunningProxy proxy = proxy(silentAfter(1));
                Socket client = proxy.connect()) {
            RunningProxy.await(() -> asked.get() == 2);
            proxy.stop();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aNameThatIsNotKnownForAWhileCostsTheConnectionsOfThatWhile() throws IOException {
        NameLookup.Source names = host -> {
            if (asked.incrementAndGet() == 2) {
                throw new UnknownHostException(host);
            }
            return loopback();
        };
        try (RunningProxy proxy = proxy(names)) {
            try (Socket client = proxy.connect()) {
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
            String line = "bsonwire proxy: connection 1: cannot connect to db.example:" + listener.getLocalPort()
                    + ": no such host; the client's connection is closed\n";
            RunningProxy.await(() -> proxy.err().contains(line));
            try (Socket client = proxy.connect();
                    Socket server = listener.accept()) {
                exchange(client, server);
            }
        }
    }

    @Test
    void aNameThatIsNotKnownAtTheStartIsAnErrorOfOneLine() {
        Ran ran = Ran.bsonwire("proxy", "-l", "0", "-t", "no-such-host.invalid:27017");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .isEqualToIgnoringNewLines(
                        "bsonwire proxy: cannot connect to no-such-host.invalid:27017: no such host");
    }
}
