package io.bsonwire.bson;

import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts maps whose keys are the very Strings expected at their places and whose values are all simple, see
 * {@link SimpleValue}: the maps of a caller who has made them all in the same way. Nothing else is called from here, so
 * that the compiler has the whole loop over the entries at once; a map that is not like that is left to others.
 */
final class SimpleEntries implements BiConsumer<@Nullable Object, @Nullable Object> {
    /** Expected behind an entry that is not as it should be. */
    private static final @Nullable FieldName[] NOTHING = {null};

    /** There is no other way out of {@link Map#forEach}; and the compiler does not have to go on with the loop behind it. */
    private final Stop stop = new Stop();

    private final Scratch out;
    private @Nullable FieldName[] expected = NOTHING;
    /** The place of the entry that comes next. */
    private int next;
    /** Where the last entry is. */
    private int last;

    SimpleEntries(Scratch out) {
        this.out = out;
    }

    /**
     * Puts the entries of a map at {@link Scratch#at}.
     *
     * @param names what is expected
     * @return whether they have been put; if not, nothing has changed
     */
    boolean put(NamesByPlace names, Map<?, ?> map) {
        @Nullable FieldName[] all = names.names();
        if (expected != all) { // the collector has to be told of a store
            expected = all;
        }
        next = 0;
        int at = out.at;
        try {
            map.forEach(this);
        } catch (RuntimeException e) {
            // Behind an entry that is not as it should be, what has stopped the walk, whatever the map has made of it.
            if (expected != NOTHING) {
                throw e;
            }
        }
        if (expected == NOTHING) {
            names.notSimple();
            out.at = at;
            return false;
        }
        return true;
    }

    /** How many entries have been put. */
    int count() {
        return next;
    }

    /** Where the last entry has been put. */
    int last() {
        return last;
    }

    /** Puts an entry, unless another has not been put. */
    @Override
    @SuppressWarnings("ReferenceEquality") // equality is for those who do not expect these Strings
    public void accept(@Nullable Object key, @Nullable Object value) {
        int i = next;
        FieldName name = expected[i];
        if (name != null && name.text == key && out.at <= out.limit) {
            next = i + 1;
            last = out.at;
            if (SimpleValue.put(name, value, out)) {
                return;
            }
        }
        expected = NOTHING;
        next = 0; // for a map that goes on
        throw stop;
    }

    /** Ends a walk. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Stop() {
            super(null, null, false, false);
        }
    }
}
