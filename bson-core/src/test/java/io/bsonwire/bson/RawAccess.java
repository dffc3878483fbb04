package io.bsonwire.bson;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One way of getting something out of a raw document, with a name for failing tests. */
record RawAccess(String name, Function<RawDocument, Object> function) {
    static RawAccess of(String name, Function<RawDocument, Object> function) {
        return new RawAccess(name, function);
    }

    Object on(RawDocument document) {
        return function.apply(document);
    }

    /** Every typed getter, applied to one name. */
    static List<RawAccess> typedGetters(String name) {
        return List.of(
                of("getInt32", raw -> raw.getInt32(name)),
                of("getInt64", raw -> raw.getInt64(name)),
                of("getDouble", raw -> raw.getDouble(name)),
                of("getBoolean", raw -> raw.getBoolean(name)),
                of("getString", raw -> raw.getString(name)),
                of("getDocument", raw -> raw.getDocument(name)),
                of("getArray", raw -> raw.getArray(name)),
                of("getObjectId", raw -> raw.getObjectId(name)),
                of("getDateTime", raw -> raw.getDateTime(name)),
                of("getDateTimeMillis", raw -> raw.getDateTimeMillis(name)),
                of("getDecimal128", raw -> raw.getDecimal128(name)),
                of("getTimestamp", raw -> raw.getTimestamp(name)),
                of("getBinary", raw -> raw.getBinary(name)),
                of("getUuid", raw -> raw.getUuid(name)),
                of("getAsInt64", raw -> raw.getAsInt64(name)),
                of("getAsDouble", raw -> raw.getAsDouble(name)),
                of("get with a class", raw -> raw.get(name, Regex.class)));
    }

    /** Every way of looking one name up. */
    static List<RawAccess> lookUps(String name) {
        List<RawAccess> all = new ArrayList<>(typedGetters(name));
        all.add(of("get", raw -> raw.get(name)));
        all.add(of("type", raw -> raw.type(name)));
        all.add(of("contains", raw -> raw.contains(name)));
        all.add(of("find", raw -> raw.find(name)));
        all.add(of("with", raw -> raw.with(name, 1)));
        all.add(of("without", raw -> raw.without(name)));
        return all;
    }

    /** Every way of working on a document as a whole. */
    static List<RawAccess> whole() {
        return List.of(
                of("size", RawDocument::size),
                of("toDocument", RawDocument::toDocument),
                of("validate", raw -> {
                    raw.validate();
                    return "valid";
                }),
                of("copy", RawDocument::copy),
                of("toByteArray", raw -> RawDocument.of(raw.toByteArray())),
                of("bytes", raw -> raw.bytes().readableBytes()),
                of("hashCode", RawDocument::hashCode),
                of("equals", raw -> raw.equals(raw.copy())),
                of("toJson", RawDocument::toJson),
                of("toString", raw -> raw.toString().isEmpty()),
                of("encode", raw -> RawDocument.of(BsonCodec.DEFAULT.encode((BsonWritable) raw))),
                of(
                        "writeTo",
                        raw -> RawDocument.of(BsonCodec.DEFAULT.encode((BsonWritable) writer -> raw.writeTo(writer)))));
    }
}
