package io.bsonwire.wire;

import io.bsonwire.bson.Document;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a client runs, as {@code client.env} of the handshake has it (specification: MongoDB Handshake): which provider
 * of functions as a service, and which kind of container. Each part may be unknown.
 *
 * @param name the provider: {@code aws.lambda}, {@code azure.func}, {@code gcp.func} or {@code vercel}
 * @param timeoutSec how long the function may run, in seconds
 * @param memoryMb how much memory the function has, in MiB
 * @param region where it runs, in the provider's terms
 * @param containerRuntime {@code docker}
 * @param containerOrchestrator {@code kubernetes}
 */
public record ClientEnvironment(
        @Nullable String name,
        @Nullable Integer timeoutSec,
        @Nullable Integer memoryMb,
        @Nullable String region,
        @Nullable String containerRuntime,
        @Nullable String containerOrchestrator) {
    /** Nothing known. */
    public static final ClientEnvironment NONE = new ClientEnvironment(null, null, null, null, null, null);

    /** The file by which a process sees that Docker runs it. */
    private static final Path DOCKERENV = Path.of("/.dockerenv");

    /**
     * The environment of this process.
     *
     * @return what its environment variables and the file {@code /.dockerenv} say
     */
    public static ClientEnvironment current() {
        return of(System.getenv(), Files.exists(DOCKERENV));
    }

    /**
     * What environment variables say. An empty one counts as none. Variables of two providers are none of any, save that
     * {@code vercel} prevails over {@code aws.lambda}. A number that is none is left out.
     *
     * @param variables values by name
     * @param dockerenv whether the file {@code .dockerenv} is in the root directory
     * @return the environment
     */
    public static ClientEnvironment of(Map<String, String> variables, boolean dockerenv) {
        String name = provider(variables);
        String region = null;
        Integer memory = null;
        Integer timeout = null;
        switch (name == null ? "" : name) {
            case "aws.lambda" -> {
                region = text(variables, "AWS_REGION");
                memory = int32(variables, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
            }
            case "gcp.func" -> {
                region = text(variables, "FUNCTION_REGION");
                memory = int32(variables, "FUNCTION_MEMORY_MB");
                timeout = int32(variables, "FUNCTION_TIMEOUT_SEC");
            }
            case "vercel" -> region = text(variables, "VERCEL_REGION");
            default -> {}
        }
        String orchestrator = text(variables, "KUBERNETES_SERVICE_HOST") == null ? null : "kubernetes";
        return new ClientEnvironment(name, timeout, memory, region, dockerenv ? "docker" : null, orchestrator);
    }

    private static @Nullable String provider(Map<String, String> variables) {
        List<String> found = new ArrayList<>();
        if (text(variables, "VERCEL") != null) {
            found.add("vercel");
        }
        String execution = text(variables, "AWS_EXECUTION_ENV");
        boolean lambda = execution != null && execution.startsWith("AWS_Lambda_");
        if (lambda || text(variables, "AWS_LAMBDA_RUNTIME_API") != null) {
            found.add("aws.lambda");
        }
        if (text(variables, "FUNCTIONS_WORKER_RUNTIME") != null) {
            found.add("azure.func");
        }
        if (text(variables, "K_SERVICE") != null || text(variables, "FUNCTION_NAME") != null) {
            found.add("gcp.func");
        }
        boolean one = found.size() == 1 || found.equals(List.of("vercel", "aws.lambda"));
        return one ? found.get(0) : null;
    }

    private static @Nullable String text(Map<String, String> variables, String name) {
        String value = variables.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private static @Nullable Integer int32(Map<String, String> variables, String name) {
        try {
            return Integer.valueOf(variables.getOrDefault(name, ""));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /**
     * The environment as a document.
     *
     * @return {@code client.env}, to be left out of the handshake if it is empty
     */
    Document toDocument() {
        Document container = new Document(2);
        put(container, "runtime", containerRuntime);
        put(container, "orchestrator", containerOrchestrator);
        Document env = new Document(5);
        put(env, "name", name);
        put(env, "timeout_sec", timeoutSec);
        put(env, "memory_mb", memoryMb);
        put(env, "region", region);
        put(env, "container", container.isEmpty() ? null : container);
        return env;
    }

    private static void put(Document document, String name, @Nullable Object value) {
        if (value != null) {
            document.append(name, value);
        }
    }
}
