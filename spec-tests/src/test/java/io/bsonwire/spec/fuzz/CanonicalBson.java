package io.bsonwire.spec.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * What the specification has an encoder write for the bytes of a document: elements as they are, arrays with the names
 * "0", "1" and so on, the options of regular expressions in alphabetical order. A walk of its own over well-formed bytes,
 * which shares no code with the library that it judges.
 */
final class CanonicalBson {
    private final ByteBuf source;
    private final ByteBuf target;

    private boolean nameTwice;
    private boolean emptyName;
    private boolean dotInName;
    private boolean nulInNamespace;
    private int depth;

    private CanonicalBson(byte[] bson) {
        source = Unpooled.wrappedBuffer(bson);
        target = Unpooled.buffer(bson.length);
    }

    static CanonicalBson of(byte[] bson) {
        CanonicalBson result = new CanonicalBson(bson);
        result.document(false, 1);
        return result;
    }

    /** The bytes that an encoder writes, when every element is kept. */
    byte[] bytes() {
        return ByteBufUtil.getBytes(target);
    }

    /** Whether any document, arrays aside, has a name twice. */
    boolean hasNameTwice() {
        return nameTwice;
    }

    /** Whether any document or array has an empty name. */
    boolean hasEmptyName() {
        return emptyName;
    }

    /** Whether any document or array has a name with a dot in it. */
    boolean hasDotInName() {
        return dotInName;
    }

    /** Whether the namespace of any DBPointer has a NUL, which bytes can express and no writer writes. */
    boolean hasNulInNamespace() {
        return nulInNamespace;
    }

    /** Levels of documents, arrays and scopes; the document itself is 1. */
    int depth() {
        return depth;
    }

    private void document(boolean array, int level) {
        depth = Math.max(depth, level);
        int start = target.writerIndex();
        source.skipBytes(4);
        target.writeIntLE(0);
        Set<String> names = new HashSet<>();
        int index = 0;
        for (int type = source.readUnsignedByte(); type != 0; type = source.readUnsignedByte()) {
            String name = cstring();
            emptyName |= name.isEmpty();
            dotInName |= name.indexOf('.') >= 0;
            nameTwice |= !array && !names.add(name);
            target.writeByte(type);
            write(array ? Integer.toString(index) : name);
            value(type, level);
            index++;
        }
        target.writeByte(0);
        target.setIntLE(start, target.writerIndex() - start);
    }

    private void value(int type, int level) {
        switch (type) {
            case 0x01, 0x09, 0x11, 0x12 -> copy(8);
            case 0x02, 0x0D, 0x0E -> string();
            case 0x03 -> document(false, level + 1);
            case 0x04 -> document(true, level + 1);
            case 0x05 -> copy(5 + source.getIntLE(source.readerIndex()));
            case 0x06, 0x0A, 0x7F, 0xFF -> copy(0);
            case 0x07 -> copy(12);
            case 0x08 -> copy(1);
            case 0x0B -> {
                write(cstring());
                String options = cstring();
                // Bytes as characters: the order of UTF-8 is that of code points, but no character may be torn apart.
                String text = new String(options.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
                int[] sorted = text.codePoints().sorted().toArray();
                byte[] bytes = new String(sorted, 0, sorted.length).getBytes(StandardCharsets.UTF_8);
                write(new String(bytes, StandardCharsets.ISO_8859_1));
            }
            case 0x0C -> {
                int length = source.getIntLE(source.readerIndex()) - 1;
                nulInNamespace |=
                        source.indexOf(source.readerIndex() + 4, source.readerIndex() + 4 + length, (byte) 0) >= 0;
                string();
                copy(12);
            }
            case 0x0F -> {
                int start = target.writerIndex();
                source.skipBytes(4);
                target.writeIntLE(0);
                string();
                document(false, level + 1);
                target.setIntLE(start, target.writerIndex() - start);
            }
            case 0x10 -> copy(4);
            case 0x13 -> copy(16);
            default -> throw new AssertionError("type byte: " + type);
        }
    }

    private void string() {
        copy(4 + source.getIntLE(source.readerIndex()));
    }

    private void copy(int length) {
        target.writeBytes(source, length);
    }

    /** A character for each byte. */
    private String cstring() {
        String text = source.readCharSequence(source.bytesBefore((byte) 0), StandardCharsets.ISO_8859_1)
                .toString();
        source.skipBytes(1);
        return text;
    }

    private void write(String bytes) {
        target.writeCharSequence(bytes, StandardCharsets.ISO_8859_1);
        target.writeByte(0);
    }
}
