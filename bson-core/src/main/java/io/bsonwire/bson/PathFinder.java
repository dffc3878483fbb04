package io.bsonwire.bson;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Walks values, decoded and raw, by path, and says in an error what stands there instead of what was asked for. */
final class PathFinder {
    private PathFinder() {}

    static @Nullable Object find(Object root, String path) {
        Object value = root;
        for (int from = 0; ; ) {
            int dot = path.indexOf('.', from);
            String step = path.substring(from, dot < 0 ? path.length() : dot);
            if (value instanceof Map<?, ?> map) {
                value = map.get(step);
            } else if (value instanceof List<?> list) {
                int index = index(step);
                value = index >= 0 && index < list.size() ? list.get(index) : null;
            } else if (value instanceof RawDocument document) {
                value = document.get(step);
            } else if (value instanceof RawArray array) {
                value = array.find(index(step));
            } else {
                return null;
            }
            if (dot < 0) {
                return value;
            }
            from = dot + 1;
        }
    }

    /** The array index that a step of a path stands for, or -1 if it is none. */
    static int index(String step) {
        if (step.isEmpty() || step.length() > 9) {
            return -1;
        }
        int index = 0;
        for (int i = 0; i < step.length(); i++) {
            char c = step.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            index = 10 * index + (c - '0');
        }
        return index;
    }

    static <T> T cast(@Nullable Object value, boolean present, Class<T> type, String expected, String path) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        throw present
                ? BsonTypeException.wrongType(describe(value), expected, -1, path)
                : BsonTypeException.absent(expected, path);
    }

    private static String describe(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getSimpleName();
    }
}
