package io.bsonwire.bson;

import static io.bsonwire.bson.TestBytes.cstring;
import static io.bsonwire.bson.TestBytes.hex;
import static io.bsonwire.bson.TestBytes.int32;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The arithmetic that all readers and writers share, against the platform's own where it has one. */
class BsonFormatTest {
    // ---- numbers ----

    @Test
    void numbersAreLittleEndian() {
        byte[] bytes = hex("00 0102030405060708 00");
        assertThat(BsonFormat.int32(bytes, 1)).isEqualTo(0x04030201);
        assertThat(BsonFormat.int64(bytes, 1)).isEqualTo(0x0807060504030201L);

        byte[] target = new byte[14];
        BsonFormat.putInt32(target, 1, 0x81828384);
        BsonFormat.putInt64(target, 5, 0x8182838485868788L);
        assertThat(hex(target)).isEqualTo("00848382818887868584838281" + "00");
    }

    // ---- NUL and ASCII scans ----

    @Test
    void nulIsFoundAtEveryPlaceAndAlignment() {
        for (int length = 0; length <= 40; length++) {
            for (int from = 0; from <= 8; from++) {
                for (byte fill : new byte[] {1, 'a', (byte) 0x80, (byte) 0xFF}) {
                    byte[] bytes = new byte[from + length + 9];
                    Arrays.fill(bytes, from, from + length, fill);
                    int limit = from + length;
                    assertThat(BsonFormat.indexOfNul(bytes, from, limit)).isEqualTo(-1);
                    for (int nul = from; nul < limit; nul++) {
                        bytes[nul] = 0;
                        assertThat(BsonFormat.indexOfNul(bytes, from, limit)).isEqualTo(nul);
                        if (nul + 1 < limit) {
                            bytes[nul + 1] = 1; // a borrow out of the zero byte must not show
                            assertThat(BsonFormat.indexOfNul(bytes, from, limit))
                                    .isEqualTo(nul);
                            bytes[nul + 1] = fill;
                        }
                        bytes[nul] = fill;
                    }
                }
            }
        }
    }

