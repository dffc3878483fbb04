package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @Test
    void helpGoesToStandardOutput() {
        Ran ran = Ran.bsonwire("--help");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.text())
                .startsWith("Usage: bsonwire")
                .contains("demo", "dump", "load", "validate", "generate", "wire", "proxy", "Exit codes:");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void versionNamesTheCommand() {
        Ran ran = Ran.bsonwire("--version");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.text()).startsWith("bsonwire ");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void noCommandIsAUsageError() {
        Ran ran = Ran.bsonwire();
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .isEqualToIgnoringNewLines(
                        "bsonwire: Missing commandUsage: bsonwire [-hV] COMMAND'bsonwire --help' tells more.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--no-such-option", "no-such-command"})
    void anUnknownWordIsAUsageError(String word) {
        Ran ran = Ran.bsonwire(word);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(word).contains("Usage: bsonwire");
    }

    @Test
    void aUsageErrorInACommandSaysHowThatIsCalled() {
        Ran ran = Ran.bsonwire("dump", "--fromat", "relaxed", "-");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err())
                .startsWith("bsonwire dump: Unknown option")
                .contains("\nUsage: bsonwire dump [-", "\n'bsonwire dump --help' tells more.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "dump", "load", "validate", "generate", "wire", "proxy"})
    void eachCommandHasHelpOfItsOwn(String command) {
        Ran ran = Ran.bsonwire(command, "--help");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.text()).contains("Usage: bsonwire " + command).doesNotContain("%n", "${");
        assertThat(ran.text().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(ran.err()).isEmpty();
        assertThat(Ran.bsonwire("help", command).text()).isEqualTo(ran.text());
    }

    @Test
    void anErrorOfTheProgramItselfIsOneLine() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) {
                throw new IllegalStateException("a bug");
            }
        };
        Ran ran = Ran.to(broken, false, new byte[0], "generate");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("bsonwire generate: internal error: java.lang.IllegalStateException: a bug in ");
    }

    @Test
    void lackOfMemoryIsOneLine() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) {
                throw new OutOfMemoryError("Java heap space");
            }
        };
        Ran ran = Ran.to(full, false, new byte[0], "generate");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines()).singleElement().asString().startsWith("bsonwire: out of memory");
    }
}
