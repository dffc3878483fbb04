package io.bsonwire.bson;

import org.jspecify.annotations.Nullable;

/**
 * MongoDB's internal timestamp (BSON type 0x11), a position in the replication log. It is not the date-time type, which
 * is a {@link java.time.Instant} here.
 *
 * <p>On the wire it is one little-endian 64-bit number: the increment in the low 32 bits, the seconds in the high 32.
 * Both parts are unsigned, so every bit pattern is valid.
 *
 * <p>Two timestamps are equal if both parts are; their order is that of the seconds, then that of the increment, both
 * unsigned.
 */
public final class BsonTimestamp implements Comparable<BsonTimestamp> {
    private static final long MAX_PART = 0xFFFF_FFFFL;

    private final long bits;

    private BsonTimestamp(long bits) {
        this.bits = bits;
    }

    /**
     * Makes a timestamp of its parts.
     *
     * @param seconds seconds since 1970-01-01T00:00:00Z, 0 to 2<sup>32</sup> - 1
     * @param increment the number of the operation within the second, 0 to 2<sup>32</sup> - 1
     * @return the timestamp
     * @throws IllegalArgumentException if a part is out of its range
     */
    public static BsonTimestamp of(long seconds, long increment) {
        checkPart("timestamp seconds", seconds);
        checkPart("timestamp increment", increment);
        return new BsonTimestamp((seconds << 32) | increment);
    }

    /**
     * Makes a timestamp of the 64 bits that BSON stores.
     *
     * @param bits the increment in the low 32 bits, the seconds in the high 32
     * @return the timestamp
     */
    public static BsonTimestamp ofBits(long bits) {
        return new BsonTimestamp(bits);
    }

    private static void checkPart(String what, long value) {
        if (value < 0 || value > MAX_PART) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: 0 to 4294967295)");
        }
    }

    /**
     * The seconds.
     *
     * @return seconds since 1970-01-01T00:00:00Z, 0 to 2<sup>32</sup> - 1
     */
    public long seconds() {
        return bits >>> 32;
    }

    /**
     * The number of the operation within the second.
     *
     * @return 0 to 2<sup>32</sup> - 1
     */
    public long increment() {
        return bits & MAX_PART;
    }

    /**
     * The 64 bits that BSON stores.
     *
     * @return the increment in the low 32 bits, the seconds in the high 32
     */
    public long bits() {
        return bits;
    }

    /** Compares the seconds, then the increments, as unsigned numbers. */
    @Override
    public int compareTo(BsonTimestamp other) {
        return Long.compareUnsigned(bits, other.bits);
    }

    /** Whether the other object is a timestamp of the same seconds and increment. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BsonTimestamp timestamp && bits == timestamp.bits;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(bits);
    }

    @Override
    public String toString() {
        return "BsonTimestamp[seconds=" + seconds() + ", increment=" + increment() + "]";
    }
}
