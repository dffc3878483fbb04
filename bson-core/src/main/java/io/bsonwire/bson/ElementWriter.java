package io.bsonwire.bson;

import static io.bsonwire.bson.BsonFormat.putInt32;
import static io.bsonwire.bson.BsonFormat.putInt64;

import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the elements of documents and maps: the loop that most of encoding is. Values of the most common classes are laid
 * down here, with the place of the next byte in a local variable; all others, and whatever does not fit or is not ASCII,
 * go through {@link BsonWriter}'s own methods.
 *
 * <p>Documents that are written one after another mostly have the same names in the same order. So names are remembered by
 * their place: how deep, and the how many-th of its document. One that is the same object as the last time costs no look-up.
 * Only names of {@link FieldNameCache} are remembered: those have passed the checks of every codec, and are short.
 */
final class ElementWriter implements BiConsumer<@Nullable Object, @Nullable Object> {
    /** Levels and names of a level that have a place. Deeper levels share those of others, later names have none. */
    private static final int LEVELS = 8;

    private static final int NAMES = 128;
    /** Text up to this length is tried here; for longer ones a method call more does not count. */
    private static final int SHORT_TEXT = 64;

    private final BsonWriter writer;
    private final Scratch out;

    private final @Nullable String[] texts = new @Nullable String[LEVELS * NAMES];
    private final @Nullable FieldName[] names = new @Nullable FieldName[LEVELS * NAMES];
    /** How many elements of the current map have been written. */
    private int count;
    /** Its {@link #level()}. */
    private int level;
    /** Where the top-level document has an {@code _id} that is not its first element; 0 if nowhere. */
    private int idAt;

    ElementWriter(BsonWriter writer, Scratch out) {
        this.writer = writer;
        this.out = out;
    }

    /** Starts a top-level document. */
    void reset() {
        idAt = 0;
    }

    /**
     * Where an {@code _id} has been written since {@link #reset}, here and not by a method of {@link BsonWriter}, that is
     * not the first element of the top-level document; 0 if nowhere.
     */
    int idAt() {
        return idAt;
    }

    /** Writes the entries of a {@link Document} into the document that is open. */
    void write(@Nullable Object[] slots, int size) {
        writer.checkName();
        int level = level();
        int at = out.at;
        for (int i = 0; i < size; i++) {
            at = write(level, i, (String) Objects.requireNonNull(slots[2 * i]), slots[2 * i + 1], at);
        }
        out.at = at;
    }

    /** Writes the entries of a map into the document that is open. An iterator over them would be an object a map. */
    void write(Map<?, ?> map) {
        int outerCount = count;
        int outerLevel = level;
        count = 0;
        level = level();
        map.forEach(this);
        level = outerLevel;
        count = outerCount;
    }

    /** The first place of names of the document that is open. */
    private int level() {
        return (writer.depth() & (LEVELS - 1)) * NAMES;
    }

    /** Writes an entry of a map. */
    @Override
    public void accept(@Nullable Object name, @Nullable Object value) {
        if (!(name instanceof String text)) { // whatever the map's declaration says
            throw BsonEncodeException.nameNotString(name, writer.path());
        }
        out.at = write(level, count++, text, value, out.at);
    }

    /** Writes the i-th element of its document at {@code at} and returns where the next one goes. */
    private int write(int level, int i, String text, @Nullable Object value, int at) {
        FieldName name = name(level, i, text, at);
        if (name.isId() && i > 0 && idAt == 0 && writer.depth() == 1) {
            idAt = at;
        }
        byte[] bytes = out.bytes;
        if (at + name.length() + BsonWriter.ROOM > bytes.length) {
            out.at = at;
            out.ensure((long) name.length() + BsonWriter.ROOM, writer);
            bytes = out.bytes;
        }
        int next = name.put(bytes, at + 1);
        if (value instanceof String string) {
            int end = putAscii(string, bytes, next);
            if (end > 0) {
                bytes[at] = 0x02;
                return end;
            }
        } else if (value instanceof Integer number) {
            bytes[at] = 0x10;
            putInt32(bytes, next, number);
            return next + 4;
        } else if (value instanceof Double number) {
            bytes[at] = 0x01;
            putInt64(bytes, next, Double.doubleToRawLongBits(number));
            return next + 8;
        } else if (value instanceof Long number) {
            bytes[at] = 0x12;
            putInt64(bytes, next, number);
            return next + 8;
        }
        out.at = next;
        writer.named(at);
        ValueWriter.write(writer, value);
        return out.at;
    }

    @SuppressWarnings("ReferenceEquality") // the same object is enough, and equals would look at the characters
    private FieldName name(int level, int i, String text, int at) {
        int place = level + i;
        if (i < NAMES) {
            FieldName name = names[place];
            if (text == texts[place] && name != null) {
                return name;
            }
        }
        FieldName known = FieldNameCache.find(text);
        if (known == null) {
            out.at = at; // for the path of the error, if the name cannot be written
            return writer.encode(text);
        }
        if (i < NAMES) {
            texts[place] = text;
            names[place] = known;
        }
        return known;
    }

    /** Writes a short text, ASCII, with its length and NUL; returns where it ends, or 0 if it is not such a text. */
    private static int putAscii(String text, byte[] bytes, int at) {
        int length = text.length();
        if (length > SHORT_TEXT || at + length + BsonWriter.ROOM > bytes.length) {
            return 0;
        }
        int first = at + 4;
        if (BsonFormat.putAscii(text, bytes, first) < length) {
            return 0;
        }
        int end = first + length;
        bytes[end] = 0;
        putInt32(bytes, at, length + 1);
        return end + 1;
    }
}
