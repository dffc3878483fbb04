package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.Document;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientEnvironmentTest {
    private static Document env(Map<String, String> variables) {
        return ClientEnvironment.of(variables, false).toDocument();
    }

    @Nested
    @DisplayName("MongoDB Handshake Tests, prose test 1")
    class EnvironmentMetadataIsProperlyCaptured {
        private Document client(Map<String, String> variables) {
            return ClientMetadata.builder("d", "1")
                    .environment(ClientEnvironment.of(variables, false))
                    .build()
                    .document()
                    .toDocument();
        }

        @Test
        void case1ValidAws() {
            assertThat(client(Map.of(
                                    "AWS_EXECUTION_ENV",
                                    "AWS_Lambda_java8",
                                    "AWS_REGION",
                                    "us-east-2",
                                    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                                    "1024"))
                            .get("env"))
                    .isEqualTo(new Document("name", "aws.lambda")
                            .append("memory_mb", 1024)
                            .append("region", "us-east-2"));
        }

        @Test
        void case2ValidAzure() {
            assertThat(client(Map.of("FUNCTIONS_WORKER_RUNTIME", "node")).get("env"))
                    .isEqualTo(new Document("name", "azure.func"));
        }

        @Test
        void case3ValidGcp() {
            assertThat(client(Map.of(
                                    "K_SERVICE",
                                    "servicename",
                                    "FUNCTION_MEMORY_MB",
                                    "1024",
                                    "FUNCTION_TIMEOUT_SEC",
                                    "60",
                                    "FUNCTION_REGION",
                                    "us-central1"))
                            .get("env"))
                    .isEqualTo(new Document("name", "gcp.func")
                            .append("timeout_sec", 60)
                            .append("memory_mb", 1024)
                            .append("region", "us-central1"));
        }

        @Test
        void case4ValidVercel() {
            assertThat(client(Map.of("VERCEL", "1", "VERCEL_REGION", "cdg1")).get("env"))
                    .isEqualTo(new Document("name", "vercel").append("region", "cdg1"));
        }

        @Test
        void case5MultipleProviders() {
            assertThat(client(Map.of("AWS_EXECUTION_ENV", "AWS_Lambda_java8", "FUNCTIONS_WORKER_RUNTIME", "node")))
                    .doesNotContainKey("env");
        }

        @Test
        void case6LongString() {
            Document client = client(Map.of("AWS_EXECUTION_ENV", "AWS_Lambda_java8", "AWS_REGION", "a".repeat(512)));
            assertThat(client.get("env")).isEqualTo(new Document("name", "aws.lambda"));
            assertThat(client.getDocument("os")).hasSize(4);
        }

        @Test
        void case7WrongTypes() {
            assertThat(client(Map.of("AWS_EXECUTION_ENV", "AWS_Lambda_java8", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "big"))
                            .get("env"))
                    .isEqualTo(new Document("name", "aws.lambda"));
        }

        @Test
        void case8ExecutionEnvironmentThatIsNoLambda() {
            assertThat(client(Map.of("AWS_EXECUTION_ENV", "EC2"))).doesNotContainKey("env");
        }

        @Test
        void case9ContainerAndProvider() {
            assertThat(client(Map.of(
                                    "AWS_EXECUTION_ENV",
                                    "AWS_Lambda_java8",
                                    "AWS_REGION",
                                    "us-east-2",
                                    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                                    "1024",
                                    "KUBERNETES_SERVICE_HOST",
                                    "1"))
                            .get("env"))
                    .isEqualTo(new Document("name", "aws.lambda")
                            .append("memory_mb", 1024)
                            .append("region", "us-east-2")
                            .append("container", new Document("orchestrator", "kubernetes")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AWS_EXECUTION_ENV, AWS_Lambda_java8, aws.lambda",
        "AWS_LAMBDA_RUNTIME_API, 127.0.0.1:9001, aws.lambda",
        "FUNCTIONS_WORKER_RUNTIME, java, azure.func",
        "K_SERVICE, x, gcp.func",
        "FUNCTION_NAME, x, gcp.func",
        "VERCEL, 1, vercel"
    })
    void eachVariableTellsItsProvider(String variable, String value, String name) {
        assertThat(env(Map.of(variable, value))).isEqualTo(new Document("name", name));
        assertThat(env(Map.of(variable, ""))).isEmpty();
    }

    @Test
    void vercelPrevailsOverLambdaAndNothingElse() {
        assertThat(env(Map.of("VERCEL", "1", "AWS_LAMBDA_RUNTIME_API", "x", "AWS_REGION", "r")))
                .isEqualTo(new Document("name", "vercel"));
        assertThat(env(Map.of("VERCEL", "1", "K_SERVICE", "x"))).isEmpty();
        assertThat(env(Map.of("VERCEL", "1", "AWS_LAMBDA_RUNTIME_API", "x", "K_SERVICE", "x")))
                .isEmpty();
        assertThat(env(Map.of("AWS_LAMBDA_RUNTIME_API", "x", "K_SERVICE", "x", "AWS_REGION", "r")))
                .isEmpty();
    }

    @Test
    void twoVariablesOfOneProviderAreOneProvider() {
        assertThat(env(Map.of("AWS_EXECUTION_ENV", "AWS_Lambda_java8", "AWS_LAMBDA_RUNTIME_API", "x")))
                .isEqualTo(new Document("name", "aws.lambda"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 1", "1.5", "2147483648", "0x10", "1024MB"})
    void aNumberThatIsNoneIsLeftOut(String number) {
        assertThat(env(Map.of("K_SERVICE", "x", "FUNCTION_MEMORY_MB", number, "FUNCTION_TIMEOUT_SEC", "9")))
                .isEqualTo(new Document("name", "gcp.func").append("timeout_sec", 9));
    }

    @Test
    void aContainerNeedsNoProvider() {
        assertThat(ClientEnvironment.of(Map.of(), true).toDocument())
                .isEqualTo(new Document("container", new Document("runtime", "docker")));
        assertThat(ClientEnvironment.of(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"), true)
                        .toDocument())
                .isEqualTo(new Document(
                        "container", new Document("runtime", "docker").append("orchestrator", "kubernetes")));
    }

    @Test
    void nothingKnownIsNothing() {
        assertThat(ClientEnvironment.of(Map.of("PATH", "/bin"), false)).isEqualTo(ClientEnvironment.NONE);
        assertThat(ClientEnvironment.NONE.toDocument()).isEmpty();
    }

    @Test
    void theCurrentOneIsThatOfThisProcess() {
        assertThat(ClientEnvironment.current())
                .isEqualTo(ClientEnvironment.of(System.getenv(), new java.io.File("/.dockerenv").exists()));
    }
}
