package io.bsonwire.cli;

import io.bsonwire.wire.MessageHeader;
import io.bsonwire.wire.OpCode;
import io.bsonwire.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the messages in a stream of bytes that it only looks at. Those that come in pieces are put together in a copy,
 * which grows with what has come, not with what the header says is going to.
 *
 * <p>After bytes that cannot be a message there is no place to go on from: it then ignores all the rest.
 */
final class MessageCutter implements AutoCloseable {
    /** Capacity of a copy to begin with: most messages are not longer. */
    private static final int SMALL = 1024;
    /** The first bytes of a TLS connection: a handshake record of version 3. */
    private static final int TLS_HANDSHAKE = 0x0316;

    /** Gets what is found. Offsets are those in the stream. */
    interface Sink {
        /**
         * A whole message.
         *
         * @param frame its readable bytes are the message; only valid during the call, unless retained
         */
        void message(long offset, ByteBuf frame);

        /** A message that is too large to be kept until it is whole; comes as soon as that is known. */
        void tooLarge(long offset, MessageHeader header);

        /** From here on there are no messages; nothing comes after this. */
        void lost(long offset, String problem);
    }

    private final int maxMessageSize;
    private final MemoryBudget budget;
    private final ByteBufAllocator alloc;
    private final Sink sink;

    /** Where the message begins that comes next or is not whole yet. */
    private long offset;
    /** What is there of a message that is not whole yet. */
    private @Nullable ByteBuf part;
    /** Of the message that {@link #part} is of; null until it is there and checked. */
    private @Nullable MessageHeader header;
    /** Bytes of {@link #part} that the budget knows of. */
    private int budgeted;
    /** Bytes of a message that is too large which are still to come. */
    private int skipping;

    private boolean lost;

    /**
     * Makes a cutter.
     *
     * @param maxMessageSize a longer length in a header cannot be one
     * @param budget for the copies
     * @param alloc makes the copies
     */
    MessageCutter(int maxMessageSize, MemoryBudget budget, ByteBufAllocator alloc, Sink sink) {
        this.maxMessageSize = maxMessageSize;
        this.budget = budget;
        this.alloc = alloc;
        this.sink = sink;
    }

    /**
     * Looks at the next bytes.
     *
     * @param bytes its readable bytes, of which neither the indexes move nor the reference is taken over
     */
    void take(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end && !lost) {
            if (skipping > 0) {
                at += skip(end - at);
            } else if (part == null) {
                at = begin(bytes, at, end);
            } else {
                at += append(part, bytes, at, end);
            }
        }
    }

    /** Where the message begins that comes next or is not whole yet. */
    long offset() {
        return offset;
    }

    /** How many bytes there are of a message that is not whole yet. */
    int incomplete() {
        if (skipping > 0 && header != null) {
            return header.messageLength() - skipping;
        }
        return part == null ? 0 : part.readableBytes();
    }

    /** How many bytes that message should have; 0 where its header is not there. */
    int expected() {
        return header == null ? 0 : header.messageLength();
    }

    /** Gives up what is there of a message that is not whole. */
    @Override
    public void close() {
        lost = true;
        drop();
    }

    private int skip(int available) {
        int count = Math.min(available, skipping);
        skipping -= count;
        if (skipping == 0) {
            next();
        }
        return count;
    }

    /** Hands over a message that is whole in what was read, or begins a copy; returns where to go on. */
    private int begin(ByteBuf bytes, int at, int end) {
        int available = end - at;
        if (available >= MessageHeader.LENGTH) {
            if (!readHeader(bytes, at)) {
                return end;
            }
            int length = expected();
            if (available >= length) {
                sink.message(offset, bytes.slice(at, length));
                next();
                return at + length;
            }
            if (!budget.allows(length)) {
                pass(0);
                return at;
            }
        } else if (available >= Integer.BYTES && !checkLength(bytes.getIntLE(at), bytes, at)) {
            return end;
        }
        part = alloc.buffer(SMALL);
        return at;
    }

    /** Copies what belongs to the message; returns how many bytes that are. */
    private int append(ByteBuf target, ByteBuf bytes, int at, int end) {
        int wanted = header == null ? MessageHeader.LENGTH : header.messageLength();
        int count = Math.min(wanted - target.readableBytes(), end - at);
        if (header != null) {
            if (!budget.take(count)) {
                pass(target.readableBytes());
                return 0;
            }
            budgeted += count;
        }
        target.writeBytes(bytes, at, count);
        if (header == null) {
            headerCame(target);
        }
        if (header != null && target.readableBytes() == header.messageLength()) {
            sink.message(offset, target);
            next();
        }
        return count;
    }

    /** Looks at a header as soon as there are bytes enough to tell that it is none. */
    private void headerCame(ByteBuf target) {
        int available = target.readableBytes();
        if (available == MessageHeader.LENGTH) {
            if (readHeader(target, target.readerIndex()) && !budget.allows(expected())) {
                pass(available);
            }
        } else if (available >= Integer.BYTES) {
            checkLength(target.getIntLE(target.readerIndex()), target, target.readerIndex());
        }
    }

    /** Sets {@link #header}, or finds that there is none. */
    private boolean readHeader(ByteBuf bytes, int at) {
        if (!checkLength(bytes.getIntLE(at), bytes, at)) {
            return false;
        }
        MessageHeader found = MessageHeader.decode(bytes, at, maxMessageSize);
        if (OpCode.fromInt(found.opCode()) == null) {
            lose("opcode: " + found.opCode() + " (expected: one of the wire protocol's)", 12, bytes, at);
            return false;
        }
        header = found;
        return true;
    }

    private boolean checkLength(int length, ByteBuf bytes, int at) {
        try {
            MessageHeader.checkLength(length, maxMessageSize, offset);
            return true;
        } catch (WireException e) {
            lose(e.problem(), 0, bytes, at);
            return false;
        }
    }

    private void lose(String problem, int field, ByteBuf bytes, int at) {
        boolean tls = offset == 0 && bytes.getUnsignedShortLE(at) == TLS_HANDSHAKE;
        lost = true;
        drop();
        sink.lost(offset + (tls ? 0 : field), tls ? "a TLS handshake (expected: a connection without TLS)" : problem);
    }

    /** Lets the rest of the message pass by, of which so many bytes have come. */
    private void pass(int come) {
        MessageHeader large = header;
        if (large == null) {
            throw new IllegalStateException("no header");
        }
        drop();
        header = large;
        skipping = large.messageLength() - come;
        sink.tooLarge(offset, large);
    }

    /** Goes on behind a message. */
    private void next() {
        offset += expected();
        drop();
    }

    private void drop() {
        if (part != null) {
            part.release();
            part = null;
        }
        budget.giveBack(budgeted);
        budgeted = 0;
        header = null;
    }
}
