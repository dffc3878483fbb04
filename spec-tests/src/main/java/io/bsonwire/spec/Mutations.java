package io.bsonwire.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Damages well-formed documents where it hurts: in their length fields, type bytes, terminators and texts, and by
 * cutting, flipping, moving and repeating. Some mutants are well-formed still; which ones is for their readers to agree
 * on.
 */
public final class Mutations {
    /** What a mutation is done to. */
    public enum Kind {
        /** A length field has another value. */
        LENGTH("length fields"),
        /** A type byte has another value. */
        TYPE("type bytes"),
        /** A NUL at an end is replaced, removed or doubled. */
        TERMINATOR("terminators"),
        /** A name or a text has bytes that UTF-8 has not, or a NUL. */
        TEXT("text"),
        /** An element is removed, repeated or changes places with the next. */
        ELEMENT("elements"),
        /** The end is missing. */
        CUT("cuts"),
        /** A bit is flipped. */
        FLIP("bits");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /**
         * What tests and reports call it.
         *
         * @return the name, in lower case
         */
        public String label() {
            return label;
        }
    }

    /**
     * A damaged copy of a document.
     *
     * @param kind what was damaged, first of all
     * @param what what was done to it
     * @param bytes the result
     */
    @SuppressWarnings("ArrayRecordComponent") // the bytes are what it is for; nobody compares mutations
    public record Mutation(Kind kind, String what, byte[] bytes) {
        @Override
        public String toString() {
            return what;
        }
    }

    /** Bytes that are wrong in UTF-8, or wrong in many places of it. */
    private static final int[][] BAD_TEXT = {
        {0x80}, {0xC0, 0x80}, {0xC1, 0xBF}, {0xE0, 0x80, 0x80}, {0xED, 0xA0, 0x80}, {0xED, 0xBF, 0xBF},
        {0xEF, 0xBF, 0xBD}, {0xF0, 0x80, 0x80, 0x80}, {0xF4, 0x90, 0x80, 0x80}, {0xF5}, {0xFF}, {0xE2, 0x82},
        {0xC3, 0xA9}, {0x00}
    };

    private final byte[] document;
    private final Layout layout;
    private final Consumer<Mutation> sink;

    private Mutations(byte[] document, Consumer<Mutation> sink) {
        this.document = document;
        this.layout = Layout.of(document);
        this.sink = sink;
    }

    /**
     * Every mutation that there is of a document: some hundreds for each of its elements.
     *
     * @param document a well-formed document
     * @param sink gets one mutant after another
     */
    public static void all(byte[] document, Consumer<Mutation> sink) {
        Mutations mutations = new Mutations(document, sink);
        mutations.lengths();
        mutations.types();
        mutations.terminators();
        mutations.texts();
        mutations.elements();
        mutations.cuts();
        mutations.flips();
    }

    /**
     * A mutant chosen by chance, with up to three things done to it.
     *
     * @param document a well-formed document
     * @param random chooses
     * @return one mutant
     */
    public static Mutation any(byte[] document, Random random) {
        Mutation mutant = one(document, random);
        byte[] bytes = mutant.bytes();
        // What follows is blind, for the document has no layout any more.
        for (int more = random.nextInt(4) - 1; more > 0 && bytes.length > 0; more--) {
            bytes[random.nextInt(bytes.length)] =
                    (byte) (random.nextBoolean() ? random.nextInt(0x14) : random.nextInt());
        }
        return mutant;
    }

