package io.bsonwire.bson.json;

import io.bsonwire.bson.Binary;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Binary data as the type wrappers hold it: base64, a subtype in hexadecimal, or the text of a UUID. */
final class BinaryText {
    private static final int UUID_LENGTH = 36;

    private BinaryText() {}

    /**
     * Reads base64 of RFC 4648: its own alphabet, padding, no white space, no bits beyond the last byte.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    static byte[] parseBase64(String text) {
        byte[] data;
        try {
            data = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw malformed(text, e);
        }
        // The decoder takes missing padding and ignores bits that are left over; encoding the last bytes shows both.
        int whole = data.length / 3 * 3;
        String end = Base64.getEncoder().encodeToString(Arrays.copyOfRange(data, whole, data.length));
        if (text.length() != whole / 3 * 4 + end.length() || !text.endsWith(end)) {
            throw malformed(text, null);
        }
        return data;
    }

    private static IllegalArgumentException malformed(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                MalformedJsonException.quoted(text) + " (expected: base64 with padding)", cause);
    }

    /**
     * Reads a subtype.
     *
     * @throws IllegalArgumentException if the text is not one or two hexadecimal digits
     */
    static int parseSubtype(String text) {
        int length = text.length();
        boolean oneOrTwo = length == 1 || length == 2;
        if (!oneOrTwo || !HexFormat.isHexDigit(text.charAt(0)) || !HexFormat.isHexDigit(text.charAt(length - 1))) {
            throw new IllegalArgumentException(
                    MalformedJsonException.quoted(text) + " (expected: one or two hexadecimal digits)");
        }
        return HexFormat.fromHexDigits(text);
    }

    /**
     * Reads a UUID in the form of RFC 4122, as binary of subtype 4.
     *
     * @throws IllegalArgumentException if the text is not 36 characters, hyphens and hexadecimal digits in their places
     */
    static Binary parseUuid(String text) {
        boolean wellFormed = text.length() == UUID_LENGTH;
        for (int i = 0; wellFormed && i < UUID_LENGTH; i++) {
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            wellFormed = hyphen ? text.charAt(i) == '-' : HexFormat.isHexDigit(text.charAt(i));
        }
        if (!wellFormed) {
            throw new IllegalArgumentException(MalformedJsonException.quoted(text)
                    + " (expected: a UUID of 32 hexadecimal digits and four hyphens)");
        }
        return Binary.of(Binary.UUID, HexFormat.of().parseHex(text.replace("-", "")));
    }
}
