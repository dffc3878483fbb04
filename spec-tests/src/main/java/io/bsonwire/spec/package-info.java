/**
 * The conformance kit: what it takes to check an implementation of BSON and of the wire protocol, this one or another.
 *
 * <p><b>Ownership.</b> Buffers that the kit hands out belong to the caller, who releases each of them once.
 */
@NullMarked
package io.bsonwire.spec;

import org.jspecify.annotations.NullMarked;
