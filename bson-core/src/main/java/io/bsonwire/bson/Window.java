package io.bsonwire.bson;

import static io.bsonwire.bson.BsonFormat.int32;
import static io.bsonwire.bson.BsonFormat.int64;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one top-level document as a range of a {@code byte[]}, with the checks that every way of reading shares.
 * A heap buffer lends its own array; any other buffer's document is copied in one piece into a scratch array that the
 * window keeps.
 *
 * <p>All indexes are indexes of {@link #bytes}; {@link #offset(int)} turns them into the absolute offsets that errors
 * name. Every check either returns the index that follows what it checked, or throws with offset and path.
 */
final class Window {
    /** Text up to this length is looked at here, longer text by the platform, which needs a call but is quicker by the byte. */
    private static final int SHORT_TEXT = 32;

    private static final byte[] EMPTY = new byte[0];

    /** The array; heap buffers' own or the scratch. */
    byte[] bytes = EMPTY;
    /** Index of the document's length field. */
    int start;
    /** Index behind the document's last byte. */
    int end;

    private long base;
    private byte[] scratch = EMPTY;
    /** Takes the place of the scratch for large documents. */
    private final SpareArray large = new SpareArray();

    private boolean strictUtf8 = true;
    private int maxDepth = BsonLimits.DEFAULT.maxDepth();
    /** Set while the bytes are a part of a raw view's document, for paths start at the document. */
    private @Nullable RawSource view;

    /** Takes the document at {@code index} of {@code source}; its header and closing NUL are checked. */
    void reset(ByteBuf source, int index, BsonCodec codec) {
        int length = RawBytes.documentLength(source, index, codec.limits().maxDocumentSize());
        if (source.hasArray()) {
            set(source.array(), source.arrayOffset() + index, length, index, codec);
        } else {
            set(copy(source, index, length), 0, length, index, codec);
        }
    }

    /** Takes the bytes in {@code [from, to)} of a raw view's document, whatever they are. */
    void reset(RawSource source, int from, int to) {
        byte[] array = source.array();
        int length = to - from;
        if (array != null) {
            place(array, from + source.shift(array), length, source.offset(from), source.codec);
        } else {
            place(copy(source.buffer, from, length), 0, length, source.offset(from), source.codec);
        }
        view = source;
    }

    private byte[] copy(ByteBuf source, int index, int length) {
        byte[] copy = length > SpareArray.LARGE ? large.take(length, length) : scratchOf(length);
        source.getBytes(index, copy, 0, length);
        return copy;
    }

    private byte[] scratchOf(int length) {
        if (scratch.length < length) {
            scratch = new byte[Math.max(length, 512)];
        }
        return scratch;
    }

    /**
     * Takes the document at {@code index} of {@code source}, of which {@code available} bytes may be read.
     *
     * @param offset what errors call the place of the document
     */
    void reset(byte[] source, int index, int available, long offset, BsonCodec codec) {
        if (available < BsonFormat.MIN_DOCUMENT_LENGTH) {
            throw MalformedBsonException.truncatedHeader(available, offset);
        }
        int length = int32(source, index);
        RawBytes.checkLength(length, available, codec.limits().maxDocumentSize(), offset);
        set(source, index, length, offset, codec);
    }

    private void place(byte[] array, int from, int length, long offset, BsonCodec codec) {
        bytes = array;
        start = from;
        end = from + length;
        base = offset - from;
        strictUtf8 = codec.invalidUtf8() == InvalidUtf8.ERROR;
        maxDepth = codec.limits().maxDepth();
        view = null;
    }

    private void set(byte[] array, int from, int length, long offset, BsonCodec codec) {
        place(array, from, length, offset, codec);
        if (bytes[end - 1] != 0) {
            throw MalformedBsonException.missingTerminator(
                    BsonType.DOCUMENT.code(), bytes[end - 1], offset(end - 1), "");
        }
    }

    /** Lets go of the caller's array, or of a large one. */
    void release() {
        bytes = EMPTY;
        start = 0;
        end = 0;
        view = null;
    }

    /** The absolute offset of an index, as errors name it. */
    long offset(int at) {
        return at + base;
    }

    /** The path of the element that holds or starts at {@code at}. */
    String pathAt(int at) {
        return view == null ? ElementPath.of(bytes, start, end, at) : view.pathAtOffset(offset(at));
    }

    boolean strictUtf8() {
        return strictUtf8;
    }

    /** Checks that a container at this depth is allowed; the top-level document has depth 1. */
    void checkDepth(int depth, int at) {
        if (depth > maxDepth) {
            throw MalformedBsonException.tooDeep(maxDepth, offset(at), pathAt(at));
        }
    }

    /** Checks the length and closing NUL of a document or array at {@code at}. */
    int documentEnd(int typeByte, int at, int limit) {
        int valueEnd = prefixedEnd(typeByte, at, limit);
        checkTerminator(typeByte, valueEnd - 1);
        return valueEnd;
    }

    /** Checks length, closing NUL and UTF-8 of a string, code or symbol at {@code at}. */
    int stringEnd(int typeByte, int at, int limit) {
        int valueEnd = prefixedEnd(typeByte, at, limit);
        checkTerminator(typeByte, valueEnd - 1);
        checkUtf8(typeByte, at + 4, valueEnd - 1);
        return valueEnd;
    }

    /** Checks the length of a binary at {@code at}, the inner length of subtype 2 included. */
    int binaryEnd(int at, int limit) {
        int valueEnd = prefixedEnd(BsonType.BINARY.code(), at, limit);
        if (bytes[at + 4] == Binary.OLD_BINARY) {
            int outer = int32(bytes, at);
            if (outer < 4) {
                throw MalformedBsonException.valueCutShort(
                        BsonType.BINARY.code(), outer, 4, offset(at + 5), pathAt(at));
            }
            int inner = int32(bytes, at + 5);
            if (inner != outer - 4) {
                throw MalformedBsonException.innerBinaryLength(inner, outer, offset(at), pathAt(at));
            }
        }
        return valueEnd;
    }

    /** Checks the string of a DBPointer at {@code at}; its 12 bytes are there by the length check. */
    int dbPointerEnd(int at, int limit) {
        int valueEnd = prefixedEnd(BsonType.DB_POINTER.code(), at, limit);
        checkTerminator(BsonType.DB_POINTER.code(), valueEnd - 13);
        checkUtf8(BsonType.DB_POINTER.code(), at + 4, valueEnd - 13);
        return valueEnd;
    }

    /**
     * Checks the total, the code's length and NUL, and the header of the scope of a code with scope at {@code at}; the code's
     * UTF-8 is left to {@link #text} or {@link #checkUtf8}.
     *
     * @return the index of the scope document; the value ends with it
     */
    int scopeStart(int at, int limit) {
        int valueEnd = prefixedEnd(BsonType.CODE_WITH_SCOPE.code(), at, limit);
        int scope = stringEndBeforeText(BsonType.CODE.code(), at + 4, valueEnd - BsonFormat.MIN_DOCUMENT_LENGTH);
        int scopeEnd = documentEnd(BsonType.DOCUMENT.code(), scope, valueEnd);
        if (scopeEnd != valueEnd) {
            throw MalformedBsonException.codeWithScopeLength(
                    int32(bytes, at), (long) scopeEnd - at, offset(at), pathAt(at));
        }
        return scope;
    }

    /** Checks pattern and options of a regular expression at {@code at}. */
    int regexEnd(int at, int limit) {
        int options = cstringEnd("regex pattern", at, limit) + 1;
        return cstringEnd("regex options", options, limit) + 1;
    }

    /** Checks that {@code size} bytes are there for a value whose size its type fixes. */
    int fixedEnd(int typeByte, int size, int at, int limit) {
        if (size > limit - at) {
            throw MalformedBsonException.valueCutShort(typeByte, limit - at, size, offset(at), pathAt(at));
        }
        return at + size;
    }

    /** Checks the byte of a boolean at {@code at}, which must be there. */
    boolean booleanAt(int at) {
        int value = bytes[at];
        if ((value & ~1) != 0) {
            throw MalformedBsonException.booleanByte(value, offset(at), pathAt(at));
        }
        return value == 1;
    }

    /** Checks NUL and UTF-8 of an element's name at {@code at}; returns the index of its NUL. */
    int nameEnd(int at, int limit) {
        if (at <= limit - Long.BYTES) { // most names are short and ASCII
            long word = int64(bytes, at);
            long zeros = BsonFormat.zeroBytes(word);
            if (zeros != 0 && (word & BsonFormat.HIGH_BITS & (zeros ^ zeros - 1)) == 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        return cstringEnd("name", at, limit);
    }

    private int cstringEnd(String what, int at, int limit) {
        int nul = BsonFormat.indexOfNul(bytes, at, limit);
        if (nul < 0) {
            throw MalformedBsonException.unterminatedText(what, offset(at), pathAt(at));
        }
        if (strictUtf8) {
            int bad = BsonFormat.indexOfMalformedUtf8(bytes, at, nul);
            if (bad >= 0) {
                throw MalformedBsonException.invalidUtf8(what, bytes[bad], offset(bad), pathAt(bad));
            }
        }
        return nul;
    }

    /** The text of {@code [from, to)}, already checked or not; malformed bytes are refused or replaced by U+FFFD. */
    @SuppressWarnings("deprecation") // copies bytes without looking at them, which has been done
    String text(int typeByte, int from, int to) {
        if (to - from <= SHORT_TEXT && BsonFormat.isAscii(bytes, from, to)) {
            return new String(bytes, 0, from, to - from);
        }
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        // The platform's decoder leaves U+FFFD behind for malformed input, so only text with it needs the exact check.
        if (text.indexOf('\uFFFD') >= 0) {
            checkUtf8(typeByte, from, to);
        }
        return text;
    }

    /** Checks length and closing NUL of a string, code or symbol, but leaves its UTF-8 to {@link #text}. */
    int stringEndBeforeText(int typeByte, int at, int limit) {
        int valueEnd = prefixedEnd(typeByte, at, limit);
        checkTerminator(typeByte, valueEnd - 1);
        return valueEnd;
    }

    MalformedBsonException unknownType(int typeAt) {
        return MalformedBsonException.unknownType(bytes[typeAt], offset(typeAt), pathAt(typeAt));
    }

    /** The error for a zero type byte before the container's last byte. */
    MalformedBsonException earlyTerminator(int at, int last) {
        return MalformedBsonException.earlyTerminator(last - at, offset(at), pathAt(at));
    }

    /** The error for the element of this index in the document at {@code documentStart}, whose name is taken. */
    MalformedBsonException duplicateName(int documentStart, int index) {
        int at = documentStart + 4;
        for (int i = 0; i < index; i++) {
            int value = BsonFormat.indexOfNul(bytes, at + 1, end) + 1;
            at = value + BsonFormat.sizeOfValue(bytes, bytes[at] & 0xFF, value, end);
        }
        int nul = BsonFormat.indexOfNul(bytes, at + 1, end);
        String name = new String(bytes, at + 1, nul - at - 1, StandardCharsets.UTF_8);
        return MalformedBsonException.duplicateName(name, offset(at), pathAt(at));
    }

    private int prefixedEnd(int typeByte, int at, int limit) {
        if (limit - at < 4) {
            throw MalformedBsonException.valueCutShort(typeByte, limit - at, 4, offset(at), pathAt(at));
        }
        int size = BsonFormat.sizeOfPrefixed(typeByte, int32(bytes, at), limit - at);
        if (size < 0) {
            throw MalformedBsonException.valueLength(typeByte, int32(bytes, at), limit - at, offset(at), pathAt(at));
        }
        return at + size;
    }

    private void checkTerminator(int typeByte, int at) {
        if (bytes[at] != 0) {
            throw MalformedBsonException.missingTerminator(typeByte, bytes[at], offset(at), pathAt(at));
        }
    }

    /** Checks the UTF-8 of the text in {@code [from, to)}. */
    void checkUtf8(int typeByte, int from, int to) {
        if (strictUtf8) {
            int bad = BsonFormat.indexOfMalformedUtf8(bytes, from, to);
            if (bad >= 0) {
                BsonType type = BsonType.fromByte(typeByte);
                throw MalformedBsonException.invalidUtf8(
                        type == null ? "text" : type.alias(), bytes[bad], offset(bad), pathAt(bad));
            }
        }
    }
}
