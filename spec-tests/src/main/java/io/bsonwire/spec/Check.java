package io.bsonwire.spec;

import java.util.Locale;

/**
 * One test of the kit: something an implementation has to do with one input, or with many that belong together.
 *
 * @param <I> what it can be run on
 */
public final class Check<I extends Implementation> {
    /** Where the inputs come from. */
    public enum Source {
        /** The official corpus; a check is a case. */
        CORPUS("official corpus"),
        /** The kit's own vectors; a check is a case. */
        VECTORS("vectors"),
        /** Generated documents; a check is a property, tried with many. */
        GENERATED("generated"),
        /** Damaged documents; a check is a campaign, whose verdicts are compared with those of the reference. */
        MUTATIONS("mutations");

        private final String label;

        Source(String label) {
            this.label = label;
        }

        /**
         * What tests and reports call it.
         *
         * @return the name, in lower case
         */
        public String label() {
            return label;
        }
    }

    /** What is done. */
    interface Body<I> {
        void run(I implementation, Tally tally);
    }

    private final Source source;
    private final String group;
    private final String name;
    private final String operation;
    private final Body<I> body;

    Check(Source source, String group, String name, String operation, Body<I> body) {
        this.source = source;
        this.group = group;
        this.name = name;
        this.operation = operation;
        this.body = body;
    }

    /**
     * Where its inputs come from.
     *
     * @return the source
     */
    public Source source() {
        return source;
    }

    /**
     * What it belongs to: a file of the corpus, a kind of vectors or documents.
     *
     * @return the group, whose name is unique in its source
     */
    public String group() {
        return group;
    }

    /**
     * The case; several operations share it.
     *
     * @return its name, unique in its group
     */
    public String name() {
        return name;
    }

    /**
     * What the implementation has to do.
     *
     * @return the operation, as "decode"
     */
    public String operation() {
        return operation;
    }

    /**
     * Runs it. Nothing is thrown; what went wrong is in the outcome.
     *
     * @param implementation is to be tested
     * @return what came of it
     */
    public Outcome run(I implementation) {
        Tally tally = new Tally();
        body.run(implementation, tally);
        return tally.outcome();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s > %s > %s > %s", source.label(), group, name, operation);
    }
}
