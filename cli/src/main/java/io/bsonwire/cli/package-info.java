/**
 * The {@code bsonwire} command: BSON files to Extended JSON and back, a demonstration of the wire protocol, and a look at
 * the messages of others.
 *
 * <p>What the proxy does, in the order in which bytes go through it:
 *
 * <table>
 * <caption>Classes of the proxy</caption>
 * <tr><td>{@link io.bsonwire.cli.Proxy}</td><td>takes connections, and makes one to the server for each</td></tr>
 * <tr><td>{@link io.bsonwire.cli.ProxyConnection}</td><td>passes bytes on, both ways, and knows how connections
 * end</td></tr>
 * <tr><td>{@link io.bsonwire.cli.MessageCutter}</td><td>finds the messages in what has been passed on</td></tr>
 * <tr><td>{@link io.bsonwire.cli.Conversation}</td><td>finds the request of each reply</td></tr>
 * <tr><td>{@link io.bsonwire.cli.TrafficTable}, {@link io.bsonwire.cli.ProxyLog}</td><td>count messages, make lines of
 * them</td></tr>
 * <tr><td>{@link io.bsonwire.cli.LinePrinter}</td><td>writes the lines in a thread of its own; all before runs in one event
 * loop</td></tr>
 * </table>
 */
@NullMarked
package io.bsonwire.cli;

import org.jspecify.annotations.NullMarked;
