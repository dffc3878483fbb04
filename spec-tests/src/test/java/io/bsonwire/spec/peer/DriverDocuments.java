package io.bsonwire.spec.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDbPointer;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/** Documents in the driver's own classes. */
final class DriverDocuments {
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();
    private static final int[] BINARY_SUBTYPES = {0, 1, 2, 5, 6, 7, 8, 0x80, 0xFF};

    private DriverDocuments() {}

    /** The document as bytes, as the driver itself encodes it. */
    static RawBsonDocument raw(BsonDocument document) {
        return new RawBsonDocument(document, CODEC);
    }

    static List<BsonDocument> ofAllTypes(int count) {
        Random random = new Random(count);
        List<BsonDocument> documents = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            documents.add(ofAllTypes(i, random));
        }
        return documents;
    }

    /** About 800 bytes with every type that there is, those that nobody is to use any more included. */
    private static BsonDocument ofAllTypes(int id, Random random) {
        byte[] bytes = new byte[20 + random.nextInt(100)];
        random.nextBytes(bytes);
        ObjectId objectId = new ObjectId(random.nextInt(), random.nextInt(1 << 24));
        BsonDocument inner = new BsonDocument("b", BsonBoolean.valueOf(random.nextBoolean()))
                .append("", new BsonDocument())
                .append("\u20ac.$", new BsonArray(List.of(new BsonInt32(id), new BsonDocument("x", BsonNull.VALUE))));
        return new BsonDocument("_id", new BsonInt32(id))
                .append("group", new BsonInt32(id % 10))
                .append("double", new BsonDouble(random.nextGaussian()))
                .append("notANumber", new BsonDouble(Double.NaN))
                .append("minusZero", new BsonDouble(-0.0))
                .append("string", new BsonString("text \u00e9\u20ac\ud83d\ude00 \0 ".repeat(1 + random.nextInt(8))))
                .append("document", inner)
                .append("array", new BsonArray(List.of(new BsonString("one"), new BsonInt64(2), new BsonArray())))
                .append("uuid", new BsonBinary(new UUID(random.nextLong(), random.nextLong())))
                .append("binary", new BsonBinary((byte) BINARY_SUBTYPES[id % BINARY_SUBTYPES.length], bytes))
                .append("undefined", new BsonUndefined())
                .append("objectId", new BsonObjectId(objectId))
                .append("true", BsonBoolean.TRUE)
                .append("false", BsonBoolean.FALSE)
                .append("dateTime", new BsonDateTime(random.nextLong()))
                .append("null", BsonNull.VALUE)
                .append("regex", new BsonRegularExpression("^a.*" + id + "$", "imx"))
                .append("dbPointer", new BsonDbPointer("db.c", objectId))
                .append("code", new BsonJavaScript("f(" + id + ")"))
                .append("symbol", new BsonSymbol("symbol" + id))
                .append("codeWithScope", new BsonJavaScriptWithScope("g()", inner))
                .append("int32", new BsonInt32(random.nextInt()))
                .append("timestamp", new BsonTimestamp(random.nextLong()))
                .append("int64", new BsonInt64(random.nextLong()))
                .append(
                        "decimal128",
                        new BsonDecimal128(Decimal128.fromIEEE754BIDEncoding(random.nextLong(), random.nextLong())))
                .append("minKey", new BsonMinKey())
                .append("maxKey", new BsonMaxKey());
    }
}
