package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A proxy in this process, whose buffers are counted. Closing it fails if one of them has not come back. */
final class RunningProxy implements AutoCloseable {
    private final CountedBuffers buffers = new CountedBuffers();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private final TrafficTable table = new TrafficTable();
    private final LinePrinter printer = new LinePrinter(new PrintWriter(err, true), 1 << 20);
    private final Proxy proxy;
    private final Endpoint address;
    private boolean closed;

    RunningProxy(int serverPort) {
        this(serverPort, Duration.ofSeconds(30));
    }

    RunningProxy(int serverPort, Duration linger) {
        this(serverPort, 0, 64 << 20, linger, null);
    }

    /** With what it prints going elsewhere, unless that is null. */
    RunningProxy(int serverPort, int connections, long incompleteMessages, Duration linger, OutputStream target) {
        this(
                new Endpoint("127.0.0.1", serverPort),
                connections,
                incompleteMessages,
                linger,
                target,
                InetAddress::getAllByName);
    }

    /** With the server's name looked up in a way of the test's. */
    RunningProxy(Endpoint server, NameLookup.Source names) {
        this(server, 0, 64 << 20, Duration.ofSeconds(30), null, names);
    }

    private RunningProxy(
            Endpoint server,
            int connections,
            long incompleteMessages,
            Duration linger,
            OutputStream target,
            NameLookup.Source names) {
        Streams streams = new Streams(
                new ByteArrayInputStream(new byte[0]),
                target == null ? out : target,
                new PrintWriter(err, true),
                false,
                false);
        Proxy.Settings settings = new Proxy.Settings(
                new Endpoint("127.0.0.1", 0), server, connections, 48_000_000, incompleteMessages, linger);
        proxy = new Proxy(settings, new ProxyLog(ProxyLog.Format.SUMMARY, printer), table, buffers.alloc(), names);
        try {
            address = proxy.start();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        printer.start(Output.standard(streams), proxy::stop);
    }

    int port() {
        return address.port();
    }

    Proxy proxy() {
        return proxy;
    }

    Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), address.port());
    }

    /** Memory that the buffers have taken from the system, whether in use or not. */
    long memory() {
        return buffers.alloc().metric().usedDirectMemory()
                + buffers.alloc().metric().usedHeapMemory();
    }

    long buffersOut() {
        return buffers.out();
    }

    /** What is printed so far. */
    String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The lines without their times. */
    List<String> lines() {
        return text().lines().map(line -> line.substring(line.indexOf('#'))).toList();
    }

    /** What is printed on standard error so far. */
    String err() {
        return err.toString();
    }

    /** The table, when the proxy is closed, with every run of blanks as one. */
    String table() {
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text, true), printer.dropped());
        return text.toString().replaceAll(" +", " ");
    }

    /** Waits for something that has to come true. */
    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Waits until a line says this. */
    void awaitLine(String part) {
        await(() -> text().contains(part));
    }

    @Override
    public void close() {
        stop();
    }

    /** Closes it, if it is not, so that its table may be looked at. */
    void stop() {
        if (closed) {
            return;
        }
        closed = true;
        proxy.close();
        try {
            printer.close(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(buffers.out()).as("buffers that have not come back").isZero();
    }
}
