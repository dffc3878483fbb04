package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpCodeTest {
    @ParameterizedTest
    @EnumSource
    void isFoundByItsNumber(OpCode opCode) {
        assertThat(OpCode.fromInt(opCode.code())).isSameAs(opCode);
    }

    @Test
    void onlyTheSpecifiedNumbersAreOpCodes() {
        assertThat(IntStream.range(-1, 4096)
                        .mapToObj(OpCode::fromInt)
                        .filter(Objects::nonNull)
                        .map(OpCode::code))
                .containsExactly(1, 2001, 2002, 2004, 2005, 2006, 2007, 2012, 2013);
    }

    // 2010 and 2011 were commands and their answers in old development releases, 1000 a message without meaning.
    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1000, 2003, 2010, 2011, Integer.MAX_VALUE})
    void anotherNumberIsNone(int code) {
        assertThat(OpCode.fromInt(code)).isNull();
    }
}
