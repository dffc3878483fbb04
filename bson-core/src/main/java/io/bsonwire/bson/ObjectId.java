package io.bsonwire.bson;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The 12-byte identifier that MongoDB gives a document by default (BSON type 0x07, "BSON ObjectID" specification).
 *
 * <table>
 * <caption>Layout of the 12 bytes, all parts big-endian</caption>
 * <tr><th>offset</th><th>length</th><th>part</th></tr>
 * <tr><td>0</td><td>4</td><td>seconds since 1970-01-01T00:00:00Z, unsigned</td></tr>
 * <tr><td>4</td><td>5</td><td>random value of the process</td></tr>
 * <tr><td>9</td><td>3</td><td>counter, starts at a random value and wraps from 0xFFFFFF to 0</td></tr>
 * </table>
 *
 * <p>Any 12 bytes are a valid identifier; nothing about the parts is checked. Two identifiers are equal if their bytes
 * are, and their order is the unsigned order of the bytes, which is the server's order and, up to the second, the order
 * of creation. Instances are immutable and hold no array.
 */
public final class ObjectId implements Comparable<ObjectId> {
    /** The number of bytes of an identifier: 12. */
    public static final int LENGTH = 12;

    private static final int HEX_LENGTH = 2 * LENGTH;
    private static final long MAX_SECONDS = 0xFFFF_FFFFL;
    private static final HexFormat HEX = HexFormat.of();
    private static final VarHandle INT_BE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG_BE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Bytes 0 to 3, big-endian. */
    private final int seconds;
    /** Bytes 4 to 11, big-endian: the process value above the counter. */
    private final long rest;

    /** Takes bytes 0 to 3 and bytes 4 to 11, both big-endian. */
    ObjectId(int seconds, long rest) {
        this.seconds = seconds;
        this.rest = rest;
    }

    /**
     * Makes a new identifier from the clock, the random value of this process and the next counter value.
     *
     * <p>Safe for use by many threads, without locks. Unique within the process unless more than 2<sup>24</sup>
     * identifiers are made in one second.
     *
     * @return a new identifier
     */
    public static ObjectId generate() {
        return Generator.OF_PROCESS.next((int) (System.currentTimeMillis() / 1000));
    }

    /**
     * Reads an identifier from its hexadecimal text.
     *
     * @param hex exactly 24 hexadecimal ASCII digits, either case
     * @return the identifier
     * @throws IllegalArgumentException if the text is anything else
     */
    public static ObjectId parse(String hex) {
        if (hex.length() != HEX_LENGTH) {
            throw new IllegalArgumentException(
                    "object id: " + hex.length() + " characters (expected: exactly 24 hexadecimal digits)");
        }
        if (!isHex24(hex)) {
            throw new IllegalArgumentException("object id: \"" + hex + "\" (expected: exactly 24 hexadecimal digits)");
        }
        return new ObjectId(HexFormat.fromHexDigits(hex, 0, 8), HexFormat.fromHexDigitsToLong(hex, 8, HEX_LENGTH));
    }

