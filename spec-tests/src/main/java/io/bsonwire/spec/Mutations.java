package io.bsonwire.spec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/**
 * Damages encoded documents in the ways that find lax codecs: numbers that could be lengths set to 0, -1, one more, one
 * less and the largest; type bytes replaced; bytes flipped, removed and doubled; the end cut off. The outer length is put
 * right again half the time, so that the damage is met inside.
 */
public final class Mutations {
    private static final int[] LENGTHS = {0, -1, 1, 4, 5, Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE - 4};

    private Mutations() {}

    /**
     * Damages a document once.
     *
     * @param document a document's bytes, left as they are
     * @param random decides how
     * @return the damaged bytes; now and then still a document
     */
    public static byte[] damage(byte[] document, Random random) {
        byte[] bytes = document.clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(7)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> setLength(bytes, at, LENGTHS[random.nextInt(LENGTHS.length)]);
            case 3 -> setLength(bytes, at, bytes.length - at + random.nextInt(11) - 5);
            case 4 -> bytes = Arrays.copyOf(bytes, at);
            case 5 -> bytes = without(bytes, at);
            default -> bytes = doubled(bytes, at);
        }
        if (bytes.length >= 4 && random.nextBoolean()) {
            setLength(bytes, 0, bytes.length);
        }
        return bytes;
    }

    private static void setLength(byte[] bytes, int at, int value) {
        if (at <= bytes.length - 4) {
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        }
    }

    private static byte[] without(byte[] bytes, int at) {
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
        System.arraycopy(bytes, at + 1, shorter, at, bytes.length - at - 1);
        return shorter;
    }

    private static byte[] doubled(byte[] bytes, int at) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        return longer;
    }
}
