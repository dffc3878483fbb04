package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.bsonwire.bson.Document;
import io.bsonwire.spec.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The proxy under load and under attack for as long as one likes: 64 connections at a time, of which 48 are those of the
 * official driver at work, and 16 break off in the middle of messages, again and again, by whichever side. In the end no
 * connection may be stuck, no buffer lost, and memory not have grown. CONTRIBUTING says how it is run.
 */
@EnabledIfSystemProperty(named = "soak", matches = "[0-9]+", disabledReason = "-Dsoak is how many seconds it takes")
@ExtendWith(LeakCheck.class)
class SoakIT {
    private static final int DRIVERS = 4;
    private static final int THREADS_OF_A_DRIVER = 12;
    private static final int BREAKERS = 8;
    private static final int SAMPLES = 20;
    /** What a connection may take to end before it counts as stuck. */
    private static final int STUCK_MILLIS = 20_000;

    private static final long MEGABYTE = 1 << 20;

    private volatile boolean stop;
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong broken = new AtomicLong();
    private final AtomicLong stuck = new AtomicLong();
    private final List<Throwable> failures = new ArrayList<>();

    /** Counts the connections that the proxy says have come and gone, and forgets everything else. */
    private static final class Connections extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final AtomicLong opened = new AtomicLong();
        private final AtomicLong closed = new AtomicLong();

        @Override
        public void write(int b) {
            if (b != '\n') {
                line.write(b);
                return;
            }
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            if (text.contains(" connected from ")) {
                opened.incrementAndGet();
            } else if (text.contains(" closed by ")) {
                closed.incrementAndGet();
            }
        }

