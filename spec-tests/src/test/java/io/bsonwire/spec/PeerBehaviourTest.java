package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.undercouch.bson4jackson.BsonFactory;
import de.undercouch.bson4jackson.BsonGenerator;
import de.undercouch.bson4jackson.BsonModule;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MalformedBsonException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonSerializationException;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** What README and conformance report say of peers, each beside what this library does with the same input. */
class PeerBehaviourTest {
    private static final BsonCodec CODEC = BsonCodec.DEFAULT;
    private static final ObjectMapper JACKSON = JsonMapper.builder(
                    new BsonFactory().enable(BsonGenerator.Feature.WRITE_BIGDECIMALS_AS_DECIMAL128))
            .addModule(new BsonModule())
            .build();

    @Test
    void malformedUtf8IsReplacedSilentlyThere() {
        byte[] overlong = hex("0f000000026100030000 00c0800000".replace(" ", ""));
        assertThat(peerDecode(overlong).getString("a")).contains("\uFFFD");
        assertThatThrownBy(() -> CODEC.decodeExactly(overlong))
                .isInstanceOf(MalformedBsonException.class)
                .hasMessage("byte in string: 0xC0 (expected: well-formed UTF-8) at offset 11, path a");
    }

    @Test
    void loneSurrogatesAreWrittenAsTheirOwnThreeBytesThere() {
        byte[] bytes = peerEncode(new org.bson.Document("a", "\uD800"));
        assertThat(HexFormat.of().formatHex(bytes)).contains("eda080");
        assertThatThrownBy(() -> CODEC.encode(new Document("a", "\uD800"))).isInstanceOf(BsonEncodeException.class);
    }

    @Test
    void bytesBehindTheDocumentAreIgnoredThere() {
        byte[] document = CODEC.encode(new Document("a", 1));
        byte[] longer = Arrays.copyOf(document, document.length + 3);
        assertThat(peerDecode(longer)).containsOnlyKeys("a");
        assertThatThrownBy(() -> CODEC.decodeExactly(longer))
                .isInstanceOf(MalformedBsonException.class)
                .hasMessage("bytes after the document: 3 (expected: none) at offset 12");
    }

    @Test
    void theLastOfTwoElementsOfOneNameWinsInBoth() {
        byte[] twice = hex("13000000106100010000001061000200000000");
        assertThat(peerDecode(twice).get("a")).isEqualTo(2);
        assertThat(CODEC.decodeExactly(twice).get("a")).isEqualTo(2);
    }

    @Test
    void fiveThousandLevelsOverflowTheStackThere() throws InterruptedException {
        byte[] deep = nested(5_000);
        assertThat(deep).hasSizeLessThan(41_000);
        assertThat(thrownOnUsualStack(() -> peerDecode(deep))).isInstanceOf(StackOverflowError.class);
        assertThatThrownBy(() -> CODEC.decodeExactly(deep))
                .isInstanceOf(MalformedBsonException.class)
                .hasMessageStartingWith("nesting depth: 201 (expected: at most the limit of 200) at offset ");
    }

    @Test
    void anErrorDoesNotSayWhereThere() {
        byte[] badBoolean = hex("09000000086100" + "0200");
        assertThatThrownBy(() -> peerDecode(badBoolean))
                .isInstanceOf(BsonSerializationException.class)
                .message()
                .doesNotContainPattern("\\b(7|6)\\b");
        assertThatThrownBy(() -> CODEC.decodeExactly(badBoolean))
                .isInstanceOf(MalformedBsonException.class)
                .hasMessage("boolean byte: 0x02 (expected: 0x00 or 0x01) at offset 7, path a");
    }

    /** By Jackson's own means, from bytes to bytes. */
    @Test
    void objectIdsOfLargeBytesAreChangedByBson4Jackson() {
        byte[] document = hex("14000000 07 6100 56e1fc72 e0c917e9c4 714161 00".replace(" ", ""));
        byte[] copy = JACKSON.writeValueAsBytes(JACKSON.readValue(document, LinkedHashMap.class));
        assertThat(HexFormat.of().formatHex(copy)).isEqualTo("1400000007610056e1fc72ffc917ffc471416100");
        assertThat(CODEC.encode(CODEC.decodeExactly(document))).isEqualTo(document);
    }

    @Test
    void decimal128BecomesAStringInBson4Jackson() {
        byte[] one = CODEC.encode(new Document("a", Decimal128.parse("1")));
        byte[] copy = JACKSON.writeValueAsBytes(JACKSON.readValue(one, LinkedHashMap.class));
        assertThat(CODEC.decodeExactly(copy)).isEqualTo(new Document("a", "1"));
        byte[] written = JACKSON.writeValueAsBytes(Map.of("a", BigDecimal.ONE));
        assertThat(written).isEqualTo(one);
    }

    private static org.bson.Document peerDecode(byte[] bytes) {
        try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(bytes))) {
            return new DocumentCodec().decode(reader, DecoderContext.builder().build());
        }
    }

    private static byte[] peerEncode(org.bson.Document document) {
        BasicOutputBuffer output = new BasicOutputBuffer();
        try (BsonBinaryWriter writer = new BsonBinaryWriter(output)) {
            new DocumentCodec()
                    .encode(writer, document, EncoderContext.builder().build());
        }
        return output.toByteArray();
    }

    /** Runs with the stack of 512 KiB to 1 MiB that threads have where nothing is set. */
    private static Throwable thrownOnUsualStack(Runnable action) throws InterruptedException {
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(null, action, "peer", 1 << 20);
        thread.setUncaughtExceptionHandler((ignored, problem) -> thrown[0] = problem);
        thread.start();
        thread.join();
        return thrown[0];
    }

    /** The document of so many levels, each the only element of the one above it. */
    private static byte[] nested(int levels) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * levels - 3).order(ByteOrder.LITTLE_ENDIAN);
        for (int level = 0; level < levels; level++) {
            bytes.putInt(8 * (levels - level) - 3);
            if (level < levels - 1) {
                bytes.put((byte) 3).put((byte) 'a').put((byte) 0);
            }
        }
        return bytes.array();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
