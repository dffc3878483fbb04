package io.bsonwire.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;

/** Messages laid out by hand. Hex is written in groups, blanks and line ends in it mean nothing. */
public final class Messages {
    /** {@code {ping: 1, $db: "admin"}}, request 7. */
    public static final String PING = """
            33000000 07000000 00000000 dd070000
            00000000
            00 1e000000 10 70696e6700 01000000 02 24646200 06000000 61646d696e00 00
            """;

    /** PING with a checksum; the CRC-32C is from an independent implementation. */
    public static final String PING_WITH_CHECKSUM = """
            37000000 07000000 00000000 dd070000
            01000000
            00 1e000000 10 70696e6700 01000000 02 24646200 06000000 61646d696e00 00
            0b1bb50f
            """;

    /**
     * {@code {insert: "c", $db: "d"}} with documents {@code {_id: 1}} and {@code {_id: 2, a: 0.5}}, request 258, reply to
     * -2, moreToCome.
     */
    public static final String INSERT = """
            69000000 02010000 feffffff dd070000
            02000000
            00 1e000000 02 696e7365727400 02000000 6300 02 24646200 02000000 6400 00
            01 35000000 646f63756d656e747300
               0e000000 10 5f696400 01000000 00
               19000000 10 5f696400 02000000 01 6100 000000000000e03f 00
            """;

    private Messages() {}

    public static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    /** The message in a heap buffer. */
    public static ByteBuf buffer(String hex) {
        return Unpooled.wrappedBuffer(bytes(hex));
    }

    /** The readable bytes as hex without blanks. */
    public static String hex(ByteBuf bytes) {
        return ByteBufUtil.hexDump(bytes);
    }
}
