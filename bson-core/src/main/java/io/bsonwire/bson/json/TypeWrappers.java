package io.bsonwire.bson.json;

import com.fasterxml.jackson.core.JsonToken;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.DbPointer;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.Regex;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the objects that stand for a value of another type than document ("type wrapper objects" of the Extended JSON
 * specification) and writes that value.
 *
 * <p>An object below the top level that has a key of the specification's table must have exactly the keys of that
 * wrapper, in any order, with values of the right types: everything else is an error. Objects with other {@code $} keys,
 * query operators and DBRefs for example, are documents.
 */
final class TypeWrappers {
    private static final Set<String> KEYS = Set.of(
            "$oid",
            "$symbol",
            "$numberInt",
            "$numberLong",
            "$numberDouble",
            "$numberDecimal",
            "$binary",
            "$uuid",
            "$code",
            "$scope",
            "$timestamp",
            "$regularExpression",
            "$dbPointer",
            "$date",
            "$minKey",
            "$maxKey",
            "$undefined");

    private final JsonInput input;
    private final JsonTokens tokens;
    private final LegacyWrappers legacy;

    TypeWrappers(JsonInput input, JsonTokens tokens, boolean acceptLegacy) {
        this.input = input;
        this.tokens = tokens;
        this.legacy = new LegacyWrappers(input, tokens, this, acceptLegacy);
    }

    /** Refuses a wrapper's key among the fields of a document. */
    void checkNotKey(String name) {
        if (isDollar(name) && KEYS.contains(name)) {
            throw MalformedJsonException.misplacedKey(name, tokens.place());
        }
    }

