package io.bsonwire.bson;

import static io.bsonwire.bson.BsonFormat.int32;
import static io.bsonwire.bson.BsonFormat.int64;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds documents and values from a window. What the last document at the same place was like says what to expect of the
 * next one: its names, and how large its array has to be.
 *
 * <p>Every check is made by {@link Window}, the same that {@link Validator} calls.
 */
final class EagerDecoder {
    private static final int FIRST_GUESS = 8;

    private final DuplicateFinder duplicates = new DuplicateFinder();
    private NamesByPlace known = NamesByPlace.root();

    /** Where the value, or the name, that was just decoded by a method of its own ends. */
    private int end;

    private BsonCodec codec = BsonCodec.DEFAULT;

    /** Makes the decoder ready for the next top-level document. */
    void reset(BsonCodec newCodec) {
        codec = newCodec;
        known = known.renewed();
    }

    /** The index behind the value that was decoded last by {@link #value}. */
    int end() {
        return end;
    }

    /** Decodes the top-level document of the window. */
    Document document(Window window) {
        return document(window, window.start, window.end, 1, known);
    }

    /**
     * Decodes the elements of the document at {@code start}, whose length and closing NUL are checked already. The most
     * common types are decoded here, as a call for each value would cost as much as the value.
     */
    private Document document(Window window, int start, int documentEnd, int depth, NamesByPlace names) {
        byte[] bytes = window.bytes;
        int last = documentEnd - 1;
        int at = start + 4;
        @Nullable Object[] slots = new Object[2 * names.expectedSize(last - at)];
        int size = 0;
        while (at < last) {
            int typeByte = bytes[at] & 0xFF;
            if (typeByte == 0) {
                throw window.earlyTerminator(at, last);
            }
            String name;
            int valueAt;
            FieldName expected = names.name(size);
            if (expected != null
                    && at <= bytes.length - FieldName.SLACK
                    && expected.matches(bytes, at)
                    && at + expected.size() <= last) {
                name = expected.text;
                valueAt = at + expected.size();
            } else {
                name = otherName(window, at, last, names, size);
                valueAt = end;
            }
            Object value;
            switch (typeByte) {
                case 0x01 -> {
                    at = window.fixedEnd(0x01, 8, valueAt, last);
                    value = Double.longBitsToDouble(int64(bytes, valueAt));
                }
                case 0x02 -> {
                    at = window.stringEndBeforeText(0x02, valueAt, last);
                    value = window.text(0x02, valueAt + 4, at - 1);
                }
                case 0x03 -> {
                    at = window.documentEnd(0x03, valueAt, last);
                    window.checkDepth(depth + 1, valueAt);
                    value = document(window, valueAt, at, depth + 1, names.child(size));
                }
                case 0x04 -> {
                    at = window.documentEnd(0x04, valueAt, last);
                    window.checkDepth(depth + 1, valueAt);
                    value = array(window, valueAt, at, depth + 1, names.child(size));
                }
                case 0x10 -> {
                    at = window.fixedEnd(0x10, 4, valueAt, last);
                    value = int32(bytes, valueAt);
                }
                case 0x12 -> {
                    at = window.fixedEnd(0x12, 8, valueAt, last);
                    value = int64(bytes, valueAt);
                }
                default -> {
                    value = value(window, typeByte, at, valueAt, last, depth, names, size);
                    at = end;
                }
            }
            if (2 * size == slots.length) {
                slots = Arrays.copyOf(slots, 2 * Math.max(FIRST_GUESS, 2 * size));
            }
            slots[2 * size] = name;
            slots[2 * size + 1] = value;
            size++;
        }
        names.size(size);
        if (!names.areDistinct(size)) {
            int kept = duplicates.resolve(slots, size, codec.duplicateNames(), window, start);
            if (kept == size) {
                names.distinct(size);
            }
            size = kept;
        }
        return new Document(2 * size == slots.length ? slots : Arrays.copyOf(slots, 2 * size), size);
    }

    /** The name of an element that has not the one that was expected; {@link #end} is where its value starts. */
    private String otherName(Window window, int at, int last, NamesByPlace names, int place) {
        FieldName known = FieldNameCache.find(window, at + 1, last);
        if (known != null) {
            names.remember(place, known);
            end = at + known.size();
            return known.text;
        }
        int nul = window.nameEnd(at + 1, last);
        names.forget(place);
        end = nul + 1;
        return FieldNameCache.learn(window, at + 1, nul);
    }

    private List<@Nullable Object> array(Window window, int start, int arrayEnd, int depth, NamesByPlace items) {
        byte[] bytes = window.bytes;
        int last = arrayEnd - 1;
        int at = start + 4;
        int expected = items.expectedSize(last - at);
        ArrayList<@Nullable Object> list = new ArrayList<>(expected);
        while (at < last) {
            int typeByte = bytes[at] & 0xFF;
            if (typeByte == 0) {
                throw window.earlyTerminator(at, last);
            }
            int valueAt = window.nameEnd(at + 1, last) + 1;
            if (typeByte == 0x03) {
                at = window.documentEnd(0x03, valueAt, last);
                window.checkDepth(depth + 1, valueAt);
                list.add(document(window, valueAt, at, depth + 1, items.child(0)));
            } else {
                list.add(value(window, typeByte, at, valueAt, last, depth, items, 0));
                at = end;
            }
        }
        items.size(list.size());
        if (list.size() != expected) {
            list.trimToSize();
        }
        return list;
    }

    /** Decodes one value; {@link #end()} is then the index behind it. */
    @Nullable
    Object value(Window window, int typeByte, int typeAt, int at, int limit, int depth) {
        return value(window, typeByte, typeAt, at, limit, depth, known, 0);
    }

    /** As above; the value is at this place of a document with these names. */
    private @Nullable Object value(
            Window window, int typeByte, int typeAt, int at, int limit, int depth, NamesByPlace names, int place) {
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
                Document document = document(window, at, documentEnd, depth + 1, names.child(place));
                end = documentEnd;
                return document;
            }
            case 0x04 -> {
                int arrayEnd = window.documentEnd(typeByte, at, limit);
                window.checkDepth(depth + 1, at);
                List<@Nullable Object> array = array(window, at, arrayEnd, depth + 1, names.child(place));
                end = arrayEnd;
                return array;
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
                return codeWithScope(window, at, limit, depth, names.child(place));
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
        return codeWithScope(window, at, limit, depth, known.child(0));
    }

    private CodeWithScope codeWithScope(Window window, int at, int limit, int depth, NamesByPlace names) {
        int scopeStart = window.scopeStart(at, limit);
        int scopeEnd = scopeStart + int32(window.bytes, scopeStart);
        window.checkDepth(depth + 1, at);
        String code = window.text(0x0D, at + 8, scopeStart - 1);
        Document scope = document(window, scopeStart, scopeEnd, depth + 1, names);
        end = scopeEnd;
        return new CodeWithScope(code, scope);
    }
}
