package io.bsonwire.bson;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Equality and hash of documents, by content through maps and lists, with a limit on depth: the contracts of Map and
 * List, but byte arrays count by content.
 */
final class DeepEquality {
    private DeepEquality() {}

    static boolean equal(Map<?, ?> left, Map<?, ?> right, int depth) {
        if (left == right) {
            return true;
        }
        checkDepth(depth);
        if (left.size() != right.size()) {
            return false;
        }
        if (left instanceof Document a && right instanceof Document b) {
            return equalDocuments(a, b, depth);
        }
        for (Map.Entry<?, ?> entry : left.entrySet()) {
            Object other = right.get(entry.getKey());
            if ((other == null && !right.containsKey(entry.getKey())) || !equalValues(entry.getValue(), other, depth)) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalDocuments(Document left, Document right, int depth) {
        for (int i = 0; i < left.size(); i++) {
            String name = left.nameAt(i);
            Object other;
            if (name.equals(right.nameAt(i))) { // mostly the order is the same
                other = right.valueAt(i);
            } else if (right.containsKey(name)) {
                other = right.get(name);
            } else {
                return false;
            }
            if (!equalValues(left.valueAt(i), other, depth)) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalValues(@Nullable Object left, @Nullable Object right, int depth) {
        if (left instanceof Map<?, ?> a) {
            return right instanceof Map<?, ?> b && equal(a, b, depth + 1);
        }
        if (left instanceof List<?> a) {
            return right instanceof List<?> b && equalLists(a, b, depth + 1);
        }
        if (left instanceof CodeWithScope a) {
            return right instanceof CodeWithScope b
                    && a.code().equals(b.code())
                    && equal(a.scope(), b.scope(), depth + 1);
        }
        if (left instanceof DBRef a) {
            return right instanceof DBRef b && equal(a, b, depth + 1);
        }
        if (left instanceof byte[] a) {
            return right instanceof byte[] b && Arrays.equals(a, b);
        }
        return Objects.equals(left, right);
    }

    static boolean equal(DBRef left, DBRef right, int depth) {
        checkDepth(depth);
        return left.collection().equals(right.collection())
                && Objects.equals(left.database(), right.database())
                && equalValues(left.id(), right.id(), depth)
                && equal(left.extra(), right.extra(), depth);
    }

    private static boolean equalLists(List<?> left, List<?> right, int depth) {
        if (left == right) {
            return true;
        }
        checkDepth(depth);
        if (left.size() != right.size()) {
            return false;
        }
        Iterator<?> others = right.iterator();
        for (Object item : left) {
            if (!others.hasNext() || !equalValues(item, others.next(), depth)) {
                return false;
            }
        }
        return true;
    }

    static int hash(Map<?, ?> map, int depth) {
        checkDepth(depth);
        int hash = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            hash += Objects.hashCode(entry.getKey()) ^ hashValue(entry.getValue(), depth);
        }
        return hash;
    }

    /** The hash of code with scope, whose scope is at this depth. */
    static int hash(CodeWithScope code, int depth) {
        return 31 * code.code().hashCode() + hash(code.scope(), depth);
    }

    static int hash(DBRef reference, int depth) {
        checkDepth(depth);
        int hash = 31 * reference.collection().hashCode() + hashValue(reference.id(), depth);
        return 31 * hash + hash(reference.extra(), depth);
    }

    private static int hashValue(@Nullable Object value, int depth) {
        if (value instanceof Map<?, ?> map) {
            return hash(map, depth + 1);
        }
        if (value instanceof List<?> list) {
            checkDepth(depth + 1);
            int hash = 1;
            for (Object item : list) {
                hash = 31 * hash + hashValue(item, depth + 1);
            }
            return hash;
        }
        if (value instanceof CodeWithScope code) {
            return hash(code, depth + 1);
        }
        if (value instanceof DBRef reference) {
            return hash(reference, depth + 1);
        }
        return value instanceof byte[] bytes ? Arrays.hashCode(bytes) : Objects.hashCode(value);
    }

    private static void checkDepth(int depth) {
        if (depth > BsonLimits.DEFAULT.maxDepth()) {
            throw BsonEncodeException.tooDeep(BsonLimits.DEFAULT.maxDepth(), "");
        }
    }
}
