package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Long texts are copied as far as they are ASCII, and no further. */
class LongTextTest {
    private static final int[] LENGTHS = {0, 1, 7, 8, 9, 15, 16, 17, 33, 100, 1023, 1024, 1025, 2048, 2500};

    private final LongText longText = new LongText();

    @Test
    void asciiOfAnyLengthAtAnyPlace() {
        for (int length : LENGTHS) {
            String text = "0123456789abcdefghijklmnopqrstuvwxyz".repeat(70).substring(0, length);
            for (int at = 8; at < 17; at++) {
                byte[] target = new byte[at + length + 3];
                Arrays.fill(target, (byte) 0xA5);
                assertThat(longText.put(text, target, at)).isEqualTo(length);
                assertThat(Arrays.copyOfRange(target, at, at + length))
                        .isEqualTo(text.getBytes(StandardCharsets.US_ASCII));
                assertThat(Arrays.copyOf(target, at)).containsOnly(0xA5);
                assertThat(Arrays.copyOfRange(target, at + length, target.length))
                        .containsOnly(0xA5);
            }
        }
    }

    @Test
    void whatIsNotAsciiEndsIt() {
        byte[] target = new byte[4096];
        for (String other : List.of(
                "\u0080", "\u00e9", "\u00ff", "\u0100", "\u0141", "\u20ac", "\ud83d\ude00", "\ud800", "\udc00")) {
            for (int length : new int[] {40, 1024, 1500}) {
                for (int at : new int[] {0, 1, 7, 8, 9, length / 2, length - 8, length - 1}) {
                    String text = "x".repeat(at) + other + "y".repeat(length - at);
                    int found = longText.put(text, target, 8);
                    assertThat(found).isBetween(0, at);
                    BsonFormat.putUtf8(text, found, target, 8 + found);
                    String lone = "\ud800\udc00".contains(other) ? "\ufffd" : other;
                    byte[] utf8 = text.replace(other, lone).getBytes(StandardCharsets.UTF_8);
                    assertThat(Arrays.copyOfRange(target, 8, 8 + utf8.length)).isEqualTo(utf8);
                }
            }
        }
    }

    @Test
    void latin1ManyTimesOver() {
        // The loops below are compiled on the way; what the machine's vectors make of the upper half has to stay right.
        byte[] target = new byte[256];
        String ascii = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH";
        for (int i = 0; i < 1_000_000; i++) {
            int at = i % (ascii.length() + 1);
            String text = ascii.substring(0, at) + (char) (0x80 + (i & 0x7F)) + ascii.substring(at);
            if (longText.put(text, target, 8) > at) {
                assertThat(text).as("taken for ASCII").isEmpty();
            }
            if (longText.put(ascii, target, 8) != ascii.length()) {
                assertThat(i).as("not taken for ASCII").isNegative();
            }
        }
    }

    @Test
    void itGoesToAnotherArrayWhenAskedTo() {
        byte[] first = new byte[100];
        byte[] second = new byte[200];
        longText.put("a".repeat(40), first, 10);
        longText.put("b".repeat(40), second, 10);
        longText.release();
        longText.put("c".repeat(40), first, 50);
        assertThat(Arrays.copyOfRange(first, 10, 50)).containsOnly('a');
        assertThat(Arrays.copyOfRange(second, 10, 50)).containsOnly('b');
        assertThat(Arrays.copyOfRange(first, 50, 90)).containsOnly('c');
    }
}
