package io.bsonwire.bson;

import io.bsonwire.bson.json.ExtendedJson;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A BSON document in memory: ordered, modifiable, each name once. Names and values lie side by side in one array; the
 * order is that of insertion, and giving a name a new value keeps its place.
 *
 * <p>Values are plain Java where Java has the type, as {@link BsonCodec#decode} makes them (null, Boolean, Integer,
 * Long, Double, String, {@link Instant}, List, Document, UUID), and this package's types otherwise. Other values may be
 * put in as long as {@link BsonWriter#writeValue} knows their class; that is found out when the document is encoded.
 *
 * <p>Equality is that of {@link Map}: the same names with equal values, in any order; byte arrays in it are compared by
 * content. {@link #equals}, {@link #hashCode} and {@link #toString} go as deep as {@link BsonLimits#DEFAULT} allows and
 * throw {@link BsonEncodeException} beyond, so that a document that contains itself cannot exhaust the stack.
 *
 * <p>Looking a name up walks the array; a large document makes itself an index once it has been asked several times.
 * Not for use by several threads at once while one of them modifies it.
 */
public final class Document extends AbstractMap<String, @Nullable Object> implements BsonWritable {
    private static final @Nullable Object[] EMPTY = new Object[0];

    /** Name and value of entry i at 2i and 2i + 1. */
    private @Nullable Object[] slots;

    private int size;
    /** Grows by one with every entry added or removed. */
    private int changes;

    private @Nullable NameIndex index;

    /** Makes an empty document. */
    public Document() {
        slots = EMPTY;
    }

    /**
     * Makes an empty document with room.
     *
     * @param expectedSize how many entries it will have
     * @throws IllegalArgumentException if it is negative
     */
    public Document(int expectedSize) {
        if (expectedSize < 0) {
            throw new IllegalArgumentException("expected size: " + expectedSize + " (expected: at least 0)");
        }
        slots = new Object[Math.multiplyExact(2, expectedSize)];
    }

    /**
     * Makes a document of one entry.
     *
     * @param name its name
     * @param value its value
     */
    public Document(String name, @Nullable Object value) {
        this(1);
        put(name, value);
    }

    /**
     * Makes a document with the entries of a map, in the order of its iteration; values are taken as they are.
     *
     * @param entries names and values
     */
    public Document(Map<String, ? extends @Nullable Object> entries) {
        this(entries.size());
        putAll(entries);
    }

    /** Takes the array as it is: {@code size} pairs of different names and their values. */
    Document(@Nullable Object[] slots, int size) {
        this.slots = slots;
        this.size = size;
    }

    // ---- Map ----

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
        int i = indexOf(name);
        return i < 0 ? null : slots[2 * i + 1];
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return indexOf(name) >= 0;
    }

    @Override
    public @Nullable Object put(String name, @Nullable Object value) {
        Objects.requireNonNull(name, "name");
        int i = indexOf(name);
        if (i >= 0) {
            Object old = slots[2 * i + 1];
            slots[2 * i + 1] = value;
            return old;
        }
        if (2 * size == slots.length) {
            slots = Arrays.copyOf(slots, Math.max(8, slots.length * 2));
        }
        slots[2 * size] = name;
        slots[2 * size + 1] = value;
        if (index != null) {
            index.add(name, size);
        }
        size++;
        changes++;
        return null;
    }

    /**
     * Puts an entry, for building in one expression.
     *
     * @param name its name
     * @param value its value
     * @return this
     */
    public Document append(String name, @Nullable Object value) {
        put(name, value);
        return this;
    }

    @Override
    public @Nullable Object remove(@Nullable Object name) {
        int i = indexOf(name);
        if (i < 0) {
            return null;
        }
        Object old = slots[2 * i + 1];
        removeAt(i);
        return old;
    }

    private void removeAt(int i) {
        System.arraycopy(slots, 2 * i + 2, slots, 2 * i, 2 * (size - i - 1));
        size--;
        slots[2 * size] = null;
        slots[2 * size + 1] = null;
        index = null;
        changes++;
    }

    @Override
    public void clear() {
        slots = EMPTY;
        size = 0;
        index = null;
        changes++;
    }

    private int indexOf(@Nullable Object name) {
        if (!(name instanceof String text)) {
            return -1;
        }
        if (size > NameIndex.WORTHWHILE) {
            if (index == null) {
                index = new NameIndex();
            }
            return index.find(text, slots, size);
        }
        return indexOf(text, slots, size);
    }

    static int indexOf(String name, @Nullable Object[] slots, int size) {
        // Decoded names are mostly the same objects as the constants asked for only by chance, so equals it is; it
        // looks for identity first.
        for (int i = 0; i < size; i++) {
            if (name.equals(slots[2 * i])) {
                return i;
            }
        }
        return -1;
    }

    /** The name of entry i, in order. */
    String nameAt(int i) {
        return (String) Objects.requireNonNull(slots[2 * i]);
    }

    /** The value of entry i, in order. */
    @Nullable
    Object valueAt(int i) {
        return slots[2 * i + 1];
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
                return new EntryIterator();
            }
        };
    }

    @Override
    public void writeTo(BsonWriter writer) {
        writer.elements.write(slots, size);
    }

    /** Names and values by turns, as many as {@link #size} says. */
    @Nullable
    Object[] slots() {
        return slots;
    }

    void writeIdFirst(ElementWriter elements) {
        elements.writeIdFirst(slots, size);
    }

    // ---- typed access ----

    /**
     * The value of an int32 entry.
     *
     * @param name its name
     * @return the number
     * @throws BsonTypeException if there is no such entry or it has another type
     */
    public int getInt32(String name) {
        return get(name, Integer.class, BsonType.INT32);
    }

    /**
     * The value of an int64 entry.
     *
     * @param name its name
     * @return the number
     * @throws BsonTypeException if there is no such entry or it has another type
     */
    public long getInt64(String name) {
        return get(name, Long.class, BsonType.INT64);
    }

    /**
     * The value of a double entry.
     *
     * @param name its name
     * @return the number
     * @throws BsonTypeException if there is no such entry or it has another type
     */
    public double getDouble(String name) {
        return get(name, Double.class, BsonType.DOUBLE);
    }

    /**
     * The value of a boolean entry.
     *
     * @param name its name
     * @return true or false
     * @throws BsonTypeException if there is no such entry or it has another type
     */
    public boolean getBoolean(String name) {
        return get(name, Boolean.class, BsonType.BOOLEAN);
    }

    /**
     * The value of a string entry.
     *
     * @param name its name
     * @return the text
     * @throws BsonTypeException if there is no such entry or it has another type
     */
    public String getString(String name) {
        return get(name, String.class, BsonType.STRING);
    }

    /**
     * The value of a document entry.
     *
     * @param name its name
     * @return the document itself, not a copy
     * @throws BsonTypeException if there is no such entry or it has another type
     */
    public Document getDocument(String name) {
        return get(name, Document.class, BsonType.DOCUMENT);
    }

    /**
     * The value of an array entry.
     *
     * @param name its name
     * @return the list itself, not a copy
     * @throws BsonTypeException if there is no such entry or it has another type
     */
    @SuppressWarnings("unchecked")
    public List<@Nullable Object> getArray(String name) {
        return (List<@Nullable Object>) get(name, List.class, BsonType.ARRAY);
    }

    /**
     * The value of an ObjectId entry.
     *
     * @param name its name
     * @return the ObjectId
     * @throws BsonTypeException if there is no such entry or it has another type
     */
    public ObjectId getObjectId(String name) {
        return get(name, ObjectId.class, BsonType.OBJECT_ID);
    }

    /**
     * The value of a date-time entry.
     *
     * @param name its name
     * @return the instant
     * @throws BsonTypeException if there is no such entry or it has another type
     */
    public Instant getDateTime(String name) {
        return get(name, Instant.class, BsonType.DATE_TIME);
    }

    /**
     * The value of a decimal128 entry.
     *
     * @param name its name
     * @return the number
     * @throws BsonTypeException if there is no such entry or it has another type
     */
    public Decimal128 getDecimal128(String name) {
        return get(name, Decimal128.class, BsonType.DECIMAL128);
    }

    /**
     * The value of a timestamp entry.
     *
     * @param name its name
     * @return the timestamp
     * @throws BsonTypeException if there is no such entry or it has another type
     */
    public BsonTimestamp getTimestamp(String name) {
        return get(name, BsonTimestamp.class, BsonType.TIMESTAMP);
    }

    /**
     * The value of a binary entry.
     *
     * @param name its name
     * @return subtype and bytes
     * @throws BsonTypeException if there is no such entry or it has another type
     */
    public Binary getBinary(String name) {
        return get(name, Binary.class, BsonType.BINARY);
    }

    /**
     * The value of a binary entry that was decoded under a UUID representation.
     *
     * @param name its name
     * @return the UUID
     * @throws BsonTypeException if there is no such entry or it has another type
     */
    public UUID getUuid(String name) {
        return get(name, UUID.class, BsonType.BINARY);
    }

    /**
     * The value of an entry of a class that the caller names.
     *
     * @param name its name
     * @param type its class
     * @param <T> its class
     * @return the value
     * @throws BsonTypeException if there is no such entry or it has another class
     */
    public <T> T get(String name, Class<T> type) {
        return PathFinder.cast(get(name), containsKey(name), type, type.getSimpleName(), name);
    }

    private <T> T get(String name, Class<T> type, BsonType expected) {
        Object value = get(name);
        return type.isInstance(value)
                ? type.cast(value)
                : PathFinder.cast(value, containsKey(name), type, expected.alias(), name);
    }

    /**
     * Finds a value by its path: names and array indexes with dots between, as in {@code "a.b.0"}. A name that itself
     * holds a dot cannot be reached this way.
     *
     * @param path the path
     * @return the value, or null if there is none there or it is null
     */
    public @Nullable Object find(String path) {
        return PathFinder.find(this, path);
    }

    // ---- equality, text ----

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Map<?, ?> map && DeepEquality.equal(this, map, 1);
    }

    @Override
    public int hashCode() {
        return DeepEquality.hash(this, 1);
    }

    /**
     * The document as relaxed Extended JSON.
     *
     * @return one JSON object
     * @throws BsonEncodeException if a value in it has no encoding under {@link BsonCodec#DEFAULT} (a UUID, for example,
     *     needs a codec that names a representation: see {@link ExtendedJson#withCodec}), or a limit is exceeded
     */
    public String toJson() {
        return ExtendedJson.relaxed().toJson(this);
    }

    /**
     * The document as relaxed Extended JSON, for people to read: of any size, with UUIDs in the standard representation
     * and surrogates without partner replaced.
     *
     * @throws BsonEncodeException if a value in it is of a class that has no BSON type, or it is too deep
     */
    @Override
    public String toString() {
        return Text.FORM.toJson(this);
    }

    /** How {@link #toString} writes; apart, so that documents do not need it until then. */
    private static final class Text {
        static final ExtendedJson FORM = ExtendedJson.relaxed()
                .withCodec(BsonCodec.builder()
                        .limits(BsonLimits.DEFAULT.withMaxDocumentSize(BsonLimits.LARGEST_ARRAY))
                        .uuidRepresentation(UuidRepresentation.STANDARD)
                        .loneSurrogates(LoneSurrogates.REPLACE)
                        .build());
    }

    /** Walks the entries in order. */
    private final class EntryIterator implements Iterator<Map.Entry<String, @Nullable Object>> {
        private int next;
        private boolean removable;
        private int expectedChanges = changes;

        @Override
        public boolean hasNext() {
            return next < size;
        }

        @Override
        public Map.Entry<String, @Nullable Object> next() {
            if (changes != expectedChanges) {
                throw new ConcurrentModificationException();
            }
            if (next >= size) {
                throw new NoSuchElementException();
            }
            removable = true;
            int i = next++;
            return new DocumentEntry(nameAt(i), slots[2 * i + 1]);
        }

        @Override
        public void remove() {
            if (!removable) {
                throw new IllegalStateException("remove before next");
            }
            if (changes != expectedChanges) {
                throw new ConcurrentModificationException();
            }
            removable = false;
            removeAt(--next);
            expectedChanges = changes;
        }
    }

    /** One entry; setting its value sets that of the document. */
    private final class DocumentEntry extends SimpleEntry<String, @Nullable Object> {
        private static final long serialVersionUID = 1L;

        DocumentEntry(String name, @Nullable Object value) {
            super(name, value);
        }

        @Override
        public @Nullable Object setValue(@Nullable Object value) {
            put(getKey(), value);
            return super.setValue(value);
        }
    }
}
