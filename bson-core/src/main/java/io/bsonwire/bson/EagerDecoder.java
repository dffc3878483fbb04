package io.bsonwire.bson;

import static io.bsonwire.bson.BsonFormat.int32;
import static io.bsonwire.bson.BsonFormat.int64;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds documents and values from a window. Names and values are gathered on one stack that serves all levels, so that
 * each document's array is made once, at its exact size.
 *
 * <p>Every check is made by {@link Window}, the same that {@link Validator} calls.
 */
final class EagerDecoder {
    private static final @Nullable Object[] NO_STACK = new Object[0];

    private final DuplicateFinder duplicates = new DuplicateFinder();

    /**
     * Made anew for each top-level document: stores of new objects into an old array cost a collector's write barrier
     * each, a new array costs less than that, and nothing need be cleared.
     */
    private @Nullable Object[] stack = NO_STACK;

    private int top;
    /** Where the value that was just decoded ends. */
    private int end;

    private BsonCodec codec = BsonCodec.DEFAULT;

    /** Makes the decoder ready for the next top-level document. */
    void reset(BsonCodec newCodec) {
        codec = newCodec;
        release();
    }

    /** Lets go of what a decode has gathered. */
    void release() {
        stack = NO_STACK;
        top = 0;
    }

    /** The index behind the value that was decoded last. */
    int end() {
        return end;
    }

    /** Decodes the top-level document of the window. */
    Document document(Window window) {
        // Two slots for every 32 bytes hold most documents; the stack grows for others.
        stack = new Object[Math.min(Math.max((window.end - window.start) / 16, 8), 1024)];
        Document document = document(window, window.start, window.end, 1);
        release();
        return document;
    }

    /** Decodes the elements of the document at {@code start}, whose length and closing NUL are checked already. */
    Document document(Window window, int start, int documentEnd, int depth) {
        byte[] bytes = window.bytes;
        int bottom = top;
        int last = documentEnd - 1;
        int at = start + 4;
        while (at < last) {
            int typeByte = bytes[at] & 0xFF;
            if (typeByte == 0) {
                throw window.earlyTerminator(at, last);
            }
            FieldName name = FieldNameCache.find(window, at + 1, last);
            Object value = value(window, typeByte, at, at + name.length() + 2, last, depth);
            at = end;
            push(name.text, value);
        }
        end = documentEnd;
        int size = (top - bottom) >> 1;
        if (size > 1) {
            size = duplicates.resolve(stack, bottom, size, codec.duplicateNames(), window, start);
        }
        @Nullable Object[] slots = Arrays.copyOfRange(stack, bottom, bottom + 2 * size);
        top = bottom;
        return new Document(slots, size);
    }

    private List<@Nullable Object> array(Window window, int start, int arrayEnd, int depth) {
        byte[] bytes = window.bytes;
        int bottom = top;
        int last = arrayEnd - 1;
        int at = start + 4;
        while (at < last) {
            int typeByte = bytes[at] & 0xFF;
            if (typeByte == 0) {
                throw window.earlyTerminator(at, last);
            }
            int nul = window.nameEnd(at + 1, last);
            Object value = value(window, typeByte, at, nul + 1, last, depth);
            at = end;
            push(value);
        }
        end = arrayEnd;
        ArrayList<@Nullable Object> list = new ArrayList<>(top - bottom);
        for (int i = bottom; i < top; i++) {
            list.add(stack[i]);
        }
        top = bottom;
        return list;
    }

    private void push(Object name, @Nullable Object value) {
        if (top + 2 > stack.length) {
            growStack();
        }
        stack[top] = name;
        stack[top + 1] = value;
        top += 2;
    }

    private void push(@Nullable Object value) {
        if (top == stack.length) {
            growStack();
        }
        stack[top++] = value;
    }

    private void growStack() {
        stack = Arrays.copyOf(stack, Math.max(16, stack.length * 2));
    }

