package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectIdTest {
    private static final String HEX = "0badcafe1234567890abcdef";

    @Test
    void layoutIsBigEndian() {
        byte[] bytes = HexFormat.of().parseHex(HEX);

        ObjectId id = ObjectId.of(bytes);

        assertThat(id.seconds()).isEqualTo(0x0BADCAFEL);
        assertThat(id.toByteArray()).isEqualTo(bytes);
        assertThat(id.toHex()).isEqualTo(HEX);
        assertThat(id).hasToString(HEX);
    }

    @ParameterizedTest
    @CsvSource({
        "00000000, 1970-01-01T00:00:00Z",
        "7fffffff, 2038-01-19T03:14:07Z",
        "80000000, 2038-01-19T03:14:08Z",
        "ffffffff, 2106-02-07T06:28:15Z"
    })
    void secondsAreUnsigned(String seconds, Instant expected) {
        ObjectId id = ObjectId.parse(seconds + "0000000000000000");

        assertThat(id.timestamp()).isEqualTo(expected);
        assertThat(id.seconds()).isEqualTo(expected.getEpochSecond());
        assertThat(ObjectId.ofSmallest(expected)).isEqualTo(id);
        assertThat(ObjectId.ofSmallest(expected.plusNanos(999_999_999))).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1969-12-31T23:59:59.999Z", "2106-02-07T06:28:16Z"})
    void smallestOfAnUnrepresentableSecondIsRefused(Instant instant) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectId.ofSmallest(instant))
                .withMessage(
                        "object id time: " + instant + " (expected: 1970-01-01T00:00:00Z to 2106-02-07T06:28:15Z)");
    }

    @Test
    void parsesEitherCase() {
        ObjectId id = ObjectId.parse(HEX);

        assertThat(ObjectId.parse(HEX.toUpperCase(Locale.ROOT))).isEqualTo(id);
        assertThat(ObjectId.parse("0BadCafe1234567890aBcDeF")).isEqualTo(id);
        assertThat(ObjectId.isHex24(HEX)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 23, 25, 48})
    void anyOtherLengthIsRefused(int length) {
        String text = "a".repeat(length);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectId.parse(text))
                .withMessage("object id: " + length + " characters (expected: exactly 24 hexadecimal digits)");
        assertThat(ObjectId.isHex24(text)).isFalse();
    }

    @Test
    void anyOtherCharacterIsRefusedAtEveryPlace() {
        // The last three are digits of other scripts and of full width, which Character.digit accepts.
        for (char wrong : "g/:@G`+- \0\u0660\uFF11\uFF21".toCharArray()) {
            for (int i = 0; i < 24; i++) {
                StringBuilder text = new StringBuilder(HEX);
                text.setCharAt(i, wrong);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> ObjectId.parse(text.toString()))
                        .withMessage("object id: \"" + text + "\" (expected: exactly 24 hexadecimal digits)");
                assertThat(ObjectId.isHex24(text)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, 13})
    void anyOtherNumberOfBytesIsRefused(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectId.of(new byte[length]))
                .withMessage("object id: " + length + " bytes (expected: exactly 12)");
    }

    @Test
    void readsAndWritesInsideAnArray() {
        byte[] source = HexFormat.of().parseHex("ffff" + HEX + "ff");
        byte[] target = new byte[15];

        ObjectId id = ObjectId.of(source, 2);
        id.copyTo(target, 3);

        assertThat(id.toHex()).isEqualTo(HEX);
        assertThat(target).isEqualTo(HexFormat.of().parseHex("000000" + HEX));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 13, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void placesOutsideTheArrayAreRefused(int offset) {
        byte[] twelve = new byte[12];

        assertThatThrownBy(() -> ObjectId.of(twelve, offset)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ObjectId.parse(HEX).copyTo(twelve, offset))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(twelve).containsOnly(0);
    }

    @Test
    void counterWrapsAtTwentyFourBits() {
        ObjectId.Generator generator = new ObjectId.Generator(0x0102030405L, 0xFFFFFE);

        assertThat(generator.next(7)).hasToString("000000070102030405fffffe");
        assertThat(generator.next(7)).hasToString("000000070102030405ffffff");
        assertThat(generator.next(8)).hasToString("000000080102030405000000");
        assertThat(generator.next(8)).hasToString("000000080102030405000001");
    }

    @Test
    void counterWrapsWhereTheIntDoes() {
        ObjectId.Generator generator = new ObjectId.Generator(-1, -1);

        assertThat(generator.next(-1)).hasToString("ffffffffffffffffffffffff");
        assertThat(generator.next(0)).hasToString("00000000ffffffffff000000");

        ObjectId.Generator largest = new ObjectId.Generator(0, Integer.MAX_VALUE);
        assertThat(largest.next(0)).hasToString("000000000000000000ffffff");
        assertThat(largest.next(0)).hasToString("000000000000000000000000");
    }

    @Test
    void generatedHaveTheTimeTheProcessAndTheNextCount() {
        long before = Instant.now().getEpochSecond();
        byte[] first = ObjectId.generate().toByteArray();
        byte[] second = ObjectId.generate().toByteArray();
        long after = Instant.now().getEpochSecond();

        assertThat(ObjectId.of(first).seconds()).isBetween(before, after);
        assertThat(Arrays.copyOfRange(second, 4, 9)).isEqualTo(Arrays.copyOfRange(first, 4, 9));
        assertThat(counter(second)).isEqualTo((counter(first) + 1) & 0xFFFFFF);
    }

    private static int counter(byte[] id) {
        return Integer.parseInt(HexFormat.of().formatHex(id, 9, 12), 16);
    }

    @Test
    void generatedByManyThreadsDiffer() {
        Set<ObjectId> ids = ConcurrentHashMap.newKeySet();

        IntStream.range(0, 100_000).parallel().forEach(i -> ids.add(ObjectId.generate()));

        assertThat(ids).hasSize(100_000);
    }

    @Test
    void anotherProcessHasAnotherRandomValue(@TempDir Path folder) throws Exception {
        Path source = folder.resolve("Generate.java");
        Files.writeString(source, """
                public class Generate {
                    public static void main(String[] args) {
                        System.out.print(io.bsonwire.bson.ObjectId.generate());
                    }
                }
                """);
        Path classes = Path.of(ObjectId.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes.toString(),
                        source.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(ObjectId.parse(output).toHex().substring(8, 18))
                .isNotEqualTo(ObjectId.generate().toHex().substring(8, 18));
    }

    @Property
    void bytesAndTextAreLossless(@ForAll @Size(12) byte[] bytes) {
        ObjectId id = ObjectId.of(bytes);

        assertThat(id.toByteArray()).isEqualTo(bytes);
        assertThat(id.toHex()).isEqualTo(HexFormat.of().formatHex(bytes));
        assertThat(ObjectId.parse(id.toHex())).isEqualTo(id).hasSameHashCodeAs(id);
    }

    @Property
    void orderAndEqualityAreThoseOfTheBytes(@ForAll("close") byte[] a, @ForAll("close") byte[] b) {
        ObjectId first = ObjectId.of(a);
        ObjectId second = ObjectId.of(b);

        assertThat(Integer.signum(first.compareTo(second))).isEqualTo(Integer.signum(Arrays.compareUnsigned(a, b)));
        assertThat(first.equals(second)).isEqualTo(Arrays.equals(a, b));
        assertThat(Integer.signum(first.compareTo(second)))
                .isEqualTo(Integer.signum(new org.bson.types.ObjectId(a).compareTo(new org.bson.types.ObjectId(b))));
    }

    @Provide
    Arbitrary<byte[]> close() {
        return Arbitraries.of((byte) 0, (byte) 0x7F, (byte) 0x80, (byte) 0xFF)
                .array(byte[].class)
                .ofSize(12);
    }

    @Test
    void equalsNothingElse() {
        assertThat(ObjectId.parse(HEX))
                .isNotEqualTo(ObjectId.parse("1" + HEX.substring(1)))
                .isNotEqualTo(ObjectId.parse(HEX.substring(0, 23) + "0"))
                .isNotEqualTo(HEX)
                .isNotEqualTo(null);
    }
}
