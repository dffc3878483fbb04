package io.bsonwire.bson;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names of the last document that was read or written at one place, remembered by their own place: the how many-th of
 * its document each is. Documents that come one after another mostly have the same names in the same order, and a name
 * that is where it was the last time costs no look-up.
 *
 * <p>These form a tree, as documents do: each has {@link #child children} by place, for the documents inside. A reader and a
 * writer each keep a tree. It holds so many names and no more, however hostile the input: what is beyond that is not
 * remembered. Its names are those of {@link FieldNameCache}, which have passed the checks of every codec, so a match has
 * passed them too.
 */
final class NamesByPlace {
    /** Places of all nodes of a tree together; with names of the greatest length they take about 5 MiB. */
    private static final int PLACES = 8192;
    /** Places whose documents have a node of their own; for those at later ones nothing is remembered. */
    private static final int PLACES_OF_CHILDREN = 256;

    private static final int FIRST_PLACES = 4;
    /** After so many documents a full tree is given up: what it remembers may be of documents that do not come again. */
    private static final int DOCUMENTS_OF_FULL_TREE = 16;

    /** After so many simple maps in a row the next is expected to be simple. */
    private static final int ENOUGH_MAPS = 2;
    /** So many simple maps more it takes if it is not. */
    private static final int COST_OF_ERROR = 100;

    /** No place. */
    static final int NOWHERE = -1;

    private static final @Nullable NamesByPlace[] CHILDLESS = {};

    /** Remembers nothing. */
    private static final NamesByPlace NONE = new NamesByPlace(new Room(0));

    /** How many places a tree may still have. */
    private static final class Room {
        int places;

        Room(int places) {
            this.places = places;
        }

        /** How many documents have been written or read since there was no place any more. */
        int documentsSince;

        int take(int wanted) {
            int taken = Math.min(wanted, places);
            places -= taken;
            return taken;
        }
    }

    private final Room room;
    private @Nullable NamesByPlace[] children = CHILDLESS;

    /** Null where none is remembered, and behind the last place. */
    private @Nullable FieldName[] names;

    /** How many elements the last document had. */
    private int size;
    /** So many names from the first on are known to be different from each other. */
    private int distinct;

    private int idPlace = NOWHERE;

    /** How many simple maps have been written in a row, up to {@link #ENOUGH_MAPS}. */
    private int simpleMaps;

    private NamesByPlace(Room room) {
        this.room = room;
        names = new @Nullable FieldName[room.take(FIRST_PLACES) + 1];
    }

    /** An empty tree. */
    static NamesByPlace root() {
        return new NamesByPlace(new Room(PLACES));
    }

    /** This tree or, if it has been full for some documents, an empty one in its stead. */
    NamesByPlace renewed() {
        return room.places > 0 || ++room.documentsSince < DOCUMENTS_OF_FULL_TREE ? this : root();
    }

    /** The names of the document at this place. */
    NamesByPlace child(int place) {
        if (place < children.length) {
            NamesByPlace child = children[place];
            if (child != null) {
                return child;
            }
        }
        return newChild(place);
    }

    private NamesByPlace newChild(int place) {
        if (place >= PLACES_OF_CHILDREN || room.places == 0) {
            return NONE;
        }
        if (place >= children.length) {
            children = Arrays.copyOf(children, Math.max(place + 1, 2 * children.length));
        }
        NamesByPlace child = new NamesByPlace(room);
        children[place] = child;
        return child;
    }

    /** The place behind the first where the last {@code _id} was; {@link #NOWHERE} if there was none. */
    int idPlace() {
        return idPlace;
    }

    /** Remembers that the {@code _id} is at this place, which is not the first, and not where it was. */
    void idPlace(int place) {
        if (idPlace >= 0 && idPlace != place) {
            forget(idPlace);
        }
        idPlace = place;
    }

    /** Whether the maps written last were all simple, see {@link SimpleEntries}: the next one most likely is, too. */
    boolean areSimple() {
        return simpleMaps >= ENOUGH_MAPS;
    }

    /** Remembers that another map has been written, which has been simple unless {@link #otherEntry} has been called. */
    void mapWritten() {
        if (simpleMaps < ENOUGH_MAPS && this != NONE) {
            simpleMaps++;
        }
    }

    /** Remembers that an entry was not simple, or not expected here. */
    void otherEntry() {
        if (simpleMaps > 0) {
            simpleMaps = 0;
        }
    }

    /** Remembers that a map was taken for a simple one and was not: it has cost more than the last ones have saved. */
    void notSimple() {
        simpleMaps = -COST_OF_ERROR;
    }

    /** The name that is remembered at this place, or null. */
    @Nullable
    FieldName name(int place) {
        return place < names.length ? names[place] : null;
    }

    /**
     * All names that are remembered, by their places, and a null behind the last; not to be written to, and valid until the
     * next is remembered.
     */
    @Nullable
    FieldName[] names() {
        return names;
    }

    /** So many places there are. */
    int places() {
        return names.length - 1;
    }

    /** Remembers a name at a place, if that has one. */
    void remember(int place, FieldName name) {
        if (place >= places()) {
            int more = room.take(places());
            if (more > 0) {
                names = Arrays.copyOf(names, names.length + more);
            }
        }
        if (place < places() && names[place] != name) {
            forget(place);
            names[place] = name;
        }
    }

    /** Makes sure that no name is remembered at a place. */
    void forget(int place) {
        distinct = Math.min(distinct, place);
        if (place == idPlace) {
            idPlace = NOWHERE;
        }
        if (place < places()) {
            names[place] = null;
        }
    }

    // ---- what a decode expects ----

    /** How many elements to expect in this many bytes: as many as the last time, if that can be. */
    int expectedSize(int bytes) {
        return Math.min(size, bytes >> 1);
    }

    /** Remembers how many elements the document had. */
    void size(int newSize) {
        size = this == NONE ? 0 : newSize;
    }

    /** Whether the first names, which have all been matched or remembered, are known to be different from each other. */
    boolean areDistinct(int count) {
        return count <= distinct;
    }

    /** Remembers that the first names are different from each other. */
    void distinct(int count) {
        distinct = Math.min(count, places());
    }
}
