package io.bsonwire.bson;

import static io.bsonwire.bson.BinaryVector.Dtype.FLOAT32;
import static io.bsonwire.bson.BinaryVector.Dtype.INT8;
import static io.bsonwire.bson.BinaryVector.Dtype.PACKED_BIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.BsonBinary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryVectorTest {
    @Test
    void int8IsSignedBytes() {
        BinaryVector vector = BinaryVector.ofInt8(new byte[] {-128, 0, 127});

        assertThat(vector.toBinary()).isEqualTo(binary("0300 80007f"));
        assertThat(vector.dtype()).isEqualTo(INT8);
        assertThat(vector.padding()).isZero();
        assertThat(vector.size()).isEqualTo(3);
        assertThat(vector.int8At(0)).isEqualTo((byte) -128);
        assertThat(vector.int8At(2)).isEqualTo((byte) 127);
        assertThat(vector.toInt8Array()).containsExactly(-128, 0, 127);
        assertThat(vector).hasToString("BinaryVector[dtype=INT8, size=3, elements=[-128, 0, 127]]");
    }

    @Test
    void float32IsLittleEndian() {
        BinaryVector vector = BinaryVector.ofFloat32(new float[] {1.5f, -0.0f, Float.NEGATIVE_INFINITY});

        assertThat(vector.toBinary()).isEqualTo(binary("2700 0000c03f 00000080 000080ff"));
        assertThat(vector.dtype()).isEqualTo(FLOAT32);
        assertThat(vector.padding()).isZero();
        assertThat(vector.size()).isEqualTo(3);
        assertThat(vector.float32At(0)).isEqualTo(1.5f);
        assertThat(vector.float32At(2)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(vector.toFloat32Array()).containsExactly(1.5f, -0.0f, Float.NEGATIVE_INFINITY);
        assertThat(vector).hasToString("BinaryVector[dtype=FLOAT32, size=3, elements=[1.5, -0.0, -Infinity]]");
    }

    @Test
    void packedBitsStartAtTheHighest() {
        BinaryVector vector = BinaryVector.ofPackedBits(new byte[] {(byte) 0x81, (byte) 0xA0}, 4);

        assertThat(vector.toBinary()).isEqualTo(binary("1004 81a0"));
        assertThat(vector.dtype()).isEqualTo(PACKED_BIT);
        assertThat(vector.padding()).isEqualTo(4);
        assertThat(vector.size()).isEqualTo(12);
        assertThat(vector.bitAt(0)).isTrue();
        assertThat(vector.bitAt(1)).isFalse();
        assertThat(vector.bitAt(7)).isTrue();
        assertThat(vector.bitAt(10)).isTrue();
        assertThat(vector.bitAt(11)).isFalse();
        assertThat(vector.toPackedBytes()).containsExactly(0x81, 0xA0);
        assertThat(vector)
                .hasToString("BinaryVector[dtype=PACKED_BIT, size=12, elements=[1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0]]");
    }

    @Test
    void emptyVectorsHaveTheHeaderOnly() {
        assertThat(BinaryVector.ofInt8(new byte[0]).toBinary()).isEqualTo(binary("0300"));
        assertThat(BinaryVector.ofFloat32(new float[0]).toBinary()).isEqualTo(binary("2700"));
        assertThat(BinaryVector.ofPackedBits(new byte[0], 0).toBinary()).isEqualTo(binary("1000"));
        assertThat(BinaryVector.ofBits(new boolean[0]).toBinary()).isEqualTo(binary("1000"));
        assertThat(BinaryVector.of(binary("1000")).size()).isZero();
        assertThat(BinaryVector.of(binary("2700"))).hasToString("BinaryVector[dtype=FLOAT32, size=0, elements=[]]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''             | vector: 0 bytes (expected: at least 2)",
                "03             | vector: 1 bytes (expected: at least 2)",
                "0301 00        | vector padding: 1 (expected: 0 in a vector that is not of packed bits or is empty)",
                "03ff           | vector padding: 255 (expected: 0 in a vector that is not of packed bits or is empty)",
                "2701 00000000  | vector padding: 1 (expected: 0 in a vector that is not of packed bits or is empty)",
                "2708           | vector padding: 8 (expected: 0 in a vector that is not of packed bits or is empty)",
                "1001           | vector padding: 1 (expected: 0 in a vector that is not of packed bits or is empty)",
                "1008 00        | vector padding: 8 (expected: 0 to 7)",
                "1080 00        | vector padding: 128 (expected: 0 to 7)",
                "2700 00        | float32 vector: 1 bytes of elements (expected: a multiple of 4)",
                "2700 000000    | float32 vector: 3 bytes of elements (expected: a multiple of 4)",
                "2700 0000000000 | float32 vector: 5 bytes of elements (expected: a multiple of 4)",
                "1001 01        | vector padding bits: not zero (expected: the low 1 bits of the last byte zero)",
                "1007 ff        | vector padding bits: not zero (expected: the low 7 bits of the last byte zero)",
                "1007 00c0      | vector padding bits: not zero (expected: the low 7 bits of the last byte zero)",
            })
    void invalidDataIsRefused(String hex, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinaryVector.of(binary(hex)))
                .withMessage(message);
    }

    @Test
    void threeElementTypesAreKnown() {
        for (int code = 0; code <= 0xFF; code++) {
            Binary binary = Binary.of(Binary.VECTOR, new byte[] {(byte) code, 0});
            if (code == INT8.code() || code == PACKED_BIT.code() || code == FLOAT32.code()) {
                assertThat(BinaryVector.of(binary).dtype().code()).isEqualTo(code);
            } else {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> BinaryVector.of(binary))
                        .withMessage("vector dtype: " + code
                                + " (expected: 3 for int8, 16 for packed bit or 39 for float32)");
            }
        }
        assertThat(new int[] {INT8.code(), PACKED_BIT.code(), FLOAT32.code()}).containsExactly(3, 16, 39);
    }

    @Test
    void otherSubtypesAreNoVectors() {
        for (int subtype = 0; subtype <= 0xFF; subtype++) {
            Binary binary = Binary.of(subtype, new byte[] {3, 0});
            if (subtype != 9) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> BinaryVector.of(binary))
                        .withMessage("binary subtype: " + subtype + " (expected: 9 for a vector)");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 8, 256, 257, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void paddingOutOfRangeIsRefused(int padding) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinaryVector.ofPackedBits(new byte[] {0}, padding))
                .withMessage("vector padding: " + padding + " (expected: 0 to 7)");
        assertThatIllegalArgumentException().isThrownBy(() -> BinaryVector.ofPackedBits(new byte[0], padding));
    }

    @Test
    void paddingBitsThatAreSetAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinaryVector.ofPackedBits(new byte[] {-1}, 7))
                .withMessage("vector padding bits: not zero (expected: the low 7 bits of the last byte zero)");
    }

    @Test
    void sizesThatNoArrayHoldsAreRefusedBeforeAllocating() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinaryVector.newData(FLOAT32, 0, 2_147_483_638L))
                .withMessage("vector: 2147483638 bytes of elements (expected: at most 2147483637)");
        assertThatIllegalArgumentException().isThrownBy(() -> BinaryVector.newData(FLOAT32, 0, 4L * Integer.MAX_VALUE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinaryVector.countBits(268_435_456, 7))
                .withMessage("packed bit vector: 268435456 bytes of elements (expected: at most 268435455)");
        assertThat(BinaryVector.countBits(268_435_455, 0)).isEqualTo(2_147_483_640);
    }

    @Test
    void elementsOfAnotherTypeAreRefused() {
        BinaryVector int8 = BinaryVector.ofInt8(new byte[4]);
        BinaryVector float32 = BinaryVector.ofFloat32(new float[1]);

        assertRefused("FLOAT32 (expected: INT8)", () -> float32.int8At(0), float32::toInt8Array);
        assertRefused("FLOAT32 (expected: INT8)", () -> float32.copyTo(new byte[4], 0));
        assertRefused("INT8 (expected: FLOAT32)", () -> int8.float32At(0), int8::toFloat32Array, int8::asFloatBuffer);
        assertRefused("INT8 (expected: FLOAT32)", () -> int8.copyTo(new float[1], 0));
        assertRefused("INT8 (expected: PACKED_BIT)", () -> int8.bitAt(0), int8::toPackedBytes, int8::toBitArray);
    }

    private static void assertRefused(String message, ThrowingCallable... calls) {
        for (ThrowingCallable call : calls) {
            assertThatIllegalStateException().isThrownBy(call).withMessage("vector dtype: " + message);
        }
    }

    @Test
    void placesOutsideAreRefused() {
        BinaryVector int8 = BinaryVector.ofInt8(new byte[] {1});
        BinaryVector float32 = BinaryVector.ofFloat32(new float[] {1, 2});
        BinaryVector bits = BinaryVector.ofPackedBits(new byte[] {(byte) 0xE0}, 5);
        float[] floats = new float[2];
        byte[] bytes = new byte[1];

        assertOutOfBounds(() -> int8.int8At(-1), () -> int8.int8At(1), () -> int8.int8At(Integer.MIN_VALUE));
        assertOutOfBounds(() -> float32.float32At(-1), () -> float32.float32At(2), () -> float32.float32At(1 << 30));
        assertOutOfBounds(() -> bits.bitAt(-1), () -> bits.bitAt(3), () -> bits.bitAt(Integer.MAX_VALUE));
        assertOutOfBounds(() -> float32.copyTo(floats, -1), () -> float32.copyTo(floats, 1));
        assertOutOfBounds(() -> int8.copyTo(bytes, -1), () -> int8.copyTo(bytes, 1));
        assertThat(floats).containsOnly(0);
        assertThat(bytes).containsOnly(0);
    }

    private static void assertOutOfBounds(ThrowingCallable... calls) {
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void copiesGoToTheirPlace() {
        float[] floats = new float[4];
        byte[] bytes = new byte[4];

        BinaryVector.ofFloat32(new float[] {1, 2}).copyTo(floats, 1);
        BinaryVector.ofInt8(new byte[] {1, 2}).copyTo(bytes, 1);

        assertThat(floats).containsExactly(0, 1, 2, 0);
        assertThat(bytes).containsExactly(0, 1, 2, 0);
    }

    @Test
    void floatBufferIsReadOnly() {
        FloatBuffer buffer = BinaryVector.ofFloat32(new float[] {1, -2}).asFloatBuffer();

        assertThat(buffer.isReadOnly()).isTrue();
        assertThat(buffer).isEqualTo(FloatBuffer.wrap(new float[] {1, -2}));
    }

    @Test
    void callersArraysAreCopied() {
        byte[] bytes = {1};
        float[] floats = {1};
        BinaryVector int8 = BinaryVector.ofInt8(bytes);
        BinaryVector bits = BinaryVector.ofPackedBits(bytes, 0);
        BinaryVector float32 = BinaryVector.ofFloat32(floats);

        bytes[0] = 2;
        floats[0] = 2;
        int8.toInt8Array()[0] = 3;
        bits.toPackedBytes()[0] = 3;
        float32.toFloat32Array()[0] = 3;

        assertThat(int8.int8At(0)).isEqualTo((byte) 1);
        assertThat(bits.toPackedBytes()).containsExactly(1);
        assertThat(float32.float32At(0)).isEqualTo(1);
    }

    @Test
    void viewsShareTheBinary() {
        Binary binary = binary("0300 01");

        assertThat(BinaryVector.of(binary).toBinary()).isSameAs(binary);
    }

    @Test
    void equalityIsThatOfTheBytes() {
        BinaryVector vector = BinaryVector.ofInt8(new byte[] {1});

        assertThat(vector)
                .isEqualTo(BinaryVector.of(binary("0300 01")))
                .hasSameHashCodeAs(BinaryVector.of(binary("0300 01")))
                .isNotEqualTo(BinaryVector.of(binary("1000 01")))
                .isNotEqualTo(vector.toBinary())
                .isNotEqualTo(null);
        assertThat(BinaryVector.ofFloat32(new float[] {0.0f}))
                .isNotEqualTo(BinaryVector.ofFloat32(new float[] {-0.0f}));
        assertThat(BinaryVector.ofPackedBits(new byte[] {0}, 1))
                .isNotEqualTo(BinaryVector.ofPackedBits(new byte[] {0}, 2));
    }

    @Test
    void longVectorsAreCutInText() {
        assertThat(BinaryVector.ofInt8(new byte[16]).toString())
                .endsWith("size=16, elements=[" + "0, ".repeat(15) + "0]]");
        assertThat(BinaryVector.ofInt8(new byte[17]).toString())
                .endsWith("size=17, elements=[" + "0, ".repeat(16) + "...]]");
    }

    @Property
    void int8IsLossless(@ForAll byte[] elements) {
        BinaryVector vector = BinaryVector.of(BinaryVector.ofInt8(elements).toBinary());

        assertThat(vector.toInt8Array()).isEqualTo(elements);
        assertThat(vector.toBinary().toByteArray())
                .isEqualTo(new BsonBinary(org.bson.BinaryVector.int8Vector(elements)).getData());
        for (int i = 0; i < elements.length; i++) {
            assertThat(vector.int8At(i)).isEqualTo(elements[i]);
        }
    }

    @Property
    void float32IsLosslessForEveryBitPattern(@ForAll int[] patterns) {
        float[] elements = new float[patterns.length];
        for (int i = 0; i < patterns.length; i++) {
            elements[i] = Float.intBitsToFloat(patterns[i]);
        }

        BinaryVector vector = BinaryVector.of(BinaryVector.ofFloat32(elements).toBinary());
        float[] copy = vector.toFloat32Array();

        assertThat(vector.toBinary().toByteArray())
                .isEqualTo(new BsonBinary(org.bson.BinaryVector.floatVector(elements)).getData());
        for (int i = 0; i < patterns.length; i++) {
            assertThat(Float.floatToRawIntBits(copy[i])).isEqualTo(patterns[i]);
            assertThat(Float.floatToRawIntBits(vector.float32At(i))).isEqualTo(patterns[i]);
            assertThat(Float.floatToRawIntBits(vector.asFloatBuffer().get(i))).isEqualTo(patterns[i]);
        }
    }

    @Property
    void bitsAreLossless(@ForAll @Size(max = 100) boolean[] bits) {
        BinaryVector vector = BinaryVector.ofBits(bits);

        assertThat(vector.size()).isEqualTo(bits.length);
        assertThat(vector.toBitArray()).isEqualTo(bits);
        assertThat(BinaryVector.ofPackedBits(vector.toPackedBytes(), vector.padding()))
                .isEqualTo(vector);
        assertThat(vector.toBinary().toByteArray())
                .isEqualTo(new BsonBinary(
                                org.bson.BinaryVector.packedBitVector(vector.toPackedBytes(), (byte) vector.padding()))
                        .getData());
        for (int i = 0; i < bits.length; i++) {
            assertThat(vector.bitAt(i)).isEqualTo(bits[i]);
        }
    }

    @Property
    void packedBitsAreAcceptedIfTheirPaddingIsZero(@ForAll byte[] packed, @ForAll @IntRange(max = 7) int padding) {
        int last = packed.length == 0 ? 0xFF : packed[packed.length - 1];
        boolean valid = Integer.numberOfTrailingZeros(last) >= padding;

        if (valid) {
            assertThat(BinaryVector.ofPackedBits(packed, padding).toPackedBytes())
                    .isEqualTo(packed);
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> BinaryVector.ofPackedBits(packed, padding));
        }
    }

    @Property
    void dataIsAVectorExactlyIfTheHeaderFitsIt(
            @ForAll @IntRange(max = 2) int type, @ForAll @IntRange(max = 9) int padding, @ForAll byte[] elements) {
        int last = elements.length == 0 ? 0 : elements[elements.length - 1];
        boolean valid = switch (type) {
            case 0 -> padding == 0;
            case 1 -> padding == 0 && elements.length % 4 == 0;
            default -> padding == 0 || (padding <= 7 && elements.length > 0 && last >> padding << padding == last);
        };
        byte[] data = new byte[elements.length + 2];
        data[0] = new byte[] {0x03, 0x27, 0x10}[type];
        data[1] = (byte) padding;
        System.arraycopy(elements, 0, data, 2, elements.length);
        Binary binary = Binary.of(Binary.VECTOR, data);

        if (valid) {
            assertThat(BinaryVector.of(binary).toBinary()).isEqualTo(binary);
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> BinaryVector.of(binary));
        }
    }

    private static Binary binary(String hex) {
        return Binary.of(Binary.VECTOR, HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
