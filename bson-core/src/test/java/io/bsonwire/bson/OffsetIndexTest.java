package io.bsonwire.bson;

import static io.bsonwire.bson.RawSamples.bytes;
import static io.bsonwire.bson.RawSamples.everyType;
import static io.bsonwire.bson.RawSamples.hex;
import static io.bsonwire.bson.RawSamples.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OffsetIndexTest {
    @ParameterizedTest
    @EnumSource
    void anIndexedViewAnswersAsAScanDoes(BufferShape shape) {
        RawDocument raw = RawDocument.of(shape.of(bytes(everyType())));
        RawDocument indexed = raw.indexed();

        for (String name : everyType().keySet()) {
            assertThat(indexed.get(name)).as(name).isEqualTo(raw.get(name));
            assertThat(indexed.type(name)).as(name).isEqualTo(raw.type(name));
            assertThat(indexed.contains(name + "x")).as(name).isFalse();
        }
        assertThat(indexed.find("document.a.b.0")).isEqualTo(1);
        assertThat(indexed.toDocument()).isEqualTo(everyType());
        assertThat(indexed.indexed()).isSameAs(indexed);
        assertThatThrownBy(() -> indexed.getInt32("x"))
                .isInstanceOf(BsonTypeException.class)
                .hasMessage("element: absent (expected: int) at path x");
    }

    @ParameterizedTest
    @EnumSource
    void manyNamesAreAllFound(BufferShape shape) {
        Document document = new Document();
        for (int i = 0; i < 500; i++) {
            document.append("name" + i * 7919, i);
            document.append("a longer name, to be told apart at its end " + i, -i);
        }
        RawDocument indexed = RawDocument.of(shape.of(bytes(document))).indexed();

        for (int i = 0; i < 500; i++) {
            assertThat(indexed.getInt32("name" + i * 7919)).isEqualTo(i);
            assertThat(indexed.getInt32("a longer name, to be told apart at its end " + i))
                    .isEqualTo(-i);
            assertThat(indexed.contains("name" + (i * 7919 + 1))).isFalse();
        }
    }

    @Test
    void namesThatArePrefixesOfOneAnotherAreToldApart() {
        // The bytes behind the shorter name's NUL are those of the longer one.
        RawDocument indexed = RawDocument.of(hex("15000000 0A 6162000A00 0A 6162 00 10 61 00 01000000 00"));

        assertThatThrownBy(indexed::indexed).isInstanceOf(MalformedBsonException.class);
        RawDocument prefixes = raw(new Document("abcdefg", 1)
                .append("abcdefgh", 2)
                .append("abcdefghi", 3)
                .append("abcdef", 4));
        assertThat(prefixes.indexed().getInt32("abcdefg")).isEqualTo(1);
        assertThat(prefixes.indexed().getInt32("abcdefgh")).isEqualTo(2);
        assertThat(prefixes.indexed().getInt32("abcdefghi")).isEqualTo(3);
        assertThat(prefixes.indexed().getInt32("abcdef")).isEqualTo(4);
    }

    @Test
    void namesWhoseHashesCollideAreToldApart() {
        // Among so many names about ten pairs share all 32 bits of their hash, whatever point it is taken at.
        int count = 300_000;
        SplittableRandom random = new SplittableRandom(1);
        String[] names = new String[count];
        Document document = new Document(count);
        for (int i = 0; i < count; i++) {
            names[i] = Long.toHexString(random.nextLong());
            document.append(names[i], i);
        }
        RawDocument indexed = raw(document).indexed();

        for (int i = 0; i < count; i++) {
            if (indexed.getInt32(names[i]) != i) {
                assertThat(indexed.getInt32(names[i])).as(names[i]).isEqualTo(i);
            }
        }
    }

    @Test
    void aMillionElementsOfOneNameCostNoMoreThanOneEach() {
        int count = 1_000_000;
        ByteBuf buffer = Unpooled.buffer(count * 3 + 5).writeIntLE(count * 3 + 5);
        for (int i = 0; i < count; i++) {
            buffer.writeByte(0x0A).writeByte('a').writeByte(0);
        }
        RawDocument raw = RawDocument.of(buffer.writeByte(0));

        assertThat(Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(20), () -> raw.indexed().type("a")))
                .isEqualTo(BsonType.NULL);
    }

    @Test
    void namesMadeToCollideInAHashWithoutASecretDoNotCollideHere() {
        // Two words that cancel out where a hash only rotates and mixes them, as that of FieldName does.
        int count = 300_000;
        int expected = FieldName.hash(0x4040404040404040L, 0, 16);
        ByteBuf elements = Unpooled.buffer(count * 18);
        for (long i = 0; elements.readableBytes() < count * 18; i++) {
            long head =
                    0x3030303030303030L + (i & 0xF) + ((i & 0xF0) << 4) + ((i & 0xF00) << 8) + ((i & 0xFFF000) << 20);
            long tail = Long.rotateRight(head ^ 0x4040404040404040L, 29);
            if (BsonFormat.zeroBytes(head) == 0 && BsonFormat.zeroBytes(tail) == 0) {
                assertThat(FieldName.hash(head, tail, 16)).isEqualTo(expected);
                elements.writeByte(0x0A).writeLongLE(head).writeLongLE(tail).writeByte(0);
            }
        }
        ByteBuf buffer = Unpooled.buffer()
                .writeIntLE(elements.readableBytes() + 5)
                .writeBytes(elements)
                .writeByte(0);
        RawDocument raw = RawDocument.of(buffer);

        RawDocument indexed = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), raw::indexed);
        assertThat(indexed.contains("x")).isFalse();
    }
}
