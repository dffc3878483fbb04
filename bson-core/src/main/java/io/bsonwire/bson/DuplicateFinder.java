package io.bsonwire.bson;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds names that a document uses twice, at the end of the document, in time linear in their number. A small table
 * stamped with the document's number tells at once that most names are new; only a name whose slot is taken is compared
 * with those before it. Large documents use a hash map instead, so that names chosen to collide gain nothing.
 */
final class DuplicateFinder {
    private static final int SLOTS = 2048;
    private static final int LARGE = 256;

    private final int[] stamps = new int[SLOTS];
    private int stamp;

    /**
     * Applies the policy to the {@code size} pairs of name and value from {@code bottom} on, closing gaps.
     *
     * @return how many pairs are left
     */
    int resolve(
            @Nullable Object[] stack, int bottom, int size, DuplicateNames policy, Window window, int documentStart) {
        return size <= LARGE
                ? resolveSmall(stack, bottom, size, policy, window, documentStart)
                : resolveLarge(stack, bottom, size, policy, window, documentStart);
    }

    private int resolveSmall(
            @Nullable Object[] stack, int bottom, int size, DuplicateNames policy, Window window, int documentStart) {
        if (++stamp == 0) {
            Arrays.fill(stamps, 0);
            stamp = 1;
        }
        int kept = 0;
        for (int i = 0; i < size; i++) {
            String name = (String) Objects.requireNonNull(stack[bottom + 2 * i]);
            int hash = name.hashCode();
            int slot = (hash ^ (hash >>> 11) ^ (hash >>> 22)) & (SLOTS - 1);
            int earlier = stamps[slot] == stamp ? indexOf(stack, bottom, kept, name) : -1;
            stamps[slot] = stamp;
            kept = place(stack, bottom, i, kept, earlier, policy, window, documentStart);
        }
        return kept;
    }

    private static int resolveLarge(
            @Nullable Object[] stack, int bottom, int size, DuplicateNames policy, Window window, int documentStart) {
        Map<Object, Integer> places = new HashMap<>(size * 2);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            Object name = Objects.requireNonNull(stack[bottom + 2 * i]);
            Integer earlier = places.putIfAbsent(name, kept);
            kept = place(stack, bottom, i, kept, earlier == null ? -1 : earlier, policy, window, documentStart);
        }
        return kept;
    }

    private static int place(
            @Nullable Object[] stack,
            int bottom,
            int index,
            int kept,
            int earlier,
            DuplicateNames policy,
            Window window,
            int documentStart) {
        if (earlier < 0) {
            if (kept != index) {
                stack[bottom + 2 * kept] = stack[bottom + 2 * index];
                stack[bottom + 2 * kept + 1] = stack[bottom + 2 * index + 1];
            }
            return kept + 1;
        }
        switch (policy) {
            case ERROR -> throw window.duplicateName(documentStart, index);
            case LAST_WINS -> stack[bottom + 2 * earlier + 1] = stack[bottom + 2 * index + 1];
            case FIRST_WINS -> {}
        }
        return kept;
    }

    private static int indexOf(@Nullable Object[] stack, int bottom, int size, String name) {
        for (int i = 0; i < size; i++) {
            if (name.equals(stack[bottom + 2 * i])) {
                return i;
            }
        }
        return -1;
    }
}
