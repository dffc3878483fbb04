package io.bsonwire.bson;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The names of the documents of one depth, remembered by their place: the how many-th of its document each is. Documents
 * that are written one after another mostly have the same names in the same order, and a name that is the same object as
 * the last time costs no look-up.
 */
final class NamesByPlace {
    /** Names that have a place; later ones have none. */
    private static final int PLACES = 128;
    /** Bytes of type, name and NUL that fit into two words. */
    static final int SHORT = 2 * Long.BYTES;

    /** The names as their documents have them; null where none is remembered. */
    private final @Nullable String[] texts = new @Nullable String[PLACES];
    /** How many bytes the type byte, the name and its NUL take. */
    final int[] lengths = new int[PLACES];
    /** Two words for each that is short: a place for the type byte, the name and its NUL, as they stand in front of a value. */
    final long[] headers = new long[2 * PLACES];

    private final @Nullable FieldName[] names = new @Nullable FieldName[PLACES];
    private int idPlace;
    /** Whether many values of the last document were not of the simplest. */
    boolean mixed;

    /** The place behind the first where the last {@code _id} was; 0 if there was none. */
    int idPlace() {
        return idPlace;
    }

    /** Whether the name is remembered at this place. An {@code _id} is at the first place only: whoever writes it has to know. */
    @SuppressWarnings("ReferenceEquality") // the same object is enough, and equals would look at the characters
    boolean isKnown(int place, @Nullable Object text) {
        return place < PLACES && text == texts[place];
    }

    /** The name that is remembered at this place. */
    FieldName name(int place) {
        return Objects.requireNonNull(names[place]);
    }

    void remember(int place, String text, FieldName name) {
        if (name.isId() && place > 0) {
            idPlace = place;
        } else if (place < PLACES) {
            texts[place] = text;
            names[place] = name;
            lengths[place] = name.length() + 2;
            headers[2 * place] = name.head() << 8;
            headers[2 * place + 1] = name.tail() << 8 | name.head() >>> 56;
        }
    }
}
