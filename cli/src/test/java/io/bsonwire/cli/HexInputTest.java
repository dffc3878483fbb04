package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HexInputTest {
    private static byte[] read(String text) throws IOException {
        try (HexInput in = new HexInput(new ByteArrayInputStream(Bytes.utf8(text)), "-")) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00017f80ff",
                "00017F80FF\n",
                "00 01 7f 80 ff",
                "0 0 0 1 7 f 8 0 f f",
                "000\n17f8\r\n\n\n0f\tf\n",
                "\n  0001 7f80  ff  ",
                "00000000: 0001 7f80 ff                             .....\n",
                "0000: 00 01 7f 80 ff\n",
                "00000000:\n0001 7f80 ff",
                "00000000: 0001 7f                                  ...\n00000003: 80ff  ..",
                "00000000  00 01 7f 80 ff                                    |.....|\n00000005\n",
                "00000000  00 01 7f 80 ff  |.....|",
                "00000010: 0001 7f                                  a|b\n00000013: 80ff  00",
            })
    void theSameBytesInManyForms(String text) throws IOException {
        assertThat(read(text)).inHexadecimal().containsExactly(0x00, 0x01, 0x7F, 0x80, 0xFF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \t\r\n \n"})
    void noDigitsAreNoBytes(String text) throws IOException {
        assertThat(read(text)).isEmpty();
    }

    @Test
    void aLineOfAnyLength() throws IOException {
        for (int length : new int[] {511, 512, 513, 1023, 1024, 1025, 100_000}) {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            assertThat(read(ByteBufUtil.hexDump(bytes))).isEqualTo(bytes);
            assertThat(read(ByteBufUtil.hexDump(bytes) + "\n" + ByteBufUtil.hexDump(bytes)))
                    .isEqualTo(Bytes.concat(bytes, bytes));
        }
    }

    @Test
    void dumpsOfManyLines() throws IOException {
        byte[] bytes = new byte[1000];
        new Random(1).nextBytes(bytes);
        StringBuilder xxd = new StringBuilder();
        StringBuilder hexdump = new StringBuilder();
        for (int at = 0; at < bytes.length; at += 16) {
            int length = Math.min(16, bytes.length - at);
            StringBuilder pairs = new StringBuilder();
            StringBuilder spaced = new StringBuilder();
            for (int i = at; i < at + length; i++) {
                pairs.append(String.format(i % 2 == 0 ? " %02x" : "%02x", bytes[i]));
                spaced.append(String.format(i == at + 7 ? "%02x  " : "%02x ", bytes[i]));
            }
            xxd.append(String.format("%08x:%-41s  %s\n", at, pairs, "|00 11|".repeat(2)));
            hexdump.append(String.format("%08x  %-50s|%s|\n", at, spaced, "00 11 |".repeat(2)));
        }
        hexdump.append(String.format("%08x\n", bytes.length));
        assertThat(read(xxd.toString())).isEqualTo(bytes);
        assertThat(read(hexdump.toString())).isEqualTo(bytes);
    }

    @Test
    void oneByteAtATimeAndNothingAtAll() throws IOException {
        try (HexInput in = new HexInput(new ByteArrayInputStream(Bytes.utf8("00ff")), "-")) {
            assertThat(in.read(new byte[0])).isZero();
            assertThat(in.read()).isZero();
            assertThat(in.read()).isEqualTo(255);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[1])).isEqualTo(-1);
        }
    }

    /** What is given out before the error, as hexadecimal digits, and the error. */
    private static String failure(String text) throws IOException {
        ByteArrayOutputStream before = new ByteArrayOutputStream();
        try (HexInput in = new HexInput(new ByteArrayInputStream(Bytes.utf8(text)), "a.hex")) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                before.write(next);
            }
            throw new AssertionError("no failure");
        } catch (CommandFailure e) {
            return ByteBufUtil.hexDump(before.toByteArray()) + " " + e.getMessage();
        }
    }

    @Test
    void whatComesBeforeAnErrorIsGivenOut() throws IOException {
        assertThat(failure("0102\n03 0x04")).isEqualTo("010203 a.hex: line 2: 'x' (expected: hexadecimal digits)");
        assertThat(failure("01é")).isEqualTo("01 a.hex: line 1: byte 0xC3 (expected: hexadecimal digits)");
        assertThat(failure("01\0")).isEqualTo("01 a.hex: line 1: byte 0x00 (expected: hexadecimal digits)");
        assertThat(failure("01\n2"))
                .isEqualTo("01 a.hex: line 2: an odd number of digits (expected: two for each byte)");
        assertThat(failure("00".repeat(3000) + "\n\ng"))
                .endsWith("00 a.hex: line 3: 'g' (expected: hexadecimal digits)");
        assertThat(failure("00000000: 01 02\n00000003: 04"))
                .isEqualTo("0102 a.hex: line 2: offset 3 of the dump (expected: 2)");
        assertThat(failure("00000000  01 02  |..|\n*\n"))
                .isEqualTo("0102 a.hex: line 2: lines left out (expected: all of them, as with hexdump -v)");
        assertThat(failure("00000000  01 02  |..|\n00000010\n"))
                .isEqualTo("0102 a.hex: line 2: offset 10 of the dump (expected: 2)");
        assertThat(failure("00000000: 01 0g")).isEqualTo("01 a.hex: line 1: 'g' (expected: hexadecimal digits)");
        assertThat(failure("*")).isEqualTo(" a.hex: line 1: '*' (expected: hexadecimal digits)");
    }

    @Test
    void anErrorComesAgain() throws IOException {
        try (HexInput in = new HexInput(new ByteArrayInputStream(Bytes.utf8("x")), "-")) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(in::read)
                        .isInstanceOf(CommandFailure.class)
                        .hasMessageStartingWith("standard input");
            }
        }
    }

    @Test
    void itIsClosedWithItsSource() throws IOException {
        boolean[] closed = {false};
        InputStream source = new ByteArrayInputStream(new byte[0]) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        new HexInput(source, "-").close();
        assertThat(closed[0]).isTrue();
    }
}
