/**
 * The conformance report: what the kit finds in several implementations, side by side, as a page and as text.
 *
 * <p>Nothing here holds a buffer.
 */
@NullMarked
package io.bsonwire.spec.report;

import org.jspecify.annotations.NullMarked;
