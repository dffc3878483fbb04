package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the elements of one raw document are, found by name in constant time. Made in one pass, which checks that every
 * element of the document fits; of elements with the same name the first is kept, as a scan would find it.
 *
 * <p>Chained hashing over int arrays: {@code heads} by hash, {@code next}, {@code hashes} and {@code offsets} by element.
 * No String is made, and the memory is bounded by the document's length. Names chosen to collide gain nothing: the hash
 * is a polynomial over the name's bytes, taken at a point that is random for each process.
 */
final class OffsetIndex {
    private static final long PRIME = (1L << 61) - 1;
    /** Where the polynomials are evaluated: 2^32 to 2^61 - 2. */
    private static final long POINT = (1L << 32) + (new SecureRandom().nextLong() >>> 1) % (PRIME - 1 - (1L << 32));

    /** As many bytes as one coefficient takes: below the prime for certain. */
    private static final int STEP = 7;

    private static final long STEP_MASK = (1L << (8 * STEP)) - 1;

    private final RawSource source;
    private final int end;
    private int[] heads = new int[16];
    private int[] next = new int[16];
    private int[] hashes = new int[16];
    /** Index in the buffer of each element's type byte. */
    private int[] offsets = new int[16];

    private int size;

    /** Makes the index of the document in {@code [start, end)}. */
    OffsetIndex(RawSource source, int start, int end) {
        this.source = source;
        this.end = end;
        Arrays.fill(heads, -1);
        ByteBuf buffer = source.buffer;
        byte[] array = source.array();
        int shift = source.shift(array);
        int last = end - 1 + shift;
        for (int at = start + 4 + shift; at < last; ) {
            long bounds = RawScan.element(buffer, array, at, last);
            if (bounds < 0) {
                throw source.refusal(at - shift, end);
            }
            add(buffer, array, shift, at, (int) (bounds >>> 32) - at - 2);
            at = (int) bounds;
        }
    }

    private void add(ByteBuf buffer, byte @Nullable [] array, int shift, int at, int nameLength) {
        int hash = hash(buffer, array, at + 1, nameLength);
        for (int i = heads[hash & (heads.length - 1)]; i >= 0; i = next[i]) {
            if (hashes[i] == hash && sameName(buffer, array, offsets[i] + shift + 1, at + 1, nameLength)) {
                return;
            }
        }
        if (size == offsets.length) {
            grow();
        }
        hashes[size] = hash;
        offsets[size] = at - shift;
        link(size++);
    }

    private void grow() {
        int capacity = size * 2;
        next = new int[capacity];
        hashes = Arrays.copyOf(hashes, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
        heads = new int[capacity];
        Arrays.fill(heads, -1);
        for (int i = 0; i < size; i++) {
            link(i);
        }
    }

    private void link(int i) {
        int slot = hashes[i] & (heads.length - 1);
        next[i] = heads[slot];
        heads[slot] = i;
    }

    /** Whether the name at {@code other}, which lies before, is the one at {@code at}; NULs are compared with them. */
    private static boolean sameName(ByteBuf buffer, byte @Nullable [] array, int other, int at, int length) {
        int limit = at + length + 1;
        for (int done = 0; done <= length; done += 8) {
            long mask = -1L >>> ((8 - Math.min(8, length + 1 - done)) << 3);
            long difference =
                    RawScan.word(buffer, array, at + done, limit) ^ RawScan.word(buffer, array, other + done, limit);
            if ((difference & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The element of this name, or {@link RawSource#NONE}. */
    long find(FieldName name) {
        ByteBuf buffer = source.buffer;
        int hash = hash(buffer, name.utf8, 0, name.length());
        int i = heads[hash & (heads.length - 1)];
        if (i >= 0) {
            byte[] array = source.array();
            int shift = source.shift(array);
            for (; i >= 0; i = next[i]) {
                int at = offsets[i];
                if (hashes[i] == hash && RawScan.nameMatches(buffer, array, at + 1 + shift, end + shift, name)) {
                    return RawSource.element(at, at + name.length() + 2);
                }
            }
        }
        return RawSource.NONE;
    }

    /** The bytes of the name are the coefficients, seven to each, of a polynomial modulo the prime. */
    private static int hash(ByteBuf buffer, byte @Nullable [] array, int at, int length) {
        long value = length;
        for (int done = 0; done < length; done += STEP) {
            value = timesPoint(value + (RawScan.word(buffer, array, at + done, at + length) & STEP_MASK));
        }
        return (int) value;
    }

    /** A number below 2^62 times the point, modulo the prime; the result is below 2^61 + 8. */
    private static long timesPoint(long factor) {
        long low = factor * POINT;
        long high = Math.multiplyHigh(factor, POINT);
        long sum = (low & PRIME) + ((low >>> 61) | (high << 3));
        return (sum & PRIME) + (sum >>> 61);
    }
}
