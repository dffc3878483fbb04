package io.bsonwire.spec.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.spec.BufferShape;
import io.bsonwire.wire.OpCode;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.WireException;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.WireMessage;
import io.bsonwire.wire.compress.Compressor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Damaged messages of all opcodes, compressed ones among them: each is refused with this library's exceptions or read in
 * full, nothing is left unreleased, and no more memory is taken than the limits allow.
 *
 * <p>{@code -Dbsonwire.mutants=1000000} sets their number, {@code -Dbsonwire.seed} where chance begins.
 */
class MutatedMessagesTest {
    private static final int MUTANTS = Integer.getInteger("bsonwire.mutants", 200_000);
    private static final long SEED = Long.getLong("bsonwire.seed", 1);

    /** Small, so that a size beyond the limit and one within it both occur. */
    private static final WireLimits LIMITS = new WireLimits(16 * 1024 * 1024, 64 * 1024, 1_000);
    /** What decoding and decompressing may take of the Java heap beside the buffers that are counted. */
    private static final long HEAP = 4L * LIMITS.maxMessageSizeBytes() + 1024 * 1024;

    private static final List<BufferShape> SHAPES = List.of(BufferShape.values());

    private final CountingAllocator alloc = new CountingAllocator();
    /** Whether the mutants are those of replies. */
    private boolean replies;
    /** What could be read from replies. */
    private int views;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Some of every opcode, all small: what is damaged is more than what is not. */
    private List<byte[]> messages(Random random) {
        List<byte[]> messages = new ArrayList<>();
        for (OpCode opCode : OpCode.values()) {
            int most = opCode == OpCode.MSG ? 40 : 12;
            while (most > 0) {
                byte[] bytes =
                        MessageParts.bytes(MessageParts.any(random, opCode).build(alloc));
                if (bytes.length < 400) {
                    messages.add(bytes);
                    most--;
                }
            }
        }
        return messages;
    }

    @Test
    void mutantsAreRefusedOrRead() throws InterruptedException {
        onItsOwnThread(() -> {
            Random random = new Random(SEED);
            int accepted = readMutants(messages(random), MUTANTS, random);
            assertThat(accepted).isBetween(MUTANTS / 100, MUTANTS / 2);
        });
    }

    /** And of what is read from replies without decoding them: all the views of a message that is well-formed still. */
    @Test
    void mutantsOfRepliesAreRefusedOrRead() throws InterruptedException {
        onItsOwnThread(() -> {
            Random random = new Random(SEED);
            int count = MUTANTS / 10;
            replies = true;
            int accepted = readMutants(ReplyViews.samples(alloc), count, random);
            assertThat(accepted).isBetween(count / 100, count / 2);
            assertThat(views).isGreaterThan(count / 10);
        });
    }

    /** Where the stack is short: traces of exceptions take most of the time. */
    private static void onItsOwnThread(Runnable test) throws InterruptedException {
        AtomicReference<Throwable> problem = new AtomicReference<>();
        Thread thread = new Thread(test, "mutants");
        thread.setUncaughtExceptionHandler((of, cause) -> problem.set(cause));
        thread.start();
        thread.join();
        if (problem.get() != null) {
            throw new AssertionError(problem.get());
        }
    }

    /** Returns how many are messages all the same. */
    private int readMutants(List<byte[]> originals, int count, Random random) {
        loadDecompressors(originals.get(0));
        MessageMutations mutations = new MessageMutations(originals, random);
        int accepted = 0;
        for (int i = 0; i < count; i++) {
            byte[] mutant = mutations.next();
            // What is compressed around damage looks well to the first look.
            byte[] bytes = random.nextInt(32) == 0 ? compressed(mutant, anyCompressor(random)) : mutant;
            try {
                accepted += read(bytes, i) ? 1 : 0;
                if (i % 64 == 0) {
                    feed(bytes, random);
                }
            } catch (RuntimeException | Error e) {
                throw new AssertionError("mutant " + i + ": " + HexFormat.of().formatHex(bytes), e);
            }
        }
        System.out.printf(
                "messages: %,d mutants of %d in %.1f s of processor time, %,d of them well-formed still, 0 surprises%n",
                count, originals.size(), threads.getCurrentThreadCpuTime() / 1e9, accepted);
        return accepted;
    }