    /** Decodes one value; {@link #end()} is then the index behind it. */
    @Nullable
    Object value(Window window, int typeByte, int typeAt, int at, int limit, int depth) {
        byte[] bytes = window.bytes;
        switch (typeByte) {
            case 0x01 -> {
                end = window.fixedEnd(typeByte, 8, at, limit);
                return Double.longBitsToDouble(int64(bytes, at));
            }
            case 0x02 -> {
                return string(window, typeByte, at, limit);
            }
            case 0x03 -> {
                int documentEnd = window.documentEnd(typeByte, at, limit);
                window.checkDepth(depth + 1, at);
                return document(window, at, documentEnd, depth + 1);
            }
            case 0x04 -> {
                int arrayEnd = window.documentEnd(typeByte, at, limit);
                window.checkDepth(depth + 1, at);
                return array(window, at, arrayEnd, depth + 1);
            }
            case 0x05 -> {
                end = window.binaryEnd(at, limit);
                return binary(bytes, at);
            }
            case 0x06 -> {
                end = at;
                return Undefined.INSTANCE;
            }
            case 0x07 -> {
                end = window.fixedEnd(typeByte, 12, at, limit);
                return ObjectId.of(bytes, at);
            }
            case 0x08 -> {
                end = window.fixedEnd(typeByte, 1, at, limit);
                return window.booleanAt(at);
            }
            case 0x09 -> {
                end = window.fixedEnd(typeByte, 8, at, limit);
                return Instant.ofEpochMilli(int64(bytes, at));
            }
            case 0x0A -> {
                end = at;
                return null;
            }
            case 0x0B -> {
                return regex(window, at, limit);
            }
            case 0x0C -> {
                return dbPointer(window, at, limit);
            }
            case 0x0D -> {
                return new Code(string(window, typeByte, at, limit));
            }
            case 0x0E -> {
                return new Symbol(string(window, typeByte, at, limit));
            }
            case 0x0F -> {
                return codeWithScope(window, at, limit, depth);
            }
            case 0x10 -> {
                end = window.fixedEnd(typeByte, 4, at, limit);
                return int32(bytes, at);
            }
            case 0x11 -> {
                end = window.fixedEnd(typeByte, 8, at, limit);
                return BsonTimestamp.ofBits(int64(bytes, at));
            }
            case 0x12 -> {
                end = window.fixedEnd(typeByte, 8, at, limit);
                return int64(bytes, at);
            }
            case 0x13 -> {
                end = window.fixedEnd(typeByte, 16, at, limit);
                return Decimal128.ofBits(int64(bytes, at + 8), int64(bytes, at));
            }
            case 0x7F -> {
                end = at;
                return MaxKey.INSTANCE;
            }
            case 0xFF -> {
                end = at;
                return MinKey.INSTANCE;
            }
            default -> throw window.unknownType(typeAt);
        }
    }

    String string(Window window, int typeByte, int at, int limit) {
        end = window.stringEndBeforeText(typeByte, at, limit);
        return window.text(typeByte, at + 4, end - 1);
    }

    private Object binary(byte[] bytes, int at) {
        int subtype = bytes[at + 4] & 0xFF;
        UuidRepresentation uuids = codec.uuidRepresentation();
        if (end - at == 5 + UuidRepresentation.LENGTH && uuids.decodes(subtype)) {
            return uuids.read(bytes, at + 5);
        }
        return binary(bytes, at, end);
    }

    /** The binary value in {@code [at, end)}; of subtype 2 the inner data. */
    static Binary binary(byte[] bytes, int at, int end) {
        int subtype = bytes[at + 4] & 0xFF;
        int from = subtype == Binary.OLD_BINARY ? at + 9 : at + 5;
        return Binary.wrap(subtype, Arrays.copyOfRange(bytes, from, end));
    }

    Regex regex(Window window, int at, int limit) {
        end = window.regexEnd(at, limit);
        int nul = BsonFormat.indexOfNul(window.bytes, at, end);
        return Regex.decoded(window.text(0x0B, at, nul), window.text(0x0B, nul + 1, end - 1));
    }

    DbPointer dbPointer(Window window, int at, int limit) {
        end = window.dbPointerEnd(at, limit);
        return DbPointer.decoded(window.text(0x0C, at + 4, end - 13), ObjectId.of(window.bytes, end - 12));
    }

    CodeWithScope codeWithScope(Window window, int at, int limit, int depth) {
        int scopeStart = window.scopeStart(at, limit);
        int scopeEnd = scopeStart + int32(window.bytes, scopeStart);
        window.checkDepth(depth + 1, at);
        String code = window.text(0x0F, at + 8, scopeStart - 1);
        return new CodeWithScope(code, document(window, scopeStart, scopeEnd, depth + 1));
    }
}
