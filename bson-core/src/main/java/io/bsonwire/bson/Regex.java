package io.bsonwire.bson;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression as BSON stores it (BSON type 0x0B): the text of a pattern and a set of option characters. Neither
 * is checked for meaning, since the dialect is the server's (PCRE).
 *
 * <p>On the wire both are NUL-terminated UTF-8, so neither may contain NUL. The options are kept in alphabetical order
 * of their code points, as BSON asks; a repeated option stays repeated.
 *
 * <table>
 * <caption>Options and the flags of {@link Pattern}</caption>
 * <tr><th>option</th><th>meaning</th><th>flag</th></tr>
 * <tr><td>i</td><td>letter case does not matter</td><td>{@link Pattern#CASE_INSENSITIVE}</td></tr>
 * <tr><td>m</td><td>^ and $ match at lines too</td><td>{@link Pattern#MULTILINE}</td></tr>
 * <tr><td>s</td><td>the dot matches line ends too</td><td>{@link Pattern#DOTALL}</td></tr>
 * <tr><td>u</td><td>classes such as \w are those of Unicode</td><td>{@link Pattern#UNICODE_CHARACTER_CLASS} (which
 *     includes {@link Pattern#UNICODE_CASE})</td></tr>
 * <tr><td>x</td><td>white space and comments are skipped</td><td>{@link Pattern#COMMENTS}</td></tr>
 * </table>
 *
 * <p>Two expressions are equal if pattern and options are the same text; what they match is not compared.
 */
public final class Regex {
    private final String pattern;
    private final String options;

    /**
     * Makes an expression.
     *
     * @param pattern the text of the pattern, without NUL
     * @param options the option characters in any order, without NUL and without unpaired surrogates
     * @throws IllegalArgumentException if pattern or options contain what they must not
     */
    public Regex(String pattern, String options) {
        this(checkNoNul("regex pattern", pattern), sorted(checkPaired(checkNoNul("regex options", options))), true);
    }

    /**
     * Makes an expression without options.
     *
     * @param pattern the text of the pattern, without NUL
     * @throws IllegalArgumentException if the pattern contains NUL
     */
    public Regex(String pattern) {
        this(pattern, "");
    }

    private Regex(String pattern, String options, @SuppressWarnings("unused") boolean checked) {
        this.pattern = pattern;
        this.options = options;
    }

    /**
     * Makes an expression of what a reader found in bytes, where NUL and unpaired surrogates cannot occur: the options
     * are put in order, nothing is checked.
     */
    static Regex decoded(String pattern, String options) {
        return new Regex(pattern, sorted(options), true);
    }

    /**
     * Makes an expression of a Java pattern. The text is taken as it is, though Java's dialect differs from the
     * server's in places. BSON has one option for Unicode: {@link Pattern#UNICODE_CASE} alone becomes {@code u} too.
     *
     * @param pattern the Java pattern
     * @return the expression
     * @throws IllegalArgumentException if the pattern has a flag that BSON has no option for ({@link Pattern#CANON_EQ},
     *     {@link Pattern#LITERAL}, {@link Pattern#UNIX_LINES}) or if its text contains NUL
     */
    public static Regex of(Pattern pattern) {
        StringBuilder options = new StringBuilder();
        int left = pattern.flags();
        left = take(left, Pattern.CASE_INSENSITIVE, 'i', options);
        left = take(left, Pattern.MULTILINE, 'm', options);
        left = take(left, Pattern.DOTALL, 's', options);
        left = take(left, Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE, 'u', options);
        left = take(left, Pattern.COMMENTS, 'x', options);
        if (left != 0) {
            throw new IllegalArgumentException("pattern flags: 0x" + Integer.toHexString(left)
                    + " (expected: none but those that the options i, m, s, u and x stand for)");
        }
        return new Regex(pattern.pattern(), options.toString());
    }

    private static int take(int flags, int flag, char option, StringBuilder options) {
        if ((flags & flag) != 0) {
            options.append(option);
        }
        return flags & ~flag;
    }

    /**
     * Compiles the text as a Java pattern with the flags that the options stand for.
     *
     * @return a new Java pattern
     * @throws IllegalArgumentException if there is an option without a flag, or if Java does not accept the text (then
     *     a {@link java.util.regex.PatternSyntaxException})
     */
    public Pattern toPattern() {
        int flags = 0;
        for (int i = 0; i < options.length(); i++) {
            char option = options.charAt(i);
            flags |= switch (option) {
                case 'i' -> Pattern.CASE_INSENSITIVE;
                case 'm' -> Pattern.MULTILINE;
                case 's' -> Pattern.DOTALL;
                case 'u' -> Pattern.UNICODE_CHARACTER_CLASS;
                case 'x' -> Pattern.COMMENTS;
                default ->
                    throw new IllegalArgumentException(
                            "regex options: \"" + options + "\" (expected: none but i, m, s, u and x)");
            };
        }
        return Pattern.compile(pattern, flags);
    }

    /** The text, if it has no NUL. */
    static String checkNoNul(String what, String text) {
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw new IllegalArgumentException(what + ": NUL at index " + nul + " (expected: no NUL)");
        }
        return text;
    }

    /** Refuses unpaired surrogates, which sorting could join to a character that was never there. */
    private static String checkPaired(String options) {
        if (options.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new IllegalArgumentException("regex options: unpaired surrogate (expected: whole characters)");
        }
        return options;
    }

    private static String sorted(String options) {
        if (options.length() < 2) {
            return options;
        }
        int[] characters = options.codePoints().sorted().toArray();
        return new String(characters, 0, characters.length);
    }

    /**
     * The text of the pattern.
     *
     * @return text without NUL
     */
    public String pattern() {
        return pattern;
    }

    /**
     * The option characters.
     *
     * @return the options in alphabetical order, empty if there are none
     */
    public String options() {
        return options;
    }

    /** Whether the other object is an expression of the same pattern and options. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Regex regex && pattern.equals(regex.pattern) && options.equals(regex.options);
    }

    @Override
    public int hashCode() {
        return 31 * pattern.hashCode() + options.hashCode();
    }

    /** The expression between slashes, then its options. */
    @Override
    public String toString() {
        return "/" + pattern + "/" + options;
    }
}
