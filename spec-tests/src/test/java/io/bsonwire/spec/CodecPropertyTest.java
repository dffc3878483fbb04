package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MalformedBsonException;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.json.ExtendedJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.jspecify.annotations.Nullable;

/** What holds for every document, and for every damaged one. The generators have the edge cases built in. */
class CodecPropertyTest {
    private static final BsonCodec CODEC = BsonCodec.DEFAULT;
    private static final int DAMAGES_EACH = 60;

    private static final AtomicLong DOCUMENTS = new AtomicLong();
    private static final AtomicLong DAMAGED = new AtomicLong();
    private static final AtomicLong STILL_FINE = new AtomicLong();

    @Provide
    Arbitrary<Document> documents() {
        return BsonArbitraries.documents();
    }

    @Provide
    Arbitrary<Document> documentsForJson() {
        return BsonArbitraries.documentsForJson();
    }

    @AfterContainer
    static void say() {
        System.out.printf(
                "codec properties: %,d generated documents; %,d damaged ones, of which %,d were still well-formed%n",
                DOCUMENTS.get(), DAMAGED.get(), STILL_FINE.get());
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void decodeGivesBackWhatWasEncoded(@ForAll("documents") Document document, @ForAll BufferShape shape) {
        byte[] bytes = encoded(document);
        ByteBuf buffer = shape.of(bytes);
        try {
            Document back = CODEC.decodeExactly(buffer);
            assertThat(back).isEqualTo(document);
            assertThat(back.hashCode()).isEqualTo(document.hashCode());
            assertThat(back.keySet()).containsExactlyElementsOf(document.keySet());
            assertThat(CODEC.encode(back)).isEqualTo(bytes);
        } finally {
            buffer.release();
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void eagerRawAndStreamingReadTheSame(@ForAll("documents") Document document, @ForAll BufferShape shape) {
        byte[] bytes = encoded(document);
        ByteBuf buffer = shape.of(bytes);
        try {
            assertThat(RawDocument.of(buffer).toDocument()).isEqualTo(document);
            RawDocument raw = RawDocument.of(buffer);
            document.forEach((name, value) -> assertThat(plain(raw.get(name))).isEqualTo(value));

            ByteBuf copy = Unpooled.buffer();
            BsonReader reader = new BsonReader().reset(buffer);
            BsonWriter writer = new BsonWriter().reset(copy).startDocument();
            while (reader.next()) {
                writer.name(reader.name()).writeValue(reader.readValue());
            }
            writer.endDocument();
            assertThat(ByteBufUtil.getBytes(copy)).isEqualTo(bytes);

            copy.clear();
            reader.reset(buffer);
            writer.reset(copy).startDocument();
            while (reader.next()) {
                writer.copyElement(reader);
            }
            writer.endDocument();
            assertThat(ByteBufUtil.getBytes(copy)).isEqualTo(bytes);
        } finally {
            buffer.release();
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void skipEndsWhereReadEnds(@ForAll("documents") Document document) {
        byte[] bytes = encoded(document);
        BsonReader skipping = new BsonReader().reset(bytes, 0, bytes.length);
        BsonReader reading = new BsonReader().reset(bytes, 0, bytes.length);
        while (skipping.next()) {
            assertThat(reading.next()).isTrue();
            skipping.skip();
            reading.readValue();
            assertThat(skipping.offset()).isEqualTo(reading.offset());
        }
        assertThat(reading.next()).isFalse();
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void canonicalJsonLosesNothing(@ForAll("documentsForJson") Document document) {
        byte[] bytes = encoded(document);
        String json = ExtendedJson.canonical().toJson(document);
        assertThat(CODEC.encode(ExtendedJson.canonical().parse(json))).as(json).isEqualTo(bytes);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void thePeerWritesTheSameBytes(@ForAll("documents") Document document) {
        byte[] bytes = encoded(document);
        BsonDocument there;
        try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(bytes))) {
            there = new BsonDocumentCodec()
                    .decode(reader, DecoderContext.builder().build());
        }
        BasicOutputBuffer output = new BasicOutputBuffer();
        try (BsonBinaryWriter writer = new BsonBinaryWriter(output)) {
            new BsonDocumentCodec()
                    .encode(writer, there, EncoderContext.builder().build());
        }
        assertThat(output.toByteArray()).isEqualTo(bytes);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void allReadersAgreeOnDamagedBytes(
            @ForAll("documents") Document document, @ForAll BufferShape shape, @ForAll long seed) {
        byte[] bytes = encoded(document);
        Random random = new Random(seed);
        for (int i = 0; i < DAMAGES_EACH; i++) {
            byte[] damaged = Mutations.damage(bytes, random);
            DAMAGED.incrementAndGet();
            String verdict = verdict(() -> CODEC.decode(Unpooled.wrappedBuffer(damaged)));
            ByteBuf buffer = shape.of(damaged);
            try {
                // The offset counts from the buffer's first byte, and the shapes put the document in different places.
                String here = verdict(() -> CODEC.decode(buffer.readerIndex(start(buffer, damaged))));
                assertThat(withoutOffset(here)).isEqualTo(withoutOffset(verdict));
                buffer.readerIndex(start(buffer, damaged));
                assertThat(verdict(() -> CODEC.validate(buffer))).as("validate").isEqualTo(here);
                assertThat(verdict(() -> skipAll(buffer))).as("skip").isEqualTo(here);
                assertThat(verdict(() -> readAll(buffer))).as("stream").isEqualTo(here);
                String raw = verdict(() -> RawDocument.of(buffer).validate());
                assertThat(raw).as("raw").isEqualTo(here);
            } finally {
                buffer.release();
            }
            if (verdict.isEmpty()) {
                STILL_FINE.incrementAndGet();
                comesBack(CODEC.decode(Unpooled.wrappedBuffer(damaged)));
            }
        }
    }

    /** What was decoded encodes to an equal document; only a NUL in a DBPointer's namespace is not written again. */
    private static void comesBack(Document document) {
        byte[] bytes;
        try {
            bytes = CODEC.encode(document);
        } catch (BsonEncodeException e) {
            assertThat(e).hasMessageStartingWith("dbPointer namespace with NUL");
            return;
        }
        assertThat(CODEC.decodeExactly(bytes)).isEqualTo(document);
    }

    private static int start(ByteBuf buffer, byte[] bytes) {
        return buffer.writerIndex() - bytes.length;
    }

    private static void skipAll(ByteBuf buffer) {
        BsonReader reader = new BsonReader().reset(buffer);
        while (reader.next()) {
            reader.skip();
        }
    }

    private static void readAll(ByteBuf buffer) {
        BsonReader reader = new BsonReader().reset(buffer);
        while (reader.next()) {
            reader.name();
            reader.readValue();
        }
    }

    /** The message of the project's exception, or empty; anything else thrown fails the test. */
    private static String verdict(Runnable read) {
        try {
            read.run();
            return "";
        } catch (MalformedBsonException e) {
            assertThat(e.offset()).isNotNegative();
            return e.getMessage();
        } catch (BsonException e) {
            throw new AssertionError("not the exception for bad bytes", e);
        }
    }

    private static String withoutOffset(String message) {
        return message.replaceAll(" at offset \\d+", "");
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof RawDocument raw) {
            return raw.toDocument();
        }
        return value instanceof io.bsonwire.bson.RawArray raw ? raw.toList() : value;
    }

    private static byte[] encoded(Document document) {
        DOCUMENTS.incrementAndGet();
        return CODEC.encode(document);
    }
}
