package io.bsonwire.wire;

import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server accepts, as the fields of the same names in its reply to {@code hello} say it (specifications: Server
 * Discovery and Monitoring, OP_MSG).
 *
 * @param maxBsonObjectSize the largest document in bytes that can be stored, at least 5
 * @param maxMessageSizeBytes the largest message in bytes, header included, at least 26 (the smallest OP_MSG)
 * @param maxWriteBatchSize the most statements in one write command, at least 1
 */
public record WireLimits(int maxBsonObjectSize, int maxMessageSizeBytes, int maxWriteBatchSize) {
    /**
     * Bytes that a command document, an update or a delete statement may have beyond {@code maxBsonObjectSize}: the
     * server's own bound for BSON that is not stored is 16 KiB above 16 MiB ({@code BSONObjMaxInternalSize}), so that
     * a document of the full size can be part of a command.
     */
    public static final int COMMAND_HEADROOM = 16 * 1024;

    private static final String MAX_OBJECT = "maxBsonObjectSize";
    private static final String MAX_MESSAGE = "maxMessageSizeBytes";
    private static final String MAX_BATCH = "maxWriteBatchSize";

    private static final int SMALLEST_DOCUMENT = 5;
    private static final int SMALLEST_MESSAGE = MessageHeader.LENGTH + 4 + 1 + SMALLEST_DOCUMENT;

    /**
     * The limits before a server has told its own: 16777216 (16 MiB, {@code BSONObjMaxUserSize} of every server from 1.8
     * on), 48000000 ({@code MaxMessageSizeBytes} of every server from 2.4 on), 100000 ({@code maxWriteBatchSize} of
     * every server from 3.6 on, whose first one is also the first that speaks OP_MSG).
     */
    public static final WireLimits DEFAULT = new WireLimits(16 * 1024 * 1024, 48_000_000, 100_000);

    /**
     * Makes limits.
     *
     * @param maxBsonObjectSize the largest document in bytes that can be stored, at least 5
     * @param maxMessageSizeBytes the largest message in bytes, header included, at least 26
     * @param maxWriteBatchSize the most statements in one write command, at least 1
     * @throws IllegalArgumentException if a value is below its minimum
     */
    public WireLimits {
        check(MAX_OBJECT, maxBsonObjectSize, SMALLEST_DOCUMENT);
        check(MAX_MESSAGE, maxMessageSizeBytes, SMALLEST_MESSAGE);
        check(MAX_BATCH, maxWriteBatchSize, 1);
    }

    private static void check(String what, int value, int smallest) {
        if (value < smallest) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: at least " + smallest + ")");
        }
    }

    /**
     * The limits that a server names in its reply to {@code hello} or {@code isMaster}; those that it leaves out are as
     * in {@link #DEFAULT}.
     *
     * @param reply the reply, decoded; any other fields are ignored
     * @return the limits
     * @throws WireException if one is not a whole number or out of its range
     */
    public static WireLimits ofHello(Map<String, ? extends @Nullable Object> reply) {
        return new WireLimits(
                read(reply, MAX_OBJECT, SMALLEST_DOCUMENT, DEFAULT.maxBsonObjectSize),
                read(reply, MAX_MESSAGE, SMALLEST_MESSAGE, DEFAULT.maxMessageSizeBytes),
                read(reply, MAX_BATCH, 1, DEFAULT.maxWriteBatchSize));
    }

    /**
     * As above, from a reply that is not decoded.
     *
     * @param reply the reply; any other fields are ignored
     * @return the limits
     * @throws WireException if one is not a whole number or out of its range
     * @throws io.bsonwire.bson.MalformedBsonException if the reply's bytes are found to be malformed
     */
    public static WireLimits ofHello(RawDocument reply) {
        Document found = new Document(3);
        for (String name : List.of(MAX_OBJECT, MAX_MESSAGE, MAX_BATCH)) {
            if (reply.contains(name)) {
                found.append(name, reply.get(name));
            }
        }
        return ofHello(found);
    }

    private static int read(
            Map<String, ? extends @Nullable Object> reply, String name, int smallest, int defaultValue) {
        if (!reply.containsKey(name)) {
            return defaultValue;
        }
        Object value = reply.get(name);
        // Servers other than the original send some of these as double or int64.
        if (value instanceof Integer || value instanceof Long || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            if (number >= smallest && number <= Integer.MAX_VALUE && number == Math.rint(number)) {
                return (int) number;
            }
        }
        throw WireException.helloLimit(name, value, smallest);
    }

    /**
     * The largest command document, update or delete statement.
     *
     * @return {@code maxBsonObjectSize} and {@link #COMMAND_HEADROOM}, in bytes
     */
    public int maxCommandSize() {
        return (int) Math.min(Integer.MAX_VALUE, (long) maxBsonObjectSize + COMMAND_HEADROOM);
    }
}
