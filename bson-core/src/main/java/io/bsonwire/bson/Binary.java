package io.bsonwire.bson;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Bytes with a subtype that says what they are (BSON type 0x05).
 *
 * <p>The data is copied on the way in and on the way out, so a value never changes. What a subtype demands of its data
 * is not checked here: a {@link #UUID} need not have 16 bytes and a {@link #VECTOR} need not be well-formed until
 * {@link #toUuid(UuidRepresentation)} or {@link BinaryVector#of(Binary)} asks. For {@link #OLD_BINARY} the data is the
 * content alone; the second length that this subtype has on the wire is made and checked by writer and reader.
 *
 * <p>Two values are equal if their subtypes and their data are.
 */
public final class Binary {
    /** Subtype 0x00, bytes of no particular meaning. */
    public static final int GENERIC = 0x00;
    /** Subtype 0x01, a function. */
    public static final int FUNCTION = 0x01;
    /** Subtype 0x02, the old form of {@link #GENERIC}, which repeats the length in front of the data. */
    public static final int OLD_BINARY = 0x02;
    /** Subtype 0x03, a UUID in one of the legacy representations. */
    public static final int UUID_LEGACY = 0x03;
    /** Subtype 0x04, a UUID in the standard representation. */
    public static final int UUID = 0x04;
    /** Subtype 0x05, an MD5 hash. */
    public static final int MD5 = 0x05;
    /** Subtype 0x06, a value encrypted by the client. */
    public static final int ENCRYPTED = 0x06;
    /** Subtype 0x07, a compressed column of a time series. */
    public static final int COLUMN = 0x07;
    /** Subtype 0x08, sensitive data, which must not appear in logs: {@link #toString()} leaves it out. */
    public static final int SENSITIVE = 0x08;
    /** Subtype 0x09, a vector of numbers, see {@link BinaryVector}. */
    public static final int VECTOR = 0x09;
    /** Subtype 0x80, the first of those that applications may use as they like, up to 0xFF. */
    public static final int USER_DEFINED = 0x80;

    private static final int SHOWN_BYTES = 32;

    private final int subtype;
    private final byte[] data;

    private Binary(int subtype, byte[] data) {
        this.subtype = subtype;
        this.data = data;
    }

    /**
     * Makes a value of subtype 0.
     *
     * @param data the data; it is copied
     * @return the value
     */
    public static Binary of(byte[] data) {
        return new Binary(GENERIC, data.clone());
    }

    /**
     * Makes a value of any subtype.
     *
     * @param subtype the subtype, 0 to 255
     * @param data the data; it is copied
     * @return the value
     * @throws IllegalArgumentException if the subtype is out of range
     */
    public static Binary of(int subtype, byte[] data) {
        return wrap(subtype, data.clone());
    }

    /**
     * Makes a value of a UUID, of subtype 4 or 3 as the representation says.
     *
     * @param uuid the UUID
     * @param representation how the UUID is laid out
     * @return the value, of 16 bytes
     * @throws IllegalArgumentException if the representation is {@link UuidRepresentation#UNSPECIFIED}
     */
    public static Binary of(java.util.UUID uuid, UuidRepresentation representation) {
        if (representation == UuidRepresentation.UNSPECIFIED) {
            throw new IllegalArgumentException("uuid representation: UNSPECIFIED (expected: a specified one)");
        }
        byte[] data = new byte[UuidRepresentation.LENGTH];
        representation.write(uuid, data, 0);
        return new Binary(representation.subtype(), data);
    }

    /** Makes a value without a copy: from here on nobody else may change the array. */
    static Binary wrap(int subtype, byte[] data) {
        if (subtype < 0 || subtype > 0xFF) {
            throw new IllegalArgumentException("binary subtype: " + subtype + " (expected: 0 to 255)");
        }
        return new Binary(subtype, data);
    }

    /** The data itself, not a copy: not to be changed and not to be handed out. */
    byte[] array() {
        return data;
    }

    /**
     * The subtype.
     *
     * @return 0 to 255
     */
    public int subtype() {
        return subtype;
    }

    /**
     * The number of bytes of data.
     *
     * @return 0 or more
     */
    public int length() {
        return data.length;
    }

    /**
     * One byte of the data.
     *
     * @param index 0 to length - 1
     * @return the byte
     * @throws IndexOutOfBoundsException if there is no such byte
     */
    public byte byteAt(int index) {
        return data[index];
    }

    /**
     * The data.
     *
     * @return a new array
     */
    public byte[] toByteArray() {
        return data.clone();
    }

    /**
     * Writes the data into an array.
     *
     * @param target the array to write to
     * @param offset the index of the first byte to write
     * @throws IndexOutOfBoundsException if the array has no room for the data at the offset; nothing is written then
     */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(data, 0, target, offset, data.length);
    }

    /**
     * The data without a copy.
     *
     * @return a new read-only buffer, big-endian as every new one, with the data between its position and its limit
     */
    public ByteBuffer asReadOnlyByteBuffer() {
        return ByteBuffer.wrap(data).asReadOnlyBuffer();
    }

    /**
     * The UUID that the data is.
     *
     * @param representation how the UUID is laid out
     * @return the UUID
     * @throws IllegalArgumentException if the representation does not have this subtype (as
     *     {@link UuidRepresentation#UNSPECIFIED} has none), or if the data does not have 16 bytes
     */
    public java.util.UUID toUuid(UuidRepresentation representation) {
        if (!representation.decodes(subtype)) {
            throw new IllegalArgumentException("binary subtype: " + subtype
                    + " (expected: that of the uuid representation " + representation + ")");
        }
        if (data.length != UuidRepresentation.LENGTH) {
            throw new IllegalArgumentException("uuid: " + data.length + " bytes (expected: exactly 16)");
        }
        return representation.read(data, 0);
    }

    /** Whether the other object is a binary value of the same subtype and data. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Binary binary && subtype == binary.subtype && Arrays.equals(data, binary.data);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(data) + subtype;
    }

    /** The subtype, the length and the first 32 bytes in hexadecimal; no bytes if the subtype is sensitive. */
    @Override
    public String toString() {
        String text = "Binary[subtype=" + subtype + ", length=" + data.length;
        if (subtype == SENSITIVE) {
            return text + "]";
        }
        String shown = HexFormat.of().formatHex(data, 0, Math.min(data.length, SHOWN_BYTES));
        return text + ", data=" + shown + (data.length > SHOWN_BYTES ? "...]" : "]");
    }
}
