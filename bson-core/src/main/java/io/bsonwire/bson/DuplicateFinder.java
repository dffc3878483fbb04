package io.bsonwire.bson;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds names that a document uses twice, at the end of the document, in time linear in their number. A small hash table
 * serves one document after another without being cleared: an entry counts only if it carries the document's stamp.
 * Large documents use a hash map instead, so that names chosen to collide gain nothing.
 */
final class DuplicateFinder {
    private static final int SLOTS = 2048;
    /** Documents of more names than this are large; must fit the low bits of an entry. */
    private static final int LARGE = 256;

    private static final int STAMP_STEP = LARGE;

    /** Open addressing; an entry is the document's stamp plus the place of the name among those kept. */
    private final int[] table = new int[SLOTS];
    /** Multiple of STAMP_STEP, so that stamp and place do not overlap. */
    private int stamp;

    /**
     * Applies the policy to the first {@code size} pairs of name and value, closing gaps.
     *
     * @return how many pairs are left
     */
    int resolve(@Nullable Object[] slots, int size, DuplicateNames policy, Window window, int documentStart) {
        return size <= LARGE
                ? resolveSmall(slots, size, policy, window, documentStart)
                : resolveLarge(slots, size, policy, window, documentStart);
    }

    private int resolveSmall(
            @Nullable Object[] slots, int size, DuplicateNames policy, Window window, int documentStart) {
        stamp += STAMP_STEP;
        if (stamp == 0) {
            Arrays.fill(table, 0);
            stamp = STAMP_STEP;
        }
        int kept = 0;
        for (int i = 0; i < size; i++) {
            String name = (String) Objects.requireNonNull(slots[2 * i]);
            int hash = name.hashCode();
            int slot = (hash ^ (hash >>> 11) ^ (hash >>> 22)) & (SLOTS - 1);
            int earlier = -1;
            int entry = table[slot];
            while ((entry & -STAMP_STEP) == stamp) {
                int place = entry & (STAMP_STEP - 1);
                if (name.equals(slots[2 * place])) {
                    earlier = place;
                    break;
                }
                slot = (slot + 1) & (SLOTS - 1);
                entry = table[slot];
            }
            if (earlier < 0) {
                table[slot] = stamp | kept;
            }
            kept = place(slots, i, kept, earlier, policy, window, documentStart);
        }
        return kept;
    }

    private static int resolveLarge(
            @Nullable Object[] slots, int size, DuplicateNames policy, Window window, int documentStart) {
        Map<Object, Integer> places = new HashMap<>(size * 2);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            Object name = Objects.requireNonNull(slots[2 * i]);
            Integer earlier = places.putIfAbsent(name, kept);
            kept = place(slots, i, kept, earlier == null ? -1 : earlier, policy, window, documentStart);
        }
        return kept;
    }

    private static int place(
            @Nullable Object[] slots,
            int index,
            int kept,
            int earlier,
            DuplicateNames policy,
            Window window,
            int documentStart) {
        if (earlier < 0) {
            if (kept != index) {
                slots[2 * kept] = slots[2 * index];
                slots[2 * kept + 1] = slots[2 * index + 1];
            }
            return kept + 1;
        }
        switch (policy) {
            case ERROR -> throw window.duplicateName(documentStart, index);
            case LAST_WINS -> slots[2 * earlier + 1] = slots[2 * index + 1];
            case FIRST_WINS -> {}
        }
        return kept;
    }
}
