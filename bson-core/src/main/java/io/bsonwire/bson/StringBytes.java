package io.bsonwire.bson;

import io.netty.util.internal.PlatformDependent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a String holds its characters in. A String of Latin-1 has a byte for each, and if those are ASCII they are
 * its UTF-8: they can be copied by words, where {@link String#charAt} has to be asked for each character
 * (EncodeBenchmark: a third off flat, a fifth off deep and full).
 *
 * <p>They are private to the platform, and read, never written, by what Netty reads its own buffers with. Where Netty does
 * without that (from Java 25 on, or if told so by {@code -Dio.netty.noUnsafe=true}), or Strings are made in another way,
 * nothing is shown, and characters are asked for.
 */
final class StringBytes {
    private static final long NOWHERE = -1;

    /** Where a String has the reference to its bytes, from its start; {@link #NOWHERE} if that is not known. */
    private static final long VALUE = offsetOfValue();

    /** Whether they are to be had. */
    static final boolean ARE_SHOWN = VALUE != NOWHERE;

    private StringBytes() {}

    /**
     * The characters of a text as the bytes of Latin-1, so many as it has characters; not to be written to. Null if one is
     * beyond U+00FF, or the bytes are not to be had.
     */
    static byte @Nullable [] latin1(String text) {
        if (VALUE == NOWHERE) {
            return null;
        }
        byte[] value = (byte[]) PlatformDependent.getObject(text, VALUE);
        return value.length == text.length() ? value : null; // otherwise there are two for each character
    }

    private static long offsetOfValue() {
        try {
            if (PlatformDependent.hasUnsafe()) {
                long offset = PlatformDependent.objectFieldOffset(String.class.getDeclaredField("value"));
                String sample = "0123456789";
                byte[] bytes = sample.getBytes(StandardCharsets.ISO_8859_1);
                if (PlatformDependent.getObject(sample, offset) instanceof byte[] value
                        && Arrays.equals(value, bytes)) {
                    return offset;
                }
            }
            return NOWHERE;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return NOWHERE; // Strings that are made in another way, or a Netty that has no such method
        }
    }
}
