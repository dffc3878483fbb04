package io.bsonwire.bson.json;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Reads the wrappers of the time before the Extended JSON specification, if they are accepted at all:
 * {@code {"$binary": base64, "$type": subtype}}, {@code {"$regex": pattern, "$options": options}}, both with their keys
 * in any order, with strings and nothing else, and a number of milliseconds as {@code $date}.
 *
 * <p>{@code $regex}, {@code $options} and {@code $type} are also query operators. An object that has not exactly the
 * shape of a wrapper is a document.
 */
final class LegacyWrappers {
    private final JsonInput input;
    private final JsonTokens tokens;
    private final TypeWrappers wrappers;
    private final boolean accepted;

    LegacyWrappers(JsonInput input, JsonTokens tokens, TypeWrappers wrappers, boolean accepted) {
        this.input = input;
        this.tokens = tokens;
        this.wrappers = wrappers;
        this.accepted = accepted;
    }

    boolean areAccepted() {
        return accepted;
    }

    /**
     * Reads an object whose first key, the current token, may be one of a legacy wrapper.
     *
     * @return false if it is not; the current token is then as before
     */
    boolean read(String key) throws IOException {
        if (!accepted) {
            return false;
        }
        switch (key) {
            case "$type" -> typeFirst(key);
            case "$regex" -> regex(key, "$options");
            case "$options" -> regex(key, "$regex");
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The current token is the base64 text of {@code $binary}. */
    void binaryAndType(String key) throws IOException {
        byte[] data = wrappers.converted(key, tokens.text(), BinaryText::parseBase64);
        if (tokens.next() == JsonToken.END_OBJECT) {
            throw MalformedJsonException.missingField(key, "$type", tokens.place());
        }
        wrappers.field(key, "$type");
        int subtype = wrappers.converted("$type", wrappers.string("$type"), BinaryText::parseSubtype);
        wrappers.end(key);
        input.writer().writeBinary(subtype, data, 0, data.length);
    }

    private void typeFirst(String key) throws IOException {
        if (tokens.next() != JsonToken.VALUE_STRING) {
            input.startDocument();
            input.field(key);
            return;
        }
        String type = tokens.text();
        JsonToken after = tokens.next();
        if (after != JsonToken.FIELD_NAME || !tokens.name().equals("$binary")) {
            input.startDocument();
            input.writer().name(key).writeString(type);
            input.goOnWith(after);
            return;
        }
        int subtype = wrappers.converted(key, type, BinaryText::parseSubtype);
        tokens.next();
        byte[] data = wrappers.converted("$binary", wrappers.string("$binary"), BinaryText::parseBase64);
        wrappers.end("$binary");
        input.writer().writeBinary(subtype, data, 0, data.length);
    }

    private void regex(String key, String otherKey) throws IOException {
        if (tokens.next() != JsonToken.VALUE_STRING) {
            input.startDocument();
            input.field(key);
            return;
        }
        String text = tokens.text();
        JsonToken after = tokens.next();
        if (after != JsonToken.FIELD_NAME || !tokens.name().equals(otherKey)) {
            input.startDocument();
            input.writer().name(key).writeString(text);
            input.goOnWith(after);
            return;
        }
        if (tokens.next() != JsonToken.VALUE_STRING) {
            input.startDocument();
            input.writer().name(key).writeString(text);
            input.field(otherKey);
            return;
        }
        String otherText = tokens.text();
        after = tokens.next();
        if (after != JsonToken.END_OBJECT) {
            input.startDocument();
            input.writer().name(key).writeString(text).name(otherKey).writeString(otherText);
            input.goOnWith(after);
            return;
        }
        boolean patternFirst = key.equals("$regex");
        input.writer()
                .writeRegex(wrappers.regex("$regex", patternFirst ? text : otherText, patternFirst ? otherText : text));
    }
}
