package io.bsonwire.bson;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.UUID;

/**
 * How a {@link UUID} is laid out in the 16 bytes of a BSON binary value ("BSON Binary UUID" specification).
 *
 * <table>
 * <caption>The bytes of 01020304-0506-0708-090a-0b0c0d0e0f10</caption>
 * <tr><th>representation</th><th>subtype</th><th>bytes</th></tr>
 * <tr><td>STANDARD</td><td>4</td><td>{@code 01020304 0506 0708 090a0b0c0d0e0f10}</td></tr>
 * <tr><td>PYTHON_LEGACY</td><td>3</td><td>{@code 01020304 0506 0708 090a0b0c0d0e0f10}</td></tr>
 * <tr><td>C_SHARP_LEGACY</td><td>3</td><td>{@code 04030201 0605 0807 090a0b0c0d0e0f10}</td></tr>
 * <tr><td>JAVA_LEGACY</td><td>3</td><td>{@code 0807060504030201 100f0e0d0c0b0a09}</td></tr>
 * </table>
 *
 * <p>The bytes of subtype 3 do not tell which of the three legacy orders they have; whoever reads them must know.
 */
public enum UuidRepresentation {
    /** None chosen: a UUID cannot be encoded, and binary values are never decoded to a UUID. */
    UNSPECIFIED,
    /** Subtype 4, the byte order of RFC 9562 (most significant byte first). */
    STANDARD,
    /** Subtype 3, each half of 8 bytes reversed, as old Java drivers wrote it. */
    JAVA_LEGACY,
    /** Subtype 3, the first three groups (4, 2 and 2 bytes) each reversed, as old C# drivers wrote it. */
    C_SHARP_LEGACY,
    /** Subtype 3, the byte order of {@link #STANDARD}, as old Python drivers wrote it. */
    PYTHON_LEGACY;

    /** The number of bytes of a UUID: 16. */
    public static final int LENGTH = 16;

    private static final VarHandle LONG_BE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /**
     * The binary subtype a UUID is encoded as.
     *
     * @return 4 for {@link #STANDARD}, 3 for the legacy representations
     * @throws IllegalStateException if this is {@link #UNSPECIFIED}
     */
    public int subtype() {
        checkSpecified();
        return this == STANDARD ? Binary.UUID : Binary.UUID_LEGACY;
    }

    /**
     * Whether binary values of the subtype are UUIDs in this representation.
     *
     * @param subtype a binary subtype, 0 to 255
     * @return true if the subtype is the one this representation encodes as; never for {@link #UNSPECIFIED}
     */
    public boolean decodes(int subtype) {
        return this != UNSPECIFIED && subtype == subtype();
    }

    /**
     * Writes the 16 bytes of a UUID.
     *
     * @param uuid the UUID
     * @param target the array to write to
     * @param offset the index of the first byte to write
     * @throws IndexOutOfBoundsException if the array has no room for 16 bytes at the offset; nothing is written then
     * @throws IllegalStateException if this is {@link #UNSPECIFIED}
     */
    public void write(UUID uuid, byte[] target, int offset) {
        checkSpecified();
        Objects.checkFromIndexSize(offset, LENGTH, target.length);
        LONG_BE.set(target, offset, reorderFirstHalf(uuid.getMostSignificantBits()));
        LONG_BE.set(target, offset + 8, reorderSecondHalf(uuid.getLeastSignificantBits()));
    }

    /**
     * Reads a UUID from its 16 bytes.
     *
     * @param source the array to read from
     * @param offset the index of the first byte
     * @return the UUID
     * @throws IndexOutOfBoundsException if the array has no 16 bytes at the offset
     * @throws IllegalStateException if this is {@link #UNSPECIFIED}
     */
    public UUID read(byte[] source, int offset) {
        checkSpecified();
        Objects.checkFromIndexSize(offset, LENGTH, source.length);
        return new UUID(reorderFirstHalf((long) LONG_BE.get(source, offset)), reorderSecondHalf((long)
                LONG_BE.get(source, offset + 8)));
    }

    private void checkSpecified() {
        if (this == UNSPECIFIED) {
            throw new IllegalStateException("uuid representation: UNSPECIFIED (expected: a specified one)");
        }
    }

    /** Between the standard order and this one; every order is its own inverse. */
    private long reorderFirstHalf(long half) {
        return switch (this) {
            case JAVA_LEGACY -> Long.reverseBytes(half);
            case C_SHARP_LEGACY ->
                (long) Integer.reverseBytes((int) (half >>> 32)) << 32
                        | (Short.reverseBytes((short) (half >>> 16)) & 0xFFFFL) << 16
                        | (Short.reverseBytes((short) half) & 0xFFFFL);
            default -> half;
        };
    }

    private long reorderSecondHalf(long half) {
        return this == JAVA_LEGACY ? Long.reverseBytes(half) : half;
    }
}
