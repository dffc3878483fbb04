package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Code, code with scope, symbol and DBPointer: text, alone or with something beside it. */
class TextValuesTest {
    private static final ObjectId ID = ObjectId.parse("0102030405060708090a0b0c");

    @Test
    void codeIsItsText() {
        assertThat(new Code("f()\0")).isEqualTo(new Code("f()\0")).hasSameHashCodeAs(new Code("f()\0"));
        assertThat(new Code("f()"))
                .hasToString("Code[code=f()]")
                .isNotEqualTo(new Code("g()"))
                .isNotEqualTo(new Symbol("f()"))
                .isNotEqualTo("f()");
        assertThatNullPointerException().isThrownBy(() -> new Code(null)).withMessage("code");
    }

    @Test
    void symbolIsItsText() {
        assertThat(new Symbol("a\0b")).isEqualTo(new Symbol("a\0b")).hasSameHashCodeAs(new Symbol("a\0b"));
        assertThat(new Symbol("a"))
                .hasToString("Symbol[text=a]")
                .isNotEqualTo(new Symbol("b"))
                .isNotEqualTo("a");
        assertThatNullPointerException().isThrownBy(() -> new Symbol(null)).withMessage("text");
    }

    @Test
    void codeWithScopeIsBoth() {
        Map<String, Object> scope = new LinkedHashMap<>();
        scope.put("x", 1);
        scope.put("y", null);
        CodeWithScope value = new CodeWithScope("x + y", scope);

        assertThat(value.code()).isEqualTo("x + y");
        assertThat(value.scope()).isSameAs(scope);
        assertThat(value)
                .isEqualTo(new CodeWithScope("x + y", new LinkedHashMap<>(scope)))
                .hasSameHashCodeAs(new CodeWithScope("x + y", new LinkedHashMap<>(scope)))
                .hasToString("CodeWithScope[code=x + y, scope={x=1, y=null}]")
                .isNotEqualTo(new CodeWithScope("x - y", scope))
                .isNotEqualTo(new CodeWithScope("x + y", Map.of()))
                .isNotEqualTo(new Code("x + y"));
        assertThatNullPointerException()
                .isThrownBy(() -> new CodeWithScope(null, Map.of()))
                .withMessage("code");
        assertThatNullPointerException()
                .isThrownBy(() -> new CodeWithScope("", null))
                .withMessage("scope");
    }

    @Test
    void dbPointerIsNamespaceAndId() {
        DbPointer pointer = new DbPointer("db.c", ID);

        assertThat(pointer.namespace()).isEqualTo("db.c");
        assertThat(pointer.id()).isEqualTo(ID);
        assertThat(pointer)
                .isEqualTo(DbPointer.decoded("db.c", ID))
                .hasSameHashCodeAs(DbPointer.decoded("db.c", ID))
                .hasToString("DbPointer[namespace=db.c, id=0102030405060708090a0b0c]")
                .isNotEqualTo(new DbPointer("db.d", ID))
                .isNotEqualTo(new DbPointer("db.c", ObjectId.of(new byte[12])))
                .isNotEqualTo("db.c")
                .isNotEqualTo(null);
        assertThatNullPointerException()
                .isThrownBy(() -> new DbPointer("db.c", null))
                .withMessage("id");
    }

    @Test
    void dbPointerWithNulComesFromBytesOnly() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DbPointer("db\0.c", ID))
                .withMessage("dbPointer namespace: NUL at index 2 (expected: no NUL)");
        assertThat(DbPointer.decoded("db\0.c", ID).namespace()).isEqualTo("db\0.c");
    }

    @Test
    void singleValuesNameThemselves() {
        assertThat(MinKey.values()).containsExactly(MinKey.INSTANCE);
        assertThat(MaxKey.values()).containsExactly(MaxKey.INSTANCE);
        assertThat(Undefined.values()).containsExactly(Undefined.INSTANCE);
        assertThat(MinKey.INSTANCE).hasToString("MinKey");
        assertThat(MaxKey.INSTANCE).hasToString("MaxKey");
        assertThat(Undefined.INSTANCE).hasToString("Undefined");
    }
}