    /**
     * Damages bytes of any kind, of which nothing is known: a few of them flipped, replaced, removed, doubled, or the end
     * cut off.
     *
     * @param bytes left as they are
     * @param random decides how
     * @return the damaged bytes
     */
    public static byte[] damage(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        for (int times = 1 + random.nextInt(3); times > 0 && damaged.length > 0; times--) {
            int at = random.nextInt(damaged.length);
            switch (random.nextInt(5)) {
                case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> damaged[at] = (byte) random.nextInt(256);
                case 2 -> damaged = Arrays.copyOf(damaged, at);
                case 3 -> {
                    byte[] shorter = Arrays.copyOf(damaged, damaged.length - 1);
                    System.arraycopy(damaged, at + 1, shorter, at, shorter.length - at);
                    damaged = shorter;
                }
                default -> {
                    byte[] longer = Arrays.copyOf(damaged, damaged.length + 1);
                    System.arraycopy(damaged, at, longer, at + 1, damaged.length - at);
                    damaged = longer;
                }
            }
        }
        return damaged;
    }

    private static Mutation one(byte[] document, Random random) {
        List<Mutation> chosen = new ArrayList<>();
        Mutations mutations = new Mutations(document, chosen::add);
        Layout layout = mutations.layout;
        do {
            switch (random.nextInt(7)) {
                case 0 ->
                    mutations.length(
                            layout.lengths().get(random.nextInt(layout.lengths().size())));
                case 1 -> {
                    if (!layout.types().isEmpty()) {
                        int at =
                                layout.types().get(random.nextInt(layout.types().size()));
                        mutations.set(
                                Kind.TYPE,
                                "type byte",
                                at,
                                random.nextBoolean() ? random.nextInt(0x15) : random.nextInt(256));
                    }
                }
                case 2 ->
                    mutations.terminator(layout.terminators()
                            .get(random.nextInt(layout.terminators().size())));
                case 3 -> {
                    if (!layout.texts().isEmpty()) {
                        mutations.text(
                                layout.texts().get(random.nextInt(layout.texts().size())));
                    }
                }
                case 4 -> {
                    if (!layout.elements().isEmpty()) {
                        mutations.element(random.nextInt(layout.elements().size()));
                    }
                }
                case 5 -> mutations.cut(random.nextInt(document.length));
                default -> mutations.flip(random.nextInt(document.length), random.nextInt(8));
            }
        } while (chosen.isEmpty());
        return chosen.get(random.nextInt(chosen.size()));
    }

    // ---- one kind after another ----

    private void lengths() {
        layout.lengths().forEach(this::length);
    }

    private void length(Layout.Length length) {
        int value = Layout.int32(document, length.at());
        int rest = document.length - length.at() - 4;
        List<Integer> wrong = new ArrayList<>(List.of(
                0,
                1,
                4,
                5,
                -1,
                value - 1,
                value + 1,
                -value,
                value - 4,
                value + 4,
                value ^ 0x80,
                value << 8,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE - 4,
                Integer.MIN_VALUE));
        for (int beyond = -6; beyond <= 5; beyond++) {
            wrong.add(rest + beyond);
        }
        for (int other : wrong) {
            if (other != value) {
                byte[] bytes = document.clone();
                Layout.putInt32(bytes, length.at(), other);
                sink.accept(new Mutation(
                        Kind.LENGTH, "length at " + length.at() + " from " + value + " to " + other, bytes));
            }
        }
    }

    private void types() {
        for (int at : layout.types()) {
            for (int type = 0; type < 256; type++) {
                set(Kind.TYPE, "type byte", at, type);
            }
        }
    }

    private void terminators() {
        layout.terminators().forEach(this::terminator);
    }

    private void terminator(int at) {
        set(Kind.TERMINATOR, "terminator", at, 0x01);
        set(Kind.TERMINATOR, "terminator", at, 0xFF);
        splice(Kind.TERMINATOR, "terminator removed", at, at + 1, new int[0]);
        splice(Kind.TERMINATOR, "terminator doubled", at, at, new int[] {0});
    }

    private void texts() {
        layout.texts().forEach(this::text);
    }

    private void text(Layout.Range text) {
        for (int[] bad : BAD_TEXT) {
            splice(Kind.TEXT, "text begun", text.from(), text.from(), bad);
            splice(Kind.TEXT, "text ended", text.to(), text.to(), bad);
            if (text.to() > text.from()) {
                splice(Kind.TEXT, "text replaced", text.to() - 1, text.to(), bad);
                splice(Kind.TEXT, "text split", (text.from() + text.to()) / 2, (text.from() + text.to()) / 2, bad);
            }
        }
    }

