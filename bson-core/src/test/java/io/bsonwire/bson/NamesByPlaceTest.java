package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What one document teaches a reader or writer about the next one saves time and changes nothing else. */
class NamesByPlaceTest {
    private static final BsonCodec LAST = BsonCodec.DEFAULT;
    private static final BsonCodec FIRST =
            LAST.toBuilder().duplicateNames(DuplicateNames.FIRST_WINS).build();
    private static final BsonCodec ERROR =
            LAST.toBuilder().duplicateNames(DuplicateNames.ERROR).build();

    private static FieldName name(String text) {
        return FieldName.of(text);
    }

    /** A document of these names, each with its place as the value. */
    private static byte[] bytes(String... names) {
        ByteBuf buffer = Unpooled.buffer();
        BsonWriter writer = new BsonWriter().reset(buffer);
        writer.startDocument();
        for (int i = 0; i < names.length; i++) {
            writer.name(names[i]).writeInt32(i);
        }
        writer.endDocument();
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    @Test
    void duplicatesAmongNamesThatAreWhereTheyWere() {
        for (int round = 0; round < 3; round++) {
            assertThat(ERROR.decodeExactly(bytes("a", "b", "c"))).hasSize(3);
            assertThat(ERROR.decodeExactly(bytes("a", "b"))).hasSize(2);
            assertThat(LAST.decodeExactly(bytes("a", "b", "b"))).isEqualTo(new Document("a", 0).append("b", 2));
            assertThat(FIRST.decodeExactly(bytes("a", "b", "b"))).isEqualTo(new Document("a", 0).append("b", 1));
            assertThat(LAST.decodeExactly(bytes("a", "b", "c", "a")).get("a")).isEqualTo(3);
            assertThat(FIRST.decodeExactly(bytes("b", "b", "c"))).isEqualTo(new Document("b", 0).append("c", 2));
            for (String[] twice : List.of(new String[] {"a", "a"}, new String[] {"a", "b", "c", "b"})) {
                assertThatExceptionOfType(MalformedBsonException.class)
                        .isThrownBy(() -> ERROR.decodeExactly(bytes(twice)))
                        .withMessageStartingWith("duplicate name");
            }
        }
    }

    @Test
    void duplicatesBehindADocumentThatFailedHalfWay() {
        byte[] broken = bytes("a", "x", "c");
        broken[4 + 7 + 7] = 0x20; // the third element has no type
        for (int round = 0; round < 3; round++) {
            assertThat(ERROR.decodeExactly(bytes("x", "b", "c"))).hasSize(3);
            assertThatExceptionOfType(MalformedBsonException.class).isThrownBy(() -> ERROR.decodeExactly(broken));
            assertThatExceptionOfType(MalformedBsonException.class)
                    .isThrownBy(() -> ERROR.decodeExactly(bytes("a", "x", "c", "a")));
            assertThat(LAST.decodeExactly(bytes("x", "x", "c"))).isEqualTo(new Document("x", 1).append("c", 2));
        }
    }

    @Test
    void duplicatesAmongNamesThatAreNotRemembered() {
        String[] names = new String[1000];
        for (int i = 0; i < names.length; i++) {
            names[i] = "name " + i;
        }
        String[] twice = names.clone();
        twice[999] = names[300];
        String longName = "n".repeat(500);
        for (int round = 0; round < 3; round++) {
            assertThat(ERROR.decodeExactly(bytes(names))).hasSize(1000);
            assertThat(LAST.decodeExactly(bytes(twice)).get(names[300])).isEqualTo(999);
            assertThat(ERROR.decodeExactly(bytes("a", longName, "b"))).hasSize(3);
            assertThat(LAST.decodeExactly(bytes(longName, longName))).isEqualTo(new Document(longName, 1));
        }
    }

    @Test
    void documentsOfAllSizesAfterEachOther() {
        List<Document> documents = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            documents.add(document(random, 0));
        }
        for (Document document : documents) {
            byte[] bytes = LAST.encode(document);
            Document back = LAST.decodeExactly(bytes);
            assertThat(back).isEqualTo(document);
            assertThat(new ArrayList<>(back.keySet())).isEqualTo(new ArrayList<>(document.keySet()));
            assertThat(LAST.encode(back)).isEqualTo(bytes);
        }
    }

