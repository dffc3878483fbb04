package io.bsonwire.cli;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A server of one connection that misbehaves, on a free port of the loopback interface. */
final class FakeServer implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Thread thread;

    /** What to do with a connection. */
    interface Behaviour {
        void serve(Socket client) throws IOException;
    }

    FakeServer(Behaviour behaviour) throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        thread = new Thread(
                () -> {
                    try (Socket client = listener.accept()) {
                        sockets.add(client);
                        behaviour.serve(client);
                    } catch (IOException e) {
                        // The test is over.
                    }
                },
                "fake-server");
        thread.start();
    }

    /** One that passes requests on to a real server, and its replies back with changes, which keep their length. */
    static FakeServer changing(ServerAddress server, UnaryOperator<byte[]> replies) throws IOException {
        return new FakeServer(client -> {
            try (Socket behind = new Socket(server.host(), server.port())) {
                DataInputStream requests = new DataInputStream(client.getInputStream());
                DataInputStream answers = new DataInputStream(behind.getInputStream());
                OutputStream back = client.getOutputStream();
                while (true) {
                    behind.getOutputStream().write(message(requests));
                    back.write(replies.apply(message(answers)));
                }
            }
        });
    }

    private static byte[] message(DataInputStream in) throws IOException {
        byte[] length = in.readNBytes(4);
        if (length.length < 4) {
            throw new IOException("closed");
        }
        byte[] message = new byte[littleEndian(length).getInt()];
        System.arraycopy(length, 0, message, 0, 4);
        in.readFully(message, 4, message.length - 4);
        return message;
    }

    static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    String uri() {
        return "mongodb://127.0.0.1:" + listener.getLocalPort();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
            thread.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
