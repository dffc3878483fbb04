package io.bsonwire.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Flag bits in words, for the JSON form of messages. */
final class FlagNames {
    private FlagNames() {}

    /** The names of the bits that are set, and all others together as a hexadecimal number. */
    static List<String> of(int flags, @Nullable String[] names) {
        List<String> found = new ArrayList<>(1);
        int others = flags;
        for (int bit = 0; bit < names.length; bit++) {
            String name = names[bit];
            if ((flags & 1 << bit) != 0 && name != null) {
                found.add(name);
                others &= ~(1 << bit);
            }
        }
        if (others != 0) {
            found.add(String.format("0x%08X", others));
        }
        return found;
    }
}
