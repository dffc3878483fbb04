package io.bsonwire.bson;

import static io.bsonwire.bson.BsonFormat.putInt32;
import static io.bsonwire.bson.BsonFormat.putInt64;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the elements of documents, maps and lists: the loops that most of encoding is. Values of the most common classes
 * are laid down here, with the place of the next byte in a local variable; all others go through {@link BsonWriter}'s own
 * methods.
 *
 * <p>Containers inside containers are written by calls of these loops to each other and to nothing else: they may be nested
 * deeply, and frames add up.
 */
final class ElementWriter implements BiConsumer<@Nullable Object, @Nullable Object> {
    /** The most bytes that type, name and a value of fixed size take. */
    private static final int SIMPLE = FieldNameCache.MAX_LENGTH + BsonWriter.ROOM;

    /** One document of so many, and one more, has the Strings of its names remembered if they are not those that were. */
    private static final int RENEWED = 15;

    private static final FieldName ID = FieldName.of("_id");

    private final BsonWriter writer;
    private final Scratch out;
    private NamesByPlace root = NamesByPlace.root();
    /** How many top-level documents there have been. */
    private int documents;

    // Where the value is that is being written by a call from here.
    private NamesByPlace parent = root;
    private int place;

    // The map whose entries come.
    private NamesByPlace names = root;
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
        documents++;
        root = root.renewed();
    }

    /**
     * Where an {@code _id} has been written since {@link #reset}, here and not by a method of {@link BsonWriter}, that is
     * not the first element of the top-level document; 0 if nowhere.
     */
    int idAt() {
        return idAt;
    }

    /** The names of the container that is open. */
    private NamesByPlace names() {
        return writer.depth() == 1 ? root : parent.child(place);
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
        if (id == 0 || id >= size || !ID.text.equals(slots[2 * id])) {
            write(names, slots, 0, size);
            return;
        }
        out.ensure(SIMPLE, writer);
        int at = out.at;
        ID.put(out.bytes, at, 0);
        Object value = slots[2 * id + 1];
        int end = putSimple(value, out.bytes, at, at + ID.size());
        if (end > 0) {
            out.at = end;
        } else {
            out.at = at + ID.size();
            writer.named(at);
            parent = names;
            place = id;
            ValueWriter.write(writer, value);
        }
        write(names, slots, 0, id);
        write(names, slots, id + 1, size);
    }

    /** Writes the entries from the i-th on. */
    private void write(NamesByPlace names, @Nullable Object[] slots, int i, int size) {
        byte[] bytes = out.bytes;
        int at = out.at;
        for (; i < size; i++) {
            String text = (String) Objects.requireNonNull(slots[2 * i]);
            Object value = slots[2 * i + 1];
            FieldName name = names.name(i);
            if (at > bytes.length - SIMPLE || name == null || !isExpected(names, i, name, text)) {
                out.at = at;
                name = prepare(names, i, text);
                bytes = out.bytes;
            }
            int next;
            if (name != null) {
                name.put(bytes, at, 0);
                next = at + name.size();
            } else {
                writer.putName(text);
                bytes = out.bytes;
                next = out.at;
            }
            int end = putSimple(value, bytes, at, next);
            if (end > 0) {
                at = end;
                continue;
            }
            out.at = next;
            writer.named(at);
            parent = names;
            place = i;
            writeValue(value);
            bytes = out.bytes;
            at = out.at;
        }
        out.at = at;
    }

    /** Whether a name is the one that is remembered at its place. */
    private boolean isExpected(NamesByPlace names, int i, FieldName name, String text) {
        return names.cameAs(i, text) || isEqual(names, i, name, text);
    }

    /** The same where the Strings are two: the one that comes is remembered now and then, for it may come again. */
    private boolean isEqual(NamesByPlace names, int i, FieldName name, String text) {
        if (!name.text.equals(text)) {
            return false;
        }
        if ((documents & RENEWED) == 0) {
            names.remember(i, name, text);
        }
        return true;
    }

    /**
     * The name of an element that is not the one expected at its place, or has not the room for it yet; null if it is not
     * known. There is room behind {@link Scratch#at} afterwards.
     */
    private @Nullable FieldName prepare(NamesByPlace names, int i, String text) {
        out.ensure(SIMPLE, writer);
        FieldName name = names.name(i);
        if (name == null || !name.text.equals(text)) {
            name = FieldNameCache.find(text);
            if (name == null && text.equals(ID.text)) {
                name = ID;
            }
            if (name == null) {
                names.forget(i);
            } else if (name.isId() && i > 0 && writer.depth() == 1) {
                names.idPlace(i); // and not remembered: each has to come by here
                if (idAt == 0) {
                    idAt = out.at;
                }
            } else {
                names.remember(i, name, text);
            }
        }
        return name;
    }

    // ---- maps ----

    /** Writes the entries of a map into the document that is open. An iterator over them would be an object a map. */
    void write(Map<?, ?> map) {
        NamesByPlace outerNames = names;
        int outerCount = count;
        names = names();
        count = 0;
        map.forEach(this);
        names = outerNames;
        count = outerCount;
    }

    /** Writes an entry of a map. */
    @Override
    public void accept(@Nullable Object key, @Nullable Object value) {
        if (putSimple(key, value, count++)) {
            return;
        }
        parent = names;
        place = count - 1;
        // Documents and lists are known by their classes: to ask for an interface takes longer.
        if (!(value instanceof Document)
                && !(value instanceof ArrayList)
                && value instanceof Map<?, ?> map
                && !ValueWriter.writesItself(value)) {
            writeMap(map);
        } else {
            writeValue(value);
        }
    }

    /** Writes an entry of a map if its value is simple, else its name. */
    private boolean putSimple(@Nullable Object key, @Nullable Object value, int i) {
        if (!(key instanceof String text)) { // whatever the map's declaration says
            throw BsonEncodeException.nameNotString(key, writer.path());
        }
        int at = out.at;
        FieldName name = names.name(i);
        if (at > out.bytes.length - SIMPLE || name == null || !isExpected(names, i, name, text)) {
            name = prepare(names, i, text);
        }
        int next;
        if (name != null) {
            name.put(out.bytes, at, 0);
            next = at + name.size();
        } else {
            writer.putName(text);
            next = out.at;
        }
        int end = putSimple(value, out.bytes, at, next);
        if (end > 0) {
            out.at = end;
            return true;
        }
        out.at = next;
        writer.named(at);
        return false;
    }

    // ---- lists ----

    /** Writes a list as the value whose name, if it has one, is written. */
    void writeList(List<?> list) {
        writer.startArray();
        NamesByPlace items = names();
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            out.ensure(SIMPLE, writer);
            int at = out.at;
            int next = IndexNames.put(writer.nextIndex(), out.bytes, at + 1);
            int end = putSimple(item, out.bytes, at, next);
            if (end > 0) {
                out.at = end;
            } else {
                out.at = next;
                writer.named(at);
                parent = items;
                place = 0;
                writeValue(item);
            }
        }
        writer.endArray();
    }

    // ---- values ----

    /** Writes a value whose name is written, and whose place is known. */
    private void writeValue(@Nullable Object value) {
        if (value instanceof Document document) {
            writeDocument(document);
        } else if (value instanceof ArrayList<?> list) {
            writeList(list);
        } else if (value instanceof String text) {
            writer.writeString(text);
        } else {
            ValueWriter.writeOther(writer, Objects.requireNonNull(value));
        }
    }

    /** Writes a document as a value whose name, if it has one, is written. */
    void writeDocument(Document document) {
        writer.startDocument();
        write(names(), document.slots(), 0, document.size());
        writer.endDocument();
    }

    /** Writes a map as a value whose name, if it has one, is written. */
    void writeMap(Map<?, ?> map) {
        writer.startDocument();
        write(map);
        writer.endDocument();
    }

    /**
     * Writes a value if it is of one of the simplest classes and fits: its type byte at {@code typeAt}, itself at {@code at},
     * where there is {@link BsonWriter#ROOM}. Returns where it ends, or 0 if it is another.
     */
    private int putSimple(@Nullable Object value, byte[] bytes, int typeAt, int at) {
        if (value instanceof String text) {
            return putString(text, bytes, typeAt, at);
        }
        if (value instanceof Integer number) {
            bytes[typeAt] = 0x10;
            putInt32(bytes, at, number);
            return at + 4;
        }
        if (value instanceof Long number) {
            bytes[typeAt] = 0x12;
            putInt64(bytes, at, number);
            return at + 8;
        }
        if (value instanceof Double number) {
            bytes[typeAt] = 0x01;
            putInt64(bytes, at, Double.doubleToRawLongBits(number));
            return at + 8;
        }
        if (value instanceof Boolean truth) {
            bytes[typeAt] = 0x08;
            bytes[at] = (byte) (truth ? 1 : 0);
            return at + 1;
        }
        if (value instanceof ObjectId id) {
            bytes[typeAt] = 0x07;
            id.copyTo(bytes, at);
            return at + 12;
        }
        if (value == null) {
            bytes[typeAt] = 0x0A;
            return at;
        }
        return 0;
    }

    /** Writes text, if it is ASCII and there is room, with its length and NUL; returns where it ends, or else 0. */
    private int putString(String text, byte[] bytes, int typeAt, int at) {
        bytes[typeAt] = 0x02;
        int length = text.length();
        int end = at + 4 + length;
        if (end >= bytes.length || out.putAscii(text, bytes, at + 4) < length) {
            return 0;
        }
        putInt32(bytes, at, length + 1);
        bytes[end] = 0;
        return end + 1;
    }
}