    /**
     * Makes an identifier of its bytes.
     *
     * @param bytes exactly 12 bytes; they are copied
     * @return the identifier
     * @throws IllegalArgumentException if there are more or fewer bytes
     */
    public static ObjectId of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("object id: " + bytes.length + " bytes (expected: exactly 12)");
        }
        return of(bytes, 0);
    }

    /**
     * Makes an identifier of 12 bytes inside an array.
     *
     * @param bytes the array; the 12 bytes are copied
     * @param offset the index of the first of the 12 bytes
     * @return the identifier
     * @throws IndexOutOfBoundsException if the array has no 12 bytes at the offset
     */
    public static ObjectId of(byte[] bytes, int offset) {
        Objects.checkFromIndexSize(offset, LENGTH, bytes.length);
        return new ObjectId((int) INT_BE.get(bytes, offset), (long) LONG_BE.get(bytes, offset + 4));
    }

    /**
     * The smallest identifier of a second: the instant's seconds followed by eight zero bytes. Useful as a bound in
     * range queries by time of creation; it is not unique and must not be used as an identifier of a document.
     *
     * @param instant the instant; a fraction of a second is dropped
     * @return the identifier that no identifier made in that second is below
     * @throws IllegalArgumentException if the second does not fit 32 unsigned bits (1970-01-01T00:00:00Z to
     *     2106-02-07T06:28:15Z)
     */
    public static ObjectId ofSmallest(Instant instant) {
        long second = instant.getEpochSecond();
        if (second < 0 || second > MAX_SECONDS) {
            throw new IllegalArgumentException(
                    "object id time: " + instant + " (expected: 1970-01-01T00:00:00Z to 2106-02-07T06:28:15Z)");
        }
        return new ObjectId((int) second, 0);
    }

    /** Whether the text is exactly 24 hexadecimal ASCII digits, as {@link #parse(String)} wants it. */
    static boolean isHex24(CharSequence text) {
        if (text.length() != HEX_LENGTH) {
            return false;
        }
        for (int i = 0; i < HEX_LENGTH; i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * The 12 bytes.
     *
     * @return a new array
     */
    public byte[] toByteArray() {
        byte[] bytes = new byte[LENGTH];
        copyTo(bytes, 0);
        return bytes;
    }

    /**
     * Writes the 12 bytes into an array.
     *
     * @param target the array to write to
     * @param offset the index of the first byte to write
     * @throws IndexOutOfBoundsException if the array has no room for 12 bytes at the offset; nothing is written then
     */
    public void copyTo(byte[] target, int offset) {
        Objects.checkFromIndexSize(offset, LENGTH, target.length);
        INT_BE.set(target, offset, seconds);
        LONG_BE.set(target, offset + 4, rest);
    }

    /** Bytes 0 to 7 as a little-endian word. */
    long firstBytes() {
        return Long.reverseBytes((long) seconds << Integer.SIZE | rest >>> Integer.SIZE);
    }

    /** Bytes 4 to 11 as a little-endian word. */
    long lastBytes() {
        return Long.reverseBytes(rest);
    }

    /**
     * The time of creation in seconds.
     *
     * @return seconds since 1970-01-01T00:00:00Z, 0 to 2<sup>32</sup> - 1
     */
    public long seconds() {
        return Integer.toUnsignedLong(seconds);
    }

    /**
     * The time of creation.
     *
     * @return the instant, whole seconds, 1970-01-01T00:00:00Z to 2106-02-07T06:28:15Z
     */
    public Instant timestamp() {
        return Instant.ofEpochSecond(seconds());
    }

    /**
     * The hexadecimal text, which {@link #parse(String)} reads.
     *
     * @return 24 lower-case hexadecimal digits
     */
    public String toHex() {
        return HEX.toHexDigits(seconds) + HEX.toHexDigits(rest);
    }

    /** Compares the bytes as unsigned numbers, first byte first. */
    @Override
    public int compareTo(ObjectId other) {
        int order = Integer.compareUnsigned(seconds, other.seconds);
        return order != 0 ? order : Long.compareUnsigned(rest, other.rest);
    }

    /** Whether the other object is an identifier of the same 12 bytes. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ObjectId id && seconds == id.seconds && rest == id.rest;
    }

    @Override
    public int hashCode() {
        return 31 * seconds + Long.hashCode(rest);
    }

    /** The same as {@link #toHex()}. */
    @Override
    public String toString() {
        return toHex();
    }

    /** Makes identifiers of one process value and a running counter. */
    static final class Generator {
        /** Seeded when the first identifier of the process is made, so that reading identifiers costs no entropy. */
        static final Generator OF_PROCESS = seeded(new SecureRandom());

        private final long process;
        private final AtomicInteger counter;

        /**
         * @param process the value of the process, of which the low 40 bits count
         * @param counter the first counter value, of which the low 24 bits count
         */
        Generator(long process, int counter) {
            this.process = process << 24;
            this.counter = new AtomicInteger(counter);
        }

        private static Generator seeded(SecureRandom random) {
            return new Generator(random.nextLong(), random.nextInt());
        }

        ObjectId next(int seconds) {
            // The overflow of the int keeps the low 24 bits in step, since 2^32 is a multiple of 2^24.
            return new ObjectId(seconds, process | (counter.getAndIncrement() & 0xFF_FFFF));
        }
    }
}
