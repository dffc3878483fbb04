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
 * <p>Names are remembered by depth and place, see {@link NamesByPlace}. Only names of {@link FieldNameCache} are: those
 * have passed the checks of every codec, and are not too long.
 */
final class ElementWriter implements BiConsumer<@Nullable Object, @Nullable Object> {
    /** Depths that have names of their own; deeper ones share those of others. */
    private static final int LEVELS = 8;
    /** Text up to this length is tried here; for longer ones a method call more does not count. */
    private static final int SHORT_TEXT = 64;

    /** The most bytes that the simplest elements take. */
    private static final int SIMPLE = FieldNameCache.MAX_LENGTH + SHORT_TEXT + BsonWriter.ROOM;

    private static final FieldName ID = FieldName.of("_id");

    private final BsonWriter writer;
    private final Scratch out;
    private final @Nullable NamesByPlace[] levels = new @Nullable NamesByPlace[LEVELS];

    /** The names of the current map's depth. */
    private @Nullable NamesByPlace names;
    /** How many elements of it have been written. */
    private int count;
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

    // ---- documents ----

    /** Writes the entries of a {@link Document} into the document that is open. */
    void write(@Nullable Object[] slots, int size) {
        writer.checkName();
        write(names(), slots, 0, size);
    }

    /**
     * As {@link #write(Object[], int)}, into a top-level document without elements; its {@code _id} is written first if it
     * is where the last document had it.
     */
    void writeIdFirst(@Nullable Object[] slots, int size) {
        NamesByPlace names = names();
        int id = names.idPlace();
        if (id == 0 || id >= size || !text(slots, id).equals(ID.text)) {
            write(names, slots, 0, size);
            return;
        }
        out.at = write(ID, slots[2 * id + 1], out.at);
        write(names, slots, 0, id);
        write(names, slots, id + 1, size);
    }

    /** Writes the entries from the i-th on, the fast way as far as it goes if it went far enough the last time. */
    private void write(NamesByPlace names, @Nullable Object[] slots, int i, int size) {
        if (!names.mixed) {
            i = writeSimple(names, slots, i, size);
        }
        int others = 0;
        for (; i < size; i++) {
            Object name = slots[2 * i];
            Object value = slots[2 * i + 1];
            int end = putSimple(names, name, value, i);
            if (end == 0) {
                others++;
                end = write(name(names, i, text(slots, i), out.at), value, out.at);
            }
            out.at = end;
        }
        names.mixed = others > size >> 2;
    }

    private static String text(@Nullable Object[] slots, int i) {
        return (String) Objects.requireNonNull(slots[2 * i]);
    }

    /**
     * Writes the entries from the i-th on, until one comes whose name is not known by its place or whose value is not of
     * the simplest; returns its index, or {@code size}. All that the loop does is compiled into it, which makes it fast.
     */
    private int writeSimple(NamesByPlace names, @Nullable Object[] slots, int i, int size) {
        byte[] bytes = out.bytes;
        int last = bytes.length - SIMPLE;
        int at = out.at;
        for (; i < size && at <= last && names.isKnown(i, slots[2 * i]); i++) {
            int next = putSimple(names, i, slots[2 * i + 1], bytes, at);
            if (next == 0) {
                break;
            }
            at = next;
        }
        out.at = at;
        return i;
    }

    /**
     * Writes an element whose name is known by its place, if its value is of the simplest; there is room for {@link #SIMPLE}
     * bytes. Returns where it ends, or 0 if the value is another.
     */
    private static int putSimple(NamesByPlace names, int i, @Nullable Object value, byte[] bytes, int at) {
        int next = at + names.lengths[i];
        if (value instanceof String text) {
            putHeader(bytes, at, 0x02, names, i);
            return putText(text, bytes, next);
        }
        if (value instanceof Integer number) {
            putHeader(bytes, at, 0x10, names, i);
            putInt32(bytes, next, number);
            return next + 4;
        }
        if (value instanceof Long number) {
            putHeader(bytes, at, 0x12, names, i);
            putInt64(bytes, next, number);
            return next + 8;
        }
        if (value instanceof Double number) {
            putHeader(bytes, at, 0x01, names, i);
            putInt64(bytes, next, Double.doubleToRawLongBits(number));
            return next + 8;
        }
        if (value instanceof Boolean truth) {
            putHeader(bytes, at, 0x08, names, i);
            bytes[next] = (byte) (truth ? 1 : 0);
            return next + 1;
        }
        if (value instanceof ObjectId id) {
            putHeader(bytes, at, 0x07, names, i);
            id.copyTo(bytes, next);
            return next + 12;
        }
        if (value == null) {
            putHeader(bytes, at, 0x0A, names, i);
            return next;
        }
        return 0;
    }

