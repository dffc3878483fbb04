package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.Document;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientMetadataTest {
    private static ClientMetadata.Builder builder() {
        return ClientMetadata.builder("driver", "1.0")
                .os("Linux", "Linux", "amd64", "6.1")
                .platform("Java")
                .environment(ClientEnvironment.NONE);
    }

    private static Document os() {
        return new Document("type", "Linux")
                .append("name", "Linux")
                .append("architecture", "amd64")
                .append("version", "6.1");
    }

    private static Document of(ClientMetadata metadata) {
        assertThat(metadata.document().length()).isLessThanOrEqualTo(ClientMetadata.MAX_LENGTH);
        return metadata.document().toDocument();
    }

    @Test
    void isTheDocumentThatTheSpecificationDescribes() {
        ClientMetadata metadata = builder()
                .applicationName("app")
                .environment(new ClientEnvironment("gcp.func", 60, 1024, "r", "docker", "kubernetes"))
                .build();
        assertThat(of(metadata).toJson())
                .isEqualTo("{\"application\":{\"name\":\"app\"},"
                        + "\"driver\":{\"name\":\"driver\",\"version\":\"1.0\"},"
                        + "\"os\":{\"type\":\"Linux\",\"name\":\"Linux\",\"architecture\":\"amd64\",\"version\":\"6.1\"},"
                        + "\"platform\":\"Java\","
                        + "\"env\":{\"name\":\"gcp.func\",\"timeout_sec\":60,\"memory_mb\":1024,\"region\":\"r\","
                        + "\"container\":{\"runtime\":\"docker\",\"orchestrator\":\"kubernetes\"}}}");
        assertThat(metadata).hasToString(of(metadata).toJson());
    }

    @Test
    void whatIsEmptyIsLeftOut() {
        assertThat(of(builder()
                        .applicationName("")
                        .platform("")
                        .os("unknown", "", "", "")
                        .build()))
                .isEqualTo(new Document("driver", new Document("name", "driver").append("version", "1.0"))
                        .append("os", new Document("type", "unknown")));
    }

    @Test
    void whatIsNotSetIsFoundOut() {
        Document client = of(ClientMetadata.builder("driver", "1.0").build());
        assertThat(client.find("os.name")).isEqualTo(System.getProperty("os.name"));
        assertThat(client.find("os.architecture")).isEqualTo(System.getProperty("os.arch"));
        assertThat(client.find("os.version")).isEqualTo(System.getProperty("os.version"));
        assertThat(client.find("os.type")).isEqualTo(ClientMetadata.Builder.osType(System.getProperty("os.name")));
        assertThat(client.getString("platform"))
                .isEqualTo(
                        "Java/" + System.getProperty("java.vendor") + "/" + System.getProperty("java.runtime.version"));
        assertThat(client).doesNotContainKey("application");
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, Linux",
        "Mac OS X, Darwin",
        "Windows Server 2022, Windows",
        "FreeBSD, BSD",
        "OpenBSD, BSD",
        "AIX, Unix",
        "SunOS, Unix",
        "HP-UX, Unix",
        "Solaris, Unix",
        "unknown, unknown",
        "z/OS, unknown"
    })
    void theTypeOfASystemFollowsFromItsName(String name, String type) {
        assertThat(ClientMetadata.Builder.osType(name)).isEqualTo(type);
    }

    @Test
    void metadataAreEqualIfTheirDocumentsAre() {
        ClientMetadata metadata = builder().build();
        assertThat(metadata)
                .isEqualTo(builder().build())
                .hasSameHashCodeAs(builder().build());
        assertThat(metadata).isNotEqualTo(builder().applicationName("x").build());
        assertThat(metadata).isNotEqualTo(metadata.document()).isNotEqualTo(null);
    }

    // ---- limits ----

    @Test
    void theApplicationsNameHas128BytesAtMost() {
        assertThat(of(builder().applicationName("\u00e9".repeat(64)).build()).find("application.name"))
                .isEqualTo("\u00e9".repeat(64));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().applicationName("a" + "\u00e9".repeat(64)))
                .withMessage("application name: 129 bytes (expected: at most 128)");
    }

    @Test
    void namesAndVersionsAreRequired() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientMetadata.builder("", "1"))
                .withMessage("driver name: empty (expected: some text)");
        assertThatIllegalArgumentException().isThrownBy(() -> ClientMetadata.builder("d", ""));
        ClientMetadata metadata = builder().build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> metadata.append("", "1", null))
                .withMessage("name of library: empty (expected: some text)");
    }

    @Test
    void loneSurrogatesAreRefused() {
        assertThatThrownBy(() -> builder().platform("\uD800").build()).isInstanceOf(BsonEncodeException.class);
        ClientMetadata metadata = builder().build();
        assertThatThrownBy(() -> metadata.append("\uDC00", null, null)).isInstanceOf(BsonEncodeException.class);
    }

    /** With 128 bytes of application and what else has to be, so that steps can be told by a few bytes. */
    private static ClientMetadata.Builder sized(String driver, String platform, ClientEnvironment environment) {
        return ClientMetadata.builder(driver, "1.0")
                .os("Linux", "Linux", "amd64", "6.1")
                .platform(platform)
                .environment(environment);
    }

    private static final ClientEnvironment LAMBDA =
            new ClientEnvironment("aws.lambda", null, 1024, "us-east-2", null, "kubernetes");

    private static int lengthWithout(String driver, String platform, ClientEnvironment environment) {
        // Short enough to be whole, and the driver's name added as many bytes as it has.
        return sized("d", platform, environment).build().document().length() + driver.length() - 1;
    }

    @Test
    @DisplayName("Limitations: nothing is left out of 512 bytes; step 1 from 513 on: fields of env except its name")
    void step1() {
        String fits = "d".repeat(512 - lengthWithout("", "Java", LAMBDA));
        Document whole = of(sized(fits, "Java", LAMBDA).build());
        assertThat(whole.getDocument("env")).hasSize(4);
        assertThat(sized(fits, "Java", LAMBDA).build().document().length()).isEqualTo(512);
        Document client = of(sized(fits + "d", "Java", LAMBDA).build());
        assertThat(client.get("env")).isEqualTo(new Document("name", "aws.lambda"));
        assertThat(client.get("os")).isEqualTo(os());
        assertThat(client.get("platform")).isEqualTo("Java");
    }

    @Test
    @DisplayName("Limitations, step 1: an env without a name is left out as a whole")
    void step1WithoutName() {
        ClientEnvironment docker = new ClientEnvironment(null, null, null, null, "docker", null);
        String tooLong = "d".repeat(513 - lengthWithout("", "Java", docker));
        Document client = of(sized(tooLong, "Java", docker).build());
        assertThat(client).doesNotContainKey("env");
        assertThat(client.get("os")).isEqualTo(os());
    }

    @Test
    @DisplayName("Limitations, step 2: fields of os except its type")
    void step2() {
        ClientEnvironment named = new ClientEnvironment("aws.lambda", null, null, null, null, null);
        String fits = "d".repeat(512 - lengthWithout("", "Java", named));
        assertThat(of(sized(fits, "Java", LAMBDA).build()).get("os")).isEqualTo(os());
        Document client = of(sized(fits + "d", "Java", LAMBDA).build());
        assertThat(client.get("os")).isEqualTo(new Document("type", "Linux"));
        assertThat(client.get("env")).isEqualTo(new Document("name", "aws.lambda"));
        assertThat(client.get("platform")).isEqualTo("Java");
    }

    @Test
    @DisplayName("Limitations, step 3: all of env; step 4: the end of platform")
    void steps3And4() {
        int osFields = (1 + 5 + 4 + 6) + (1 + 13 + 4 + 6) + (1 + 8 + 4 + 4);
        ClientEnvironment named = new ClientEnvironment("aws.lambda", null, null, null, null, null);
        String fits = "d".repeat(512 - lengthWithout("", "Java", named) + osFields);
        assertThat(of(sized(fits, "Java", LAMBDA).build()).get("env")).isEqualTo(new Document("name", "aws.lambda"));
        Document third = of(sized(fits + "d", "Java", LAMBDA).build());
        assertThat(third).doesNotContainKey("env");
        assertThat(third.get("platform")).isEqualTo("Java");

        int env = 1 + 4 + 4 + (1 + 5 + 4 + 11) + 1;
        String still = fits + "d".repeat(env);
        assertThat(of(sized(still, "Java", LAMBDA).build()).get("platform")).isEqualTo("Java");
        for (int cut = 1; cut < 4; cut++) {
            ClientMetadata metadata =
                    sized(still + "d".repeat(cut), "Java", LAMBDA).build();
            assertThat(metadata.document().length()).isEqualTo(512);
            assertThat(of(metadata).get("platform")).isEqualTo("Java".substring(0, 4 - cut));
        }
        Document none = of(sized(still + "d".repeat(4), "Java", LAMBDA).build());
        assertThat(none).doesNotContainKey("platform");
        int platformField = 1 + 9 + 4 + 1;
        String longest = still + "d".repeat(4 + platformField);
        assertThat(sized(longest, "Java", LAMBDA).build().document().length()).isEqualTo(512);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sized(longest + "d", "Java", LAMBDA).build())
                .withMessage("client metadata: 513 bytes without what may be left out (expected: at most 512)");
    }

    @Test
    void thePlatformIsCutBetweenCharacters() {
        // e-acute, euro and an emoji: 2, 3 and 4 bytes
        String platform = "\u00e9\u20ac\uD83D\uDE00".repeat(60);
        for (int driver = 1; driver < 20; driver++) {
            ClientMetadata metadata =
                    sized("d".repeat(driver), platform, ClientEnvironment.NONE).build();
            String cut = of(metadata).getString("platform");
            assertThat(platform).startsWith(cut);
            assertThat(new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .isEqualTo(cut);
            assertThat(metadata.document().length()).isBetween(509, 512);
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void itNeverHasMoreThan512Bytes(
            @ForAll @IntRange(max = 128) int application,
            @ForAll @IntRange(min = 1, max = 200) int driver,
            @ForAll @IntRange(max = 1000) int platform,
            @ForAll @IntRange(max = 1000) int region) {
        ClientMetadata metadata = ClientMetadata.builder("d".repeat(driver), "1")
                .applicationName("a".repeat(application))
                .platform("p".repeat(platform))
                .environment(new ClientEnvironment("vercel", 1, 2, "r".repeat(region), "docker", null))
                .build();
        Document client = of(metadata);
        assertThat(client.find("driver.name")).isEqualTo("d".repeat(driver));
        // Nothing is left out while what comes before it in the order is still there.
        boolean envWhole = client.find("env.region") != null;
        boolean osWhole = client.find("os.name") != null;
        boolean named = client.find("env.name") != null;
        boolean platformWhole = Objects.equals(client.get("platform"), platform == 0 ? null : "p".repeat(platform));
        assertThat(List.of(!envWhole || osWhole, !osWhole || named, !named || platformWhole))
                .containsOnly(true);
    }

    // ---- libraries ----

    /** What the libraries have added, as the prose tests look at it: what comes behind the driver's own values. */
    private static List<String> added(ClientMetadata metadata) {
        Document client = of(metadata);
        return List.of(
                ((String) client.find("driver.name")).substring("driver".length()),
                ((String) client.find("driver.version")).substring("1.0".length()),
                client.getString("platform").substring("Java".length()));
    }

    private static void assertOnlyLibrariesDiffer(ClientMetadata metadata, ClientMetadata other) {
        Document one = of(metadata);
        Document two = of(other);
        for (Document client : List.of(one, two)) {
            client.remove("driver");
            client.remove("platform");
        }
        assertThat(one).isEqualTo(two);
    }

    @Nested
    @DisplayName("Client Metadata Update Prose Tests")
    class ClientMetadataUpdate {
        private final ClientMetadata library =
                builder().applicationName("app").build().append("library", "1.2", "Library Platform");

        @ParameterizedTest
        @DisplayName("Tests 1 and 2: metadata is appended, not replaced")
        @CsvSource({
            "framework, 2.0, Framework Platform",
            "framework, 2.0,",
            "framework,, Framework Platform",
            "framework,,"
        })
        void updates(String name, String version, String platform) {
            ClientMetadata updated = library.append(name, version, platform);
            assertThat(added(updated))
                    .containsExactly(
                            "|library|" + name,
                            "|1.2" + (version == null ? "" : "|" + version),
                            "|Library Platform" + (platform == null ? "" : "|" + platform));
            assertOnlyLibrariesDiffer(updated, library);
            assertThat(added(library)).containsExactly("|library", "|1.2", "|Library Platform");
        }

        @ParameterizedTest
        @DisplayName("Test 3: successive updates with duplicate data")
        @CsvSource({
            "library, 1.2, Library Platform",
            "framework, 1.2, Library Platform",
            "library, 2.0, Library Platform",
            "library, 1.2, Framework Platform",
            "framework, 2.0, Library Platform",
            "framework, 1.2, Framework Platform",
            "library, 2.0, Framework Platform"
        })
        void duplicates(String name, String version, String platform) {
            ClientMetadata updated = library.append(name, version, platform);
            if (name.equals("library") && version.equals("1.2") && platform.equals("Library Platform")) {
                assertThat(updated).isSameAs(library);
            } else {
                assertThat(added(updated))
                        .containsExactly("|library|" + name, "|1.2|" + version, "|Library Platform|" + platform);
            }
        }

        @Test
        @DisplayName("Tests 4 and 6: duplicates with others in between")
        void duplicatesWithOthersInBetween() {
            ClientMetadata both = library.append("framework", "2.0", "Framework Platform");
            assertThat(both.append("library", "1.2", "Library Platform")).isEqualTo(both);
            ClientMetadata alike = library.append("framework", "1.2", "Library Platform");
            assertThat(alike.append("library", "1.2", "Library Platform")).isEqualTo(alike);
        }

        @Test
        @DisplayName("Test 5: metadata is not appended if identical to initial metadata")
        void identical() {
            assertThat(library.append("library", "1.2", "Library Platform")).isSameAs(library);
        }

        @ParameterizedTest
        @DisplayName("Tests 7 and 8: empty strings are considered unset")
        @CsvSource({"library,, Library Platform, library, '', Library Platform", "library, 1.2,, library, 1.2, ''"})
        void empty(String name, String version, String platform, String name2, String version2, String platform2) {
            ClientMetadata metadata = builder().build().append(name, version, platform);
            assertThat(metadata.append(name2, version2, platform2)).isSameAs(metadata);
        }

        @ParameterizedTest
        @DisplayName("No string may hold the delimiter")
        @CsvSource({"a|b, 1, p", "a, 1|2, p", "a, 1, |"})
        void delimiter(String name, String version, String platform) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> library.append(name, version, platform))
                    .withMessageEndingWith("(expected: without |)");
        }
    }

    @Test
    void aPlatformOfALibraryAloneHasNoDelimiter() {
        ClientMetadata metadata = builder().platform("").build().append("library", null, "Library Platform");
        assertThat(of(metadata).get("platform")).isEqualTo("Library Platform");
    }

    @Test
    void aLibraryThatDoesNotFitIsRefused() {
        ClientMetadata metadata = builder().build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> metadata.append("l".repeat(512), null, null))
                .withMessageContaining("(expected: at most 512)");
        assertThat(of(metadata).find("driver.name")).isEqualTo("driver");
    }

    /** What was left out for one library is not gone for good, nor is it for the next one's platform. */
    @Test
    void whatIsLeftOutDependsOnAllLibrariesTogether() {
        ClientMetadata metadata = builder().platform("p".repeat(500)).build();
        assertThat(of(metadata).getString("platform")).hasSizeLessThan(500);
        ClientMetadata appended = metadata.append("library", "1", "x");
        assertThat(of(appended).getString("platform")).matches("p+");
        assertThat(appended.document().length()).isEqualTo(512);
    }
}
