package io.bsonwire.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What has gone through the proxy, by command. For one thread at a time. */
final class TrafficTable {
    /** Names come from the clients, who may make them up. */
    private static final int MOST_ROWS = 100;

    private static final String OTHERS = "(others)";

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private long connections;
    private long toServer;
    private long toClient;

    /** A command. */
    static final class Row {
        /** One percent is as exact as anybody reads them. */
        private static final int DIGITS = 2;

        private long requests;
        private long replies;
        private long unacknowledged;
        private long unanswered;
        private long toServer;
        private long toClient;
        private final Histogram latency = new Histogram(DIGITS);

        private Row() {}

        /** A request has passed. */
        void request(int length, boolean expectsReply) {
            requests++;
            toServer += length;
            if (!expectsReply) {
                unacknowledged++;
            }
        }

        /** A reply has passed, or one more of a chain. */
        void reply(int length) {
            replies++;
            toClient += length;
        }

        /** The first reply to a request came after so many nanoseconds. */
        void latency(long nanos) {
            latency.recordValue(Math.max(0, nanos));
        }

        /** The connection of a request has ended before its reply. */
        void unanswered() {
            unanswered++;
        }

        private void add(Row other) {
            requests += other.requests;
            replies += other.replies;
            unacknowledged += other.unacknowledged;
            unanswered += other.unanswered;
            toServer += other.toServer;
            toClient += other.toClient;
            latency.add(other.latency);
        }

        private String print(String name) {
            boolean timed = latency.getTotalCount() > 0;
            return line(
                    name,
                    number(requests),
                    number(replies),
                    number(unacknowledged),
                    number(unanswered),
                    number(toServer),
                    number(toClient),
                    timed ? millis(latency.getValueAtPercentile(50)) : "-",
                    timed ? millis(latency.getValueAtPercentile(95)) : "-",
                    timed ? millis(latency.getMaxValue()) : "-");
        }
    }

    /** The row of a command. */
    Row row(String command) {
        Row row = rows.get(command);
        if (row == null) {
            row = rows.computeIfAbsent(rows.size() < MOST_ROWS ? command : OTHERS, name -> new Row());
        }
        return row;
    }

    /** A client has connected. */
    void connection() {
        connections++;
    }

    /** Bytes have passed, be they part of a message or not. */
    void passed(Direction direction, int bytes) {
        if (direction == Direction.TO_SERVER) {
            toServer += bytes;
        } else {
            toClient += bytes;
        }
    }

    /** Prints the table, the command with the most messages first. */
    void print(PrintWriter target, long notShown) {
        Row total = new Row();
        rows.values().forEach(total::add);
        target.println(line(
                "command",
                "requests",
                "replies",
                "w:0",
                "unanswered",
                "bytes to server",
                "bytes to client",
                "p50 ms",
                "p95 ms",
                "max ms"));
        rows.entrySet().stream()
                .sorted((a, b) -> Long.compare(messages(b.getValue()), messages(a.getValue())))
                .forEach(row -> target.println(row.getValue().print(row.getKey())));
        if (toServer != total.toServer || toClient != total.toClient) {
            Row rest = new Row();
            rest.toServer = toServer - total.toServer;
            rest.toClient = toClient - total.toClient;
            target.println(rest.print("(not in messages)"));
            total.add(rest);
        }
        target.println(total.print("total"));
        target.println("connections: " + number(connections));
        if (notShown > 0) {
            target.println("lines not written, since the output was slower than the traffic: " + number(notShown));
        }
    }

    private static long messages(Row row) {
        return row.requests + row.replies;
    }

    private static String line(String... columns) {
        return String.format(Locale.ROOT, "%-20s %9s %9s %6s %10s %15s %15s %9s %9s %9s", (Object[]) columns);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%,.3f", nanos / 1e6);
    }
}
