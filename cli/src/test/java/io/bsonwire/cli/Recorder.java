package io.bsonwire.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes connections on, and takes the fingerprint of all bytes that go through, in each direction. */
final class Recorder implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final int serverPort;
    private final List<Stream> streams = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();

    /** What went one way over one connection. */
    record Stream(boolean toServer, long bytes, String fingerprint) {}

    Recorder(int serverPort) throws IOException {
        this.serverPort = serverPort;
        new Thread(this::accept, "recorder").start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                open.addAndGet(2);
                new Thread(() -> copy(client, server, true), "recorder").start();
                new Thread(() -> copy(server, client, false), "recorder").start();
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void copy(Socket from, Socket to, boolean toServer) {
        long count = 0;
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[1 << 16];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                    digest.update(chunk, 0, length);
                    count += length;
                    out.write(chunk, 0, length);
                }
                to.shutdownOutput();
            } catch (IOException e) {
                // What came until now is what came.
            }
            streams.add(new Stream(toServer, count, HexFormat.of().formatHex(digest.digest())));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        } finally {
            open.decrementAndGet();
        }
    }

    /** What went over all connections, when they have ended. */
    List<Stream> streams() {
        RunningProxy.await(() -> open.get() == 0);
        return streams;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