        long open() {
            return opened.get() - closed.get();
        }
    }

    /** What is in use after the garbage is collected. */
    private record Sample(long second, long heap, long direct, long connections) {
        static Sample take(long second, long connections, RunningProxy... proxies) throws InterruptedException {
            System.gc();
            Thread.sleep(100);
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            long direct = 0;
            for (RunningProxy proxy : proxies) {
                direct += proxy.memory();
            }
            return new Sample(second, runtime.totalMemory() - runtime.freeMemory(), direct, connections);
        }

        String print() {
            return String.format(
                    "%8d %12.1f %20.1f %12d",
                    second, heap / (double) MEGABYTE, direct / (double) MEGABYTE, connections);
        }
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        int seconds = Integer.getInteger("soak");
        Connections connections = new Connections();
        Connections unreliable = new Connections();
        try (EmbeddedServer server = new EmbeddedServer();
                UnreliableServer badServer = new UnreliableServer();
                RunningProxy proxy = new RunningProxy(
                        server.address().port(), 0, 16 * MEGABYTE, Duration.ofSeconds(5), connections);
                RunningProxy badProxy =
                        new RunningProxy(badServer.port(), 0, 16 * MEGABYTE, Duration.ofSeconds(5), unreliable)) {
            List<Thread> threads = new ArrayList<>();
            List<MongoClient> clients = new ArrayList<>();
            for (int i = 0; i < DRIVERS; i++) {
                MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + proxy.port()
                        + "/?directConnection=true&maxPoolSize=" + THREADS_OF_A_DRIVER);
                clients.add(client);
                for (int j = 0; j < THREADS_OF_A_DRIVER; j++) {
                    String collection = "c" + i + "_" + j;
                    threads.add(start(() -> work(client.getDatabase("soak").getCollection(collection))));
                }
            }
            for (int i = 0; i < BREAKERS; i++) {
                Random random = new Random(i);
                threads.add(start(() -> breakOff(proxy, random)));
                threads.add(start(() -> breakOff(badProxy, random)));
            }
            List<Sample> samples = new ArrayList<>();
            System.out.printf("%8s %12s %20s %12s%n", "second", "heap, MB", "proxies' buffers, MB", "connections");
            for (int i = 1; i <= SAMPLES; i++) {
                Thread.sleep(seconds * 1000L / SAMPLES);
                long open = connections.open() + unreliable.open();
                samples.add(Sample.take((long) seconds * i / SAMPLES, open, proxy, badProxy));
                System.out.println(samples.get(i - 1).print());
            }
            stop = true;
            for (Thread thread : threads) {
                thread.join(60_000);
                assertThat(thread.isAlive()).as("a client that is stuck").isFalse();
            }
            clients.forEach(MongoClient::close);
            RunningProxy.await(() -> connections.open() == 0 && unreliable.open() == 0);
            RunningProxy.await(() -> proxy.buffersOut() == 0 && badProxy.buffersOut() == 0);
            proxy.stop();
            badProxy.stop();
            System.out.printf(
                    "%,d operations of the driver, %,d connections broken off, at either proxy%n",
                    operations.get(), broken.get());
            System.out.printf("at the proxy with the good server:%n%s%n", proxy.table());
            System.out.printf("at the proxy with the unreliable server:%n%s%n", badProxy.table());
            assertThat(proxy.table()).contains(String.format("%nconnections: %,d%n", connections.opened.get()));
            assertThat(badProxy.table()).contains(String.format("%nconnections: %,d%n", unreliable.opened.get()));
            assertThat(failures).isEmpty();
            assertThat(stuck.get()).as("connections that did not end").isZero();
            assertThat(operations.get()).isGreaterThan(seconds);
            assertThat(broken.get()).isGreaterThan(seconds);
            assertThat(proxy.table()).doesNotContain("lines not written");
            assertFlat(samples);
        }
    }

    /** Whatever is lost on the way adds up, so the second half needs more than the first. */
    private static void assertFlat(List<Sample> samples) {
        List<Sample> first = samples.subList(0, SAMPLES / 2);
        List<Sample> second = samples.subList(SAMPLES / 2, SAMPLES);
        long heap = median(second.stream().map(Sample::heap).toList());
        assertThat(heap - median(first.stream().map(Sample::heap).toList()))
                .as("growth of the heap")
                .isLessThan(16 * MEGABYTE);
        long direct = second.stream().mapToLong(Sample::direct).max().orElseThrow();
        assertThat(direct - first.stream().mapToLong(Sample::direct).max().orElseThrow())
                .as("growth of the proxies' buffers")
                .isLessThan(16 * MEGABYTE);
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private interface Action {
        void run() throws Exception;
    }

    private Thread start(Action action) {
        Thread thread = new Thread(() -> {
            try {
                while (!stop) {
                    action.run();
                }
            } catch (Throwable e) {
                synchronized (failures) {
                    failures.add(e);
                }
            }
        });
        thread.start();
        return thread;
    }

    // ---- the driver ----

    private void work(MongoCollection<org.bson.Document> collection) {
        List<org.bson.Document> documents = IntStream.range(0, 200)
                .mapToObj(i -> new org.bson.Document("_id", i).append("text", "x".repeat(i * 5)))
                .toList();
        collection.insertMany(documents);
        assertThat(collection.find().batchSize(50).into(new ArrayList<>())).isEqualTo(documents);
        collection.updateMany(Filters.lt("_id", 100), Updates.set("text", "y"));
        assertThat(collection.countDocuments(Filters.eq("text", "y"))).isEqualTo(100);
        assertThat(collection.deleteMany(new org.bson.Document()).getDeletedCount())
                .isEqualTo(200);
        operations.addAndGet(8);
    }

    // ---- clients that break off ----

    /** Sends some whole messages and a part of one, and ends in one of three ways. */
    private void breakOff(RunningProxy proxy, Random random) throws InterruptedException {
        byte[] message = random.nextInt(10) == 0 ? garbage(random) : Messages.insert(1, random.nextInt(2000));
        try (Socket client = proxy.connect()) {
            client.setSoTimeout(STUCK_MILLIS);
            for (int i = random.nextInt(3); i > 0; i--) {
                client.getOutputStream().write(Messages.command(i, "ping", 1));
            }
            client.getOutputStream().write(message, 0, random.nextInt(message.length));
            Thread.sleep(random.nextInt(20));
            switch (random.nextInt(3)) {
                case 0 -> client.setSoLinger(true, 0);
                case 1 -> {
                    client.shutdownOutput();
                    readToTheEnd(client);
                }
                default -> {}
            }
        } catch (IOException e) {
            // The other side was first.
        }
        broken.incrementAndGet();
    }

    private void readToTheEnd(Socket client) throws IOException {
        try {
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException e) {
            stuck.incrementAndGet();
        }
    }

    private static byte[] garbage(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(1000)];
        random.nextBytes(bytes);
        return bytes;
    }

    // ---- a server that breaks off ----

    /** Answers some of what comes, a part of it in the end, and is gone. */
    private static final class UnreliableServer implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        private final Random random = new Random(99);

        UnreliableServer() throws IOException {
            new Thread(this::accept, "unreliable-server").start();
        }

        int port() {
            return listener.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = listener.accept();
                    int seed = random.nextInt();
                    new Thread(() -> serve(client, new Random(seed)), "unreliable-server").start();
                }
            } catch (IOException e) {
                // Closed.
            }
        }

        private static void serve(Socket client, Random random) {
            byte[] reply = Messages.reply(2, 1, new Document("text", "x".repeat(random.nextInt(10_000))));
            try (client) {
                client.setSoTimeout(50);
                InputStream in = client.getInputStream();
                in.read(new byte[1 + random.nextInt(1000)]);
                for (int i = random.nextInt(3); i > 0; i--) {
                    client.getOutputStream().write(reply);
                }
                client.getOutputStream().write(reply, 0, random.nextInt(reply.length));
                if (random.nextBoolean()) {
                    client.setSoLinger(true, 0);
                }
            } catch (IOException e) {
                // The client was first, or has nothing to say.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
