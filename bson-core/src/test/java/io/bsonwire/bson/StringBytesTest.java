package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes inside a String are shown if there is one for each character, and copied as far as they are ASCII. */
class StringBytesTest {
    private static final List<String> BEYOND_LATIN1 = List.of("\u0100", "\u0141", "\u20ac", "\ud83d\ude00", "\ud800");

    @Test
    void latin1IsShownWhereNettyReadsMemory() {
        assertThat(StringBytes.latin1("")).isEqualTo(shown(""));
        for (int length = 1; length <= 40; length++) {
            for (char c : new char[] {0, 'a', 0x7F, 0x80, 0xFF}) {
                String text = String.valueOf(c).repeat(length);
                assertThat(StringBytes.latin1(text)).isEqualTo(shown(text));
                assertThat(StringBytes.latin1(("xyz" + text).substring(2))).isEqualTo(shown("z" + text));
            }
        }
    }

    private static byte[] shown(String text) {
        return PlatformDependent.hasUnsafe() ? text.getBytes(StandardCharsets.ISO_8859_1) : null;
    }

    @Test
    void otherTextIsNot() {
        for (String other : BEYOND_LATIN1) {
            assertThat(StringBytes.latin1(other)).isNull();
            for (int at = 0; at <= 40; at++) {
                assertThat(StringBytes.latin1("x".repeat(at) + other + "y".repeat(40 - at)))
                        .isNull();
            }
        }
    }

    @Test
    void textThatHasLostItsOnlyOtherCharacterIsLatin1() {
        assertThat(StringBytes.latin1("abc\u20ac".substring(0, 3))).isEqualTo(shown("abc"));
    }

    @Test
    void asciiOfAnyLengthIsCopiedToAnyPlace() {
        for (int length = 0; length <= 100; length++) {
            byte[] ascii = new byte[length];
            for (int i = 0; i < length; i++) {
                ascii[i] = (byte) (i * 7 % 128);
            }
            for (int at = 0; at <= 9; at++) {
                byte[] target = new byte[at + length + 1];
                Arrays.fill(target, (byte) 0xA5);
                assertThat(BsonFormat.putAscii(ascii, target, at)).isEqualTo(length);
                assertThat(Arrays.copyOfRange(target, at, at + length)).isEqualTo(ascii);
                assertThat(Arrays.copyOf(target, at)).isEqualTo(filled(at));
                assertThat(target[at + length]).isEqualTo((byte) 0xA5);

                byte[] byCharacters = filled(target.length);
                String text = new String(ascii, StandardCharsets.US_ASCII);
                assertThat(BsonFormat.putAscii(text, byCharacters, at)).isEqualTo(length);
                assertThat(byCharacters).isEqualTo(target);
            }
        }
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0xA5);
        return bytes;
    }

    @Test
    void whatIsNotAsciiEndsTheCopy() {
        for (int length = 1; length <= 100; length++) {
            for (int at = 0; at < length; at++) {
                for (byte other : new byte[] {(byte) 0x80, (byte) 0xC3, (byte) 0xFF}) {
                    byte[] text = new byte[length];
                    Arrays.fill(text, (byte) 'x');
                    text[at] = other;
                    byte[] target = filled(length + 6);
                    int found = BsonFormat.putAscii(text, target, 3);
                    assertThat(found).as("of %s up to %s", length, at).isBetween(Math.max(0, at - 15), at);
                    String characters = new String(text, StandardCharsets.ISO_8859_1);
                    assertThat(BsonFormat.putAscii(characters, filled(length + 6), 3))
                            .as("of %s up to %s", length, at)
                            .isBetween(Math.max(0, at - 15), at);
                    assertThat(Arrays.copyOfRange(target, 3, 3 + found))
                            .isEqualTo("x".repeat(found).getBytes(StandardCharsets.US_ASCII));
                    assertThat(Arrays.copyOf(target, 3)).containsOnly(0xA5);
                    assertThat(Arrays.copyOfRange(target, length + 3, length + 6))
                            .containsOnly(0xA5);
                }
            }
        }
    }

    @Test
    void allKindsOfTextAreEncodedAsThePlatformDoes() {
        for (String other : List.of("", "\u007f", "\u0080", "\u00e9", "\u00ff", "\u0100", "\u20ac", "\ud83d\ude00")) {
            for (int before = 0; before <= 35; before++) {
                for (int behind : new int[] {0, 1, 7, 8, 9, 30}) {
                    String text = "b".repeat(before) + other + "c".repeat(behind);
                    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                    byte[] bytes = BsonCodec.DEFAULT.encode(new Document("t", text));
                    assertThat(BsonFormat.int32(bytes, 7)).isEqualTo(utf8.length + 1);
                    assertThat(Arrays.copyOfRange(bytes, 11, 11 + utf8.length)).isEqualTo(utf8);
                    assertThat(bytes).hasSize(11 + utf8.length + 2);
                }
            }
        }
    }
}