    /**
     * Reads an object, whose first key is the current token, if it is a wrapper, and writes its value.
     *
     * @return false if it is a document; the current token is then as before
     */
    boolean read(String key) throws IOException {
        if (!isDollar(key)) {
            return false;
        }
        BsonWriter writer = input.writer();
        switch (key) {
            case "$oid" -> writer.writeObjectId(only(key, ObjectId::parse));
            case "$symbol" -> writer.writeSymbol(only(key, text -> text));
            case "$numberInt" -> writer.writeInt32((int) onlyInteger(key, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case "$numberLong" -> writer.writeInt64(onlyInteger(key, Long.MIN_VALUE, Long.MAX_VALUE));
            case "$numberDouble" -> writer.writeDouble(onlyDouble(key));
            case "$numberDecimal" -> writer.writeDecimal128(only(key, Decimal128::parse));
            case "$uuid" -> writer.writeBinary(only(key, BinaryText::parseUuid));
            case "$binary" -> binary(key);
            case "$code" -> code(key);
            case "$scope" -> scopeFirst(key);
            case "$timestamp" -> timestamp(key);
            case "$regularExpression" -> regularExpression(key);
            case "$dbPointer" -> dbPointer(key);
            case "$date" -> date(key);
            case "$minKey" -> {
                onlyToken(key, JsonToken.VALUE_NUMBER_INT, "1");
                writer.writeMinKey();
            }
            case "$maxKey" -> {
                onlyToken(key, JsonToken.VALUE_NUMBER_INT, "1");
                writer.writeMaxKey();
            }
            case "$undefined" -> {
                onlyToken(key, JsonToken.VALUE_TRUE, "true");
                writer.writeUndefined();
            }
            default -> {
                return legacy.read(key);
            }
        }
        return true;
    }

    private static boolean isDollar(String name) {
        return !name.isEmpty() && name.charAt(0) == '$';
    }

    // ---- the wrappers of more than a string ----

    private void binary(String key) throws IOException {
        if (tokens.next() == JsonToken.VALUE_STRING && legacy.areAccepted()) {
            legacy.binaryAndType(key);
            return;
        }
        Pair<byte[], Integer> parts = pair(
                key,
                "base64",
                name -> converted(name, string(name), BinaryText::parseBase64),
                "subType",
                name -> converted(name, string(name), BinaryText::parseSubtype));
        end(key);
        input.writer().writeBinary(parts.second, parts.first, 0, parts.first.length);
    }

    private void timestamp(String key) throws IOException {
        tokens.next();
        Pair<Long, Long> parts = pair(key, "t", this::unsignedInt32, "i", this::unsignedInt32);
        end(key);
        input.writer().writeTimestamp(BsonTimestamp.of(parts.first, parts.second));
    }

    private long unsignedInt32(String name) throws IOException {
        require(name, JsonToken.VALUE_NUMBER_INT, "an integer");
        return integer(name, 0, 0xFFFF_FFFFL);
    }

    private void regularExpression(String key) throws IOException {
        tokens.next();
        Pair<String, String> parts = pair(key, "pattern", this::string, "options", this::string);
        Regex value = regex(key, parts.first, parts.second);
        end(key);
        input.writer().writeRegex(value);
    }

    Regex regex(String key, String pattern, String options) {
        return converted(key, pattern, text -> new Regex(text, options));
    }

    private void dbPointer(String key) throws IOException {
        tokens.next();
        Pair<String, ObjectId> parts = pair(key, "$ref", this::string, "$id", this::objectId);
        DbPointer value = converted(key, parts.first, text -> new DbPointer(text, parts.second));
        end(key);
        input.writer().writeDbPointer(value);
    }

    private ObjectId objectId(String key) throws IOException {
        enter(key, "$oid");
        ObjectId id = converted("$oid", string("$oid"), ObjectId::parse);
        end("$oid");
        return id;
    }

    private void date(String key) throws IOException {
        JsonToken token = tokens.next();
        long millis;
        if (token == JsonToken.VALUE_STRING) {
            millis = converted(key, tokens.text(), DateTimeText::parse);
        } else if (token == JsonToken.VALUE_NUMBER_INT && legacy.areAccepted()) {
            millis = integer(key, Long.MIN_VALUE, Long.MAX_VALUE);
        } else {
            enter(key, "$numberLong");
            requireString("$numberLong");
            millis = integer("$numberLong", Long.MIN_VALUE, Long.MAX_VALUE);
            end("$numberLong");
        }
        end(key);
        input.writer().writeDateTime(millis);
    }

    private void code(String key) throws IOException {
        tokens.next();
        String code = string(key);
        JsonToken token = tokens.next();
        if (token == JsonToken.END_OBJECT) {
            input.writer().writeCode(code);
            return;
        }
        field(key, "$scope");
        require("$scope", JsonToken.START_OBJECT, "an object");
        input.begin(() -> {
            end(key);
            input.writer().endDocument();
        });
        input.writer().startCodeWithScope(code);
    }

    /** In BSON the code comes first, so a scope that comes before its code is written elsewhere first. */
    private void scopeFirst(String key) throws IOException {
        tokens.next();
        require(key, JsonToken.START_OBJECT, "an object");
        ByteBuf scope = Unpooled.buffer();
        BsonWriter scopeWriter = new BsonWriter(input.codec()).reset(scope);
        BsonWriter writer = input.redirect(scopeWriter);
        input.begin(() -> {
            scopeWriter.endDocument();
            input.redirect(writer);
            codeBehindScope(key, scope);
        });
        scopeWriter.startDocument();
    }

    private void codeBehindScope(String key, ByteBuf scope) throws IOException {
        if (tokens.next() == JsonToken.END_OBJECT) {
            throw MalformedJsonException.missingField(key, "$code", tokens.place());
        }
        field(key, "$code");
        String code = string("$code");
        end(key);
        BsonWriter writer = input.writer().startCodeWithScope(code);
        BsonReader elements = new BsonReader(input.codec()).reset(scope);
        while (elements.next()) {
            writer.copyElement(elements);
        }
        writer.endDocument();
    }

    // ---- parts ----

    /** Reads an object that has one field, a string. */
    private <T> T only(String key, Function<String, T> parser) throws IOException {
        tokens.next();
        T value = converted(key, string(key), parser);
        end(key);
        return value;
    }

    private long onlyInteger(String key, long smallest, long largest) throws IOException {
        tokens.next();
        requireString(key);
        long value = integer(key, smallest, largest);
        end(key);
        return value;
    }

    private double onlyDouble(String key) throws IOException {
        tokens.next();
        requireString(key);
        char[] text = tokens.textChars();
        double value;
        try {
            value = NumberText.parseDouble(text, tokens.textFrom(), tokens.textLength());
        } catch (IllegalArgumentException e) {
            throw MalformedJsonException.wrapperValue(key, e, tokens.place());
        }
        end(key);
        return value;
    }

    private void onlyToken(String key, JsonToken token, String text) throws IOException {
        if (tokens.next() != token || !tokens.text().equals(text)) {
            throw wrongValue(key, text);
        }
        end(key);
    }

    /** Goes into the current token, an object of one field, up to the value of that. */
    private void enter(String key, String innerKey) throws IOException {
        if (tokens.current() != JsonToken.START_OBJECT) {
            throw wrongValue(key, "an object with " + innerKey);
        }
        if (tokens.next() == JsonToken.END_OBJECT) {
            throw MalformedJsonException.missingField(key, innerKey, tokens.place());
        }
        field(key, innerKey);
    }

    /** The current token, a string or a number, as an integer. */
    private long integer(String key, long smallest, long largest) throws IOException {
        char[] text = tokens.textChars();
        try {
            return NumberText.parseInteger(text, tokens.textFrom(), tokens.textLength(), smallest, largest);
        } catch (IllegalArgumentException e) {
            throw MalformedJsonException.wrapperValue(key, e, tokens.place());
        }
    }

    private record Pair<A, B>(A first, B second) {}

    /** Reads the value of a field, the current token. */
    private interface FieldReader<T> {
        T read(String name) throws IOException;
    }

    /** The current token as an object of exactly two fields in any order. */
    private <A, B> Pair<A, B> pair(
            String key, String firstName, FieldReader<A> firstReader, String secondName, FieldReader<B> secondReader)
            throws IOException {
        if (tokens.current() != JsonToken.START_OBJECT) {
            throw wrongValue(key, "an object of " + firstName + " and " + secondName);
        }
        A first = null;
        B second = null;
        for (JsonToken token = tokens.next(); token != JsonToken.END_OBJECT; token = tokens.next()) {
            String name = tokens.name();
            if (first == null && name.equals(firstName)) {
                tokens.next();
                first = firstReader.read(name);
            } else if (second == null && name.equals(secondName)) {
                tokens.next();
                second = secondReader.read(name);
            } else {
                throw MalformedJsonException.extraField(key, name, tokens.place());
            }
        }
        if (first == null || second == null) {
            throw MalformedJsonException.missingField(key, first == null ? firstName : secondName, tokens.place());
        }
        return new Pair<>(first, second);
    }

    /** The text of the current token, which has to be a string. */
    String string(String key) throws IOException {
        requireString(key);
        return tokens.text();
    }

    /** What a parser makes of a text; its objection is told with the place. */
    <T> T converted(String key, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw MalformedJsonException.wrapperValue(key, e, tokens.place());
        }
    }

    /** Makes sure that the current token is this field's name, and moves to its value. */
    void field(String key, String name) throws IOException {
        if (!tokens.name().equals(name)) {
            throw MalformedJsonException.extraField(key, tokens.name(), tokens.place());
        }
        tokens.next();
    }

    void end(String key) throws IOException {
        if (tokens.next() != JsonToken.END_OBJECT) {
            throw MalformedJsonException.extraField(key, tokens.name(), tokens.place());
        }
    }

    private void requireString(String key) throws IOException {
        require(key, JsonToken.VALUE_STRING, "a string");
    }

    private void require(String key, JsonToken token, String expected) throws IOException {
        if (tokens.current() != token) {
            throw wrongValue(key, expected);
        }
    }

    /** The current token is not what the key asks for. */
    private MalformedJsonException wrongValue(String key, String expected) throws IOException {
        return MalformedJsonException.wrapperValue(key, tokens.found(), expected, tokens.place());
    }
}
