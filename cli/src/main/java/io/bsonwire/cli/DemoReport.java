package io.bsonwire.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the demo has done and found, for people to read. */
final class DemoReport {
    private static final int SHOWN_DIFFERENCES = 5;

    private final String server;
    private String serverSays = "";
    private final List<String> samples = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private long differenceCount;
    private long compared;
    private long buffersTaken;
    private long buffersOut;

    /**
     * A step that is done.
     *
     * @param documents how many documents went to or came from the server, or were changed there
     */
    private record Step(String name, long documents, ServerConnection.Traffic traffic, long millis) {}

    DemoReport(String server) {
        this.server = server;
    }

    /** What the server said of itself. */
    void server(String text) {
        serverSays = text;
    }

    /** A document to show, as JSON. */
    void sample(String json) {
        samples.add(json);
    }

    void step(String name, long documents, ServerConnection.Traffic traffic, long millis) {
        steps.add(new Step(name, documents, traffic, millis));
    }

    /** Something that came back was compared, and is as expected. */
    void same() {
        compared++;
    }

    /** Something that came back was compared, and is not as expected. */
    void different(String what) {
        compared++;
        differenceCount++;
        if (differences.size() < SHOWN_DIFFERENCES) {
            differences.add(what);
        }
    }

    /** How many buffers the demo has used, and how many of them it has not given back. */
    void buffers(long taken, long out) {
        buffersTaken = taken;
        buffersOut = out;
    }

    /** Whether all is as it should be. */
    boolean isGood() {
        return differenceCount == 0 && buffersOut == 0;
    }

    void print(Output out) throws IOException {
        out.line("Server: " + server + ", " + serverSays);
        out.line("");
        if (!samples.isEmpty()) {
            out.line("Some of the documents that came back, as relaxed Extended JSON:");
            for (String sample : samples) {
                out.line("  " + sample);
            }
            out.line("");
        }
        out.line(row("step", "documents", "bytes sent", "bytes received", "messages", "ms"));
        Step total = new Step("total", 0, ServerConnection.Traffic.NONE, 0);
        for (Step step : steps) {
            out.line(row(step));
            total = new Step(
                    total.name,
                    total.documents + step.documents,
                    total.traffic.plus(step.traffic),
                    total.millis + step.millis);
        }
        out.line(row(total));
        out.line("");
        for (String difference : differences) {
            out.line("different: " + difference);
        }
        out.line(String.format(
                Locale.ROOT,
                differenceCount == 0
                        ? "equal: %,d of %,d results and documents are what was sent, byte for byte"
                        : "NOT EQUAL: only %,d of %,d results and documents are what was sent",
                compared - differenceCount,
                compared));
        out.line(String.format(Locale.ROOT, "buffers leaked: %,d (of %,d)", buffersOut, buffersTaken));
    }

    private static String row(Step step) {
        return row(
                step.name,
                number(step.documents),
                number(step.traffic.sent()),
                number(step.traffic.received()),
                number(step.traffic.messages()),
                number(step.millis));
    }

    private static String row(
            String step, String documents, String sent, String received, String messages, String millis) {
        return String.format(
                Locale.ROOT, "%-20s %11s %13s %15s %9s %9s", step, documents, sent, received, messages, millis);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
