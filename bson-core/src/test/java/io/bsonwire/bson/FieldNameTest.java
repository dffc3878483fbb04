package io.bsonwire.bson;

import static io.bsonwire.bson.TestBytes.document;
import static io.bsonwire.bson.TestBytes.element;
import static io.bsonwire.bson.TestBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Encoded names, sets of them, and the cache: by words for short names, by bytes for long ones, at any place. */
class FieldNameTest {
    private static final int LONGEST = 200;

    /** Names of every length, and for each length neighbours that differ in one byte at every place. */
    private static List<String> neighbours(int length) {
        String base = "abcdefgh".repeat(LONGEST / 8 + 1).substring(0, length);
        List<String> names = new ArrayList<>(List.of(base));
        for (int i = 0; i < length; i++) {
            names.add(base.substring(0, i) + "X" + base.substring(i + 1));
        }
        return names;
    }

    @Test
    void writesNameAndNulAtAnyPlace() {
        for (int length = 0; length <= 40; length++) {
            FieldName name = FieldName.of("n".repeat(length));
            for (int at = 0; at < 9; at++) {
                byte[] target = new byte[at + length + 1 + FieldName.SLACK];
                Arrays.fill(target, (byte) 0xA5);
                assertThat(name.put(target, at)).isEqualTo(at + length + 1);
                assertThat(new String(target, at, length, StandardCharsets.US_ASCII))
                        .isEqualTo(name.text);
                assertThat(target[at + length]).isZero();
                for (int i = 0; i < at; i++) {
                    assertThat(target[i]).isEqualTo((byte) 0xA5);
                }
            }
        }
    }

    @Test
    @SuppressWarnings("StringOperationCanBeSimplified") // it has to be another
    void takesAnotherStringOfTheSameCharacters() {
        FieldName name = FieldName.of("_id");
        assertThat(name.as(name.text)).isSameAs(name);
        String other = new String(name.text);
        FieldName otherName = name.as(other);
        assertThat(otherName.text).isSameAs(other);
        assertThat(otherName.utf8).isSameAs(name.utf8);
        assertThat(otherName.isId()).isTrue();
    }

    @Test
    void setsFindTheirNamesAndNoOthers() {
        for (int length : new int[] {0, 1, 7, 8, 9, 15, 16, 17, 23, 24, 25, 127, 128, 129, LONGEST}) {
            List<String> all = neighbours(length);
            FieldNames set = FieldNames.of(all.toArray(String[]::new));
            FieldNames base = FieldNames.of(all.get(0));
            for (int i = 0; i < all.size(); i++) {
                for (int place = 0; place < 3; place++) { // in front, in the middle, at the end of the array
                    byte[] utf8 = all.get(i).getBytes(StandardCharsets.UTF_8);
                    int at = 9 * Math.min(place, 1);
                    byte[] bytes = new byte[at + utf8.length + (place == 2 ? 0 : 20)];
                    Arrays.fill(bytes, (byte) 'z');
                    System.arraycopy(utf8, 0, bytes, at, utf8.length);
                    assertThat(set.indexOf(bytes, at, at + utf8.length)).isEqualTo(i);
                    assertThat(base.indexOf(bytes, at, at + utf8.length)).isEqualTo(i == 0 ? 0 : -1);
                }
            }
        }
    }

    @Test
    void setsOfAnySize() {
        for (int size = 0; size < 70; size++) {
            String[] names = new String[size];
            Arrays.setAll(names, i -> "name" + i);
            FieldNames set = FieldNames.of(names);
            assertThat(set.names()).containsExactly(names);
            assertThat(set).hasToString(List.of(names).toString());
            for (int i = 0; i < size; i++) {
                byte[] utf8 = names[i].getBytes(StandardCharsets.UTF_8);
                assertThat(set.indexOf(utf8, 0, utf8.length)).isEqualTo(i);
                assertThat(set.encoded(i).text).isEqualTo(names[i]);
            }
            byte[] other = "name".getBytes(StandardCharsets.UTF_8);
            assertThat(set.indexOf(other, 0, 4)).isEqualTo(-1);
        }
    }

