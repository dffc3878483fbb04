package org.example.toy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A codec of eight of BSON's types. The property {@code toy.fault} plants a fault: any byte is a boolean. */
public final class ToyCodec {
    private static final boolean FAULT = Boolean.getBoolean("toy.fault");
    private static final int DEEPEST = 200;

    private ToyCodec() {}

    public static Map<String, Object> read(byte[] bson) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(bson).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Object> document = document(source, 1);
        check(!source.hasRemaining(), "bytes behind the document");
        return document;
    }

    private static Map<String, Object> document(ByteBuffer source, int depth) throws IOException {
        check(depth <= DEEPEST, "too deep");
        check(source.remaining() >= 5, "too short");
        int start = source.position();
        int length = source.getInt();
        check(length >= 5 && length <= source.limit() - start, "length of a document");
        int end = start + length;
        check(source.get(end - 1) == 0, "no terminator");
        Map<String, Object> document = new LinkedHashMap<>();
        while (source.position() < end - 1) {
            int type = source.get() & 0xFF;
            String name = text(source, nul(source, end - 1));
            source.get();
            document.put(name, value(source, end - 1, type, depth));
        }
        source.get();
        check(source.position() == end, "length of a document");
        return document;
    }

    private static Object value(ByteBuffer source, int end, int type, int depth) throws IOException {
        int there = end - source.position();
        switch (type) {
            case 0x01:
                check(there >= 8, "cut short");
                return Double.longBitsToDouble(source.getLong());
            case 0x02:
                check(there >= 5, "cut short");
                int length = source.getInt();
                check(length >= 1 && length <= there - 4, "length of a string");
                String text = text(source, source.position() + length - 1);
                check(source.get() == 0, "no terminator");
                return text;
            case 0x03:
            case 0x04:
                check(there >= 5 && source.getInt(source.position()) <= there, "length of a document");
                Map<String, Object> inner = document(source, depth + 1);
                return type == 0x03 ? inner : new ArrayList<>(inner.values());
            case 0x08:
                check(there >= 1, "cut short");
                byte truth = source.get();
                check(FAULT || truth == 0 || truth == 1, "boolean byte");
                return truth != 0;
            case 0x0A:
                return null;
            case 0x10:
                check(there >= 4, "cut short");
                return source.getInt();
            case 0x12:
                check(there >= 8, "cut short");
                return source.getLong();
            case 0x05, 0x06, 0x07, 0x09, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x11, 0x13, 0x7F, 0xFF:
                throw new UnsupportedOperationException("type " + type);
            default:
                throw new IOException("type " + type);
        }
    }

    private static int nul(ByteBuffer source, int end) throws IOException {
        for (int at = source.position(); at < end; at++) {
            if (source.get(at) == 0) {
                return at;
            }
        }
        throw new IOException("name without end");
    }

    private static String text(ByteBuffer source, int end) throws IOException {
        ByteBuffer bytes = source.duplicate().limit(end);
        source.position(end);
        return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    }

    private static void check(boolean right, String what) throws IOException {
        if (!right) {
            throw new IOException(what);
        }
    }

    public static byte[] write(Map<String, ?> document) throws IOException {
        ByteArrayOutputStream elements = new ByteArrayOutputStream();
        for (Map.Entry<String, ?> element : document.entrySet()) {
            Object value = element.getValue();
            elements.write(type(value));
            check(element.getKey().indexOf(0) < 0, "NUL in a name");
            elements.write(utf8(element.getKey()));
            elements.write(0);
            elements.write(bytes(value));
        }
        return buffer(5 + elements.size())
                .putInt(5 + elements.size())
                .put(elements.toByteArray())
                .array();
    }

    private static int type(Object value) {
        if (value == null) {
            return 0x0A;
        } else if (value instanceof Double) {
            return 0x01;
        } else if (value instanceof String) {
            return 0x02;
        } else if (value instanceof Map) {
            return 0x03;
        } else if (value instanceof List) {
            return 0x04;
        } else if (value instanceof Boolean) {
            return 0x08;
        } else if (value instanceof Integer) {
            return 0x10;
        } else if (value instanceof Long) {
            return 0x12;
        }
        throw new UnsupportedOperationException(value.getClass().getName());
    }

    @SuppressWarnings("unchecked")
    private static byte[] bytes(Object value) throws IOException {
        if (value instanceof Double number) {
            return buffer(8).putLong(Double.doubleToRawLongBits(number)).array();
        } else if (value instanceof String text) {
            byte[] utf8 = utf8(text);
            return buffer(5 + utf8.length).putInt(utf8.length + 1).put(utf8).array();
        } else if (value instanceof Map<?, ?> inner) {
            return write((Map<String, ?>) inner);
        } else if (value instanceof List<?> list) {
            Map<String, Object> inner = new LinkedHashMap<>();
            list.forEach(item -> inner.put(String.valueOf(inner.size()), item));
            return write(inner);
        } else if (value instanceof Boolean truth) {
            return new byte[] {(byte) (truth ? 1 : 0)};
        } else if (value instanceof Integer number) {
            return buffer(4).putInt(number).array();
        } else if (value instanceof Long number) {
            return buffer(8).putLong(number).array();
        }
        return new byte[0];
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] utf8(String text) throws IOException {
        ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[utf8.remaining()];
        utf8.get(bytes);
        return bytes;
    }
}
