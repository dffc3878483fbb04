/** The {@code bsonwire} command: BSON files to Extended JSON and back, and a demonstration of the wire protocol. */
@NullMarked
package io.bsonwire.cli;

import org.jspecify.annotations.NullMarked;
