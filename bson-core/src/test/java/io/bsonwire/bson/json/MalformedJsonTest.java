package io.bsonwire.bson.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.BsonWriter;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every error with its text and its place, by every kind of source. */
class MalformedJsonTest {
    private static final ExtendedJson JSON = ExtendedJson.relaxed();

    /** The text has single quotes for double ones and a paragraph sign where the error is. */
    @ParameterizedTest
    @MethodSource({"syntax", "wrappers", "wrongDocuments"})
    void isToldWithItsPlace(String marked, String message, String path) {
        String quoted = marked.replace('\'', '"');
        int index = quoted.indexOf('\u00a7');
        String text = quoted.substring(0, index) + quoted.substring(index + 1);

        // The same far down in a longer text, behind lines of each kind.
        for (String before : List.of("", "\n", "\r\n \r \n", " \n".repeat(5000), "\n" + " ".repeat(5000))) {
            String json = before + text;
            long line = 1
                    + before.replace("\r\n", "\n")
                            .chars()
                            .filter(c -> c == '\n' || c == '\r')
                            .count();
            int column = index + before.length() - Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r'));
            String place = " at line " + line + ", column " + column + (path.isEmpty() ? "" : ", path " + path);

            MalformedJsonException parsed = catchThrowableOfType(MalformedJsonException.class, () -> JSON.parse(json));
            assertThat(parsed).as(text).hasMessage(message + place);
            assertThat(parsed.line()).isEqualTo(line);
            assertThat(parsed.column()).isEqualTo(column);
            assertThat(parsed.path()).isEqualTo(path);
            assertThat(parsed.problem()).isEqualTo(message);
            assertThat(parsed.offset()).isEqualTo(-1);

            byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> JSON.read(utf8, target())).hasMessage(message + place);
            assertThatThrownBy(() -> JSON.read(byteByByte(utf8), target())).hasMessage(message + place);
        }
    }

    private static BsonWriter target() {
        return new BsonWriter().reset(Unpooled.buffer());
    }

    /** A stream that gives one byte at a time. */
    static InputStream byteByByte(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(1, length));
            }
        };
    }

    static Stream<Arguments> syntax() {
        String inString = "the characters and escapes of a string, and its end";
        String value = "a colon and a value";
        return Stream.of(
                Arguments.of("\u00a7", "end of the text (expected: an object)", ""),
                Arguments.of("\u00a7[]", "text: an array (expected: an object)", ""),
                Arguments.of("\u00a7'a'", "text: \"a\" (expected: an object)", ""),
                Arguments.of("\u00a71", "text: 1 (expected: an object)", ""),
                Arguments.of("\u00a7null", "text: null (expected: an object)", ""),
                Arguments.of("\u00a7x", "character: 'x' (expected: an object)", ""),
                Arguments.of("\u00a7]", "character: ']' (expected: an object)", ""),
                Arguments.of("{} \u00a7{}", "text after the document: an object (expected: none)", ""),
                Arguments.of("{} \u00a7'x'", "text after the document: \"x\" (expected: none)", ""),
                Arguments.of("{}\u00a7,", "character: ',' (expected: an object, or the end of the text)", ""),
                Arguments.of("{}\u00a7}", "character: '}' (expected: an object, or the end of the text)", ""),
                Arguments.of("{\u00a7", "end of the text (expected: a name or })", ""),
                Arguments.of("{\u00a7,}", "character: ',' (expected: a name or })", ""),
                Arguments.of("{\u00a7a:1}", "character: 'a' (expected: a name or })", ""),
                Arguments.of("{'a\u00a7\n':1}", "character: U+000A (expected: a name or })", ""),
                Arguments.of("{'a\\\u00a7x':1}", "character: 'x' (expected: a name or })", ""),
                Arguments.of("{'a\u00a7", "end of the text (expected: a name or })", ""),
                Arguments.of("{'a'\u00a7", "end of the text (expected: " + value + ")", "a"),
                Arguments.of("{'a' \u00a71}", "character: '1' (expected: " + value + ")", "a"),
                Arguments.of("{'a':\u00a7", "end of the text (expected: " + value + ")", "a"),
                Arguments.of("{'a':\u00a7x}", "character: 'x' (expected: " + value + ")", "a"),
                Arguments.of("{'a':\u00a7tru}", "character: 't' (expected: " + value + ")", "a"),
                Arguments.of("{'a':\u00a7truE}", "character: 't' (expected: " + value + ")", "a"),
                Arguments.of("{'a':\u00a7.5}", "character: '.' (expected: " + value + ")", "a"),
                Arguments.of("{'a':\u00a7+1}", "character: '+' (expected: " + value + ")", "a"),
                Arguments.of("{'a':-\u00a7x}", "character: 'x' (expected: " + value + ")", "a"),
                Arguments.of("{'a':0\u00a71}", "character: '1' (expected: " + value + ")", "a"),
                Arguments.of("{'a':1.\u00a7}", "character: '}' (expected: " + value + ")", "a"),
                Arguments.of("{'a':-\u00a7.5}", "character: '.' (expected: " + value + ")", "a"),
                Arguments.of("{'a':1.\u00a7.5}", "character: '.' (expected: " + value + ")", "a"),
                Arguments.of("{'a':1.\u00a7", "end of the text (expected: " + value + ")", "a"),
                Arguments.of("{'a':1.5e\u00a7", "end of the text (expected: " + value + ")", "a"),
                Arguments.of("{'a':1e-\u00a7", "end of the text (expected: " + value + ")", "a"),
                Arguments.of("{'a':-\u00a7", "end of the text (expected: " + value + ")", "a"),
                Arguments.of("{'a':+\u00a7", "end of the text (expected: " + value + ")", "a"),
                Arguments.of("{'a':1E\u00a7.5}", "character: '.' (expected: " + value + ")", "a"),
                Arguments.of("{'a':-1.\u00a7}", "character: '}' (expected: " + value + ")", "a"),
                Arguments.of("{'a':1e\u00a7e", "character: 'e' (expected: " + value + ")", "a"),
                Arguments.of("{'a':12.345e+\u00a7,", "character: ',' (expected: " + value + ")", "a"),
                Arguments.of("{'a':12.\u00a7e5}", "character: 'e' (expected: " + value + ")", "a"),
                Arguments.of("{'a':12.5e\u00a7", "end of the text (expected: " + value + ")", "a"),
                Arguments.of("{'a':[1.5,-2.\u00a7]", "character: ']' (expected: a comma and a value, or ])", "a"),
                Arguments.of("{'a':-1.5E\u00a7}", "character: '}' (expected: " + value + ")", "a"),
                Arguments.of("{'a':1e-\u00a7}", "character: '}' (expected: " + value + ")", "a"),
                Arguments.of("{'a':1e-5\u00a7.5}", "character: '.' (expected: a comma and a name, or })", ""),
                Arguments.of("{'a':1e-5\u00a7e5}", "character: 'e' (expected: a comma and a name, or })", ""),
                Arguments.of("{'a':1e5\u00a7.5}", "character: '.' (expected: a comma and a name, or })", ""),
                Arguments.of("{'a':1.5\u00a7.5}", "character: '.' (expected: a comma and a name, or })", ""),
                Arguments.of("{'a':1e+\u00a7x}", "character: 'x' (expected: " + value + ")", "a"),
                Arguments.of("{'a':\u00a7,}", "character: ',' (expected: " + value + ")", "a"),
                Arguments.of("{'a':\u00a7\u0000}", "character: U+0000 (expected: " + value + ")", "a"),
                Arguments.of("{'a':\u00a7\u000b1}", "character: U+000B (expected: " + value + ")", "a"),
                Arguments.of("{'a':\u00a7\u00a01}", "character: U+00A0 (expected: " + value + ")", "a"),
                Arguments.of("{'a':\u00a7/**/1}", "character: '/' (expected: " + value + ")", "a"),
                Arguments.of("{'a':'x\u00a7\t'}", "character: U+0009 (expected: " + inString + ")", ""),
                Arguments.of("{'a':'\\\u00a7a'}", "character: 'a' (expected: " + inString + ")", ""),
                Arguments.of("{'a':'\\u00\u00a7x'}", "character: 'x' (expected: " + inString + ")", ""),
                Arguments.of("{'a':'\\u0\u00a7.00'}", "character: '.' (expected: " + inString + ")", ""),
                Arguments.of("{'a':'\\u0e\u00a7'}", "character: '\"' (expected: " + inString + ")", ""),
                Arguments.of("{'a':'x+\u00a7\t'}", "character: U+0009 (expected: " + inString + ")", ""),
                Arguments.of("{'\\u0\u00a7.00':1}", "character: '.' (expected: a name or })", ""),
                Arguments.of("{'\u00a7\\ud83d':1}", "name with U+D83D (expected: surrogates in pairs)", ""),
                Arguments.of(
                        "{'a':{'b':1,'x\u00a7\\uD83D\\uAe00':1}}",
                        "name with U+D83D (expected: surrogates in pairs)",
                        "a"),
                Arguments.of(
                        "{'\u00a7\\ud83d\\ud83d\\ude00':1}", "name with U+D83D (expected: surrogates in pairs)", ""),
                Arguments.of("{'\u00a7\\ude00':1}", "name with U+DE00 (expected: surrogates in pairs)", ""),
                Arguments.of(
                        "{'\\u0041\u00a7\\udbff\\u0041':1}", "name with U+DBFF (expected: surrogates in pairs)", ""),
                Arguments.of("{'\\\\\u00a7\\ud83dx':1}", "name with U+D83D (expected: surrogates in pairs)", ""),
                Arguments.of("{'\u00a7\\ud83d'x", "name with U+D83D (expected: surrogates in pairs)", ""),
                Arguments.of("{'\\\\ud83d\u00a7\t':1}", "character: U+0009 (expected: a name or })", ""),
                Arguments.of("{'\\ud83d\\ude00\u00a7\t':1}", "character: U+0009 (expected: a name or })", ""),
                Arguments.of("{'\\ud83\u00a7x':1}", "character: 'x' (expected: a name or })", ""),
                Arguments.of("{'\\ud83d\\\u00a7q':1}", "character: 'q' (expected: a name or })", ""),
                Arguments.of("{'\\ud83d\u00a7", "end of the text (expected: a name or })", ""),
                Arguments.of("{'\u00a7\\ud83d\\t':1}", "name with U+D83D (expected: surrogates in pairs)", ""),
                Arguments.of("{'\u00a7\\ud83d\\\\':1}", "name with U+D83D (expected: surrogates in pairs)", ""),
                Arguments.of("{'\u00a7\\ud83d\\/':1}", "name with U+D83D (expected: surrogates in pairs)", ""),
                Arguments.of("{'\\ud83d\\u\u00a7z':1}", "character: 'z' (expected: a name or })", ""),
                Arguments.of("{'\\ud83d\\ude00\\t\u00a7\t':1}", "character: U+0009 (expected: a name or })", ""),
                Arguments.of("{'a':1,'x+\u00a7\t':1}", "character: U+0009 (expected: a comma and a name, or })", ""),
                Arguments.of("{'a':'x\u00a7", "end of the text (expected: " + inString + ")", ""),
                Arguments.of("{'a':1\u00a7", "end of the text (expected: a comma and a name, or })", ""),
                Arguments.of("{'a':1\u00a7x}", "character: 'x' (expected: a comma and a name, or })", ""),
                Arguments.of("{'a':1\u00a7]}", "character: ']' (expected: a comma and a name, or })", ""),
                Arguments.of("{'a':1 \u00a7'b':2}", "character: '\"' (expected: a comma and a name, or })", ""),
                Arguments.of("{'a':1,\u00a7}", "character: '}' (expected: a comma and a name, or })", ""),
                Arguments.of("{'a':[\u00a7", "end of the text (expected: a value or ])", "a"),
                Arguments.of("{'a':[\u00a7,1]}", "character: ',' (expected: a value or ])", "a"),
                Arguments.of("{'a':[1,\u00a7]}", "character: ']' (expected: a comma and a value, or ])", "a"),
                Arguments.of("{'a':[1\u00a7}", "character: '}' (expected: a comma and a value, or ])", "a"),
                Arguments.of("{'a':[{'b':[\u00a7x", "character: 'x' (expected: a value or ])", "a[0].b"),
                Arguments.of("{'a':\u00a7NaN}", "number: NaN (expected: the syntax of a JSON number)", "a"),
                Arguments.of(
                        "{'a':[1,\u00a7-Infinity]}",
                        "number: -Infinity (expected: the syntax of a JSON number)",
                        "a[1]"),
                Arguments.of("{'a':\u00a71e309}", "number: 1e309 (expected: within the range of a double)", "a"),
                Arguments.of(
                        "{'a':\u00a71" + "0".repeat(400) + "}",
                        "number: 1" + "0".repeat(59) + "\u2026 (expected: within the range of a double)",
                        "a"));
    }

    static Stream<Arguments> wrappers() {
        String keys = " (expected: exactly the keys of its type)";
        String alone = " (expected: only in an object of exactly the keys of its type)";
        String int32 = " (expected: an integer from -2147483648 to 2147483647)";
        String int64 = " (expected: an integer from -9223372036854775808 to 9223372036854775807)";
        String decimal = " (expected: a decimal within the range of a double, NaN, Infinity or -Infinity)";
        String date = " (expected: a date and time of RFC 3339, to the millisecond at most)";
        return Stream.of(
                in("{'$oid':\u00a742}", "$oid: 42 (expected: a string)", "$oid"),
                in("{'$oid':\u00a7{}}", "$oid: an object (expected: a string)", "$oid"),
                in(
                        "{'$oid':\u00a7'56e1fc72e0c917e9c471416'}",
                        "$oid: object id: 23 characters (expected: exactly 24 hexadecimal digits)",
                        "$oid"),
                in("{'$oid':'56e1fc72e0c917e9c4714161',\u00a7'x':1}", "$oid with \"x\"" + keys, "x"),
                in("{'x':1,\u00a7'$oid':1}", "key in a document: $oid" + alone, "$oid"),
                in("{'$gt':1,\u00a7'$date':1}", "key in a document: $date" + alone, "$date"),
                in("{'$numberInt':\u00a742}", "$numberInt: 42 (expected: a string)", "$numberInt"),
                in("{'$numberInt':\u00a7''}", "$numberInt: \"\"" + int32, "$numberInt"),
                in("{'$numberInt':\u00a7'+1'}", "$numberInt: \"+1\"" + int32, "$numberInt"),
                in("{'$numberInt':\u00a7'01'}", "$numberInt: \"01\"" + int32, "$numberInt"),
                in("{'$numberInt':\u00a7'-'}", "$numberInt: \"-\"" + int32, "$numberInt"),
                in("{'$numberInt':\u00a7'1.0'}", "$numberInt: \"1.0\"" + int32, "$numberInt"),
                in("{'$numberInt':\u00a7'\u0661'}", "$numberInt: \"\u0661\"" + int32, "$numberInt"),
                in("{'$numberInt':\u00a7'2147483648'}", "$numberInt: \"2147483648\"" + int32, "$numberInt"),
                in("{'$numberInt':\u00a7'-2147483649'}", "$numberInt: \"-2147483649\"" + int32, "$numberInt"),
                in(
                        "{'$numberLong':\u00a7'9223372036854775808'}",
                        "$numberLong: \"9223372036854775808\"" + int64,
                        "$numberLong"),
                in("{'$numberLong':\u00a7null}", "$numberLong: null (expected: a string)", "$numberLong"),
                in("{'$numberDouble':\u00a7'1d'}", "$numberDouble: \"1d\"" + decimal, "$numberDouble"),
                in("{'$numberDouble':\u00a7' 1'}", "$numberDouble: \" 1\"" + decimal, "$numberDouble"),
                in("{'$numberDouble':\u00a7'0x1p3'}", "$numberDouble: \"0x1p3\"" + decimal, "$numberDouble"),
                in("{'$numberDouble':\u00a7'.'}", "$numberDouble: \".\"" + decimal, "$numberDouble"),
                in("{'$numberDouble':\u00a7'1e'}", "$numberDouble: \"1e\"" + decimal, "$numberDouble"),
                in("{'$numberDouble':\u00a7'e1'}", "$numberDouble: \"e1\"" + decimal, "$numberDouble"),
                in("{'$numberDouble':\u00a7''}", "$numberDouble: \"\"" + decimal, "$numberDouble"),
                in("{'$numberDouble':\u00a7'1e309'}", "$numberDouble: \"1e309\"" + decimal, "$numberDouble"),
                in("{'$numberDouble':\u00a7'inf'}", "$numberDouble: \"inf\"" + decimal, "$numberDouble"),
                in("{'$numberDecimal':\u00a71}", "$numberDecimal: 1 (expected: a string)", "$numberDecimal"),
                in("{'$symbol':\u00a7[1]}", "$symbol: an array (expected: a string)", "$symbol"),
                in(
                        "{'$binary':\u00a7'AQID'}",
                        "$binary: \"AQID\" (expected: an object of base64 and subType)",
                        "$binary"),
                in("{'$binary':{\u00a7}}", "$binary without base64" + keys, "$binary"),
                in("{'$binary':{'base64':''\u00a7}}", "$binary without subType" + keys, "$binary"),
                in("{'$binary':{'subType':'00'\u00a7}}", "$binary without base64" + keys, "$binary"),
                in("{'$binary':{'base64':'',\u00a7'base64':''}}", "$binary with \"base64\"" + keys, "$binary.base64"),
                in(
                        "{'$binary':{'subType':'',\u00a7'subType':''}}".replace("''", "'0'"),
                        "$binary with \"subType\"" + keys,
                        "$binary.subType"),
                in("{'$binary':{\u00a7'x':1}}", "$binary with \"x\"" + keys, "$binary.x"),
                in("{'$binary':{'base64':'','subType':'0'},\u00a7'x':1}", "$binary with \"x\"" + keys, "x"),
                in("{'$binary':{'base64':\u00a71}}", "base64: 1 (expected: a string)", "$binary.base64"),
                in(
                        "{'$binary':{'base64':\u00a7'A'}}",
                        "base64: \"A\" (expected: base64 with padding)",
                        "$binary.base64"),
                in(
                        "{'$binary':{'subType':\u00a7'g'}}",
                        "subType: \"g\" (expected: one or two hexadecimal digits)",
                        "$binary.subType"),
                in("{'$binary':{'subType':\u00a70}}", "subType: 0 (expected: a string)", "$binary.subType"),
                in(
                        "{'$uuid':\u00a7'73ffd26444b34c6990e8e7d1dfc035d4'}",
                        "$uuid: \"73ffd26444b34c6990e8e7d1dfc035d4\""
                                + " (expected: a UUID of 32 hexadecimal digits and four hyphens)",
                        "$uuid"),
                in("{'$code':\u00a71}", "$code: 1 (expected: a string)", "$code"),
                in("{'$code':'',\u00a7'x':1}", "$code with \"x\"" + keys, "x"),
                in("{'$code':'','$scope':\u00a71}", "$scope: 1 (expected: an object)", "$scope"),
                in("{'$code':'','$scope':{},\u00a7'x':1}", "$code with \"x\"" + keys, "x"),
                in(
                        "{'$code':'','$scope':{\u00a7'$oid':'56e1fc72e0c917e9c4714161'}}",
                        "key in a document: $oid" + alone,
                        "$scope.$oid"),
                in("{'$scope':\u00a71,'$code':''}", "$scope: 1 (expected: an object)", "$scope"),
                in("{'$scope':{}\u00a7}", "$scope without $code" + keys, ""),
                in("{'$scope':{},\u00a7'x':1}", "$scope with \"x\"" + keys, "x"),
                in("{'$scope':{},'$code':\u00a71}", "$code: 1 (expected: a string)", "$code"),
                in("{'$scope':{},'$code':'',\u00a7'x':1}", "$scope with \"x\"" + keys, "x"),
                in("{'$timestamp':\u00a742}", "$timestamp: 42 (expected: an object of t and i)", "$timestamp"),
                in("{'$timestamp':{'t':\u00a7'1'}}", "t: \"1\" (expected: an integer)", "$timestamp.t"),
                in("{'$timestamp':{'t':\u00a71.0}}", "t: 1.0 (expected: an integer)", "$timestamp.t"),
                in(
                        "{'$timestamp':{'t':1,'i':\u00a7-1}}",
                        "i: \"-1\" (expected: an integer from 0 to 4294967295)",
                        "$timestamp.i"),
                in(
                        "{'$timestamp':{'t':\u00a74294967296}}",
                        "t: \"4294967296\" (expected: an integer from 0 to 4294967295)",
                        "$timestamp.t"),
                in("{'$timestamp':{'i':1\u00a7}}", "$timestamp without t" + keys, "$timestamp"),
                in(
                        "{'$regularExpression':{'pattern':\u00a71}}",
                        "pattern: 1 (expected: a string)",
                        "$regularExpression.pattern"),
                in(
                        "{'$regularExpression':{'pattern':'a\\u0000','options':''\u00a7}}",
                        "$regularExpression: regex pattern: NUL at index 1 (expected: no NUL)",
                        "$regularExpression"),
                in("{'$dbPointer':{'$ref':\u00a71}}", "$ref: 1 (expected: a string)", "$dbPointer.$ref"),
                in(
                        "{'$dbPointer':{'$ref':'','$id':\u00a7'x'}}",
                        "$id: \"x\" (expected: an object with $oid)",
                        "$dbPointer.$id"),
                in("{'$dbPointer':{'$id':{\u00a7}}}", "$id without $oid" + keys, "$dbPointer.$id"),
                in("{'$dbPointer':{'$id':{\u00a7'x':1}}}", "$id with \"x\"" + keys, "$dbPointer.$id.x"),
                in(
                        "{'$dbPointer':{'$id':{'$oid':'56e1fc72e0c917e9c4714161',\u00a7'x':1}}}",
                        "$oid with \"x\"" + keys,
                        "$dbPointer.$id.x"),
                in(
                        "{'$dbPointer':{'$ref':'\\u0000','$id':{'$oid':'56e1fc72e0c917e9c4714161'}\u00a7}}",
                        "$dbPointer: dbPointer namespace: NUL at index 0 (expected: no NUL)",
                        "$dbPointer"),
                in("{'$date':\u00a742}", "$date: 42 (expected: an object with $numberLong)", "$date"),
                in("{'$date':\u00a7'2012'}", "$date: \"2012\"" + date, "$date"),
                in("{'$date':{\u00a7'x':1}}", "$date with \"x\"" + keys, "$date.x"),
                in("{'$date':{'$numberLong':\u00a71}}", "$numberLong: 1 (expected: a string)", "$date.$numberLong"),
                in("{'$date':{'$numberLong':'1',\u00a7'x':1}}", "$numberLong with \"x\"" + keys, "$date.x"),
                in("{'$date':{'$numberLong':'1'},\u00a7'x':1}", "$date with \"x\"" + keys, "x"),
                in("{'$minKey':\u00a7true}", "$minKey: true (expected: 1)", "$minKey"),
                in("{'$minKey':\u00a70}", "$minKey: 0 (expected: 1)", "$minKey"),
                in("{'$maxKey':\u00a71.0}", "$maxKey: 1.0 (expected: 1)", "$maxKey"),
                in("{'$maxKey':1,\u00a7'x':1}", "$maxKey with \"x\"" + keys, "x"),
                in("{'$undefined':\u00a7false}", "$undefined: false (expected: true)", "$undefined"));
    }

    private static Arguments in(String value, String message, String path) {
        return Arguments.of("{'x':[0,{'y':" + value + "}]}", message, "x[1].y" + (path.isEmpty() ? "" : "." + path));
    }

    static Stream<Arguments> wrongDocuments() {
        return Stream.of(
                Arguments.of("{\u00a7'a\\u0000':1}", "name with NUL at index 1 (expected: no NUL)", "a\\u0000"),
                Arguments.of("{'a':{\u00a7'\\u0000':1}}", "name with NUL at index 0 (expected: no NUL)", "a.\\u0000"),
                Arguments.of(
                        "{'a':['x',\u00a7'y\\udc00']}",
                        "string with U+DC00 at index 1 (expected: surrogates in pairs)",
                        "a[1]"));
    }

    @Test
    void causesAreKept() {
        assertThatThrownBy(() -> JSON.parse("{\"\\u0000\":1}")).hasCauseInstanceOf(BsonEncodeException.class);
        assertThatThrownBy(() -> JSON.parse("{\"a\":{\"$numberDecimal\":\"x\"}}"))
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void longAndUnprintableTextIsCutAndEscaped() {
        assertThatThrownBy(() -> JSON.parse("{\"" + "n".repeat(100) + "\":{\"$numberInt\":\"\\u0007\\ud83d\\ude00"
                        + "x".repeat(100) + "\"}}"))
                .hasMessage("$numberInt: \"\\u0007\\uD83D\\uDE00" + "x".repeat(57)
                        + "\u2026\" (expected: an integer from -2147483648 to 2147483647) at line 1, column 119, path "
                        + "n".repeat(60) + "\u2026.$numberInt");
    }

    // ---- UTF-8 ----

    @ParameterizedTest
    @CsvSource({
        "80, 80",
        "c080, C0",
        "c1bf, C1",
        "e08080, E0",
        "eda080, ED",
        "edb080, ED",
        "eda081edb080, ED",
        "f0808080, F0",
        "f4908080, F4",
        "f5808080, F5",
        "ff, FF",
        "c3, C3",
        "e298, E2",
        "f09f98, F0",
        "e22886, E2"
    })
    void malformedUtf8IsFoundWhereverItIs(String hex, String shown) {
        byte[] bad = HexFormat.of().parseHex(hex);
        String message = "byte: 0x" + shown + " (expected: well-formed UTF-8) at line ";
        assertMalformed("\n{\"a\":\"\u00e9x", bad, "y\"}", message + "2, column 9");
        assertMalformed("{\"a\u00e9", bad, "\":1}", message + "1, column 5");
        assertMalformed("{\"a\":1,", bad, "}", message + "1, column 8");
        assertMalformed("", bad, "{}", message + "1, column 1");
        assertMalformed("{}\n ", bad, "", message + "2, column 2");
        assertMalformed("{\"a\":[1", bad, "", message + "1, column 8, path a");
        // Across the buffers of decoder and parser.
        for (int length : new int[] {3990, 8_180}) {
            for (int more = 0; more < 8; more++) {
                String text = "{\"a\":\"" + "\u00e9".repeat(more) + "x".repeat(length);
                assertMalformed(text, bad, "\"}", message + "1, column " + (text.length() + 1));
            }
        }
    }

    private static void assertMalformed(String before, byte[] bad, String after, String message) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        json.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        json.writeBytes(bad);
        json.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = json.toByteArray();
        assertThatThrownBy(() -> JSON.read(bytes, target()))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> JSON.read(byteByByte(bytes), target())).hasMessage(message);
    }

    @Test
    void anEarlierErrorComesFirst() {
        byte[] json = {'{', '}', 'x', (byte) 0xFF};
        assertThatThrownBy(() -> JSON.read(json, target())).hasMessageStartingWith("character: 'x'");
    }

    @Test
    void byteOrderMarkIsSkippedAtTheStartOnly() {
        byte[] json = "\ufeff\ufeff{}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> JSON.read(json, target()))
                .hasMessage("character: U+FEFF (expected: an object) at line 1, column 1");
        JSON.read("\ufeff{}".getBytes(StandardCharsets.UTF_8), target());
        assertThatThrownBy(() -> JSON.read("\ufeff{x".getBytes(StandardCharsets.UTF_8), target()))
                .hasMessage("character: 'x' (expected: a name or }) at line 1, column 2");
        assertThatThrownBy(() -> JSON.read(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, target()))
                .hasMessage("end of the text (expected: an object) at line 1, column 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE"})
    void otherEncodingsAreNotGuessed(String charset) throws Exception {
        byte[] json = "{\"a\":1}".getBytes(charset);
        assertThatThrownBy(() -> JSON.read(json, target())).isInstanceOf(MalformedJsonException.class);
    }

    // ---- every prefix, every flipped byte ----

    @Test
    void noPrefixIsATextAndNoFlippedByteFailsOtherwise() {
        byte[] json = ("{\"a\":[1,-2.5e3,true,null,\"\u00e9\\u00e9\"],\"b\":{\"$date\":{\"$numberLong\":\"1\"}},"
                        + "\"c\":{\"$code\":\"x\",\"$scope\":{}},\"d\":{\"$binary\":{\"base64\":\"AQ==\",\"subType\":\"00\"}}}")
                .getBytes(StandardCharsets.UTF_8);
        JSON.read(json, target());
        for (int length = 0; length < json.length; length++) {
            byte[] prefix = Arrays.copyOf(json, length);
            assertThatThrownBy(() -> JSON.read(prefix, target())).isInstanceOf(MalformedJsonException.class);
        }
        for (int i = 0; i < json.length; i++) {
            for (int value = 0; value < 256; value++) {
                byte[] flipped = json.clone();
                flipped[i] = (byte) value;
                try {
                    ExtendedJson.canonical().acceptingLegacy().read(flipped, target());
                } catch (MalformedJsonException e) {
                    assertThat(e.line()).isPositive();
                    assertThat(e.column()).isPositive();
                }
            }
        }
    }

    // ---- limits ----

    @Test
    void numbersBeyondAThousandDigitsAreRefused() {
        assertThat(JSON.parse("{\"a\":0." + "1".repeat(990) + "}").getDouble("a"))
                .isEqualTo(1.0 / 9);
        for (int digits : new int[] {1001, 5000, 100_000}) {
            for (String start : List.of("", "0.", "1e")) {
                assertThatThrownBy(() -> JSON.parse("{\"a\":" + start + "1".repeat(digits) + "}"))
                        .isInstanceOf(MalformedJsonException.class)
                        .hasMessageStartingWith("name, string or number too long (expected: at most 22391470 characters"
                                + " of text, 1000 of a number) at line 1, column ");
            }
        }
    }

    @Test
    void textIsRefusedBeforeItIsGathered() {
        BsonCodec codec = BsonCodec.builder()
                .limits(BsonLimits.DEFAULT.withMaxDocumentSize(3000))
                .build();
        ExtendedJson small = JSON.withCodec(codec);
        assertThat(small.parse("{\"a\":\"" + "x".repeat(2980) + "\"}").getString("a"))
                .hasSize(2980);
        assertThatThrownBy(() -> small.parse("{\"a\":\"" + "x".repeat(100_000) + "\"}"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageStartingWith("name, string or number too long (expected: at most 4004 characters");
        assertThatThrownBy(() -> small.parse("{\"" + "x".repeat(100_000) + "\":1}"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageStartingWith("name, string or number too long");
        assertThatThrownBy(() -> small.parse("{\"a\":\"" + "x".repeat(3500) + "\"}"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageStartingWith("document length: at least ");
        assertThatThrownBy(() -> small.parse("{\"a\":\"" + "x".repeat(2990) + "\"}"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageStartingWith("document length: at least 3003");
    }

    @Test
    void aDocumentMayBeAsLargeAsTheLimitAndNoLarger() {
        ExtendedJson small = JSON.withCodec(BsonCodec.builder()
                .limits(BsonLimits.DEFAULT.withMaxDocumentSize(3000))
                .build());
        String start = "{\"a\":\"";
        String tooLarge = "document length: at least 30[0-9]{2} \\(expected: at most the limit of 3000\\) at line 1.*";
        assertThat(small.parse(start + "x".repeat(2987) + "\"}").getString("a")).hasSize(2987);
        for (int length : new int[] {2988, 2989, 2990, 3050}) {
            String text = start + "x".repeat(length) + "\"}";
            // Whether it is noticed at the string or at the end depends on the room that the writer happens to have.
            assertThatThrownBy(() -> small.parse(text))
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessageMatching(tooLarge);
            BsonWriter writer = new BsonWriter(small.codec()).reset(Unpooled.buffer());
            assertThatThrownBy(() -> small.read(text, writer))
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessageMatching(tooLarge);
        }
    }

    @Test
    void base64OfTheLargestDocumentFits() {
        BsonCodec codec = BsonCodec.builder()
                .limits(BsonLimits.DEFAULT.withMaxDocumentSize(3013))
                .build();
        ExtendedJson small = ExtendedJson.canonical().withCodec(codec);
        String text = "AAAA".repeat(1000);
        String json = "{\"a\":{\"$binary\":{\"base64\":\"" + text + "\",\"subType\":\"00\"}}}";
        assertThat(small.toJson(small.parse(json))).isEqualTo(json);
    }
}
