package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.Document;
import io.bsonwire.spec.LeakCheck;
import io.bsonwire.wire.MessageHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class MessageCutterTest {
    private static final byte[] PING = Messages.command(1, "ping", 1);
    private static final byte[] REPLY = Messages.reply(2, 1, new Document("ok", 1.0));
    private static final byte[] INSERT = Messages.insert(3, 100);
    private static final byte[] ALL = Bytes.concat(PING, INSERT, REPLY);

    /** Writes down what is found. */
    private static final class Found implements MessageCutter.Sink {
        private final List<String> events = new ArrayList<>();

        @Override
        public void message(long offset, ByteBuf frame) {
            events.add(offset + " " + ByteBufUtil.hexDump(frame));
        }

        @Override
        public void tooLarge(long offset, MessageHeader header) {
            events.add(offset + " too large " + header.messageLength());
        }

        @Override
        public void lost(long offset, String problem) {
            events.add(offset + " lost " + problem);
        }
    }

    private final Found found = new Found();
    private final MemoryBudget budget = new MemoryBudget(48_000_000, 100_000);

    private static String event(long offset, byte[] message) {
        return offset + " " + ByteBufUtil.hexDump(message);
    }

    private static void take(MessageCutter cutter, byte[] bytes, int from, int to) {
        ByteBuf piece = Unpooled.wrappedBuffer(bytes, from, to - from);
        cutter.take(piece);
        assertThat(piece.readableBytes()).isEqualTo(to - from); // whoever passes it on needs it whole
        assertThat(piece.refCnt()).isOne();
    }

    @Test
    void messagesInPiecesOfAnySize(ByteBufAllocator alloc) {
        List<String> expected =
                List.of(event(0, PING), event(PING.length, INSERT), event(PING.length + (long) INSERT.length, REPLY));
        for (int size = 1; size <= ALL.length; size = size < 100 ? size + 1 : size * 2) {
            found.events.clear();
            try (MessageCutter cutter = new MessageCutter(48_000_000, budget, alloc, found)) {
                for (int at = 0; at < ALL.length; at += size) {
                    take(cutter, ALL, at, Math.min(at + size, ALL.length));
                }
                assertThat(cutter.offset()).isEqualTo(ALL.length);
                assertThat(cutter.incomplete()).isZero();
                assertThat(cutter.expected()).isZero();
            }
            assertThat(found.events).isEqualTo(expected);
            assertThat(budget.used()).isZero();
        }
    }

    @Test
    void aMessageThatIsWholeIsNotCopied() {
        CountedBuffers buffers = new CountedBuffers();
        MessageCutter cutter = new MessageCutter(48_000_000, budget, buffers.alloc(), found);
        take(cutter, ALL, 0, ALL.length);
        assertThat(found.events).hasSize(3);
        assertThat(buffers.taken()).isZero();
    }

    @Test
    void whatIsLeftOfAMessageIsKnown(ByteBufAllocator alloc) {
        for (int length = 1; length < REPLY.length; length++) {
            try (MessageCutter cutter = new MessageCutter(48_000_000, budget, alloc, found)) {
                take(cutter, PING, 0, PING.length);
                take(cutter, REPLY, 0, length);
                assertThat(cutter.offset()).isEqualTo(PING.length);
                assertThat(cutter.incomplete()).isEqualTo(length);
                assertThat(cutter.expected()).isEqualTo(length < 16 ? 0 : REPLY.length);
            }
            assertThat(budget.used()).isZero();
        }
    }

    @Test
    void memoryGrowsWithWhatHasComeNotWithWhatIsClaimed() {
        byte[] claim = Arrays.copyOf(INSERT, INSERT.length);
        FakeServer.littleEndian(claim).putInt(0, 48_000_000);
        CountedBuffers buffers = new CountedBuffers();
        try (MessageCutter cutter = new MessageCutter(48_000_000, budget, buffers.alloc(), found)) {
            take(cutter, claim, 0, claim.length);
            assertThat(cutter.expected()).isEqualTo(48_000_000);
            assertThat(buffers.out()).isOne();
            assertThat(buffers.alloc().metric().usedDirectMemory()).isLessThan(5 << 20); // one chunk of the pool
        }
        assertThat(buffers.out()).isZero();
    }

    @Test
    void aMessageAboveTheBudgetPassesBy(ByteBufAllocator alloc) {
        MemoryBudget small = new MemoryBudget(INSERT.length - 1, 1 << 20);
        byte[] twice = Bytes.concat(PING, INSERT, REPLY, INSERT);
        for (int size : new int[] {1, 7, 16, 17, 100, PING.length, twice.length - 1}) {
            found.events.clear();
            try (MessageCutter cutter = new MessageCutter(48_000_000, small, alloc, found)) {
                for (int at = 0; at < twice.length; at += size) {
                    take(cutter, twice, at, Math.min(at + size, twice.length));
                }
                assertThat(cutter.incomplete()).isZero();
            }
            // One that is whole in a piece costs no memory, so it is shown whatever its size.
            assertThat(found.events).hasSize(4);
            assertThat(found.events.get(0)).isEqualTo(event(0, PING));
            assertThat(found.events.get(2)).isEqualTo(event(PING.length + (long) INSERT.length, REPLY));
            assertThat(found.events.get(3))
                    .isEqualTo((PING.length + INSERT.length + REPLY.length) + " too large " + INSERT.length);
            assertThat(small.used()).isZero();
        }
    }

    @Test
    void theBudgetIsForAllTogether(ByteBufAllocator alloc) {
        MemoryBudget shared = new MemoryBudget(1 << 20, INSERT.length);
        Found other = new Found();
        try (MessageCutter first = new MessageCutter(48_000_000, shared, alloc, found);
                MessageCutter second = new MessageCutter(48_000_000, shared, alloc, other)) {
            take(first, INSERT, 0, INSERT.length - 100);
            take(second, INSERT, 0, 50);
            take(second, INSERT, 50, 200);
            assertThat(other.events).containsExactly("0 too large " + INSERT.length);
            assertThat(second.incomplete()).isEqualTo(200);
            assertThat(second.expected()).isEqualTo(INSERT.length);
            take(first, INSERT, INSERT.length - 100, INSERT.length);
            assertThat(found.events).containsExactly(event(0, INSERT));
            assertThat(shared.used()).isZero();
            take(second, INSERT, 200, INSERT.length);
            for (int at = 0; at < REPLY.length; at++) {
                take(second, REPLY, at, at + 1);
            }
            assertThat(other.events).hasSize(2).contains(event(INSERT.length, REPLY));
        }
    }

    @Test
    void bytesThatAreNoMessageEndIt(ByteBufAllocator alloc) {
        byte[] http = Bytes.utf8("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        byte[] opcode = PING.clone();
        opcode[12] = 1;
        byte[] tls = new byte[200];
        System.arraycopy(new byte[] {0x16, 3, 1, 0, (byte) 195, 1, 0, 0, (byte) 191, 3, 3}, 0, tls, 0, 11);
        byte[] longTls = tls.clone();
        longTls[3] = 7; // as a length more than any message may have
        for (int size : new int[] {1, 3, 16, 1000}) {
            assertThat(lost(http, size, alloc))
                    .containsExactly("0 lost message length: 542393671 (expected: 16 to the limit of 48000000)");
            assertThat(lost(Bytes.concat(PING, new byte[40]), size, alloc))
                    .containsExactly(
                            event(0, PING),
                            PING.length + " lost message length: 0 (expected: 16 to the limit of 48000000)");
            assertThat(lost(opcode, size, alloc))
                    .containsExactly("12 lost opcode: 1793 (expected: one of the wire protocol's)");
            assertThat(lost(tls, size, alloc))
                    .containsExactly("0 lost a TLS handshake (expected: a connection without TLS)");
            assertThat(lost(longTls, size, alloc))
                    .containsExactly("0 lost a TLS handshake (expected: a connection without TLS)");
        }
    }

    private List<String> lost(byte[] bytes, int size, ByteBufAllocator alloc) {
        found.events.clear();
        try (MessageCutter cutter = new MessageCutter(48_000_000, budget, alloc, found)) {
            for (int at = 0; at < bytes.length; at += size) {
                take(cutter, bytes, at, Math.min(at + size, bytes.length));
            }
            take(cutter, PING, 0, PING.length); // comes too late
        }
        assertThat(budget.used()).isZero();
        return List.copyOf(found.events);
    }
}
