package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.json.ExtendedJson;
import io.bsonwire.bson.json.MalformedJsonException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** Extended JSON of generated documents: against a peer, in pieces, and damaged. */
class ExtendedJsonPropertyTest {
    private static final BsonCodec CODEC = BsonCodec.DEFAULT;
    private static final ExtendedJson CANONICAL = ExtendedJson.canonical();
    private static final ExtendedJson RELAXED = ExtendedJson.relaxed();

    @Provide
    Arbitrary<Document> documents() {
        return BsonArbitraries.documentsForJson();
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void thePeerReadsTheSameFromOurCanonicalText(@ForAll("documents") Document document) {
        String json = CANONICAL.toJson(document);
        assertThat(encode(BsonDocument.parse(json))).as(json).isEqualTo(CODEC.encode(document));
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void theSameIsReadFromThePeersCanonicalText(@ForAll("documents") Document document) {
        String json = decode(CODEC.encode(document))
                .toJson(JsonWriterSettings.builder()
                        .outputMode(JsonMode.EXTENDED)
                        .build());
        assertThat(CODEC.encode(CANONICAL.parse(json))).as(json).isEqualTo(CODEC.encode(document));
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void relaxedTextIsStable(@ForAll("documents") Document document) {
        String json = RELAXED.toJson(document);
        Document back = RELAXED.parse(json);
        assertThat(RELAXED.toJson(back)).isEqualTo(json);
        assertThat(RELAXED.parse(RELAXED.pretty().toJson(document))).isEqualTo(back);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void sizesOfPiecesDoNotMatter(@ForAll("documents") Document document, @ForAll Random random) throws IOException {
        byte[] json = CANONICAL.toJson(document).getBytes(StandardCharsets.UTF_8);
        InputStream pieces = new ByteArrayInputStream(json) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(20)));
            }
        };
        ByteBuf bson = Unpooled.buffer();
        CANONICAL.read(pieces, new BsonWriter().reset(bson));
        assertThat(ByteBufUtil.getBytes(bson)).isEqualTo(CODEC.encode(document));
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void damagedTextIsReadOrRefusedAndNothingElse(@ForAll("documents") Document document, @ForAll Random random) {
        byte[] json = RELAXED.toJson(document).getBytes(StandardCharsets.UTF_8);
        ExtendedJson format = CANONICAL.acceptingLegacy();
        for (int i = 0; i < 20; i++) {
            byte[] damaged = Mutations.damage(json, random);
            ByteBuf bson = Unpooled.buffer();
            try {
                format.read(damaged, new BsonWriter().reset(bson));
            } catch (MalformedJsonException e) {
                assertThat(e.line()).isPositive();
                assertThat(e.column()).isPositive();
                assertThat(bson.isReadable()).isFalse();
                continue;
            }
            assertThat(CODEC.validate(bson)).isEqualTo(bson.readableBytes());
        }
    }

    private static BsonDocument decode(byte[] bytes) {
        try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(bytes))) {
            return new BsonDocumentCodec()
                    .decode(reader, DecoderContext.builder().build());
        }
    }

    private static byte[] encode(BsonDocument document) {
        BasicOutputBuffer output = new BasicOutputBuffer();
        try (BsonBinaryWriter writer = new BsonBinaryWriter(output)) {
            new BsonDocumentCodec()
                    .encode(writer, document, EncoderContext.builder().build());
        }
        return output.toByteArray();
    }
}
