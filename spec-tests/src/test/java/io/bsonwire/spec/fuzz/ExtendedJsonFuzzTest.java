package io.bsonwire.spec.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.json.ExtendedJson;
import io.bsonwire.bson.json.MalformedJsonException;
import io.bsonwire.spec.BufferShape;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a text of Extended JSON. */
class ExtendedJsonFuzzTest {
    private static final ExtendedJson CANONICAL = ExtendedJson.canonical();
    private static final ExtendedJson RELAXED = ExtendedJson.relaxed();
    private static final ExtendedJson LEGACY = CANONICAL.acceptingLegacy();

    /**
     * What comes of a text.
     *
     * @param bson the document in hexadecimal, null if the text is refused
     * @param refusal why and where, null if it is not
     */
    private record Outcome(@Nullable String bson, @Nullable String refusal) {}

    private interface Read {
        void into(BsonWriter target) throws IOException;
    }

    /** Arrays, buffers, streams and Strings are read alike; what is accepted comes back from its own text. */
    @MethodSource("io.bsonwire.spec.fuzz.Seeds#texts")
    @FuzzTest
    void parse(byte[] bytes) {
        BufferShape[] shapes = BufferShape.values();
        for (ExtendedJson format : new ExtendedJson[] {CANONICAL, LEGACY}) {
            Outcome outcome = outcomeOf(bytes.length, target -> format.read(bytes, target));
            assertThat(outcomeOf(bytes.length, target -> format.read(pieces(bytes), target)))
                    .isEqualTo(outcome);
            ByteBuf shaped = shapes[bytes.length % shapes.length].of(bytes);
            try {
                assertThat(outcomeOf(bytes.length, target -> format.read(shaped, target)))
                        .isEqualTo(outcome);
                assertThat(shaped.readableBytes()).isEqualTo(bytes.length);
                assertThat(shaped.refCnt()).isEqualTo(1);
            } finally {
                shaped.release(shaped.refCnt());
            }
            String text = utf8(bytes);
            if (text == null) {
                assertThat(outcome.bson()).as("of what is not UTF-8").isNull();
            } else {
                String fromText = outcomeOf(bytes.length, target -> format.read(text, target))
                        .bson();
                assertThat(fromText).isEqualTo(outcome.bson());
            }
            if (outcome.bson() != null) {
                assertSameAgain(ByteBufUtil.decodeHexDump(outcome.bson()));
            }
        }
    }

    private static Outcome outcomeOf(int length, Read read) {
        ByteBuf target = Unpooled.buffer();
        try {
            HeapUse.ofBytes(length, () -> {
                try {
                    read.into(new BsonWriter().reset(target.clear()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return new Outcome(ByteBufUtil.hexDump(target), null);
        } catch (MalformedJsonException e) {
            assertThat(e.line()).isPositive();
            assertThat(e.column()).isPositive();
            assertThat(target.isReadable()).isFalse();
            return new Outcome(null, e.getMessage());
        }
    }

    private static void assertSameAgain(byte[] bson) {
        assertThat(BsonCodec.DEFAULT.validate(Unpooled.wrappedBuffer(bson))).isEqualTo(bson.length);
        byte[] canonical = textOf(CANONICAL, bson);
        ByteBuf again = Unpooled.buffer();
        CANONICAL.read(canonical, new BsonWriter().reset(again));
        assertThat(ByteBufUtil.getBytes(again)).isEqualTo(bson);
        byte[] relaxed = textOf(RELAXED, bson);
        again.clear();
        RELAXED.read(relaxed, new BsonWriter().reset(again));
        assertThat(textOf(RELAXED, ByteBufUtil.getBytes(again))).isEqualTo(relaxed);
    }

    private static byte[] textOf(ExtendedJson format, byte[] bson) {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try {
            format.write(new BsonReader().reset(bson, 0, bson.length), target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target.toByteArray();
    }

    /** One byte or two at a time. */
    private static InputStream pieces(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + (available() & 1)));
            }
        };
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
