package io.bsonwire.benchmarks.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The runner for Java: {@code JavaRunner peer operation document-file}. It speaks what the runners of all languages do.
 * It prepares the operation and checks that it does what it says, else prints a line with the error and exits with 1;
 * warms up; prints a line {"ready":true,...}; then runs as often as each line that it reads says, and prints the sample.
 *
 * <p>{@code -Dcompare.warmup} is the time for warming up in seconds, {@code -Dcompare.threads} how many threads run the
 * operation at once, each with documents and buffers of its own.
 */
public final class JavaRunner {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Peer peer;
    private final String operationName;
    private final Path file;
    private final int threads;
    private final ExecutorService executor;
    private final List<Operation> operations = new ArrayList<>();
    private volatile long spent;

    private JavaRunner(Peer peer, String operationName, Path file, int threads) {
        this.peer = peer;
        this.operationName = operationName;
        this.file = file;
        this.threads = threads;
        executor = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What all threads together took. */
    private record Run(long nanos, long allocated) {}

    /** When one thread began and ended. */
    private record Span(long from, long to, long allocated) {}

    /**
     * Runs.
     *
     * @param args peer, operation, file
     * @throws Exception if the other end is gone
     */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        int exit = 0;
        try {
            JavaRunner runner = new JavaRunner(
                    Peer.of(args[0]), args[1], Path.of(args[2]), Integer.getInteger("compare.threads", 1));
            runner.prepare();
            runner.warmUp(Double.parseDouble(System.getProperty("compare.warmup", "1")));
            out.println(runner.line(json -> {
                json.writeBooleanField("ready", true);
                // As a string: other languages' numbers would lose digits.
                json.writeStringField(
                        "result", Long.toString(runner.operations.get(0).run()));
            }));
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int iterations = Integer.parseInt(line.strip());
                Run run = runner.run(iterations);
                long size = Files.size(runner.file);
                out.println(runner.line(json -> {
                    json.writeNumberField("iterations", iterations);
                    json.writeNumberField("nanos", run.nanos());
                    json.writeNumberField("bytes", size);
                    json.writeNumberField("allocated", run.allocated());
                }));
            }
        } catch (RuntimeException | LinkageError | ExecutionException | IOException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            out.println(object(json -> json.writeStringField("error", String.valueOf(cause))));
            exit = 1;
        }
        System.exit(exit);
    }

    private void prepare() throws InterruptedException, ExecutionException {
        OperationName name = new OperationName(operationName);
        for (int i = 0; i < threads; i++) {
            // In the thread that will run it, so that what it works on is apart from the others' in memory.
            operations.add(executor.submit(() -> operation(name)).get());
        }
    }

    private Operation operation(OperationName name) {
        return operation(peer, name, new Input(file));
    }

    /** The operation of any peer in Java. */
    static Operation operation(Peer peer, OperationName name, Input input) {
        return switch (peer) {
            case BSONWIRE, BSONWIRE_MAPS, BSONWIRE_READER -> BsonwireOperations.of(peer, name, input);
            case MONGODB_DOCUMENT, MONGODB_BSON_DOCUMENT, MONGODB_RAW -> MongodbOperations.of(peer, name, input);
            case BARE -> BareOperations.of(name, input);
            default -> throw new IllegalArgumentException("peer: " + peer.id() + " (expected: one in Java)");
        };
    }

    /** In pieces of some milliseconds, so that the loop is compiled as a method and not only replaced while it runs. */
    private void warmUp(double seconds) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        int iterations = 1;
        while (System.nanoTime() < end) {
            if (run(iterations).nanos() < TimeUnit.MILLISECONDS.toNanos(5)) {
                iterations *= 2;
            }
        }
    }

    private Run run(int iterations) throws InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Future<Span>> spans = new ArrayList<>();
        for (Operation operation : operations) {
            spans.add(executor.submit(() -> measure(operation, iterations, start)));
        }
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        long allocated = 0;
        for (Future<Span> future : spans) {
            Span span = future.get();
            from = Math.min(from, span.from());
            to = Math.max(to, span.to());
            allocated += span.allocated();
        }
        return new Run(to - from, allocated);
    }

    private Span measure(Operation operation, int iterations, CyclicBarrier start)
            throws InterruptedException, BrokenBarrierException {
        start.await();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long from = System.nanoTime();
        long sum = loop(operation, iterations);
        long to = System.nanoTime();
        allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        spent = sum;
        return new Span(from, to, allocated);
    }

    private static long loop(Operation operation, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += operation.run();
        }
        return sum;
    }

    /** What is written into a line. */
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private String line(Fields fields) throws IOException {
        return object(json -> {
            json.writeStringField("peer", peer.id());
            json.writeStringField("version", version());
            json.writeStringField("operation", operationName);
            json.writeStringField("document", file.getFileName().toString());
            fields.write(json);
        });
    }

    private static String object(Fields fields) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    private String version() {
        return peer.version() + " on Java " + Runtime.version();
    }
}
