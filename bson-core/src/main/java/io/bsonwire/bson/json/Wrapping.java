package io.bsonwire.bson.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;

/** The fixed parts of type wrappers, encoded once, with or without a space behind each colon and comma. */
final class Wrapping {
    static final Wrapping DENSE = new Wrapping(false);
    static final Wrapping SPACED = new Wrapping(true);

    /** Ends of a string and of the objects around it. */
    static final SerializableString END = new SerializedString("\"}");

    static final SerializableString END_2 = new SerializedString("\"}}");
    static final SerializableString END_3 = new SerializedString("\"}}}");
    /** The ends of two objects behind a number. */
    static final SerializableString END_OF_NUMBER = new SerializedString("}}");

    final SerializableString objectId;
    final SerializableString symbol;
    final SerializableString code;
    final SerializableString int32;
    final SerializableString int64;
    final SerializableString floating;
    final SerializableString decimal;
    final SerializableString dateTime;
    final SerializableString dateTimeMillis;
    final SerializableString timestamp;
    final SerializableString increment;
    final SerializableString base64;
    final SerializableString subtype;
    final SerializableString pattern;
    final SerializableString options;
    final SerializableString namespace;
    final SerializableString id;
    final SerializableString minKey;
    final SerializableString maxKey;
    final SerializableString undefined;

    private Wrapping(boolean spaced) {
        objectId = part("{\"$oid\":\"", spaced);
        symbol = part("{\"$symbol\":\"", spaced);
        code = part("{\"$code\":\"", spaced);
        int32 = part("{\"$numberInt\":\"", spaced);
        int64 = part("{\"$numberLong\":\"", spaced);
        floating = part("{\"$numberDouble\":\"", spaced);
        decimal = part("{\"$numberDecimal\":\"", spaced);
        dateTime = part("{\"$date\":\"", spaced);
        dateTimeMillis = part("{\"$date\":{\"$numberLong\":\"", spaced);
        timestamp = part("{\"$timestamp\":{\"t\":", spaced);
        increment = part(",\"i\":", spaced);
        base64 = part("{\"$binary\":{\"base64\":\"", spaced);
        subtype = part("\",\"subType\":\"", spaced);
        pattern = part("{\"$regularExpression\":{\"pattern\":\"", spaced);
        options = part("\",\"options\":\"", spaced);
        namespace = part("{\"$dbPointer\":{\"$ref\":\"", spaced);
        id = part("\",\"$id\":{\"$oid\":\"", spaced);
        minKey = part("{\"$minKey\":1}", spaced);
        maxKey = part("{\"$maxKey\":1}", spaced);
        undefined = part("{\"$undefined\":true}", spaced);
    }

    private static SerializableString part(String dense, boolean spaced) {
        return new SerializedString(spaced ? dense.replace(":", ": ").replace(",", ", ") : dense);
    }
}
