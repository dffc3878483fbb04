/**
 * The comparison with other libraries in other languages: {@code Compare} drives one runner for each peer and row, each a
 * process of its own; {@code JavaRunner} is the one for Java, those for the others are in {@code benchmarks/native}.
 */
@NullMarked
package io.bsonwire.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
