package io.bsonwire.bson.json;

/**
 * Where in a JSON text something is.
 *
 * @param line the line, from 1
 * @param column the UTF-16 unit in the line, from 1
 * @param path names and indexes from the top-level object, empty for that object itself
 */
record Place(long line, long column, String path) {}