    @Test
    void lowestZeroByteIsExact() {
        Random random = new Random(42);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[8];
            for (int b = 0; b < 8; b++) {
                bytes[b] = (byte) (random.nextInt(3) == 0 ? random.nextInt(2) : random.nextInt(256));
            }
            int first = 0;
            while (first < 8 && bytes[first] != 0) {
                first++;
            }
            assertThat(Long.numberOfTrailingZeros(BsonFormat.zeroBytes(BsonFormat.int64(bytes, 0))) >>> 3)
                    .isEqualTo(first);
        }
    }

    @Test
    void endOfAsciiIsFoundAtEveryPlace() {
        for (int length = 0; length <= 40; length++) {
            byte[] bytes = new byte[length + 8];
            Arrays.fill(bytes, (byte) 0x7F);
            assertThat(BsonFormat.endOfAscii(bytes, 0, length)).isEqualTo(length);
            for (int at = 0; at < length; at++) {
                bytes[at] = (byte) 0x80;
                assertThat(BsonFormat.endOfAscii(bytes, 0, length)).isEqualTo(at);
                bytes[at] = 0x7F;
            }
        }
    }

    // ---- UTF-8 ----

    /** One byte: all 256. Two: all. Three: all. Four: all leads and seconds, all thirds, and fourths at the borders. */
    @Test
    void everySequenceIsJudgedAsThePlatformDoes() {
        byte[] bytes = new byte[4];
        Judge judge = new Judge(bytes);
        for (int first = 0; first < 256; first++) {
            bytes[0] = (byte) first;
            judge.compare(1);
            for (int second = 0; second < 256; second++) {
                bytes[1] = (byte) second;
                judge.compare(2);
                // Behind two bytes that are wrong already, a third changes nothing that two-byte cases do not show.
                boolean complete = first < 0x80 || BsonFormat.indexOfMalformedUtf8(bytes, 0, 2) == -1;
                if (complete || first < 0xE0) {
                    continue;
                }
                for (int third = 0; third < 256; third++) {
                    bytes[2] = (byte) third;
                    judge.compare(3);
                    if (first >= 0xF0 && (third & 0xC0) == 0x80) {
                        for (int fourth : new int[] {0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xFF}) {
                            bytes[3] = (byte) fourth;
                            judge.compare(4);
                        }
                    }
                }
            }
        }
        assertThat(judge.cases).isGreaterThan(3_000_000);
    }

    /** Compares the verdict and the place of the first fault with those of a reporting decoder. */
    private static final class Judge {
        private final byte[] bytes;
        private final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        private final CharBuffer chars = CharBuffer.allocate(8);
        private int cases;

        Judge(byte[] bytes) {
            this.bytes = bytes;
        }

        void compare(int length) {
            cases++;
            ByteBuffer input = ByteBuffer.wrap(bytes, 0, length);
            CoderResult result = decoder.reset().decode(input, chars.clear(), true);
            int expected = result.isError() ? input.position() : -1;
            int found = BsonFormat.indexOfMalformedUtf8(bytes, 0, length);
            if (found != expected) {
                assertThat(found).as(hex(Arrays.copyOf(bytes, length))).isEqualTo(expected);
            }
        }
    }

    @Test
    void everyCodePointIsWellFormedAndWrittenAsThePlatformDoes() {
        for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint++) {
            if (codePoint >= 0xD800 && codePoint <= 0xDFFF) {
                continue;
            }
            String text = Character.toString(codePoint);
            byte[] expected = text.getBytes(StandardCharsets.UTF_8);
            byte[] written = new byte[4];
            int end = BsonFormat.putUtf8(text, 0, written, 0);
            if (end != expected.length
                    || BsonFormat.utf8Length(text, 0) != end
                    || !Arrays.equals(written, 0, end, expected, 0, end)
                    || BsonFormat.indexOfMalformedUtf8(expected, 0, end) != -1
                    || BsonFormat.indexOfLoneSurrogate(text) != -1) {
                assertThat(hex(written)).as("U+%X", codePoint).isEqualTo(hex(expected));
            }
        }
    }

    @Test
    void surrogatesAreRefusedAsBytesAndReplacedAsText() {
        for (int unit = 0xD800; unit <= 0xDFFF; unit++) {
            byte[] encoded = {
                (byte) (0xE0 | unit >> 12), (byte) (0x80 | ((unit >> 6) & 0x3F)), (byte) (0x80 | (unit & 0x3F))
            };
            assertThat(BsonFormat.indexOfMalformedUtf8(encoded, 0, 3)).isZero();

            String text = "a" + (char) unit + "b";
            assertThat(BsonFormat.indexOfLoneSurrogate(text)).isEqualTo(1);
            assertThat(BsonFormat.utf8Length(text, 0)).isEqualTo(5);
            byte[] written = new byte[5];
            assertThat(BsonFormat.putUtf8(text, 0, written, 0)).isEqualTo(5);
            assertThat(hex(written)).isEqualTo("61efbfbd62");
        }
    }

    @Test
    void loneSurrogatesAreFoundBesidePairs() {
        assertThat(BsonFormat.indexOfLoneSurrogate("\ud83d\ude00\ud83d")).isEqualTo(2);
        assertThat(BsonFormat.indexOfLoneSurrogate("\ude00\ud83d\ude00")).isZero();
        assertThat(BsonFormat.indexOfLoneSurrogate("\ud83d\ud83d\ude00")).isZero();
        assertThat(BsonFormat.indexOfLoneSurrogate("\ud83d\ude00\ude00")).isEqualTo(2);
        assertThat(BsonFormat.indexOfLoneSurrogate("abc\ud83d\ude00def")).isEqualTo(-1);
        assertThat(BsonFormat.indexOfLoneSurrogate("")).isEqualTo(-1);
    }

    @Test
    void malformedBytesAreFoundAtEveryPlaceInLongerText() {
        for (String filler : new String[] {"a", "\u00e9", "\u20ac", "\ud83d\ude00", "ab\u00e9c\u20acdefgh"}) {
            byte[] unit = filler.getBytes(StandardCharsets.UTF_8);
            for (int before = 0; before < 20; before++) {
                byte[] bytes = new byte[unit.length * (before + 12) + 1];
                int at = 0;
                for (int i = 0; i < before; i++, at += unit.length) {
                    System.arraycopy(unit, 0, bytes, at, unit.length);
                }
                int bad = at;
                bytes[at++] = (byte) 0x80;
                for (; at < bytes.length; at += unit.length) {
                    System.arraycopy(unit, 0, bytes, at, unit.length);
                }
                assertThat(BsonFormat.indexOfMalformedUtf8(bytes, 0, bytes.length))
                        .isEqualTo(bad);
                assertThat(BsonFormat.indexOfMalformedUtf8(bytes, 0, bad)).isEqualTo(-1);
            }
        }
    }

    @Test
    void textOfAllKindsIsWrittenAsThePlatformDoes() {
        Random random = new Random(7);
        int[] borders = {0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x10FFFF};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder builder = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                builder.appendCodePoint(borders[random.nextInt(borders.length)]);
            }
            String text = builder.toString();
            int from = text.isEmpty() || Character.isLowSurrogate(text.charAt(0))
                    ? 0
                    : Character.charCount(text.codePointAt(0));
            byte[] expected = text.substring(from).getBytes(StandardCharsets.UTF_8);
            byte[] written = new byte[expected.length];
            assertThat(BsonFormat.utf8Length(text, from)).isEqualTo(expected.length);
            assertThat(BsonFormat.putUtf8(text, from, written, 0)).isEqualTo(expected.length);
            assertThat(written).isEqualTo(expected);
        }
    }

    // ---- sizes ----

    private static final Set<BsonType> PREFIXED = EnumSet.of(
            BsonType.STRING,
            BsonType.DOCUMENT,
            BsonType.ARRAY,
            BsonType.BINARY,
            BsonType.DB_POINTER,
            BsonType.CODE,
            BsonType.SYMBOL,
            BsonType.CODE_WITH_SCOPE);

    @Test
    void sizesOfAll256TypeBytes() {
        for (int typeByte = 0; typeByte < 256; typeByte++) {
            BsonType type = BsonType.fromByte(typeByte);
            int expected = type == null
                    ? BsonFormat.UNKNOWN
                    : PREFIXED.contains(type)
                            ? BsonFormat.LENGTH_PREFIXED
                            : switch (type) {
                                case REGEX -> BsonFormat.TWO_CSTRINGS;
                                case UNDEFINED, NULL, MIN_KEY, MAX_KEY -> 0;
                                case BOOLEAN -> 1;
                                case INT32 -> 4;
                                case OBJECT_ID -> 12;
                                case DECIMAL128 -> 16;
                                default -> 8;
                            };
            assertThat(BsonFormat.valueSize(typeByte)).as("0x%02X", typeByte).isEqualTo(expected);
            assertThat(BsonFormat.valueSize((byte) typeByte)).as("signed").isEqualTo(expected);
        }
    }

    /** Every small length against every small room: accepted if and only if the value fits and is not too small. */
    @Test
    void prefixedSizesAcceptWhatFits() {
        int[] lengths = new int[60];
        Arrays.setAll(lengths, i -> i - 20);
        for (BsonType type : PREFIXED) {
            int overhead = overhead(type);
            int smallest = smallest(type);
            for (int available = 4; available < 40; available++) {
                for (int length : lengths) {
                    boolean fits = length >= smallest && length + overhead <= available;
                    assertThat(BsonFormat.sizeOfPrefixed(type.code(), length, available))
                            .as("%s of length %d in %d bytes", type, length, available)
                            .isEqualTo(fits ? length + overhead : -1);
                }
                for (int length : new int[] {
                    Integer.MIN_VALUE, Integer.MIN_VALUE + 1, Integer.MAX_VALUE, Integer.MAX_VALUE - overhead
                }) {
                    assertThat(BsonFormat.sizeOfPrefixed(type.code(), length, available))
                            .isEqualTo(-1);
                }
            }
            assertThat(BsonFormat.sizeOfPrefixed(type.code(), Integer.MAX_VALUE - overhead, Integer.MAX_VALUE))
                    .isEqualTo(Integer.MAX_VALUE);
            assertThat(BsonFormat.sizeOfPrefixed(type.code(), Integer.MAX_VALUE, Integer.MAX_VALUE))
                    .isEqualTo(overhead == 0 ? Integer.MAX_VALUE : -1);
        }
    }

    /** Bytes that a value has beyond what its length field counts, from the specification's grammar. */
    private static int overhead(BsonType type) {
        return switch (type) {
            case STRING, CODE, SYMBOL -> 4; // the length field itself
            case BINARY -> 4 + 1; // and the subtype
            case DB_POINTER -> 4 + 12; // and the ObjectId
            default -> 0; // counts itself
        };
    }

    private static int smallest(BsonType type) {
        return switch (type) {
            case STRING, CODE, SYMBOL, DB_POINTER -> 1; // NUL
            case BINARY -> 0;
            case CODE_WITH_SCOPE -> 4 + 4 + 1 + 5; // total, empty string, empty document
            default -> 4 + 1;
        };
    }

    @Test
    void sizesOfValuesInBytes() {
        assertSize(0x10, "01020304", 4);
        assertSize(0x0A, "", 0);
        assertSize(0x02, int32(3) + "616200", 7);
        assertSize(0x05, int32(2) + "00" + "0102", 7);
        assertSize(0x0C, int32(1) + "00" + "01".repeat(12), 17);
        assertSize(0x0B, cstring("a") + cstring("bc"), 5);
        assertSize(0x0B, "0000", 2);
        byte[] noOptions = hex("6100" + "6263");
        assertThat(BsonFormat.sizeOfValue(noOptions, 0x0B, 0, 4)).isEqualTo(-1);
        byte[] noPattern = hex("616263");
        assertThat(BsonFormat.sizeOfValue(noPattern, 0x0B, 0, 3)).isEqualTo(-1);
        assertThat(BsonFormat.sizeOfValue(new byte[9], 0x42, 0, 9)).isNegative();
    }

    private static void assertSize(int typeByte, String value, int size) {
        byte[] bytes = hex("ff" + value + "ff");
        int limit = 1 + value.length() / 2;
        assertThat(BsonFormat.sizeOfValue(bytes, typeByte, 1, limit)).isEqualTo(size);
        for (int shorter = 1; shorter < limit; shorter++) {
            assertThat(BsonFormat.sizeOfValue(bytes, typeByte, 1, shorter))
                    .as("type 0x%02X up to %d", typeByte, shorter)
                    .isEqualTo(-1);
        }
    }
}
