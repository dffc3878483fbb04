package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {
    @Test
    void optionsAreSorted() {
        Regex regex = new Regex("a/b", "xmsi");

        assertThat(regex.pattern()).isEqualTo("a/b");
        assertThat(regex.options()).isEqualTo("imsx");
        assertThat(regex).hasToString("/a/b/imsx");
        assertThat(new Regex("a")).isEqualTo(new Regex("a", ""));
    }

    @Test
    void repeatedAndUnknownOptionsAreKept() {
        assertThat(new Regex("a", "zqiiZ").options()).isEqualTo("Ziiqz");
    }

    @Test
    void optionsAreSortedByCodePoint() {
        // U+FF5A comes before U+1D56B, though its UTF-16 unit is above the surrogates.
        assertThat(new Regex("a", "\uD835\uDD6B\uFF5Ai").options()).isEqualTo("i\uFF5A\uD835\uDD6B");
    }

    @Property
    void sortingKeepsEveryCharacter(@ForAll("options") String options) {
        String sorted = new Regex("", options).options();

        assertThat(sorted.codePoints().toArray())
                .isEqualTo(options.codePoints().sorted().toArray());
        assertThat(Regex.decoded("", options)).isEqualTo(new Regex("", sorted));
    }

    @Provide
    Arbitrary<String> options() {
        return Arbitraries.strings()
                .withChars("imsxul\u00E9\uFFFD")
                .ofMaxLength(8)
                .flatMap(text -> Arbitraries.of("", "\uD835\uDD6B").map(wide -> text + wide + text));
    }

    @Test
    void nulIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Regex("ab\0c", ""))
                .withMessage("regex pattern: NUL at index 2 (expected: no NUL)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Regex("a", "\0"))
                .withMessage("regex options: NUL at index 0 (expected: no NUL)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Regex.of(Pattern.compile("a\0")))
                .withMessage("regex pattern: NUL at index 1 (expected: no NUL)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uDC00\uD800", "\uD800", "i\uDFFF"})
    void unpairedSurrogatesInOptionsAreRefused(String options) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Regex("a", options))
                .withMessage("regex options: unpaired surrogate (expected: whole characters)");
    }

    @Test
    void equalsNothingElse() {
        Regex regex = new Regex("a", "im");

        assertThat(regex)
                .isEqualTo(new Regex("a", "mi"))
                .hasSameHashCodeAs(new Regex("a", "mi"))
                .isNotEqualTo(new Regex("a", "i"))
                .isNotEqualTo(new Regex("b", "im"))
                .isNotEqualTo("/a/im")
                .isNotEqualTo(null);
    }

    @ParameterizedTest
    @CsvSource({
        "i, " + Pattern.CASE_INSENSITIVE,
        "m, " + Pattern.MULTILINE,
        "s, " + Pattern.DOTALL,
        "u, " + Pattern.UNICODE_CHARACTER_CLASS,
        "x, " + Pattern.COMMENTS
    })
    void eachOptionIsAFlag(String option, int flag) {
        Pattern pattern = Pattern.compile("a b", flag);

        assertThat(Regex.of(pattern)).isEqualTo(new Regex("a b", option));
        assertThat(new Regex("a b", option).toPattern().flags()).isEqualTo(pattern.flags());
        assertThat(new Regex("a b", option).toPattern().pattern()).isEqualTo("a b");
    }

    @Property
    void patternsComeBack(@ForAll Set<Option> options) {
        int flags = options.stream().mapToInt(Option::flag).reduce(0, (a, b) -> a | b);
        Pattern pattern = Pattern.compile("[a-z]+ # letters", flags);

        Pattern back = Regex.of(pattern).toPattern();

        assertThat(back.pattern()).isEqualTo(pattern.pattern());
        assertThat(back.flags()).isEqualTo(pattern.flags());
    }

    enum Option {
        CASE_INSENSITIVE(Pattern.CASE_INSENSITIVE),
        MULTILINE(Pattern.MULTILINE),
        DOTALL(Pattern.DOTALL),
        UNICODE(Pattern.UNICODE_CHARACTER_CLASS),
        COMMENTS(Pattern.COMMENTS);

        private final int flag;

        Option(int flag) {
            this.flag = flag;
        }

        int flag() {
            return flag;
        }
    }

    @Test
    void unicodeCaseAloneBecomesTheOneUnicodeOption() {
        Regex regex = Regex.of(Pattern.compile("\u00E9", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));

        assertThat(regex.options()).isEqualTo("iu");
        assertThat(regex.toPattern().matcher("\u00C9").matches()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {Pattern.CANON_EQ, Pattern.LITERAL, Pattern.UNIX_LINES, Pattern.LITERAL | Pattern.UNIX_LINES})
    void flagsWithoutAnOptionAreRefused(int flags) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Regex.of(Pattern.compile("a", flags | Pattern.MULTILINE)))
                .withMessage("pattern flags: 0x" + Integer.toHexString(flags)
                        + " (expected: none but those that the options i, m, s, u and x stand for)");
    }

    @Property
    void optionsWithoutAFlagAreRefused(@ForAll @NotEmpty String options) {
        String printable = options.replaceAll("[\0\\p{Cs}]", "l") + "l";
        Regex regex = new Regex("a", printable);

        assertThatIllegalArgumentException()
                .isThrownBy(regex::toPattern)
                .withMessage("regex options: \"" + regex.options() + "\" (expected: none but i, m, s, u and x)");
    }

    @Test
    void textThatJavaDoesNotAcceptIsRefused() {
        assertThatThrownBy(() -> new Regex("(").toPattern()).isInstanceOf(PatternSyntaxException.class);
    }
}
