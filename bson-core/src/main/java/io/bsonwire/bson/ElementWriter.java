package io.bsonwire.bson;

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
    /** What an {@code _id} takes that is an ObjectId. */
    private static final int ID_LENGTH = ID.size() + ObjectId.LENGTH;
    /** {@link #idAt} is this if there is an {@code _id} and it has been put in front. */
    private static final int IN_FRONT = -1;

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
    private @Nullable FieldName[] expected = names.names();
    private int idPlace = NamesByPlace.NOWHERE;
    private int count;

    /** Where the top-level document has an {@code _id} that is not its first element; 0 if nowhere. */
    private int idAt;

    /** Where room has been left for an {@code _id} of {@link #ID_LENGTH} in front of a map's other entries; 0 if nowhere. */
    private int idRoom;
    /** Where the next entry goes behind an {@code _id} that is being put into that room; 0 if none is. */
    private int afterId;
    /** Whether the last map had one, and not as its first entry. */
    private boolean leaveRoom;

    ElementWriter(BsonWriter writer, Scratch out) {
        this.writer = writer;
        this.out = out;
    }

    /** Starts a top-level document. */
    void reset() {
        idAt = 0;
        idRoom = 0;
        afterId = 0;
        documents++;
        NamesByPlace renewed = root.renewed();
        if (renewed != root) {
            root = renewed;
        }
    }

    /**
     * Where an {@code _id} has been written since {@link #reset}, here and not by a method of {@link BsonWriter}, that is
     * not the first element of the top-level document; 0 if nowhere.
     */
    int idAt() {
        return Math.max(idAt, 0);
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
        while (i < size) {
            if (i < names.names().length && !(slots[2 * i + 1] instanceof Document)) {
                i = putSimple(names.names(), slots, i, size, out);
                if (i == size) {
                    break;
                }
            }
            Object value = slots[2 * i + 1];
            if (!isDone(names, i, slots[2 * i], value)) {
                ValueWriter.write(writer, value);
            }
            i++;
        }
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
     * Goes on with an element that has another name than the String expected, no room, or another value; {@link Scratch#at} is
     * where it starts.
     *
     * @return whether it is written, and not only its name
     */
    @SuppressWarnings("ReferenceEquality") // as above
    private boolean isDone(NamesByPlace names, int i, @Nullable Object key, @Nullable Object value) {
        if (!(key instanceof String text)) { // whatever a map's declaration says
            throw BsonEncodeException.nameNotString(key, writer.path());
        }
        FieldName name = names.name(i);
        if (name != null && name.text == text && out.at <= out.limit) {
            putName(name); // and its value is not simple
        } else {
            name = prepare(names, i, text);
            if (name == null ? putUnknown(text, value) : putNamed(name, value)) {
                return true;
            }
        }
        comes(names, i);
        return false;
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

    /**
     * The name of an element that is not the String expected at its place, or has not the room for it yet; null if it is not
     * known. There is room behind {@link Scratch#at} afterwards.
     */
    private @Nullable FieldName prepare(NamesByPlace names, int i, String text) {
        out.ensure(SimpleValue.ROOM, writer);
        FieldName name = names.name(i);
        if (name != null && name.text.equals(text)) {
            if ((documents & RENEWED) == 0) { // the String that comes may come again
                names.remember(i, name.as(text));
            }
        } else {
            name = FieldNameCache.find(text);
            if (name == null && text.equals(ID.text)) {
                name = ID;
            }
            if (name == null) {
                names.forget(i);
                return null;
            }
            names.remember(i, name);
        }
        if (name.isId() && i > 0 && writer.depth() == 1) {
            names.idPlace(i);
            if (idAt == 0) {
                idAt = out.at;
            }
        }
        return name;
    }

    // ---- maps ----

    /**
     * As {@link #write(Map)}, into a top-level document without elements. If the last one had an {@code _id} like that of
     * most documents behind its other entries, there is room for one in front of them.
     */
    void writeIdFirst(Map<?, ?> map) {
        if (!leaveRoom) {
            write(map);
            return;
        }
        idRoom = out.at;
        out.at += ID_LENGTH;
        write(map);
        if (idRoom > 0) {
            closeRoom();
        }
    }

    /** Moves the elements to where there is room for an {@code _id} that did not come. */
    private void closeRoom() {
        int elements = idRoom + ID_LENGTH;
        System.arraycopy(out.bytes, elements, out.bytes, idRoom, out.at - elements);
        out.at -= ID_LENGTH;
        idAt -= idAt > 0 ? ID_LENGTH : 0;
        leaveRoom = false;
    }

    /** Writes the entries of a map into the document that is open. An iterator over them would be an object a map. */
    void write(Map<?, ?> map) {
        NamesByPlace outerNames = names;
        int outerIdPlace = idPlace;
        int outerCount = count;
        use(names());
        idPlace = writer.depth() == 1 ? names.idPlace() : NamesByPlace.NOWHERE;
        count = 0;
        map.forEach(this);
        use(outerNames);
        idPlace = outerIdPlace;
        count = outerCount;
    }

    /** Expects these names. They mostly are those that are expected already, and the collector has to be told of a store. */
    private void use(NamesByPlace newNames) {
        if (names != newNames) {
            names = newNames;
        }
        @Nullable FieldName[] all = newNames.names();
        if (expected != all) {
            expected = all;
        }
    }

    /** Writes an entry of a map. */
    @Override
    @SuppressWarnings("ReferenceEquality") // as above
    public void accept(@Nullable Object key, @Nullable Object value) {
        @Nullable FieldName[] known = expected;
        int i = count++;
        if (i < known.length) {
            FieldName name = known[i];
            if (name != null && name.text == key && out.at <= out.limit) {
                if (i == idPlace) {
                    startId(name, value);
                }
                if (SimpleValue.put(name, value, out)) {
                    if (i == idPlace) {
                        endId();
                    }
                    return;
                }
            }
        }
        writeOther(key, value);
    }

    /** Sees the entry that is next and may be the {@code _id}; an ObjectId goes where there is room for it. */
    private void startId(FieldName name, @Nullable Object value) {
        if (idAt != 0 || !name.isId()) {
            return;
        }
        idAt = out.at;
        if (value instanceof ObjectId) {
            leaveRoom = true;
            if (idRoom > 0) {
                afterId = out.at;
                out.at = idRoom;
                idRoom = 0;
                idAt = IN_FRONT;
            }
        }
    }

    /** Goes back to behind the other entries. */
    private void endId() {
        if (afterId > 0) {
            out.at = afterId;
            afterId = 0;
        }
    }

    private void writeOther(@Nullable Object key, @Nullable Object value) {
        int i = count - 1;
        boolean done = isDone(names, i, key, value);
        use(names); // there may be more
        if (done) {
            return;
        }
        // Documents and lists are known by their classes: to ask for an interface takes longer.
        if (!(value instanceof Document)
                && !(value instanceof ArrayList)
                && value instanceof Map<?, ?> map
                && !ValueWriter.writesItself(value)) {
            writeMap(map);
        } else {
            ValueWriter.write(writer, value);
        }
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
        write(map);
        writer.endDocument();
    }
}
