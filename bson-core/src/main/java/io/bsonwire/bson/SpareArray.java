package io.bsonwire.bson;

import java.lang.ref.SoftReference;

/**
 * A large array between the documents that need one: to make it anew, zeros and all, costs about as much as to fill it. It is
 * kept as long as the memory is not needed for something else.
 */
final class SpareArray {
    /** Arrays up to this size are kept for good, by those who use them. */
    static final int LARGE = 1 << 20;

    private SoftReference<byte[]> last = new SoftReference<>(new byte[0]);

    /** The array of the last time, if it is still there and has {@code needed} bytes, or a new one of {@code size} bytes. */
    byte[] take(int needed, int size) {
        byte[] spare = last.get();
        if (spare == null || spare.length < needed) {
            spare = new byte[size];
            last = new SoftReference<>(spare);
        }
        return spare;
    }
}