    @Test
    void setsRefuseNamesThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FieldNames.of("a", "b\0"))
                .withMessage("name: \"b\0\" (expected: no NUL)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FieldNames.of("\ud800"))
                .withMessageEndingWith("(expected: surrogates in pairs)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FieldNames.of("a", "b", "a"))
                .withMessage("name: \"a\" (expected: each name once)");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> FieldNames.of("a").names().add("b"));
    }

    @Test
    void setsAreNotChangedThroughTheCallersArray() {
        String[] names = {"a", "b"};
        FieldNames set = FieldNames.of(names);
        names[0] = "c";
        assertThat(set.names()).containsExactly("a", "b");
    }

    /** Each name is read first cold, then out of the cache, at the end of the array and far from it. */
    @Test
    void cachedNamesAreTheNamesInTheBytes() {
        for (int length = 0; length <= LONGEST; length += length < 40 ? 1 : 29) {
            for (String name : neighbours(length)) {
                byte[] last = hex(document(element(0x0A, name, "")));
                byte[] first = hex(document(
                        element(0x0A, name, ""),
                        element(0x12, "v", "ff".repeat(8)),
                        element(0x13, "w", "00".repeat(16))));
                for (int round = 0; round < 2; round++) {
                    assertThat(firstName(last)).isEqualTo(name);
                    assertThat(firstName(first)).isEqualTo(name);
                    assertThat(BsonCodec.DEFAULT.decodeExactly(last).keySet()).containsExactly(name);
                    assertThat(BsonCodec.DEFAULT.decodeExactly(first).keySet()).containsExactly(name, "v", "w");
                }
            }
        }
    }

    private static String firstName(byte[] document) {
        BsonReader reader = new BsonReader().reset(document, 0, document.length);
        reader.next();
        return reader.name();
    }

    @Test
    @SuppressWarnings("ReferenceEquality")
    void aNameMetAgainIsTheSameString() {
        byte[] bytes = hex(document(element(0x0A, "met again", "")));
        // Where its place is taken by others it is kept one time in eight only.
        assertThat(IntStream.range(0, 1000).anyMatch(i -> firstName(bytes) == firstName(bytes.clone())))
                .isTrue();
    }

    @Test
    void malformedNamesDoNotEnterTheCache() {
        BsonCodec replacing =
                BsonCodec.builder().invalidUtf8(InvalidUtf8.REPLACE).build();
        for (int length : new int[] {1, 8, 15, 16, 40}) {
            byte[] bytes = hex(document(
                    "0a" + "c0".repeat(length) + "00", element(0x0A, "b", ""), element(0x13, "w", "00".repeat(16))));
            for (int round = 0; round < 2; round++) {
                assertThat(replacing.decodeExactly(bytes).keySet()).containsExactly("\ufffd".repeat(length), "b", "w");
                assertThatExceptionOfType(MalformedBsonException.class)
                        .isThrownBy(() -> BsonCodec.DEFAULT.decodeExactly(bytes))
                        .withMessageStartingWith("byte in name: 0xC0 (expected: well-formed UTF-8) at offset 5");
            }
        }
    }

    @Test
    void replacedNamesAreNotTakenForCheckedOnes() {
        BsonCodec replacing =
                BsonCodec.builder().loneSurrogates(LoneSurrogates.REPLACE).build();
        Document document = new Document("lone\ud800", 1);
        assertThat(replacing.decodeExactly(replacing.encode(document)).keySet()).containsExactly("lone\ufffd");
        assertThatExceptionOfType(BsonEncodeException.class).isThrownBy(() -> BsonCodec.DEFAULT.encode(document));
        assertThat(BsonCodec.DEFAULT.encode(new Document("lone\ufffd", 1))).isEqualTo(replacing.encode(document));
    }

    @Test
    void moreNamesThanTheCacheHolds() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 20_000; i++) {
                String name = "name number " + i;
                byte[] bytes = BsonCodec.DEFAULT.encode(new Document(name, i));
                assertThat(firstName(bytes)).isEqualTo(name);
            }
        }
    }

    @Test
    void theCacheServesManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int seed = t;
                tasks.add(() -> {
                    int wrong = 0;
                    for (int i = 0; i < 20_000; i++) {
                        String name = "shared" + (i * 31 + seed * 7919) % 9000;
                        Document document = new Document(name, i);
                        wrong += BsonCodec.DEFAULT
                                        .decodeExactly(BsonCodec.DEFAULT.encode(document))
                                        .equals(document)
                                ? 0
                                : 1;
                    }
                    return wrong;
                });
            }
            for (Future<Integer> result : threads.invokeAll(tasks)) {
                assertThat(result.get()).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