    private static Document document(Random random, int depth) {
        Document document = new Document();
        for (int i = random.nextInt(random.nextInt(depth == 0 ? 40 : 8) + 1); i > 0; i--) {
            String name = "n".repeat(random.nextInt(20)) + random.nextInt(30);
            document.put(
                    name,
                    switch (random.nextInt(depth < 3 ? 6 : 3)) {
                        case 0 -> i;
                        case 1 -> "text";
                        case 2 -> null;
                        case 3 -> document(random, depth + 1);
                        case 4 -> new ArrayList<>(Collections.nCopies(random.nextInt(10), document(random, depth + 1)));
                        default -> new CodeWithScope("f", document(random, depth + 1));
                    });
        }
        return document;
    }

    @Test
    void aTreeHoldsSoMuchAndIsGivenUpWhenThatIsOfNoMoreUse() {
        NamesByPlace root = NamesByPlace.root();
        assertThat(root.renewed()).isSameAs(root);
        int remembered = 0;
        for (int child = 0; child < 256; child++) {
            NamesByPlace names = root.child(child);
            for (int place = 0; place < 128; place++) {
                FieldName name = name("n" + place);
                names.remember(place, name);
                if (names.name(place) != null) {
                    assertThat(names.name(place)).isSameAs(name);
                    remembered++;
                }
            }
        }
        assertThat(remembered).isBetween(8000, 8192);
        NamesByPlace none = root.child(255);
        assertThat(none.name(0)).isNull();
        assertThat(none.child(3)).isSameAs(none);
        assertThat(none).isSameAs(root.child(1_000_000));
        none.size(5);
        assertThat(none.expectedSize(100)).isZero();
        none.distinct(3);
        assertThat(none.areDistinct(1)).isFalse();

        int documents = 0;
        while (root.renewed() == root) {
            documents++;
        }
        assertThat(documents).isEqualTo(15);
    }

    @Test
    void noMoreElementsAreExpectedThanThereAreBytesFor() {
        NamesByPlace names = NamesByPlace.root();
        assertThat(names.expectedSize(1000)).isZero();
        names.size(100);
        assertThat(names.expectedSize(1000)).isEqualTo(100);
        assertThat(names.expectedSize(99)).isEqualTo(49);
    }

    /** Another String of the same characters. */
    @SuppressWarnings("StringOperationCanBeSimplified") // it has to be another
    private static String copy(String text) {
        return new String(text);
    }

    /** Names that are equal, but other Strings, for one document, for some, or from then on. */
    @Test
    void namesOfOtherStringsAreTheSameNames() {
        String[][] sets = {
            {"first", "second", "_id", "a name of more than sixteen bytes", "n"},
            {"first", "another", "_id", "a name of more than sixteen bytes", "n"}
        };
        byte[][] expected = {bytes(sets[0]), bytes(sets[1])};
        Random random = new Random(3);
        String[] again = sets[0].clone();
        for (int i = 0; i < 1000; i++) {
            int set = random.nextInt(20) == 0 ? 1 : 0;
            Document document = new Document();
            for (int place = 0; place < again.length; place++) {
                if (random.nextInt(30) == 0) {
                    again[place] = copy(sets[0][place]);
                }
                boolean fresh = set != 0 || random.nextInt(4) == 0;
                document.put(fresh ? copy(sets[set][place]) : again[place], place);
            }
            assertThat(LAST.encode(document)).isEqualTo(expected[set]);
            assertThat(LAST.encode(new LinkedHashMap<>(document))).isEqualTo(expected[set]);
        }
    }

    @Test
    void forgottenNamesAreNotKnownToBeDistinct() {
        NamesByPlace names = NamesByPlace.root();
        for (int place = 0; place < 6; place++) {
            names.remember(place, name("n" + place));
        }
        assertThat(names.areDistinct(1)).isFalse();
        names.distinct(6);
        assertThat(names.areDistinct(6)).isTrue();
        assertThat(names.areDistinct(7)).isFalse();
        names.remember(4, name("n0"));
        assertThat(names.areDistinct(4)).isTrue();
        assertThat(names.areDistinct(5)).isFalse();
        names.forget(2);
        assertThat(names.name(2)).isNull();
        assertThat(names.areDistinct(3)).isFalse();
        assertThat(names.areDistinct(2)).isTrue();
    }
}
