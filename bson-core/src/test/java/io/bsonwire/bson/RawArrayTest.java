package io.bsonwire.bson;

import static io.bsonwire.bson.RawSamples.bytes;
import static io.bsonwire.bson.RawSamples.hex;
import static io.bsonwire.bson.RawSamples.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RawArrayTest {
    private static final List<Object> VALUES = Arrays.asList(
            1,
            2L,
            3.5,
            true,
            "text",
            new Document("d", 1),
            List.of("inner"),
            RawSamples.ID,
            Instant.ofEpochMilli(9),
            null,
            new Regex("r"));

    private static RawArray array(List<?> values) {
        return raw(new Document("list", values)).getArray("list");
    }

    @ParameterizedTest
    @EnumSource
    void givesElementsByIndex(BufferShape shape) {
        RawArray array =
                RawDocument.of(shape.of(bytes(new Document("list", VALUES)))).getArray("list");

        assertThat(array.size()).isEqualTo(VALUES.size());
        assertThat(array.isEmpty()).isFalse();
        assertThat(array.toList()).isEqualTo(VALUES);
        assertThat(array.getInt32(0)).isEqualTo(1);
        assertThat(array.getInt64(1)).isEqualTo(2);
        assertThat(array.getDouble(2)).isEqualTo(3.5);
        assertThat(array.getBoolean(3)).isTrue();
        assertThat(array.getString(4)).isEqualTo("text");
        assertThat(array.getDocument(5).getInt32("d")).isEqualTo(1);
        assertThat(array.getArray(6).getString(0)).isEqualTo("inner");
        assertThat(array.getObjectId(7)).isEqualTo(RawSamples.ID);
        assertThat(array.getDateTime(8)).isEqualTo(Instant.ofEpochMilli(9));
        assertThat(array.get(9)).isNull();
        assertThat(array.type(9)).isEqualTo(BsonType.NULL);
        assertThat(array.get(10)).isEqualTo(new Regex("r"));
        assertThat(array.length()).isEqualTo(array.toByteArray().length);
        assertThat(array.bytes()).isEqualTo(Unpooled.wrappedBuffer(array.toByteArray()));
        array.validate();
    }

    @Test
    void countsByBytesWhateverTheNames() {
        // {"": ["a", "b"]} with the names "7" and "x"
        RawArray array = RawDocument.of(hex("1e000000 04 00 17000000 02 3700 02000000 6100 02 7800 02000000 6200 0000"))
                .getArray("");

        assertThat(array.getString(0)).isEqualTo("a");
        assertThat(array.getString(1)).isEqualTo("b");
        assertThat(array.toList()).containsExactly("a", "b");
    }

    @Test
    void anIndexOutsideIsATypeError() {
        RawArray array = array(List.of(1, 2));
        RawArray empty = array(List.of());

        assertThat(empty.isEmpty()).isTrue();
        assertThat(empty.size()).isZero();
        assertThat(empty.toList()).isEmpty();
        assertThatThrownBy(() -> array.get(2))
                .isInstanceOf(BsonTypeException.class)
                .hasMessage("array index: 2 (expected: 0 to 1) at path list");
        assertThatThrownBy(() -> array.type(-1)).hasMessage("array index: -1 (expected: 0 to 1) at path list");
        assertThatThrownBy(() -> empty.getInt32(0))
                .hasMessage("array index: 0 (expected: none, the array is empty) at path list");
    }

    @Test
    void anotherTypeIsATypeErrorWithThePath() {
        RawArray array = array(List.of("x", MinKey.INSTANCE));
        List<Consumer<RawArray>> getters = List.of(
                raw -> raw.getInt32(1),
                raw -> raw.getInt64(1),
                raw -> raw.getDouble(1),
                raw -> raw.getBoolean(1),
                raw -> raw.getString(1),
                raw -> raw.getDocument(1),
                raw -> raw.getArray(1),
                raw -> raw.getObjectId(1),
                raw -> raw.getDateTime(1));

        for (Consumer<RawArray> getter : getters) {
            assertThatThrownBy(() -> getter.accept(array))
                    .isInstanceOf(BsonTypeException.class)
                    .hasMessageStartingWith("type: minKey (expected: ")
                    .hasMessageEndingWith("path list[1]");
        }
    }

    @Test
    void anElementThatDoesNotFitIsAnError() {
        RawArray array = RawDocument.of(hex("16000000 04 00 0f000000 10 3000 01000000 10 3100 00 00"))
                .getArray("");

        assertThat(array.getInt32(0)).isEqualTo(1);
        List<Consumer<RawArray>> walks = new ArrayList<>(List.of(
                RawArray::size, RawArray::toList, RawArray::validate, raw -> raw.get(1), raw -> raw.get(2), raw -> {
                    for (RawCursor cursor = raw.cursor(); cursor.next(); ) {}
                }));
        for (Consumer<RawArray> walk : walks) {
            assertThatThrownBy(() -> walk.accept(array))
                    .isInstanceOf(MalformedBsonException.class)
                    .hasMessageEndingWith(" at offset 20, path [1]");
        }
    }

    @Test
    void equalityIsThatOfTheBytes() {
        RawArray array = array(VALUES);

        for (BufferShape shape : BufferShape.values()) {
            assertThat(RawDocument.of(shape.of(bytes(new Document("list", VALUES))))
                            .getArray("list"))
                    .isEqualTo(array)
                    .hasSameHashCodeAs(array);
        }
        assertThat(array(List.of(1)))
                .isNotEqualTo(array(List.of(2)))
                .isNotEqualTo(array(List.of(1, 1)))
                .isNotEqualTo(raw(new Document("0", 1)))
                .isNotEqualTo(null);
    }

    @Test
    void textIsRelaxedExtendedJson() {
        assertThat(array(Arrays.asList(1, "x", null, new Document("d", List.of()))))
                .hasToString("[1,\"x\",null,{\"d\":[]}]");
        assertThat(array(List.of()).toJson()).isEqualTo("[]");
        RawArray broken = RawDocument.of(hex("11000000 04 6100 09000000 08 3000 02 00 00"))
                .getArray("a");
        String problem = "boolean byte: 0x02 (expected: 0x00 or 0x01) at offset 14, path a[0]";
        assertThat(broken).hasToString("RawArray[length=9, " + problem + "]");
        assertThatThrownBy(broken::toJson)
                .isInstanceOf(MalformedBsonException.class)
                .hasMessage(problem);
    }

    @Test
    void theClosingNulIsLookedForWhenAnArrayIsViewed() {
        byte[] bytes = RawSamples.bytes(new Document("a", new ArrayList<>(List.of(1))));
        bytes[bytes.length - 2] = 1;
        RawDocument raw = RawDocument.of(bytes);
        RawCursor cursor = raw.cursor();
        assertThat(cursor.next()).isTrue();
        assertThatThrownBy(() -> raw.getArray("a")).isInstanceOf(MalformedBsonException.class);
        assertThatThrownBy(() -> raw.get("a")).isInstanceOf(MalformedBsonException.class);
        assertThatThrownBy(cursor::getArray).isInstanceOf(MalformedBsonException.class);
    }
}