    private void elements() {
        for (int i = 0; i < layout.elements().size(); i++) {
            element(i);
        }
    }

    private void element(int index) {
        Layout.Element element = layout.elements().get(index);
        int[] copy = new int[element.to() - element.from()];
        Arrays.setAll(copy, i -> document[element.from() + i] & 0xFF);
        splice(Kind.ELEMENT, "element removed", element.from(), element.to(), new int[0]);
        splice(Kind.ELEMENT, "element repeated", element.to(), element.to(), copy);
        for (Layout.Element other : layout.elements()) {
            if (other.from() == element.to() && other.container() == element.container()) {
                byte[] bytes = document.clone();
                System.arraycopy(document, other.from(), bytes, element.from(), other.to() - other.from());
                System.arraycopy(
                        document, element.from(), bytes, element.from() + other.to() - other.from(), copy.length);
                sink.accept(new Mutation(
                        Kind.ELEMENT, "elements at " + element.from() + " and " + other.from() + " swapped", bytes));
            }
        }
    }

    private void cuts() {
        for (int length = 0; length < document.length; length++) {
            cut(length);
        }
    }

    /** Only the first bytes; with the old length, with the new one, and with a terminator in the last place besides. */
    private void cut(int length) {
        sink.accept(new Mutation(Kind.CUT, "cut to " + length, Arrays.copyOf(document, length)));
        if (length >= 5) {
            byte[] bytes = Arrays.copyOf(document, length);
            Layout.putInt32(bytes, 0, length);
            sink.accept(new Mutation(Kind.CUT, "cut to " + length + ", length adjusted", bytes));
            byte[] ended = bytes.clone();
            ended[length - 1] = 0;
            sink.accept(new Mutation(Kind.CUT, "cut to " + length + ", length adjusted, terminated", ended));
        }
    }

    private void flips() {
        for (int at = 0; at < document.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                flip(at, bit);
            }
        }
    }

    private void flip(int at, int bit) {
        set(Kind.FLIP, "bit " + bit + " of byte", at, document[at] ^ 1 << bit);
    }

    // ---- steps ----

    private void set(Kind kind, String what, int at, int value) {
        if (document[at] != (byte) value) {
            byte[] bytes = document.clone();
            bytes[at] = (byte) value;
            sink.accept(new Mutation(kind, String.format("%s at %d set to 0x%02X", what, at, value & 0xFF), bytes));
        }
    }

    /**
     * Replaces the bytes in {@code [from, to)}; once with no other change, once with all length fields that count them
     * adjusted.
     */
    private void splice(Kind kind, String what, int from, int to, int[] replacement) {
        byte[] bytes = new byte[document.length - (to - from) + replacement.length];
        System.arraycopy(document, 0, bytes, 0, from);
        for (int i = 0; i < replacement.length; i++) {
            bytes[from + i] = (byte) replacement[i];
        }
        System.arraycopy(document, to, bytes, from + replacement.length, document.length - to);
        int grown = bytes.length - document.length;
        String place = what + " at " + from + " by " + replacement.length + " bytes for " + (to - from);
        sink.accept(new Mutation(kind, place, bytes));
        if (grown != 0) {
            byte[] adjusted = bytes.clone();
            for (Layout.Length length : layout.lengths()) {
                boolean counts = length.from() <= from && to <= length.to() && from < length.to();
                if (counts && (length.at() + 4 <= from || length.at() >= to)) {
                    int at = length.at() < from ? length.at() : length.at() + grown;
                    Layout.putInt32(adjusted, at, Layout.int32(document, length.at()) + grown);
                }
            }
            sink.accept(new Mutation(kind, place + ", lengths adjusted", adjusted));
        }
    }
}
