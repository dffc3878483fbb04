package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;
import java.util.ConcurrentModificationException;
import org.jspecify.annotations.Nullable;

/**
 * What all views inside one top-level document share: the buffer, the codec, and where the document lies, so that an
 * error inside a nested view can name its path from the top.
 *
 * <p>An element that was found is handed on as one long, so that finding allocates nothing: the index of its type byte
 * in the high half, that of its value in the low half; {@link #NONE} for none. All indexes here are indexes of the
 * buffer. The array of a heap buffer is asked for anew each time, for a buffer that grows gets another one.
 */
final class RawSource {
    static final long NONE = -1;

    final ByteBuf buffer;
    final BsonCodec codec;
    private final int start;
    private final int end;
    /** What errors add to an index of the buffer. */
    private final long base;

    RawSource(ByteBuf buffer, int start, int length, long base, BsonCodec codec) {
        this.buffer = buffer;
        this.codec = codec;
        this.start = start;
        this.end = start + length;
        this.base = base;
    }

    byte @Nullable [] array() {
        return buffer.hasArray() ? buffer.array() : null;
    }

    /** What is added to an index of the buffer to get one that {@link RawScan} takes. */
    int shift(byte @Nullable [] array) {
        return array == null ? 0 : buffer.arrayOffset();
    }

    /** The encoded form of a name to look for; null if no element can have it. */
    static @Nullable FieldName fieldName(String name) {
        FieldName known = FieldNameCache.find(name);
        if (known != null) {
            return known;
        }
        if (name.indexOf('\0') >= 0 || BsonFormat.indexOfLoneSurrogate(name) >= 0) {
            return null;
        }
        FieldName fresh = FieldName.of(name);
        FieldNameCache.remember(fresh);
        return fresh;
    }

    // ---- elements ----

    static long element(int typeAt, int valueAt) {
        return ((long) typeAt << 32) | valueAt;
    }

    static int typeAt(long element) {
        return (int) (element >>> 32);
    }

    static int valueAt(long element) {
        return (int) element;
    }

    int typeByte(long element) {
        return buffer.getByte(typeAt(element)) & 0xFF;
    }

    /** The type of an element that was found, which is a known one. */
    BsonType type(long element) {
        BsonType type = BsonType.fromByte(typeByte(element));
        if (type == null) {
            throw modified();
        }
        return type;
    }

    /** The first element of this name in the document in {@code [from, to)}. */
    long find(int from, int to, FieldName name) {
        byte[] array = array();
        int shift = shift(array);
        int at = RawScan.find(buffer, array, from + 4 + shift, to - 1 + shift, name);
        if (at >= 0) {
            return element(at - shift, at - shift + name.length() + 2);
        }
        if (at != RawScan.ABSENT) {
            throw refusal(RawScan.failedAt(at) - shift, to);
        }
        return NONE;
    }

    /** The element at a position, counted from 0, in the document or array in {@code [from, to)}. */
    long elementAt(int from, int to, int index) {
        byte[] array = array();
        int shift = shift(array);
        int last = to - 1 + shift;
        int at = from + 4 + shift;
        for (int i = 0; at < last; i++) {
            long bounds = RawScan.element(buffer, array, at, last);
            if (bounds < 0) {
                throw refusal(at - shift, to);
            }
            if (i == index) {
                return element(at - shift, (int) (bounds >>> 32) - shift);
            }
            at = (int) bounds;
        }
        return NONE;
    }

    /** How many elements the document or array in {@code [from, to)} has. */
    int count(int from, int to) {
        byte[] array = array();
        int shift = shift(array);
        int last = to - 1 + shift;
        int count = 0;
        for (int at = from + 4 + shift; at < last; count++) {
            long bounds = RawScan.element(buffer, array, at, last);
            if (bounds < 0) {
                throw refusal(at - shift, to);
            }
            at = (int) bounds;
        }
        return count;
    }

    /** Where the value of an element that was found ends. */
    int valueEnd(long element) {
        byte[] array = array();
        int shift = shift(array);
        int at = valueAt(element);
        int size = RawScan.sizeOfValue(buffer, array, typeByte(element), at + shift, end + shift);
        if (size < 0) {
            throw modified();
        }
        return at + size;
    }

    // ---- errors ----

    /** The absolute offset of an index of the buffer, as errors name it. */
    long offset(int at) {
        return at + base;
    }

    /** The path, from the top-level document, of the element that holds or starts at an index. */
    String pathAt(int at) {
        byte[] array = array();
        if (array != null) {
            int shift = buffer.arrayOffset();
            return ElementPath.of(array, start + shift, end + shift, at + shift);
        }
        byte[] bytes = new byte[end - start];
        buffer.getBytes(start, bytes);
        return ElementPath.of(bytes, 0, bytes.length, at - start);
    }

    /** As {@link #pathAt(int)}, by the offset that errors name. */
    String pathAtOffset(long offset) {
        return pathAt((int) (offset - base));
    }

    /** The path that a member of the container at {@code at} has or would have. */
    String pathOf(int at, String name) {
        StringBuilder path = new StringBuilder(at == start ? "" : pathAt(at));
        ElementPath.append(path, name, false);
        return path.toString();
    }

    BsonTypeException wrongType(long element, String expected) {
        return BsonTypeException.wrongType(
                type(element).alias(), expected, offset(typeAt(element)), pathAt(typeAt(element)));
    }

    /**
     * Says what is wrong with the element at {@code at}, which does not fit into the document that ends at {@code to}:
     * the strict walk is made to stumble over it.
     */
    MalformedBsonException refusal(int at, int to) {
        Window window = new Window();
        window.reset(this, at, to);
        int last = window.end - 1;
        int typeAt = window.start;
        int typeByte = window.bytes[typeAt] & 0xFF;
        if (typeByte == 0) {
            return window.earlyTerminator(typeAt, last);
        }
        try {
            int nul = window.nameEnd(typeAt + 1, last);
            Validator.checkValue(window, typeByte, typeAt, nul + 1, last, 1, Validator.NO_NAME_CHECKS);
        } catch (MalformedBsonException e) {
            return e;
        }
        throw modified();
    }

    /** The bytes are no longer those that were checked a moment ago. */
    ConcurrentModificationException modified() {
        return new ConcurrentModificationException("the buffer was modified while a raw view read it");
    }
}
