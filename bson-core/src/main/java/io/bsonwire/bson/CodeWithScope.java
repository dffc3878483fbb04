package io.bsonwire.bson;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * JavaScript code with the document its free names are looked up in (BSON type 0x0F, deprecated).
 *
 * <p>The scope is a {@code Document} when it comes from a reader; a caller may give any map with values that can be
 * encoded. It is handed over, not copied: whoever makes the value must not change the map afterwards.
 *
 * <p>Two values are equal if their code is the same text and their scopes are equal as {@link Document} compares maps,
 * to the depth that it allows.
 *
 * @param code the code
 * @param scope the names and values of the scope, in the order in which they are encoded
 */
public record CodeWithScope(String code, Map<String, @Nullable Object> scope) {
    /**
     * Makes a value.
     *
     * @param code the code
     * @param scope the scope, not copied
     */
    public CodeWithScope {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(scope, "scope");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CodeWithScope that
                && code.equals(that.code)
                && DeepEquality.equal(scope, that.scope, 1);
    }

    @Override
    public int hashCode() {
        return DeepEquality.hash(this, 1);
    }
}
