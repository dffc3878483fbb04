package io.bsonwire.bson;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the elements of documents, maps and lists: the loops that most of encoding is. An element whose name is the String
 * that is expected at its place and whose value is simple is put at once, see {@link SimpleValue}; all that is not so goes
 * through methods that the compiler need not have in its loops, and through {@link BsonWriter}'s own.
 *
 * <p>Containers inside containers are written by calls of these loops to each other and to nothing else: they may be nested
 * deeply, and frames add up.
 */
final class ElementWriter implements BiConsumer<@Nullable Object, @Nullable Object> {
    /** One document of so many, and one more, has the Strings of its names remembered if they are not those that were. */
    private static final int RENEWED = 15;

    private static final FieldName ID = FieldName.of("_id");

    private final BsonWriter writer;
    private final Scratch out;
    private final SimpleEntries simple;
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

    /** How many bytes the last map's {@code _id} took, if it was the last entry; else 0. */
    private int lastId;

    ElementWriter(BsonWriter writer, Scratch out) {
        this.writer = writer;
        this.out = out;
        this.simple = new SimpleEntries(out);
    }

    /** Starts a top-level document. */
    void reset() {
        idAt = 0;
        if ((++documents & RENEWED) == 0) {
            root = root.renewed();
        }
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

    /** A value comes at a place. Its parent mostly is that of the last one, and the collector has to be told of a store. */
    private void comes(NamesByPlace newParent, int newPlace) {
        if (parent != newParent) {
            parent = newParent;
        }
        place = newPlace;
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
        if (id < 0 || id >= size || !ID.text.equals(slots[2 * id])) {
            write(names, slots, 0, size);
            return;
        }
        out.ensure(SimpleValue.ROOM, writer);
        Object value = slots[2 * id + 1];
        if (!putNamed(ID, value)) {
            comes(names, id);
            ValueWriter.write(writer, value);
        }
        write(names, slots, 0, id);
        if (id + 1 < size) {
            write(names, slots, id + 1, size);
        }
    }

    /** Writes the entries from the i-th on. */
    private void write(NamesByPlace names, @Nullable Object[] slots, int i, int size) {
        int next = putSimple(names, slots, i, size);
        if (next < size) {
            writeOthers(names, slots, next, size);
        }
    }

    /** Writes the entries from the i-th on, which is not simple, say. Apart, for the sake of the loop in front of it. */
    private void writeOthers(NamesByPlace names, @Nullable Object[] slots, int i, int size) {
        int next = i;
        do {
            writeEntry(names, next, slots[2 * next], slots[2 * next + 1], true);
            next = putSimple(names, slots, next + 1, size);
        } while (next < size);
    }

    /** As below, if it seems worth it: to come into that loop takes as long as some entries. */
    private int putSimple(NamesByPlace names, @Nullable Object[] slots, int i, int size) {
        return i < size && i < names.places() && !(slots[2 * i + 1] instanceof Document)
                ? putSimple(names.names(), slots, i, size, out)
                : i;
    }

    /**
     * Puts the entries from the i-th on, as long as their names are the very Strings expected at their places, their values
     * simple, and there is room.
     *
     * @return the index of the first that is not put
     */
    @SuppressWarnings("ReferenceEquality") // to ask for equality takes longer, and is done behind this
    private static int putSimple(
            @Nullable FieldName[] expected, @Nullable Object[] slots, int i, int size, Scratch out) {
        int end = Math.min(size, expected.length);
        for (; i < end; i++) {
            FieldName name = expected[i];
            if (name == null
                    || name.text != slots[2 * i]
                    || out.at > out.limit
                    || !SimpleValue.put(name, slots[2 * i + 1], out)) {
                break;
            }
        }
        return i;
    }

    /**
     * Writes any entry, the i-th of a document or map. Of all that is called from the loops over entries this is what takes
     * long, and what the compiler is not to take into them; it does not, for its length.
     *
     * @param seen whether the entry has not been put by the loop over simple ones
     */
    @SuppressWarnings("ReferenceEquality") // as above
    private void writeEntry(NamesByPlace names, int i, @Nullable Object key, @Nullable Object value, boolean seen) {
        if (!(key instanceof String text)) { // whatever a map's declaration says
            throw BsonEncodeException.nameNotString(key, writer.path());
        }
        FieldName name = names.name(i);
        boolean other = seen && name != null && name.text == text && out.at <= out.limit; // than simple
        out.ensure(SimpleValue.ROOM, writer);
        if (name == null || !name.text.equals(text)) {
            name = FieldNameCache.find(text);
            if (name == null && text.equals(ID.text)) {
                name = ID;
            }
            if (name == null) {
                names.forget(i);
            } else {
                names.remember(i, name);
            }
            names.otherEntry();
        } else if (name.text != text) {
            if ((documents & RENEWED) == 0) { // the String that comes may come again
                name = name.as(text);
                names.remember(i, name);
            }
            names.otherEntry();
        }
        if (name != null && name.isId() && i > 0 && writer.depth() == 1) {
            names.idPlace(i);
            if (idAt == 0) {
                idAt = out.at;
            }
        }
        if (name == null) {
            if (putUnknown(text, value)) {
                return;
            }
        } else if (other) {
            putName(name);
        } else if (putNamed(name, value)) {
            return;
        }
        names.otherEntry();
        comes(names, i);
        // The classes that most are of: to ask for an interface takes longer.
        if (value instanceof Document document) {
            writeDocument(document);
        } else if (value instanceof ArrayList<?> list) {
            writeList(list);
        } else if (value instanceof AbstractMap<?, ?> map && !ValueWriter.writesItself(map)) {
            writeMap(map);
        } else {
            ValueWriter.write(writer, value);
        }
    }

    /** Puts an element if its value is simple, else its name. There is room. */
    private boolean putNamed(FieldName name, @Nullable Object value) {
        if (SimpleValue.put(name, value, out)) {
            return true;
        }
        putName(name);
        return false;
    }

    /** The same of an element whose name is not known. */
    private boolean putUnknown(String text, @Nullable Object value) {
        int at = out.at;
        writer.putName(text);
        int next = out.at;
        out.ensure(SimpleValue.ROOM, writer);
        out.at = at;
        if (SimpleValue.putBehindName(next - at, value, out)) {
            return true;
        }
        out.at = next;
        writer.named(at);
        return false;
    }

    /** Puts the name of an element whose value is next. There is room. */
    private void putName(FieldName name) {
        int at = out.at;
        out.at = name.put(out.bytes, at + 1);
        writer.named(at);
    }

    // ---- maps ----

    /** As {@link #write(Map)}, into a top-level document without elements; its {@code _id} may be in front afterwards. */
    void writeIdFirst(Map<?, ?> map) {
        if (!root.areSimple() || !putIdFirst(root, map)) {
            write(root, map);
        }
    }

    /**
     * Puts a map of simple entries, and its {@code _id} in front, if that is the last of them and takes as many bytes as
     * the last one did: room for them is left.
     */
    private boolean putIdFirst(NamesByPlace names, Map<?, ?> map) {
        int start = out.at;
        int room = start + lastId <= out.limit ? lastId : 0;
        out.at = start + room;
        if (!simple.put(names, map)) {
            out.at = start;
            return false;
        }
        byte[] bytes = out.bytes;
        int end = out.at;
        int place = names.idPlace();
        int id = place >= 0 && place == simple.count() - 1 ? simple.last() : 0;
        lastId = id == 0 ? 0 : end - id;
        if (room == 0) {
            idAt = id;
        } else if (lastId == room) {
            System.arraycopy(bytes, id, bytes, start, room);
            out.at = id;
        } else {
            System.arraycopy(bytes, start + room, bytes, start, end - start - room);
            out.at = end - room;
            idAt = id == 0 ? 0 : id - room;
        }
        if (id == 0 && place >= 0) { // among the others, if anywhere
            idAt = IdFirst.find(bytes, start, out.at);
        }
        return true;
    }

    /** Writes the entries of a map into the document that is open. */
    void write(Map<?, ?> map) {
        write(names(), map);
    }

    /** As above, one by one unless they are simple. An iterator over them would be an object a map. */
    private void write(NamesByPlace newNames, Map<?, ?> map) {
        if (newNames.areSimple() && simple.put(newNames, map)) {
            return;
        }
        NamesByPlace outerNames = names;
        int outerCount = count;
        expect(newNames);
        count = 0;
        map.forEach(this);
        newNames.mapWritten();
        expect(outerNames);
        count = outerCount;
    }

    /** Expects these names. They mostly are those that are expected already, and the collector has to be told of a store. */
    private void expect(NamesByPlace newNames) {
        if (names != newNames) {
            names = newNames;
        }
    }

    /** Writes an entry of a map. */
    @Override
    public void accept(@Nullable Object key, @Nullable Object value) {
        writeEntry(names, count++, key, value, false);
    }

    // ---- lists ----

    /** Writes a list as the value whose name, if it has one, is written. */
    void writeList(List<?> list) {
        writer.startArray();
        NamesByPlace items = names();
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            out.ensure(SimpleValue.ROOM, writer);
            int index = writer.nextIndex();
            if (!SimpleValue.put(index, item, out)) {
                int at = out.at;
                out.at = IndexNames.put(index, out.bytes, at + 1);
                writer.named(at);
                comes(items, 0);
                ValueWriter.write(writer, item);
            }
        }
        writer.endArray();
    }

    // ---- values ----

    /** Writes a document as a value whose name, if it has one, is written. */
    void writeDocument(Document document) {
        writer.startDocument();
        write(names(), document.slots(), 0, document.size());
        writer.endDocument();
    }

    /** Writes a map as a value whose name, if it has one, is written. */
    void writeMap(Map<?, ?> map) {
        writer.startDocument();
        write(names(), map);
        writer.endDocument();
    }
}
