package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A guess at what comes next makes the walk faster, and its result no other. */
class RawScanTest {
    @ParameterizedTest
    @EnumSource
    void aNulIsFoundWhereverItIsExpected(BufferShape shape) {
        for (int length = 0; length <= 20; length++) {
            byte[] bytes = new byte[length + 22];
            for (int nul = 0; nul <= length; nul++) {
                Arrays.fill(bytes, (byte) 1);
                bytes[nul] = 0;
                bytes[Math.min(bytes.length - 1, nul + 3)] = 0; // another behind it does not count
                ByteBuf buffer = shape.of(bytes);
                byte[] array = buffer.hasArray() ? buffer.array() : null;
                int from = buffer.readerIndex() + (array == null ? 0 : buffer.arrayOffset());
                for (int limit : new int[] {length, length + 1, length + 8, bytes.length}) {
                    int found = nul < limit ? from + nul : -1;
                    for (int expected = 0; expected <= 20; expected++) {
                        assertThat(RawScan.indexOfNul(buffer, array, from, from + limit, from + expected))
                                .as("NUL at %s of %s, expected at %s", nul, limit, expected)
                                .isEqualTo(found);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesOfAllLengthsFollowEachOther(BufferShape shape) {
        for (int first = 0; first <= 18; first++) {
            for (int second = 0; second <= 18; second++) {
                Document document = new Document("a".repeat(first), 1L)
                        .append("b".repeat(second), "text")
                        .append("c".repeat(second), true)
                        .append("d".repeat(first), null);
                RawDocument raw = RawDocument.of(shape.of(RawSamples.bytes(document)));
                RawCursor cursor = raw.cursor();
                document.forEach((name, value) -> {
                    assertThat(cursor.next()).isTrue();
                    assertThat(cursor.name()).isEqualTo(name);
                    assertThat(cursor.value()).isEqualTo(value);
                    assertThat(raw.get(name)).isEqualTo(value);
                });
                assertThat(cursor.next()).isFalse();
                assertThat(raw.get("e")).isNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void sizesAreThoseOfTheFormatForAllTypeBytes(BufferShape shape) {
        for (int length : new int[] {Integer.MIN_VALUE, -1, 0, 1, 4, 5, 6, 10, 14, 15, 30, Integer.MAX_VALUE}) {
            byte[] bytes = new byte[24];
            BsonFormat.putInt32(bytes, 0, length);
            ByteBuf buffer = shape.of(bytes);
            byte[] array = buffer.hasArray() ? buffer.array() : null;
            int at = buffer.readerIndex() + (array == null ? 0 : buffer.arrayOffset());
            for (int type = 0; type < 256; type++) {
                for (int available = 0; available <= bytes.length; available++) {
                    int size = BsonFormat.sizeOfValue(bytes, type, 0, available);
                    int scanned = RawScan.sizeOfValue(buffer, array, type, at, at + available);
                    assertThat(Math.max(scanned, -1))
                            .as("type %s, length %s, available %s", type, length, available)
                            .isEqualTo(Math.max(size, -1));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLongNameIsNotFoundInTheStartOfItAtTheEnd(BufferShape shape) {
        String wanted = "abcdefghijklmnopqrstuvwxyzabcdefghijklmn";
        for (int length = 8; length < wanted.length(); length++) {
            Document document = new Document("first", 1).append(wanted.substring(0, length), null);
            RawDocument raw = RawDocument.of(shape.of(RawSamples.bytes(document)));
            RawCursor cursor = raw.cursor();
            cursor.next();
            cursor.next();
            for (int longer = length + 1; longer <= wanted.length(); longer++) {
                assertThat(raw.contains(wanted.substring(0, longer))).isFalse();
                assertThat(cursor.nameEquals(wanted.substring(0, longer))).isFalse();
            }
            assertThat(raw.contains(wanted.substring(0, length))).isTrue();
            assertThat(cursor.nameEquals(wanted.substring(0, length))).isTrue();
        }
    }
}
