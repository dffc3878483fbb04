package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Elements as they are put by words, with names and texts of every length and no byte more room than is asked for. */
class SimpleValueTest {
    private static final int AT = 5;

    private final Scratch out = new Scratch();

    /** Whether the element was put; if so it is what a writer makes of it, and nothing in front of it has changed. */
    private boolean isPut(FieldName name, @Nullable Object value) {
        out.bytes = new byte[AT + SimpleValue.ROOM];
        Arrays.fill(out.bytes, (byte) 0xA5);
        out.at = AT;
        if (!SimpleValue.put(name, value, out)) {
            assertThat(out.at).isEqualTo(AT);
            return false;
        }
        byte[] utf8 = name.text.getBytes(StandardCharsets.UTF_8);
        ByteBuf document = Unpooled.buffer();
        BsonWriter writer = new BsonWriter().reset(document).startDocument();
        writer.name(utf8, 0, utf8.length).writeValue(value).endDocument();
        assertThat(Arrays.copyOfRange(out.bytes, AT, out.at))
                .isEqualTo(ByteBufUtil.getBytes(document, 4, document.writerIndex() - 5));
        for (int i = 0; i < AT; i++) {
            assertThat(out.bytes[i]).isEqualTo((byte) 0xA5);
        }
        return true;
    }

    /** With a name that is longer than those that are known. */
    @Test
    void behindANameThatIsThere() {
        for (int length = 0; length <= 300; length++) {
            for (Object value : Arrays.asList(1, 1L, "text of this value", "", null, true, ObjectId.generate())) {
                out.bytes = new byte[AT + length + 2 + SimpleValue.ROOM];
                Arrays.fill(out.bytes, AT + 1, AT + 1 + length, (byte) 'n');
                out.at = AT;
                assertThat(SimpleValue.putBehindName(length + 2, value, out)).isTrue();
                byte[] document = BsonCodec.DEFAULT.encode(new Document("n".repeat(length), value));
                assertThat(Arrays.copyOfRange(out.bytes, AT, out.at))
                        .isEqualTo(Arrays.copyOfRange(document, 4, document.length - 1));
            }
        }
    }

    private static List<FieldName> names() {
        List<FieldName> names = new ArrayList<>();
        for (int length = 0; length <= FieldNameCache.MAX_LENGTH; length++) {
            names.add(FieldName.of("abcdefghijklm".repeat(10).substring(0, length)));
        }
        names.add(FieldName.of("_id"));
        names.add(FieldName.of("\u00fc\u20ac\ud83d\ude00"));
        return names;
    }

    @Test
    void eachClassBehindNamesOfEachLength() {
        for (FieldName name : names()) {
            for (Object value : Arrays.asList(
                    1, -1, Integer.MIN_VALUE, 1L << 40, -1L, 1.5, Double.NaN, true, false, null, ObjectId.generate())) {
                assertThat(isPut(name, value)).isTrue();
            }
            for (Object other : List.of(new Document(), List.of(), Instant.EPOCH, 1f, new byte[1], 'c')) {
                assertThat(isPut(name, other)).isFalse();
            }
        }
    }

    @Test
    void textsOfEachLength() {
        for (FieldName name : names()) {
            for (int length = 0; length <= 128; length++) {
                assertThat(isPut(name, "0123456789\0".repeat(12).substring(0, length)))
                        .isTrue();
            }
        }
        assertThat(isPut(FieldName.of("n"), "x".repeat(129))).isFalse();
    }

    @Test
    void aTextWithACharacterBeyondAsciiAnywhere() {
        FieldName name = FieldName.of("name");
        for (int length = 1; length <= 40; length++) {
            for (int i = 0; i < length; i++) {
                for (String other : List.of("\u0080", "\u00ff", "\u20ac", "\ud800")) {
                    assertThat(isPut(name, "a".repeat(i) + other + "a".repeat(length - 1 - i)))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void elementsOfAnArray() {
        for (int index : new int[] {0, 9, 10, 99, 100, 999, 1000, 1001, 9_999, 123_456, 1_000_000, 9_999_999}) {
            for (Object value : Arrays.asList(1, 1L, "text", null, ObjectId.generate())) {
                out.bytes = new byte[AT + SimpleValue.ROOM];
                out.at = AT;
                assertThat(SimpleValue.put(index, value, out)).isTrue();
                byte[] inArray = Arrays.copyOfRange(out.bytes, AT, out.at);
                out.at = AT;
                assertThat(SimpleValue.put(FieldName.of(Integer.toString(index)), value, out))
                        .isTrue();
                assertThat(inArray).isEqualTo(Arrays.copyOfRange(out.bytes, AT, out.at));
            }
        }
        assertThat(SimpleValue.put(10_000_000, 1, out)).isFalse();
    }
}
