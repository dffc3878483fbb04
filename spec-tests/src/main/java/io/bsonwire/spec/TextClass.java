package io.bsonwire.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** The kinds of text that codecs treat differently, or by mistake alike. */
public enum TextClass {
    /** U+0001 to U+007F: one byte of UTF-8. */
    ASCII {
        @Override
        Arbitrary<Integer> units() {
            return between(0x01, 0x7F);
        }
    },

    /** U+0080 to U+00FF: one byte of a compact Java string, two of UTF-8. */
    LATIN_1 {
        @Override
        Arbitrary<Integer> units() {
            return between(0x80, 0xFF);
        }
    },

    /** U+0100 to U+FFFF, surrogates left out: a char of Java, two or three bytes of UTF-8. */
    BASIC_PLANE {
        @Override
        Arbitrary<Integer> units() {
            return between(0x100, 0xFFFF - SURROGATES).map(c -> c < Character.MIN_SURROGATE ? c : c + SURROGATES);
        }
    },

    /** U+10000 to U+10FFFF: two chars of Java, four bytes of UTF-8. */
    ASTRAL {
        @Override
        Arbitrary<Integer> units() {
            return between(0x10000, 0x10FFFF);
        }
    },

    /** Code points at the borders of the four lengths of UTF-8 and of the surrogates, and what JSON escapes. */
    BORDERS {
        @Override
        Arbitrary<Integer> units() {
            return Arbitraries.of(List.of(
                    0x01, 0x1F, 0x20, 0x22, 0x5C, 0x7F, 0x80, 0xFF, 0x7FF, 0x800, 0x2028, 0xD7FF, 0xE000, 0xFEFF,
                    0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF));
        }
    },

    /** Text in which NULs are; legal in strings, not in names. */
    NUL {
        @Override
        Arbitrary<Integer> units() {
            return Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just(0)), Tuple.of(1, Arbitraries.of(0x61, 0x20AC)));
        }
    },

    /** Chars of Java that are half a pair: UTF-8 cannot express them, so they are to be refused or replaced. */
    LONE_SURROGATES {
        @Override
        Arbitrary<Integer> units() {
            // Never a high one with a low one behind it.
            return Arbitraries.of(List.of(0xDC00, 0xDFFF, 0x61));
        }

        @Override
        public Arbitrary<String> texts(int most) {
            Arbitrary<String> high = Arbitraries.of("\uD800", "\uDBFF");
            return Arbitraries.oneOf(
                    super.texts(most).filter(text -> text.chars().anyMatch(c -> c >= Character.MIN_LOW_SURROGATE)),
                    high,
                    high.map(text -> text + "a"),
                    high.map(text -> text + text));
        }
    };

    private static final int SURROGATES = Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1;

    /** What well-formed text is made of. */
    static final List<TextClass> WELL_FORMED =
            Arrays.stream(values()).filter(text -> text != LONE_SURROGATES).toList();

    /** Code points, or chars where they are no code points. */
    abstract Arbitrary<Integer> units();

    /**
     * Text of this class and no other.
     *
     * @param most code points, 0 or more
     * @return the generator; its texts shrink to the empty one, where that is of the class
     */
    public Arbitrary<String> texts(int most) {
        return textOf(units(), most);
    }

    /**
     * What tests and reports call it.
     *
     * @return the name, in lower case
     */
    public String label() {
        return switch (this) {
            case ASCII -> "ASCII";
            case LATIN_1 -> "Latin-1";
            case BORDERS -> "borders of UTF-8";
            case NUL -> "NULs";
            default -> name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }

    static Arbitrary<String> textOf(Arbitrary<Integer> codePoints, int most) {
        return codePoints.list().ofMaxSize(most).map(all -> {
            StringBuilder text = new StringBuilder();
            all.forEach(text::appendCodePoint);
            return text.toString();
        });
    }

    private static Arbitrary<Integer> between(int least, int most) {
        return Arbitraries.integers().between(least, most).withDistribution(RandomDistribution.uniform());
    }
}
