package io.bsonwire.cli;

import io.bsonwire.wire.MessageHeader;
import io.bsonwire.wire.WireMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.HashMap;
import java.util.Map;

/**
 * What the two ends of a connection say to each other: brings replies together with their requests, and both into the
 * log and the table.
 *
 * <p>A reply names its request by {@code responseTo}. One with {@code moreToCome} is followed by another one that nobody
 * asks for, and that one names its predecessor instead.
 */
final class Conversation {
    /** Requests without a reply that are remembered: no client has as many, and memory has an end. */
    private static final int MOST_PENDING = 10_000;

    private static final String UNKNOWN = "(unknown)";
    private static final String MALFORMED = "(malformed)";
    private static final String TOO_LARGE = "(too large)";

    private final int connection;
    private final int maxMessageSize;
    private final ProxyLog log;
    private final TrafficTable table;
    private final ByteBufAllocator alloc;

    private final Map<Integer, Pending> pending = new HashMap<>();
    /** When the bytes came that are looked at. */
    private long now;

    private boolean complained;

    /** A request whose reply is still to come, or a reply whose successor is. */
    private record Pending(String command, TrafficTable.Row row, long sentAt, boolean first, boolean legacyExhaust) {
        /** The reply that comes next in a chain; how long it takes is up to the server. */
        Pending successor() {
            return new Pending(command, row, sentAt, false, legacyExhaust);
        }
    }

    /**
     * Makes a conversation.
     *
     * @param connection its number
     * @param maxMessageSize bytes that a compressed message may take when it is not
     */
    Conversation(int connection, int maxMessageSize, ProxyLog log, TrafficTable table, ByteBufAllocator alloc) {
        this.connection = connection;
        this.maxMessageSize = maxMessageSize;
        this.log = log;
        this.table = table;
        this.alloc = alloc;
    }

    /** One of the two ends, for the cutter of what it sends. */
    MessageCutter.Sink from(Direction direction) {
        return new MessageCutter.Sink() {
            @Override
            public void message(long offset, ByteBuf frame) {
                Conversation.this.message(direction, offset, frame);
            }

            @Override
            public void tooLarge(long offset, MessageHeader header) {
                unread(direction, header, TOO_LARGE, "too large to be looked into");
            }

            @Override
            public void lost(long offset, String problem) {
                complain(direction, problem + " at offset " + offset + "; passed on, but not looked into any more");
            }
        };
    }

    /** Bytes have come, at this {@link System#nanoTime}; what is found in them has come then. */
    void bytesCame(long nanoTime) {
        now = nanoTime;
    }

    /** The connection has ended. */
    void end() {
        for (Pending request : pending.values()) {
            if (request.first) {
                request.row.unanswered();
            }
        }
        pending.clear();
    }

    private void message(Direction direction, long offset, ByteBuf frame) {
        try (UnpackedMessage message = UnpackedMessage.of(frame, maxMessageSize, alloc)) {
            if (direction == Direction.TO_SERVER) {
                request(message);
            } else {
                reply(message);
            }
        } catch (UnpackedMessage.Malformed e) {
            complain(direction, e.at(offset));
            MessageHeader header = MessageHeader.decode(frame, frame.readerIndex(), Integer.MAX_VALUE);
            unread(direction, header, MALFORMED, "malformed: " + e.at(offset));
        }
    }

    // ---- requests ----

    private void request(UnpackedMessage message) {
        WireMessage request = message.message();
        String command = MessageSummary.command(request);
        boolean expectsReply = request.expectsReply();
        TrafficTable.Row row = table.row(command);
        row.request(message.length(), expectsReply);
        if (expectsReply) {
            boolean exhaust = MessageSummary.isLegacyExhaust(request);
            await(request.header().requestId(), new Pending(command, row, now, true, exhaust));
        }
        log.request(connection, message, command);
    }

    private void await(int id, Pending next) {
        if (pending.size() >= MOST_PENDING) {
            return;
        }
        Pending same = pending.put(id, next);
        if (same != null && same.first) {
            same.row.unanswered();
        }
    }

    // ---- replies ----

    private void reply(UnpackedMessage message) {
        WireMessage reply = message.message();
        Pending request = pending.remove(reply.header().responseTo());
        if (request == null) {
            table.row(UNKNOWN).reply(message.length());
            log.furtherReply(connection, message, UNKNOWN);
            return;
        }
        request.row.reply(message.length());
        if (MessageSummary.goesOn(reply, request.legacyExhaust)) {
            await(reply.header().requestId(), request.successor());
        }
        if (request.first) {
            long latency = now - request.sentAt;
            request.row.latency(latency);
            log.reply(connection, message, request.command, latency);
        } else {
            log.furtherReply(connection, message, request.command);
        }
    }

    // ---- what is no more than a header ----

    private void unread(Direction direction, MessageHeader header, String name, String why) {
        int length = header.messageLength();
        if (direction == Direction.TO_SERVER) {
            TrafficTable.Row row = table.row(name);
            row.request(length, true);
            await(header.requestId(), new Pending(name, row, now, true, false));
        } else {
            Pending request = pending.remove(header.responseTo());
            TrafficTable.Row row = request == null ? table.row(name) : request.row;
            row.reply(length);
            if (request != null && request.first) {
                row.latency(now - request.sentAt);
            }
        }
        log.unread(connection, direction, why, length);
    }

    /** Once for each connection: one that is not understood is likely not to be understood again and again. */
    private void complain(Direction direction, String problem) {
        if (!complained) {
            complained = true;
            log.problem("connection " + connection + ": from the " + direction.sender() + ": " + problem);
        }
    }
}
