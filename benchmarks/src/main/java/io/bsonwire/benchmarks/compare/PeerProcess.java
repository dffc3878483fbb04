package io.bsonwire.benchmarks.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A runner: a process that has prepared one operation and runs it as often as it is told. */
final class PeerProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 180;

    private final Process process;
    private final BufferedReader in;
    private final Writer out;
    private final Path errors;
    private final String version;
    private final String result;

    private PeerProcess(Process process, Path errors) throws RunnerException, InterruptedException {
        this.process = process;
        this.errors = errors;
        in = process.inputReader();
        out = process.outputWriter();
        Map<String, String> ready = answer();
        version = ready.getOrDefault("version", "");
        result = ready.getOrDefault("result", "");
    }

    /** A runner that does not do what it should. */
    static final class RunnerException extends Exception {
        private static final long serialVersionUID = 1;

        RunnerException(String message) {
            super(message);
        }
    }

    /** Starts a runner and waits until it has warmed up. */
    static PeerProcess start(List<String> command, Path folder)
            throws RunnerException, InterruptedException, IOException {
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try {
            return new PeerProcess(process, errors);
        } catch (RunnerException | InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    String version() {
        return version;
    }

    /** The number that the operation gives, the same from every peer. */
    String result() {
        return result;
    }

    /** Runs the operation. */
    Measurement.Sample sample(long iterations) throws RunnerException, InterruptedException {
        try {
            out.write(iterations + "\n");
            out.flush();
        } catch (IOException e) {
            throw new RunnerException("the runner has gone" + lastError());
        }
        Map<String, String> line = answer();
        String nanos = line.get("nanos");
        if (nanos == null) {
            throw new RunnerException("line without nanos: " + line);
        }
        return new Measurement.Sample(
                iterations, Long.parseLong(nanos), Long.parseLong(line.getOrDefault("allocated", "-1")));
    }

    private Map<String, String> answer() throws RunnerException, InterruptedException {
        try {
            String line = CompletableFuture.supplyAsync(this::readLine).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Map<String, String> fields = parse(line);
            String error = fields.get("error");
            if (error != null) {
                throw new RunnerException(error);
            }
            return fields;
        } catch (TimeoutException e) {
            throw new RunnerException("no answer within " + PATIENCE_SECONDS + " s");
        } catch (ExecutionException | IOException e) {
            throw new RunnerException("no line of JSON" + lastError());
        }
    }

    private String readLine() {
        try {
            String line = in.readLine();
            if (line == null) {
                throw new IOException("end of output");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String lastError() {
        try {
            List<String> lines = Files.readAllLines(errors);
            return lines.isEmpty() ? "" : ": " + lines.get(lines.size() - 1);
        } catch (IOException e) {
            return "";
        }
    }

    /** The fields of a flat object, all as text. */
    static Map<String, String> parse(String line) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no object: " + line);
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                fields.put(name, json.getText());
            }
        }
        return fields;
    }

    @Override
    public void close() {
        try {
            out.close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
