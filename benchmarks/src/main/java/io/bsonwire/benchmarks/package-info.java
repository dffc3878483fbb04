/** JMH benchmarks, one class per question, each with its peer in the same class. */
@NullMarked
package io.bsonwire.benchmarks;

import org.jspecify.annotations.NullMarked;
