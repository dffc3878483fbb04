package io.bsonwire.spec.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.spec.BufferShape;
import io.bsonwire.spec.wire.CountingAllocator;
import io.bsonwire.spec.wire.MessageParts;
import io.bsonwire.spec.wire.Receiver;
import io.bsonwire.spec.wire.ReplyViews;
import io.bsonwire.wire.CommandException;
import io.bsonwire.wire.CursorReply;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.WireException;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.WireMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a message, as a reply, and as what comes in from a connection. */
class WireFuzzTest {
    /** Small, so that sizes beyond the limit and sizes within it both occur. */
    private static final WireLimits LIMITS = new WireLimits(16 * 1024 * 1024, 64 * 1024, 1_000);

    private final CountingAllocator alloc = new CountingAllocator();

    /** A message is refused, or all of it can be read, checked, printed, and built again from what it says. */
    @MethodSource("io.bsonwire.spec.fuzz.Seeds#messages")
    @FuzzTest
    void message(byte[] bytes) {
        withMessage(bytes, message -> {
            assertThat(ByteBufUtil.getBytes(message.bytes())).isEqualTo(bytes);
            MessageParts parts = partsOf(message);
            if (parts == null) {
                return;
            }
            assertThat(message.toJson()).startsWith("{").endsWith("}");
            WireMessage built;
            try {
                built = parts.build(alloc);
            } catch (BsonEncodeException e) {
                assertThat(e.getMessage()).contains("NUL"); // in the namespace of a DBPointer
                return;
            }
            try {
                assertThat(MessageParts.of(built, LIMITS, alloc)).isEqualTo(parts);
            } finally {
                built.release();
            }
        });
    }

    /** What a message says; null if it, or what is compressed in it, is refused. */
    private @Nullable MessageParts partsOf(WireMessage message) {
        boolean valid = message instanceof OpCompressed; // which leaves open what is in it
        try {
            message.validate();
            valid = true;
            return MessageParts.of(message, LIMITS, alloc);
        } catch (WireException e) {
            assertThat(message).as(e.getMessage()).isInstanceOf(OpCompressed.class);
            return null;
        } catch (BsonException e) {
            assertThat(valid && !(message instanceof OpCompressed))
                    .as("valid, but: %s", e.getMessage())
                    .isFalse();
            return null;
        }
    }

    /** What is read from replies without decoding them agrees with itself, and with a decode of well-formed ones. */
    @MethodSource("io.bsonwire.spec.fuzz.Seeds#replies")
    @FuzzTest
    void reply(byte[] bytes) {
        withMessage(bytes, message -> {
            ReplyViews.read(message);
            CursorReply reply;
            ByteBuf copied = Unpooled.buffer();
            try {
                reply = CursorReply.of(message);
                assertThat(reply.copyBatchTo(copied)).isEqualTo(reply.batchLength());
            } catch (WireException | BsonException | CommandException e) {
                assertThat(copied.isReadable()).isFalse();
                return;
            }
            ByteBuf joined = Unpooled.buffer();
            int count = 0;
            for (RawDocument document : reply) {
                BsonCodec.DEFAULT.encode(document, joined);
                count++;
            }
            assertThat(count).isEqualTo(reply.batchCount());
            assertThat(joined).isEqualTo(copied);
        });
    }

    /** In pieces through the handlers of a connection, the length of a piece in the first byte. */
    @MethodSource("io.bsonwire.spec.fuzz.Seeds#messages")
    @FuzzTest
    void connection(byte[] bytes) {
        int piece = bytes.length == 0 ? 1 : 1 + (bytes[0] & 0xFF);
        HeapUse.beside(limit(bytes), () -> {
            Receiver receiver = new Receiver(LIMITS, alloc);
            for (int at = 0; at < bytes.length; at += piece) {
                receiver.receive(bytes, at, Math.min(bytes.length, at + piece));
            }
            receiver.finish();
            return null;
        });
        assertThat(alloc.used()).isZero();
        assertThat(alloc.largest()).isLessThanOrEqualTo(LIMITS.maxMessageSizeBytes());
    }

    /** On a shape of buffer that the bytes choose. */
    private void withMessage(byte[] bytes, Consumer<WireMessage> test) {
        BufferShape[] shapes = BufferShape.values();
        ByteBuf frame = shapes[Math.floorMod(Arrays.hashCode(bytes), shapes.length)].of(bytes);
        try {
            HeapUse.beside(limit(bytes), () -> {
                try {
                    test.accept(WireMessage.decode(frame));
                } catch (WireException e) {
                    assertThat(e.getMessage()).contains(" (expected: ");
                }
                return null;
            });
            assertThat(frame.refCnt()).isEqualTo(1);
            assertThat(frame.readableBytes()).isEqualTo(bytes.length);
        } finally {
            frame.release(frame.refCnt());
        }
        assertThat(alloc.used()).isZero();
        assertThat(alloc.largest()).isLessThanOrEqualTo(Math.max(LIMITS.maxMessageSizeBytes(), 64 * bytes.length));
    }

    /** A message that is decompressed may cost what the limit allows, as documents and as text. */
    private static long limit(byte[] bytes) {
        return 256L * (bytes.length + LIMITS.maxMessageSizeBytes());
    }
}
