package io.bsonwire.spec;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.Code;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.DbPointer;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MaxKey;
import io.bsonwire.bson.MinKey;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.Regex;
import io.bsonwire.bson.Symbol;
import io.bsonwire.bson.Undefined;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Documents in the classes of {@code org.mongodb:bson}, from ours and back. */
final class PeerValues {
    private PeerValues() {}

    static BsonDocument toPeer(Map<String, ?> document) {
        BsonDocument result = new BsonDocument();
        document.forEach((name, value) -> result.put(name, toPeer(value)));
        return result;
    }

    private static BsonValue toPeer(@Nullable Object value) {
        if (value == null) {
            return BsonNull.VALUE;
        } else if (value instanceof Document document) {
            return toPeer((Map<String, ?>) document);
        } else if (value instanceof List<?> list) {
            return new BsonArray(list.stream().map(PeerValues::toPeer).toList());
        } else if (value instanceof String text) {
            return new BsonString(text);
        } else if (value instanceof Integer number) {
            return new BsonInt32(number);
        } else if (value instanceof Long number) {
            return new BsonInt64(number);
        } else if (value instanceof Double number) {
            return new BsonDouble(number);
        } else if (value instanceof Decimal128 number) {
            return new BsonDecimal128(
                    org.bson.types.Decimal128.fromIEEE754BIDEncoding(number.highBits(), number.lowBits()));
        } else if (value instanceof Boolean truth) {
            return BsonBoolean.valueOf(truth);
        } else if (value instanceof Binary binary) {
            return new BsonBinary((byte) binary.subtype(), binary.toByteArray());
        } else if (value instanceof ObjectId id) {
            return new BsonObjectId(toPeer(id));
        } else if (value instanceof Instant instant) {
            return new BsonDateTime(instant.toEpochMilli());
        } else if (value instanceof BsonTimestamp timestamp) {
            return new org.bson.BsonTimestamp(timestamp.bits());
        } else if (value instanceof Regex regex) {
            return new BsonRegularExpression(regex.pattern(), regex.options());
        } else if (value instanceof Code code) {
            return new BsonJavaScript(code.code());
        } else if (value instanceof Symbol symbol) {
            return new BsonSymbol(symbol.text());
        } else if (value instanceof DbPointer pointer) {
            return new BsonDbPointer(pointer.namespace(), toPeer(pointer.id()));
        } else if (value instanceof CodeWithScope code) {
            return new BsonJavaScriptWithScope(code.code(), toPeer(code.scope()));
        } else if (value == MinKey.INSTANCE) {
            return new BsonMinKey();
        } else if (value == MaxKey.INSTANCE) {
            return new BsonMaxKey();
        } else if (value == Undefined.INSTANCE) {
            return new BsonUndefined();
        }
        throw new IllegalArgumentException("value of " + value.getClass() + " (expected: one that a decode makes)");
    }

    private static org.bson.types.ObjectId toPeer(ObjectId id) {
        return new org.bson.types.ObjectId(id.toString());
    }

    static Document fromPeer(BsonDocument document) {
        Document result = new Document();
        document.forEach((name, value) -> result.put(name, fromPeer(value)));
        return result;
    }

    private static @Nullable Object fromPeer(BsonValue value) {
        return switch (value.getBsonType()) {
            case NULL -> null;
            case DOCUMENT -> fromPeer(value.asDocument());
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                value.asArray().forEach(item -> list.add(fromPeer(item)));
                yield list;
            }
            case STRING -> value.asString().getValue();
            case INT32 -> value.asInt32().getValue();
            case INT64 -> value.asInt64().getValue();
            case DOUBLE -> value.asDouble().getValue();
            case DECIMAL128 -> {
                org.bson.types.Decimal128 number = value.asDecimal128().getValue();
                yield Decimal128.ofBits(number.getHigh(), number.getLow());
            }
            case BOOLEAN -> value.asBoolean().getValue();
            case BINARY ->
                Binary.of(value.asBinary().getType() & 0xFF, value.asBinary().getData());
            case OBJECT_ID -> ObjectId.of(value.asObjectId().getValue().toByteArray());
            case DATE_TIME -> Instant.ofEpochMilli(value.asDateTime().getValue());
            case TIMESTAMP -> BsonTimestamp.ofBits(value.asTimestamp().getValue());
            case REGULAR_EXPRESSION ->
                new Regex(
                        value.asRegularExpression().getPattern(),
                        value.asRegularExpression().getOptions());
            case JAVASCRIPT -> new Code(value.asJavaScript().getCode());
            case SYMBOL -> new Symbol(value.asSymbol().getSymbol());
            case DB_POINTER ->
                new DbPointer(
                        value.asDBPointer().getNamespace(),
                        ObjectId.of(value.asDBPointer().getId().toByteArray()));
            case JAVASCRIPT_WITH_SCOPE ->
                new CodeWithScope(
                        value.asJavaScriptWithScope().getCode(),
                        fromPeer(value.asJavaScriptWithScope().getScope()));
            case MIN_KEY -> MinKey.INSTANCE;
            case MAX_KEY -> MaxKey.INSTANCE;
            case UNDEFINED -> Undefined.INSTANCE;
            case END_OF_DOCUMENT ->
                throw new IllegalArgumentException("type: END_OF_DOCUMENT (expected: that of a value)");
        };
    }
}