    /** Whatever instruments classes when they are loaded takes more heap than a message may. */
    private void loadDecompressors(byte[] original) {
        for (Compressor compressor : MessageParts.Compressed.COMPRESSORS) {
            ByteBuf frame = Unpooled.wrappedBuffer(compressed(original, compressor));
            OpCompressed message = (OpCompressed) WireMessage.decode(frame);
            message.decompress(MessageParts.Compressed.ALL, LIMITS, alloc, BsonCodec.DEFAULT)
                    .release();
            frame.release();
        }
    }

    private static Compressor anyCompressor(Random random) {
        return MessageParts.Compressed.COMPRESSORS.get(random.nextInt(5));
    }

    private static byte[] compressed(byte[] mutant, Compressor compressor) {
        byte[] body = Arrays.copyOfRange(mutant, Math.min(16, mutant.length), Math.max(16, mutant.length));
        ByteBuffer target = ByteBuffer.allocate(compressor.maxCompressedLength(body.length));
        compressor.compress(ByteBuffer.wrap(body), target);
        byte[] rest = new byte[9 + target.position()];
        MessageLayout.putInt32(rest, 0, mutant.length < 16 ? 0 : MessageLayout.int32(mutant, 12));
        MessageLayout.putInt32(rest, 4, body.length);
        rest[8] = (byte) compressor.id();
        System.arraycopy(target.array(), 0, rest, 9, target.position());
        return WireFrames.of(OpCode.COMPRESSED, rest);
    }

    /** Whether the bytes are a message; of one that is all is read. */
    private boolean read(byte[] bytes, int choice) {
        ByteBuf frame =
                choice % 16 == 0 ? SHAPES.get(choice / 16 % SHAPES.size()).of(bytes) : Unpooled.wrappedBuffer(bytes);
        alloc.reset();
        boolean accepted;
        try {
            accepted = read(frame, choice);
        } finally {
            assertThat(frame.refCnt()).isLessThanOrEqualTo(1);
            frame.release();
        }
        if (alloc.largest() > LIMITS.maxMessageSizeBytes()
                || alloc.most() > LIMITS.maxMessageSizeBytes() + bytes.length
                || alloc.used() != 0) {
            throw new AssertionError(
                    "largest " + alloc.largest() + ", most " + alloc.most() + ", left " + alloc.used());
        }
        return accepted;
    }

    private boolean read(ByteBuf frame, int choice) {
        long before = threads.getCurrentThreadAllocatedBytes();
        WireMessage message;
        WireMessage original;
        try {
            message = WireMessage.decode(frame);
            original = message instanceof OpCompressed compressed
                    ? compressed.decompress(MessageParts.Compressed.ALL, LIMITS, alloc, BsonCodec.DEFAULT)
                    : message;
        } catch (WireException e) {
            checkText(e);
            return false;
        } finally {
            checkHeap(before);
        }
        try {
            if (choice % 8 == 0 || replies) {
                views += ReplyViews.read(original);
            }
            MessageParts.of(original);
            if (choice % 8 == 0) {
                assertThat(message.toString()).startsWith("{");
            }
            return true;
        } catch (BsonException e) {
            checkText(e);
            return false;
        } finally {
            if (original.opCode() != message.opCode()) {
                original.release();
            }
        }
    }

    private static void checkText(RuntimeException refusal) {
        if (!refusal.getMessage().contains(" (expected: ")) {
            throw refusal;
        }
    }

    private void checkHeap(long before) {
        long taken = threads.getCurrentThreadAllocatedBytes() - before;
        if (taken > HEAP) {
            throw new AssertionError("heap: " + taken);
        }
    }

    /** Through the handlers of a pipeline, in two pieces. */
    private void feed(byte[] bytes, Random random) {
        alloc.reset();
        Receiver receiver = new Receiver(LIMITS, alloc);
        int half = random.nextInt(bytes.length + 1);
        receiver.receive(bytes, 0, half);
        receiver.receive(bytes, half, bytes.length);
        receiver.finish();
        assertThat(alloc.used()).isZero();
        assertThat(alloc.largest()).isLessThanOrEqualTo(LIMITS.maxMessageSizeBytes());
    }
}
