package io.bsonwire.bson;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A densely packed vector of numbers of one type, stored as a {@link Binary} of subtype 9 ("BSON Binary Subtype 9 -
 * Vector" specification).
 *
 * <table>
 * <caption>Layout of the data</caption>
 * <tr><th>offset</th><th>length</th><th>part</th></tr>
 * <tr><td>0</td><td>1</td><td>element type, see {@link Dtype}</td></tr>
 * <tr><td>1</td><td>1</td><td>padding: how many low bits of the last byte are not elements; 0 to 7 for packed bits, else
 *     0</td></tr>
 * <tr><td>2</td><td>rest</td><td>the elements: bytes, little-endian floats, or bits from the highest of each byte to the
 *     lowest</td></tr>
 * </table>
 *
 * <p>The view works on the bytes as they are; nothing is unpacked before it is asked for. All that the specification
 * demands or recommends is checked when a vector is made: at least two bytes, a known element type, padding only where it
 * may be, whole floats, and zeros in the bits that are padding.
 *
 * <p>Two vectors are equal if their bytes are. So a float vector with NaN equals its copy, and 0.0 differs from -0.0.
 */
public final class BinaryVector {
    /** The type of the elements. */
    public enum Dtype {
        /** Signed bytes, -128 to 127. */
        INT8(0x03),
        /** Single bits, eight to a byte, the highest first. */
        PACKED_BIT(0x10),
        /** IEEE 754 numbers of 32 bits, little-endian. */
        FLOAT32(0x27);

        private final int code;

        Dtype(int code) {
            this.code = code;
        }

        /**
         * The byte that stands for the type.
         *
         * @return 0x03, 0x10 or 0x27
         */
        public int code() {
            return code;
        }

        private static Dtype fromByte(byte code) {
            return switch (code) {
                case 0x03 -> INT8;
                case 0x10 -> PACKED_BIT;
                case 0x27 -> FLOAT32;
                default ->
                    throw new IllegalArgumentException("vector dtype: " + (code & 0xFF)
                            + " (expected: 3 for int8, 16 for packed bit or 39 for float32)");
            };
        }
    }

    private static final VarHandle INT_LE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int HEADER = 2;
    private static final int MOST_PACKED_BYTES = Integer.MAX_VALUE / 8;
    private static final int SHOWN_ELEMENTS = 16;

    private final Binary binary;
    private final byte[] data;
    private final Dtype dtype;
    private final int size;

    /** Checks the data of a binary value, whose array is shared. */
    private BinaryVector(Binary binary) {
        this.binary = binary;
        this.data = binary.array();
        if (data.length < HEADER) {
            throw new IllegalArgumentException("vector: " + data.length + " bytes (expected: at least 2)");
        }
        this.dtype = Dtype.fromByte(data[0]);
        int body = data.length - HEADER;
        int padding = data[1] & 0xFF;
        checkPadding(dtype, padding, body);
        this.size = switch (dtype) {
            case INT8 -> body;
            case FLOAT32 -> countFloats(body);
            case PACKED_BIT -> countBits(body, padding);
        };
        if ((data[data.length - 1] & ((1 << padding) - 1)) != 0) {
            throw new IllegalArgumentException(
                    "vector padding bits: not zero (expected: the low " + padding + " bits of the last byte zero)");
        }
    }

    private static void checkPadding(Dtype dtype, int padding, int body) {
        int most = dtype == Dtype.PACKED_BIT && body > 0 ? 7 : 0;
        if (padding < 0 || padding > most) {
            throw new IllegalArgumentException("vector padding: " + padding + " (expected: "
                    + (most == 0 ? "0 in a vector that is not of packed bits or is empty" : "0 to 7") + ")");
        }
    }

    private static int countFloats(int body) {
        if (body % Float.BYTES != 0) {
            throw new IllegalArgumentException(
                    "float32 vector: " + body + " bytes of elements (expected: a multiple of 4)");
        }
        return body / Float.BYTES;
    }

    static int countBits(int body, int padding) {
        if (body > MOST_PACKED_BYTES) {
            throw new IllegalArgumentException(
                    "packed bit vector: " + body + " bytes of elements (expected: at most " + MOST_PACKED_BYTES + ")");
        }
        return body * Byte.SIZE - padding;
    }

    /**
     * Views a binary value as a vector, without copying it.
     *
     * @param binary a value of subtype 9
     * @return the vector
     * @throws IllegalArgumentException if the subtype is another, or if the data is not a valid vector
     */
    public static BinaryVector of(Binary binary) {
        if (binary.subtype() != Binary.VECTOR) {
            throw new IllegalArgumentException("binary subtype: " + binary.subtype() + " (expected: 9 for a vector)");
        }
        return new BinaryVector(binary);
    }

    /**
     * Makes a vector of signed bytes.
     *
     * @param elements the elements; they are copied
     * @return the vector
     */
    public static BinaryVector ofInt8(byte[] elements) {
        return ofBytes(Dtype.INT8, 0, elements);
    }

    /**
     * Makes a vector of floats. The bits of every NaN are kept.
     *
     * @param elements the elements, at most 536870909; they are copied
     * @return the vector
     * @throws IllegalArgumentException if there are more elements than an array of bytes can hold
     */
    public static BinaryVector ofFloat32(float[] elements) {
        byte[] data = newData(Dtype.FLOAT32, 0, (long) elements.length * Float.BYTES);
        floats(data).put(elements);
        return new BinaryVector(Binary.wrap(Binary.VECTOR, data));
    }

    /**
     * Makes a vector of bits that are packed already.
     *
     * @param packed the bytes, the first element in the highest bit of the first; they are copied
     * @param padding how many low bits of the last byte are not elements, 0 to 7, and 0 if there are no bytes
     * @return the vector
     * @throws IllegalArgumentException if the padding is out of range, if its bits are not zero, or if there are more
     *     than 268435455 bytes
     */
    public static BinaryVector ofPackedBits(byte[] packed, int padding) {
        // Before the padding becomes a byte, which would hide all but its low eight bits.
        checkPadding(Dtype.PACKED_BIT, padding, packed.length);
        return ofBytes(Dtype.PACKED_BIT, padding, packed);
    }

    /**
     * Makes a vector of bits.
     *
     * @param bits the elements, true for 1
     * @return the vector, with as much padding as its last byte needs
     */
    public static BinaryVector ofBits(boolean[] bits) {
        int body = (int) (((long) bits.length + 7) / 8);
        byte[] data = newData(Dtype.PACKED_BIT, body * Byte.SIZE - bits.length, body);
        for (int i = 0; i < bits.length; i++) {
            if (bits[i]) {
                data[HEADER + (i >>> 3)] |= (byte) (0x80 >>> (i & 7));
            }
        }
        return new BinaryVector(Binary.wrap(Binary.VECTOR, data));
    }

    private static BinaryVector ofBytes(Dtype dtype, int padding, byte[] body) {
        byte[] data = newData(dtype, padding, body.length);
        System.arraycopy(body, 0, data, HEADER, body.length);
        return new BinaryVector(Binary.wrap(Binary.VECTOR, data));
    }

    /** An array with the header in place, if there can be one so long. */
    static byte[] newData(Dtype dtype, int padding, long body) {
        if (body > BsonLimits.LARGEST_ARRAY - HEADER) {
            throw new IllegalArgumentException("vector: " + body + " bytes of elements (expected: at most "
                    + (BsonLimits.LARGEST_ARRAY - HEADER) + ")");
        }
        byte[] data = new byte[HEADER + (int) body];
        data[0] = (byte) dtype.code;
        data[1] = (byte) padding;
        return data;
    }

    private static FloatBuffer floats(byte[] data) {
        return ByteBuffer.wrap(data, HEADER, data.length - HEADER)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
    }

    /**
     * The vector as a binary value, without a copy.
     *
     * @return a value of subtype 9
     */
    public Binary toBinary() {
        return binary;
    }

    /**
     * The type of the elements.
     *
     * @return the type
     */
    public Dtype dtype() {
        return dtype;
    }

    /**
     * How many low bits of the last byte are not elements.
     *
     * @return 0 to 7 for packed bits, else 0
     */
    public int padding() {
        return data[1];
    }

    /**
     * The number of elements: of bytes, floats or bits.
     *
     * @return 0 or more
     */
    public int size() {
        return size;
    }

    /**
     * One element of an {@link Dtype#INT8} vector.
     *
     * @param index 0 to size - 1
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if the elements are of another type
     */
    public byte int8At(int index) {
        expect(Dtype.INT8);
        return data[HEADER + Objects.checkIndex(index, size)];
    }

    /**
     * One element of a {@link Dtype#FLOAT32} vector.
     *
     * @param index 0 to size - 1
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if the elements are of another type
     */
    public float float32At(int index) {
        expect(Dtype.FLOAT32);
        return Float.intBitsToFloat((int) INT_LE.get(data, HEADER + Float.BYTES * Objects.checkIndex(index, size)));
    }

    /**
     * One element of a {@link Dtype#PACKED_BIT} vector.
     *
     * @param index 0 to size - 1
     * @return true for 1
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if the elements are of another type
     */
    public boolean bitAt(int index) {
        expect(Dtype.PACKED_BIT);
        return isSet(Objects.checkIndex(index, size));
    }

    private boolean isSet(int index) {
        return (data[HEADER + (index >>> 3)] & (0x80 >>> (index & 7))) != 0;
    }

    /**
     * The elements of an {@link Dtype#INT8} vector.
     *
     * @return a new array
     * @throws IllegalStateException if the elements are of another type
     */
    public byte[] toInt8Array() {
        expect(Dtype.INT8);
        return Arrays.copyOfRange(data, HEADER, data.length);
    }

    /**
     * The elements of a {@link Dtype#FLOAT32} vector. The bits of every NaN are kept.
     *
     * @return a new array
     * @throws IllegalStateException if the elements are of another type
     */
    public float[] toFloat32Array() {
        expect(Dtype.FLOAT32);
        float[] elements = new float[size];
        copyTo(elements, 0);
        return elements;
    }

    /**
     * The bytes of a {@link Dtype#PACKED_BIT} vector, see {@link #padding()}.
     *
     * @return a new array, the first element in the highest bit of the first byte
     * @throws IllegalStateException if the elements are of another type
     */
    public byte[] toPackedBytes() {
        expect(Dtype.PACKED_BIT);
        return Arrays.copyOfRange(data, HEADER, data.length);
    }

    /**
     * The elements of a {@link Dtype#PACKED_BIT} vector.
     *
     * @return a new array, true for 1
     * @throws IllegalStateException if the elements are of another type
     */
    public boolean[] toBitArray() {
        expect(Dtype.PACKED_BIT);
        boolean[] bits = new boolean[size];
        for (int i = 0; i < size; i++) {
            bits[i] = isSet(i);
        }
        return bits;
    }

    /**
     * Writes all elements of a {@link Dtype#FLOAT32} vector into an array.
     *
     * @param target the array to write to
     * @param offset the index of the first element to write
     * @throws IndexOutOfBoundsException if the array has no room for them at the offset; nothing is written then
     * @throws IllegalStateException if the elements are of another type
     */
    public void copyTo(float[] target, int offset) {
        expect(Dtype.FLOAT32);
        Objects.checkFromIndexSize(offset, size, target.length);
        floats(data).get(target, offset, size);
    }

    /**
     * Writes all elements of an {@link Dtype#INT8} vector into an array.
     *
     * @param target the array to write to
     * @param offset the index of the first element to write
     * @throws IndexOutOfBoundsException if the array has no room for them at the offset; nothing is written then
     * @throws IllegalStateException if the elements are of another type
     */
    public void copyTo(byte[] target, int offset) {
        expect(Dtype.INT8);
        System.arraycopy(data, HEADER, target, offset, size);
    }

    /**
     * The elements of a {@link Dtype#FLOAT32} vector without a copy.
     *
     * @return a new read-only buffer with the elements between its position and its limit
     * @throws IllegalStateException if the elements are of another type
     */
    public FloatBuffer asFloatBuffer() {
        expect(Dtype.FLOAT32);
        return floats(data).asReadOnlyBuffer();
    }

    private void expect(Dtype expected) {
        if (dtype != expected) {
            throw new IllegalStateException("vector dtype: " + dtype + " (expected: " + expected + ")");
        }
    }

    /** Whether the other object is a vector of the same bytes. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BinaryVector vector && Arrays.equals(data, vector.data);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(data);
    }

    /** The type, the number of elements and the first 16 of them. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("BinaryVector[dtype=" + dtype + ", size=" + size + ", elements=[");
        for (int i = 0; i < Math.min(size, SHOWN_ELEMENTS); i++) {
            text.append(i == 0 ? "" : ", ");
            switch (dtype) {
                case INT8 -> text.append(int8At(i));
                case FLOAT32 -> text.append(float32At(i));
                case PACKED_BIT -> text.append(isSet(i) ? 1 : 0);
            }
        }
        return text.append(size > SHOWN_ELEMENTS ? ", ...]]" : "]]").toString();
    }
}
