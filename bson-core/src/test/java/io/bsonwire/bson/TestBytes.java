package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Bytes for tests, written so that the layout can be read off, independently of the code under test. */
final class TestBytes {
    private TestBytes() {}

    /** Bytes from hexadecimal digits; spaces are for the reader. */
    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** The readable bytes in hexadecimal; the buffer's indexes do not move. */
    static String hex(ByteBuf buffer) {
        return ByteBufUtil.hexDump(buffer);
    }

    /** A little-endian int32 in hexadecimal. */
    static String int32(int value) {
        return HexFormat.of().toHexDigits(Integer.reverseBytes(value));
    }

    /** UTF-8 bytes in hexadecimal. */
    static String utf8(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** UTF-8 bytes and a NUL in hexadecimal. */
    static String cstring(String text) {
        return utf8(text) + "00";
    }

    /** A string value in hexadecimal: length, UTF-8 bytes, NUL. */
    static String string(String text) {
        return int32(text.getBytes(StandardCharsets.UTF_8).length + 1) + cstring(text);
    }

    /** A document in hexadecimal: length, the elements as given, NUL. */
    static String document(String... elements) {
        String all = String.join("", elements).replace(" ", "");
        return int32(all.length() / 2 + 5) + all + "00";
    }

    /** An element in hexadecimal: type byte, name, value. */
    static String element(int type, String name, String value) {
        return HexFormat.of().toHexDigits((byte) type) + cstring(name) + value;
    }

    /** A document of one element, as bytes. */
    static byte[] documentOf(int type, String name, String value) {
        return hex(document(element(type, name, value)));
    }

    /** What the code writes into a fresh buffer, in hexadecimal. */
    static String written(Consumer<ByteBuf> code) {
        ByteBuf target = Unpooled.buffer();
        code.accept(target);
        return hex(target);
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
