package io.bsonwire.benchmarks.compare;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
    private final List<ExecutorService> workers = new ArrayList<>();
    private final List<Buffers> buffers = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();

    private JavaRunner(Peer peer, String operationName, Path file, int threads) {
        this.peer = peer;
        this.operationName = operationName;
        this.file = file;
        for (int i = 0; i < threads; i++) {
            workers.add(Executors.newSingleThreadExecutor(work -> {
                Thread thread = new Thread(work);
                thread.setDaemon(true);
                return thread;
            }));
            buffers.add(new Buffers());
        }
    }

    /** What all threads together took. */
    private record Run(long nanos, long allocated) {}

    /** When one thread began and ended; the sum of its results goes along, so that none can be left out. */
    private record Span(long from, long to, long allocated, long sum) {}

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
            try {
                runner.serve(out);
            } finally {
                runner.release();
            }
        } catch (RuntimeException | LinkageError | ExecutionException | IOException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            out.println(object("error", String.valueOf(cause)));
            exit = 1;
        }
        System.exit(exit);
    }

    private void serve(PrintStream out) throws IOException, InterruptedException, ExecutionException {
        long result = prepare();
        warmUp(Double.parseDouble(System.getProperty("compare.warmup", "1")));
        // As text: numbers in other languages would lose digits.
        out.println(line("ready", true, "result", Long.toString(result)));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int iterations = Integer.parseInt(line.strip());
            Run run = run(iterations);
            long size = Files.size(file);
            out.println(
                    line("iterations", iterations, "nanos", run.nanos(), "bytes", size, "allocated", run.allocated()));
        }
    }

    /** Each thread's buffers in that thread, behind whatever it may still run on them. */
    private void release() throws InterruptedException, ExecutionException {
        for (int i = 0; i < workers.size(); i++) {
            workers.get(i).submit(buffers.get(i)::close).get();
        }
    }

    /**
     * Makes the operations, each in the thread that will run it and in no other: what it works on lies apart from the others'
     * in memory, and nothing kept for each thread is made anew by a first call after the code was compiled.
     */
    private long prepare() throws InterruptedException, ExecutionException {
        OperationName name = new OperationName(operationName);
        for (int i = 0; i < workers.size(); i++) {
            Buffers own = buffers.get(i);
            operations.add(workers.get(i)
                    .submit(() -> operation(peer, name, new Input(file), own))
                    .get());
        }
        return workers.get(0).submit(() -> operations.get(0).run()).get();
    }

    /** The operation of any peer in Java, which may be run until the buffers are closed. */
    static Operation operation(Peer peer, OperationName name, Input input, Buffers buffers) {
        return switch (peer) {
            case BSONWIRE, BSONWIRE_MAPS, BSONWIRE_READER -> BsonwireOperations.of(peer, name, input, buffers);
            case MONGODB_DOCUMENT, MONGODB_BSON_DOCUMENT, MONGODB_RAW ->
                MongodbOperations.of(peer, name, input, buffers);
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
        CyclicBarrier start = new CyclicBarrier(workers.size());
        List<Future<Span>> spans = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            Operation operation = operations.get(i);
            spans.add(workers.get(i).submit(() -> measure(operation, iterations, start)));
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
        return new Span(from, to, allocated, sum);
    }

    private static long loop(Operation operation, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += operation.run();
        }
        return sum;
    }

    private String line(Object... more) {
        Object[] first = {
            "peer",
            peer.id(),
            "version",
            version(),
            "operation",
            operationName,
            "document",
            file.getFileName().toString()
        };
        Object[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return object(all);
    }

    /**
     * An object of JSON, from names and values. By hand: the runner must share no code with what it measures, as each class
     * that it loads and each call that it makes besides may undo what the compiler has assumed.
     */
    static String object(Object... namesAndValues) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            text.append(i == 0 ? "" : ",")
                    .append(quoted(namesAndValues[i].toString()))
                    .append(':');
            text.append(value instanceof String words ? quoted(words) : value.toString());
        }
        return text.append('}').toString();
    }

    private static String quoted(String words) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c < ' ' ? ' ' : c);
        }
        return text.append('"').toString();
    }

    private String version() {
        return peer.version() + " on Java " + Runtime.version();
    }
}
