package io.bsonwire.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the parts of a well-formed document are. A walk of its own, which shares nothing with the code that it helps to
 * test.
 *
 * @param lengths every length field
 * @param types index of every type byte
 * @param terminators index of every NUL that ends a name, a text or a document
 * @param texts the bytes of every name and text, without their NUL
 * @param elements every element, from its type byte to the end of its value
 */
record Layout(
        List<Length> lengths,
        List<Integer> types,
        List<Integer> terminators,
        List<Range> texts,
        List<Element> elements) {
    /** Bytes in {@code [from, to)}. */
    record Range(int from, int to) {}

    /** A length field, which counts the bytes in {@code [from, to)}; a code with scope and a document count themselves. */
    record Length(int at, int from, int to) {}

    /** An element and the document that it is in, by the index of that one's length field. */
    record Element(int from, int to, int container) {}

    /**
     * Finds the parts.
     *
     * @param document a well-formed document
     */
    static Layout of(byte[] document) {
        Layout layout = new Layout(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        layout.document(document, 0);
        return layout;
    }

    static int int32(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }

    static void putInt32(byte[] bytes, int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }

    private int document(byte[] bytes, int start) {
        int end = start + int32(bytes, start);
        lengths.add(new Length(start, start, end));
        int at = start + 4;
        while (at < end - 1) {
            types.add(at);
            int nul = cstring(bytes, at + 1);
            int valueEnd = value(bytes, bytes[at] & 0xFF, nul + 1);
            elements.add(new Element(at, valueEnd, start));
            at = valueEnd;
        }
        terminators.add(end - 1);
        return end;
    }

    private int value(byte[] bytes, int type, int at) {
        switch (type) {
            case 0x01, 0x09, 0x11, 0x12 -> {
                return at + 8;
            }
            case 0x02, 0x0D, 0x0E -> {
                return text(bytes, at);
            }
            case 0x03, 0x04 -> {
                return document(bytes, at);
            }
            case 0x05 -> {
                int end = at + 5 + int32(bytes, at);
                lengths.add(new Length(at, at + 5, end));
                if (bytes[at + 4] == 2) {
                    lengths.add(new Length(at + 5, at + 9, end));
                }
                return end;
            }
            case 0x07 -> {
                return at + 12;
            }
            case 0x08 -> {
                return at + 1;
            }
            case 0x0B -> {
                return cstring(bytes, cstring(bytes, at) + 1) + 1;
            }
            case 0x0C -> {
                return text(bytes, at) + 12;
            }
            case 0x0F -> {
                lengths.add(new Length(at, at, at + int32(bytes, at)));
                return document(bytes, text(bytes, at + 4));
            }
            case 0x10 -> {
                return at + 4;
            }
            case 0x13 -> {
                return at + 16;
            }
            case 0x06, 0x0A, 0x7F, 0xFF -> {
                return at;
            }
            default -> throw new IllegalArgumentException("type byte: " + type + " (expected: that of a BSON type)");
        }
    }

    /** A length, bytes, NUL; returns the index behind. */
    private int text(byte[] bytes, int at) {
        int end = at + 4 + int32(bytes, at);
        lengths.add(new Length(at, at + 4, end));
        texts.add(new Range(at + 4, end - 1));
        terminators.add(end - 1);
        return end;
    }

    /** Bytes up to a NUL; returns the index of the NUL. */
    private int cstring(byte[] bytes, int at) {
        int nul = at;
        while (bytes[nul] != 0) {
            nul++;
        }
        texts.add(new Range(at, nul));
        terminators.add(nul);
        return nul;
    }
}
