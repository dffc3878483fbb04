package io.bsonwire.spec.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the parts of a well-formed message are. A walk of its own, which shares nothing with the code that it helps to
 * test.
 *
 * @param numbers index of every int32 that is a length, a size, a count, an opcode or flags
 * @param bytes index of every byte that says what follows: kinds of sections, the number of a compressor
 * @param texts every name, without its NUL
 * @param documents every document that stands in the message itself
 */
record MessageLayout(List<Integer> numbers, List<Integer> bytes, List<Range> texts, List<Range> documents) {
    /**
     * Bytes in {@code [from, to)}.
     *
     * @param sizeAt index of the size of the sequence that they are in, -1 if they are in none
     */
    record Range(int from, int to, int sizeAt) {}

    static MessageLayout of(byte[] message) {
        MessageLayout layout =
                new MessageLayout(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        layout.numbers.add(0);
        layout.numbers.add(12);
        switch (int32(message, 12)) {
            case 1 -> {
                layout.numbers(16, 32);
                layout.allDocuments(message, 36, message.length, -1);
            }
            case 2001, 2006 -> {
                layout.numbers(16);
                int flags = layout.text(message, 20, -1);
                layout.numbers(flags);
                layout.allDocuments(message, flags + 4, message.length, -1);
            }
            case 2002 -> {
                layout.numbers(16);
                layout.allDocuments(message, layout.text(message, 20, -1), message.length, -1);
            }
            case 2004 -> {
                layout.numbers(16);
                int skip = layout.text(message, 20, -1);
                layout.numbers(skip, skip + 4);
                layout.allDocuments(message, skip + 8, message.length, -1);
            }
            case 2005 -> {
                layout.numbers(16);
                layout.numbers(layout.text(message, 20, -1));
            }
            case 2007 -> layout.numbers(16, 20);
            case 2012 -> {
                layout.numbers(16, 20);
                layout.bytes.add(24);
            }
            default -> layout.sections(message);
        }
        return layout;
    }

    private void sections(byte[] message) {
        numbers(16);
        int end = (message[16] & 1) != 0 ? message.length - 4 : message.length;
        int at = 20;
        while (at < end) {
            bytes.add(at);
            if (message[at] == 0) {
                at = document(message, at + 1, -1);
            } else {
                int sizeAt = at + 1;
                int sequenceEnd = sizeAt + int32(message, sizeAt);
                numbers(sizeAt);
                allDocuments(message, text(message, sizeAt + 4, sizeAt), sequenceEnd, sizeAt);
                at = sequenceEnd;
            }
        }
    }

    private void numbers(int... indexes) {
        for (int index : indexes) {
            numbers.add(index);
        }
    }

    /** Returns the index behind the NUL. */
    private int text(byte[] message, int from, int sizeAt) {
        int nul = from;
        while (message[nul] != 0) {
            nul++;
        }
        texts.add(new Range(from, nul, sizeAt));
        return nul + 1;
    }

    private void allDocuments(byte[] message, int from, int to, int sizeAt) {
        for (int at = from; at < to; ) {
            at = document(message, at, sizeAt);
        }
    }

    private int document(byte[] message, int at, int sizeAt) {
        int end = at + int32(message, at);
        numbers.add(at);
        documents.add(new Range(at, end, sizeAt));
        return end;
    }

    static int int32(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }

    static void putInt32(byte[] bytes, int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }
}
