package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DBRefTest {
    private static final ObjectId ID = ObjectId.parse("0102030405060708090a0b0c");

    /** A document, the reference that it is, and the names in the order in which that is encoded. */
    static final List<Arguments> REFERENCES = List.of(
            Arguments.of(document("$ref", "c", "$id", ID), new DBRef("c", ID), List.of("$ref", "$id")),
            Arguments.of(document("$ref", "", "$id", null), new DBRef("", null), List.of("$ref", "$id")),
            Arguments.of(
                    document("$ref", "c", "$id", 7, "$db", "d"), new DBRef("c", 7, "d"), List.of("$ref", "$id", "$db")),
            Arguments.of(
                    document("$ref", "c", "$id", 7, "$db", "d", "more", true),
                    new DBRef("c", 7, "d", document("more", true)),
                    List.of("$ref", "$id", "$db", "more")),
            Arguments.of(
                    document("$ref", "c", "$id", 7, "$more", 1, "a.b", null),
                    new DBRef("c", 7, null, document("$more", 1, "a.b", null)),
                    List.of("$ref", "$id", "$more", "a.b")),
            Arguments.of(document("$id", 7, "$ref", "c"), new DBRef("c", 7), List.of("$ref", "$id")),
            Arguments.of(
                    document("z", 1, "$db", "d", "$id", 7, "$ref", "c", "a", 2),
                    new DBRef("c", 7, "d", document("z", 1, "a", 2)),
                    List.of("$ref", "$id", "$db", "z", "a")));

    @ParameterizedTest
    @FieldSource("REFERENCES")
    void referencesAreRecognised(Map<String, Object> document, DBRef reference, List<String> names) {
        assertThat(DBRef.isDbRef(document)).isTrue();
        assertThat(DBRef.of(document)).isEqualTo(reference).hasSameHashCodeAs(reference);
        assertThat(reference.toMap()).isEqualTo(document);
        assertThat(reference.toMap().keySet()).containsExactlyElementsOf(names);
    }

    static Stream<Map<String, Object>> others() {
        return OTHERS.keySet().stream();
    }

    /** Documents that are no references, with what the error says of their fields. */
    private static final Map<Map<String, Object>, String> OTHERS = Map.of(
            document(), "absent $ref, absent $id, absent $db",
            document("$ref", "c"), "String $ref, absent $id, absent $db",
            document("$id", ID), "absent $ref, ObjectId $id, absent $db",
            document("$db", "d"), "absent $ref, absent $id, String $db",
            document("$ref", true, "$id", 1), "Boolean $ref, Integer $id, absent $db",
            document("$ref", null, "$id", 1), "null $ref, Integer $id, absent $db",
            document("$ref", new Symbol("c"), "$id", 1), "Symbol $ref, Integer $id, absent $db",
            document("$ref", "c", "$id", 1, "$db", 1), "String $ref, Integer $id, Integer $db",
            document("$ref", "c", "$id", 1, "$db", null), "String $ref, Integer $id, null $db");

    @ParameterizedTest
    @MethodSource("others")
    void otherDocumentsAreNot(Map<String, Object> document) {
        assertThat(DBRef.isDbRef(document)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DBRef.of(document))
                .withMessage(
                        "dbref: " + OTHERS.get(document) + " (expected: String $ref, any $id, absent or String $db)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$ref", "$id", "$db"})
    void extraFieldsHaveOtherNames(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DBRef("c", 1, null, document(name, null)))
                .withMessage("dbref extra field: " + name + " (expected: none of its own fields)");
    }

    @Test
    void collectionIsNeeded() {
        assertThatNullPointerException().isThrownBy(() -> new DBRef(null, 1)).withMessage("collection");
    }

    @Test
    void extraFieldsAreCopiedAndUnmodifiable() {
        Map<String, Object> extra = document("a", 1);
        DBRef reference = new DBRef("c", 1, null, extra);

        extra.put("b", 2);

        assertThat(reference.extra()).isEqualTo(Map.of("a", 1));
        assertThatThrownBy(() -> reference.extra().put("b", 2)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void documentIsNotChanged() {
        Map<String, Object> document = Collections.unmodifiableMap(document("$id", 1, "x", 2, "$ref", "c"));

        assertThat(DBRef.of(document).toMap().keySet()).containsExactly("$ref", "$id", "x");
        assertThat(document.keySet()).containsExactly("$id", "x", "$ref");
    }

    @Test
    void everyPartCounts() {
        assertThat(new DBRef("c", 1, "d", document("x", 1)))
                .isNotEqualTo(new DBRef("e", 1, "d", document("x", 1)))
                .isNotEqualTo(new DBRef("c", 2, "d", document("x", 1)))
                .isNotEqualTo(new DBRef("c", 1, null, document("x", 1)))
                .isNotEqualTo(new DBRef("c", 1, "d"))
                .isNotEqualTo(new DBRef("c", 1, "d", document("x", 1)).toMap());
    }

    @Property
    void orderOfTheFieldsDoesNotMatter(@ForAll Random random) {
        List<String> names = new ArrayList<>(List.of("$ref", "$id", "$db", "a", "$b", "c.d"));
        Collections.shuffle(names, random);
        Map<String, Object> document = new LinkedHashMap<>();
        names.forEach(name -> document.put(name, name));
        names.removeIf(List.of("$ref", "$id", "$db")::contains);

        DBRef reference = DBRef.of(document);

        assertThat(reference.collection()).isEqualTo("$ref");
        assertThat(reference.id()).isEqualTo("$id");
        assertThat(reference.database()).isEqualTo("$db");
        assertThat(reference.extra().keySet()).containsExactlyElementsOf(names);
        assertThat(DBRef.of(reference.toMap())).isEqualTo(reference);
    }

    private static Map<String, Object> document(Object... namesAndValues) {
        Map<String, Object> document = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            document.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return document;
    }
}
