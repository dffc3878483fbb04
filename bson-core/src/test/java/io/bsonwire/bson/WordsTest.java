package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void areLittleEndianWhereverTheyAre() {
        for (int at = 0; at <= 24; at++) {
            byte[] bytes = new byte[32];
            Words.put(bytes, at, 0x0807060504030201L);
            for (int i = 0; i < 32; i++) {
                assertThat(bytes[i]).isEqualTo((byte) (i >= at && i < at + 8 ? i - at + 1 : 0));
            }
            assertThat(Words.get(bytes, at)).isEqualTo(0x0807060504030201L);
        }
    }

    @Test
    void anArrayOfUpToEightBytesIsAWord() {
        byte[] all = {1, -2, 0, 4, -5, 6, 127, -128};
        for (int length = 1; length <= 8; length++) {
            byte[] bytes = Arrays.copyOf(all, length);
            long word = Words.whole(bytes);
            assertThat(word).isEqualTo(BsonFormat.int64(Arrays.copyOf(bytes, 8), 0));
        }
    }

    @Test
    void nothingBeyondTheArrayIsThere() {
        byte[] bytes = new byte[100];
        for (int at = -20; at < 120; at++) {
            for (int to = -20; to < 120; to++) {
                int first = at;
                int second = to;
                if (at >= 0 && to >= at && to + 16 <= 100) {
                    assertThatCode(() -> Words.check(bytes, first, second, 16)).doesNotThrowAnyException();
                } else {
                    assertThatThrownBy(() -> Words.check(bytes, first, second, 16))
                            .isInstanceOf(IndexOutOfBoundsException.class);
                }
            }
        }
        for (int far : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE - 16}) {
            assertThatThrownBy(() -> Words.check(bytes, 0, far, 16)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> Words.check(bytes, far, far, 16)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> Words.check(bytes, far, 0, 16)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