    private static void putHeader(byte[] bytes, int at, int type, NamesByPlace names, int i) {
        if (names.lengths[i] <= NamesByPlace.SHORT) {
            putInt64(bytes, at, names.headers[2 * i] | type);
            putInt64(bytes, at + 8, names.headers[2 * i + 1]);
        } else {
            bytes[at] = (byte) type;
            names.name(i).put(bytes, at + 1);
        }
    }

    // ---- maps ----

    /** Writes the entries of a map into the document that is open. An iterator over them would be an object a map. */
    void write(Map<?, ?> map) {
        int outerCount = count;
        NamesByPlace outerNames = names;
        count = 0;
        names = names();
        map.forEach(this);
        names = outerNames;
        count = outerCount;
    }

    /** Writes an entry of a map. */
    @Override
    public void accept(@Nullable Object name, @Nullable Object value) {
        if (!(name instanceof String text)) { // whatever the map's declaration says
            throw BsonEncodeException.nameNotString(name, writer.path());
        }
        int end = putSimple(Objects.requireNonNull(names), text, value, count++);
        if (end == 0) { // no more variables here: maps may be nested deeply, and frames add up
            end = write(name(Objects.requireNonNull(names), count - 1, text, out.at), value, out.at);
        }
        out.at = end;
    }

    // ---- both ----

    /** As {@link #putSimple(NamesByPlace, int, Object, byte[], int)} at the next byte, if name and room allow it. */
    private int putSimple(NamesByPlace names, @Nullable Object name, @Nullable Object value, int i) {
        byte[] bytes = out.bytes;
        int at = out.at;
        return at <= bytes.length - SIMPLE && names.isKnown(i, name) ? putSimple(names, i, value, bytes, at) : 0;
    }

    /** The names of the depth of the document that is open. */
    private NamesByPlace names() {
        int level = writer.depth() & (LEVELS - 1);
        NamesByPlace known = levels[level];
        if (known == null) {
            known = new NamesByPlace();
            levels[level] = known;
        }
        return known;
    }

    /** The encoding of the name of the i-th element of its document, which goes to {@code at}. */
    private FieldName name(NamesByPlace names, int i, String text, int at) {
        if (names.isKnown(i, text)) {
            return names.name(i);
        }
        FieldName name = FieldNameCache.find(text);
        if (name == null) {
            out.at = at; // for the path of the error, if the name cannot be written
            name = writer.encode(text);
        } else {
            names.remember(i, text, name);
        }
        if (name.isId() && i > 0 && idAt == 0 && writer.depth() == 1) {
            idAt = at;
        }
        return name;
    }

    /** Writes an element at {@code at} and returns where the next one goes. */
    private int write(FieldName name, @Nullable Object value, int at) {
        byte[] bytes = out.bytes;
        if (at + name.length() + BsonWriter.ROOM > bytes.length) {
            out.at = at;
            out.ensure((long) name.length() + BsonWriter.ROOM, writer);
            bytes = out.bytes;
        }
        int next = name.put(bytes, at + 1);
        if (value instanceof String text) {
            int end = next + text.length() + BsonWriter.ROOM > bytes.length ? 0 : putText(text, bytes, next);
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

    /**
     * Writes ASCII of up to {@link #SHORT_TEXT} characters, which there is room for, with its length and NUL; returns where
     * it ends, or 0 if it is not such a text.
     */
    private static int putText(String text, byte[] bytes, int at) {
        int length = text.length();
        if (length > SHORT_TEXT || BsonFormat.putAscii(text, bytes, at + 4) < length) {
            return 0;
        }
        putInt32(bytes, at, length + 1);
        int end = at + 4 + length;
        bytes[end] = 0;
        return end + 1;
    }
}
