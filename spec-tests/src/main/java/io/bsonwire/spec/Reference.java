package io.bsonwire.spec;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.DuplicateNames;
import io.bsonwire.bson.MalformedBsonException;
import io.bsonwire.bson.json.ExtendedJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What the specification says of bytes that no vector lists: the verdict of bsonwire's own validator, which the corpus and
 * the vectors hold to the specification.
 */
final class Reference {
    private static final BsonCodec CODEC = BsonCodec.DEFAULT;
    private static final BsonCodec UNIQUE =
            BsonCodec.builder().duplicateNames(DuplicateNames.ERROR).build();
    private static final BsonCodec FIRST =
            BsonCodec.builder().duplicateNames(DuplicateNames.FIRST_WINS).build();
    private static final int MOST_SHOWN = 256;

    private Reference() {}

    /** Whether the bytes are one document. */
    static boolean accepts(byte[] bson) {
        try {
            return CODEC.validate(Unpooled.wrappedBuffer(bson)) == bson.length;
        } catch (MalformedBsonException e) {
            return false;
        }
    }

    /** Whether no document in the document has a name twice; what decoders make of that is left to them. */
    static boolean namesAreUnique(byte[] bson) {
        try {
            UNIQUE.decodeExactly(bson);
            return true;
        } catch (MalformedBsonException e) {
            return false;
        }
    }

    static Document decode(byte[] bson) {
        return CODEC.decodeExactly(bson);
    }

    /** The same where no name comes twice; where one does, the first element of it. */
    static Document decodeFirst(byte[] bson) {
        return FIRST.decodeExactly(bson);
    }

    static byte[] encode(Document document) {
        return CODEC.encode(document);
    }

    static String toJson(ExtendedJson format, byte[] bson) {
        ByteBuf json = Unpooled.buffer();
        format.write(Unpooled.wrappedBuffer(bson), json);
        return json.toString(StandardCharsets.UTF_8);
    }

    /** Bytes for a failure's text: in hexadecimal, and as Extended JSON if they can be read. */
    static String describe(byte[] bson) {
        String json;
        try {
            json = shortened(toJson(ExtendedJson.canonical(), bson), 4 * MOST_SHOWN);
        } catch (BsonException e) {
            json = "none, because of " + e.getMessage();
        }
        return "  bytes: " + hex(bson) + "\n  JSON:  " + json;
    }

    static String hex(byte[] bytes) {
        return bytes.length <= MOST_SHOWN
                ? HexFormat.of().formatHex(bytes)
                : HexFormat.of().formatHex(bytes, 0, MOST_SHOWN) + "... (" + bytes.length + " bytes)";
    }

    static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "... (" + text.length() + " characters)";
    }
}
