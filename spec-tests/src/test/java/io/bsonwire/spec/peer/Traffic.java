package io.bsonwire.spec.peer;

import io.bsonwire.wire.DocumentSequence;
import io.bsonwire.wire.MessageHeader;
import io.bsonwire.wire.OpCode;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.WireMessage;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What went over the connections of an emulator, in its order. Safe for use by many threads. */
final class Traffic {
    private final List<Seen> messages = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * A message as it was on the wire.
     *
     * @param connection counts from 1
     * @param reply whether the emulator has sent it
     * @param command the command that it asks for or answers
     * @param opCode of the message before compression
     * @param compressorId how it was compressed, {@link #UNCOMPRESSED} if not
     * @param flagBits of an OP_MSG, 0 for others
     * @param requestId as its header has it
     * @param responseTo as its header has it
     * @param length bytes on the wire
     * @param originalLength bytes before compression
     * @param sequences how many documents stood under each identifier
     */
    record Seen(
            int connection,
            boolean reply,
            String command,
            OpCode opCode,
            int compressorId,
            int flagBits,
            int requestId,
            int responseTo,
            int length,
            int originalLength,
            Map<String, Integer> sequences) {
        static final int UNCOMPRESSED = -1;

        boolean compressed() {
            return compressorId != UNCOMPRESSED;
        }

        boolean hasFlag(int flag) {
            return (flagBits & flag) != 0;
        }

        boolean isHello() {
            return Hello.NAMES.contains(command);
        }
    }

    /** All messages. */
    List<Seen> messages() {
        return messages;
    }

    /** The requests for a command. */
    List<Seen> requests(String command) {
        return messages.stream()
                .filter(seen -> !seen.reply() && seen.command().equals(command))
                .toList();
    }

    /** The replies to a command. */
    List<Seen> replies(String command) {
        return messages.stream()
                .filter(seen -> seen.reply() && seen.command().equals(command))
                .toList();
    }

    Recorder recorder() {
        return new Recorder(connections.incrementAndGet());
    }

    /**
     * Sits where messages are as they are on the wire, before {@link io.bsonwire.wire.netty.WireCompression}. What lies
     * behind it says what a message was about: that is known while the message passes through the pipeline.
     */
    final class Recorder extends ChannelDuplexHandler {
        private final int connection;
        private @Nullable WireMessage incoming;
        private String replyingTo = "";
        private OpCode replyOpCode = OpCode.MSG;
        private int replyFlags;

        private Recorder(int connection) {
            this.connection = connection;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            incoming = (WireMessage) msg;
            ctx.fireChannelRead(msg);
            incoming = null;
        }

        /** Notes the request that is passing. */
        void request(String command, WireMessage request) {
            add(false, command, request.opCode(), flagBits(request), onTheWire(request), sequences(request));
        }

        /** The message itself, or the OP_COMPRESSED it came in; of that one nothing but the frame is released by now. */
        private WireMessage onTheWire(WireMessage request) {
            return incoming == null ? request : incoming;
        }

        /** Says what the next message that goes out is. */
        void replying(String command, WireMessage reply) {
            replyingTo = command;
            replyOpCode = reply.opCode();
            replyFlags = flagBits(reply);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // it is the promise, which the caller has
        public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
            add(true, replyingTo, replyOpCode, replyFlags, (WireMessage) msg, Map.of());
            ctx.write(msg, promise);
        }

        private void add(
                boolean reply,
                String command,
                OpCode opCode,
                int flagBits,
                WireMessage wire,
                Map<String, Integer> sequences) {
            messages.add(new Seen(
                    connection,
                    reply,
                    command,
                    opCode,
                    wire instanceof OpCompressed compressed ? compressed.compressorId() : Seen.UNCOMPRESSED,
                    flagBits,
                    wire.header().requestId(),
                    wire.header().responseTo(),
                    wire.length(),
                    wire instanceof OpCompressed compressed
                            ? MessageHeader.LENGTH + compressed.uncompressedSize()
                            : wire.length(),
                    sequences));
        }

        private static int flagBits(WireMessage message) {
            return message instanceof OpMsg msg ? msg.flagBits() : 0;
        }

        private static Map<String, Integer> sequences(WireMessage message) {
            Map<String, Integer> counts = new LinkedHashMap<>();
            if (message instanceof OpMsg msg) {
                for (DocumentSequence sequence : msg.sequences()) {
                    counts.put(sequence.identifier(), sequence.count());
                }
            }
            return counts;
        }
    }
}
