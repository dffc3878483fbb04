package io.bsonwire.bson;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Documents that the tests of raw views share. */
final class RawSamples {
    static final ObjectId ID = ObjectId.parse("0123456789abcdef01234567");

    private RawSamples() {}

    /** An element of every type, short and long names, nesting of every kind. */
    static Document everyType() {
        return new Document()
                .append("double", -1.5)
                .append("string", "h\u00e9llo")
                .append("document", new Document("a", new Document("b", Arrays.asList(1, null, "x"))))
                .append("array", Arrays.asList(new Document("n", 7L), List.of(true), "z"))
                .append("binary", Binary.of(0x80, new byte[] {1, 2, 3}))
                .append("oldBinary", Binary.of(Binary.OLD_BINARY, new byte[] {4, 5}))
                .append("undefined", Undefined.INSTANCE)
                .append("objectId", ID)
                .append("true", true)
                .append("false", false)
                .append("date", Instant.ofEpochMilli(-62135596800001L))
                .append("null", null)
                .append("regex", new Regex("a+b", "im"))
                .append("dbPointer", new DbPointer("db.c", ID))
                .append("code", new Code("f()"))
                .append("symbol", new Symbol("s"))
                .append("codeWithScope", new CodeWithScope("g()", new Document("v", 1)))
                .append("int32", -7)
                .append("timestamp", BsonTimestamp.of(4294967295L, 1))
                .append("int64", 1L << 40)
                .append("decimal128", Decimal128.parse("1.10"))
                .append("minKey", MinKey.INSTANCE)
                .append("maxKey", MaxKey.INSTANCE)
                .append("", "empty name")
                .append("a name of more than sixteen bytes", 17);
    }

    static byte[] bytes(Document document) {
        return BsonCodec.DEFAULT.encode(document);
    }

    /** Bytes from hexadecimal digits; spaces are for the reader. */
    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    static RawDocument raw(Document document) {
        return RawDocument.of(bytes(document));
    }
}
