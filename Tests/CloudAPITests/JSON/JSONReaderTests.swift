// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import NIOCore
import Testing

@Suite struct JSONReaderTests {
    @Test(
        "reads and writes one value both ways",
        arguments: [
            ("null", .null), ("true", .boolean(true)), ("false", .boolean(false)), ("0", 0), ("-12", -12),
            ("18446744073709551615", .number("18446744073709551615")), ("1.5e3", .number("1.5e3")), (#""""#, ""),
            (#""模板 \"a\"\\""#, .string(#"模板 "a"\"#)), ("[]", .list([])), (#"[1,[2]]"#, .list([1, .list([2])])),
            ("{}", .object([:])), (#"{"b":1,"a":{"c":null}}"#, .object(["b": 1, "a": .object(["c": .null])])),
            (#""\u0001""#, "\u{1}"),
        ] as [(String, JSONValue)])
    func roundTrip(text: String, value: JSONValue) throws {
        #expect(try JSONReader.value(of: ByteBuffer(string: text)) == value)
        #expect(value.text == text)
    }

    @Test(
        "reads white space and escapes",
        arguments: [
            (" [ 1 ,\t2\r\n] ", .list([1, 2])), (#"{ "a" : "\u672a\n\/" }"#, .object(["a": "未\n/"])),
            (#""\ud83d\ude00\b\f\r\t""#, "😀\u{8}\u{C}\r\t"),
        ] as [(String, JSONValue)])
    func tolerated(text: String, value: JSONValue) throws {
        #expect(try JSONReader.value(of: ByteBuffer(string: text)) == value)
    }

    @Test(
        "refuses what is not JSON",
        arguments: [
            "", " ", "nul", "tru e", "01", "1.", ".5", "+1", "1e", "--1", "[1,]", "[1 2]", "[", "{\"a\"}", "{\"a\":}",
            "{\"a\":1,}", "{a:1}", "{1:1}", "\"", "\"\n\"", #""\x""#, #""\u12G4""#, #""\ud83d""#, #""\ud83dx""#,
            #""\ude00""#, #""\ud83d\ud83d""#, "1 2", "[]]", "NaN", "'a'",
        ])
    func malformed(text: String) {
        #expect {
            try JSONReader.value(of: ByteBuffer(string: text))
        } throws: { error in
            guard case .malformed? = error as? JSONFault else { return false }
            return true
        }
    }

    @Test("refuses bytes that are not UTF-8")
    func notUTF8() {
        #expect(throws: JSONFault.malformed(offset: 3)) {
            try JSONReader.value(of: ByteBuffer(bytes: [0x22, 0xFF, 0x22]))
        }
    }

    @Test("bounds depth and number of values")
    func bounds() throws {
        let deepest = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
        #expect(throws: Never.self) { try JSONReader.value(of: ByteBuffer(string: deepest)) }
        #expect(throws: JSONFault.tooComplex) { try JSONReader.value(of: ByteBuffer(string: "[\(deepest)]")) }
        let wide = "[" + String(repeating: "0,", count: 100_000) + "0]"
        #expect(throws: JSONFault.tooComplex) { try JSONReader.value(of: ByteBuffer(string: wide)) }
        // A sibling is no deeper than its neighbour.
        let siblings = "[" + Array(repeating: "[],{}", count: 100).joined(separator: ",") + "]"
        #expect(throws: Never.self) { try JSONReader.value(of: ByteBuffer(string: siblings)) }
    }
}
