package io.bsonwire.cli;

import io.bsonwire.bson.Document;
import io.netty.buffer.ByteBufUtil;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The lines that the proxy prints: one for each message, and for what happens to connections. */
final class ProxyLog {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT);
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Format format;
    private final LinePrinter printer;

    /** How messages are shown. */
    enum Format {
        NONE,
        SUMMARY,
        JSON;

        /** Reads a name as it is written on the command line. */
        static final class Converter implements ITypeConverter<Format> {
            @Override
            public Format convert(String text) {
                for (Format format : values()) {
                    if (format.name().toLowerCase(Locale.ROOT).equals(text)) {
                        return format;
                    }
                }
                throw new TypeConversionException("'" + text + "' (expected: none, summary or json)");
            }
        }
    }

    ProxyLog(Format format, LinePrinter printer) {
        this.format = format;
        this.printer = printer;
    }

    /** A request has passed. */
    void request(int connection, UnpackedMessage message, String command) {
        if (isOff()) {
            return;
        }
        if (format == Format.JSON) {
            json(connection, Direction.TO_SERVER, message, new Document("command", command));
            return;
        }
        line(connection, Direction.TO_SERVER, MessageSummary.request(message.message()) + size(message));
    }

    /** The first reply to a request has passed. */
    void reply(int connection, UnpackedMessage message, String command, long latencyNanos) {
        if (isOff()) {
            return;
        }
        if (format == Format.JSON) {
            long micros = TimeUnit.NANOSECONDS.toMicros(latencyNanos);
            Document head = new Document("command", command).append("latencyMicros", micros);
            json(connection, Direction.TO_CLIENT, message, head);
            return;
        }
        String time = String.format(Locale.ROOT, ", %.3f ms", latencyNanos / 1e6);
        line(connection, Direction.TO_CLIENT, replyText(message, command) + time);
    }

    /** A reply has passed that was not the first to its request, or to none that is known. */
    void furtherReply(int connection, UnpackedMessage message, String command) {
        if (isOff()) {
            return;
        }
        if (format == Format.JSON) {
            json(connection, Direction.TO_CLIENT, message, new Document("command", command));
            return;
        }
        line(connection, Direction.TO_CLIENT, replyText(message, command));
    }

    /** A message has passed that was not looked into. */
    void unread(int connection, Direction direction, String what, int length) {
        if (isOff()) {
            return;
        }
        if (format == Format.JSON) {
            Document line = head(connection).append("from", direction.sender());
            printer.print(line.append("length", length).append("problem", what).toJson());
            return;
        }
        line(connection, direction, what + ", " + bytes(length));
    }

    /** Something has happened to a connection. */
    void event(int connection, String what) {
        if (isOff()) {
            return;
        }
        printer.print(
                format == Format.JSON
                        ? head(connection).append("event", what).toJson()
                        : time() + " #" + connection + " " + what);
    }

    /** Something is not as it should be: for standard error, whatever the format. */
    void problem(String what) {
        if (printer.hasRoom()) {
            printer.complain("bsonwire proxy: " + what);
        }
    }

    private boolean isOff() {
        return format == Format.NONE || !printer.hasRoom();
    }

    // ---- lines ----

    private void line(int connection, Direction direction, String text) {
        printer.print(time() + " #" + connection + " " + direction.arrow() + " " + text);
    }

    private static String replyText(UnpackedMessage message, String command) {
        return command + ": " + MessageSummary.reply(message.message()) + size(message);
    }

    private static String size(UnpackedMessage message) {
        String compressor = message.compressor();
        return ", " + bytes(message.message().length())
                + (compressor == null ? "" : " (" + compressor + ": " + bytes(message.length()) + ")");
    }

    private static String bytes(int length) {
        return String.format(Locale.ROOT, "%,d bytes", length);
    }

    private static String time() {
        return LocalTime.now(ZoneId.systemDefault()).format(TIME);
    }

    // ---- JSON ----

    /** The message becomes text later and elsewhere: that may take long. */
    private void json(int connection, Direction direction, UnpackedMessage message, Document more) {
        Document head = head(connection).append("from", direction.sender());
        head.putAll(more);
        message.describeCompression(head);
        printer.print(head.toJson(), ByteBufUtil.getBytes(message.message().bytes()));
    }

    private static Document head(int connection) {
        return new Document("time", INSTANT.format(Instant.now())).append("connection", connection);
    }
}
