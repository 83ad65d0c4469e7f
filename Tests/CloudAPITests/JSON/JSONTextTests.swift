// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import NIOCore
import Testing

@Suite("JSON text")
struct JSONTextTests {
    @Test(
        "escapes what has to be, and nothing else",
        arguments: [
            ("", #""""#), ("plain", #""plain""#), ("a\"b", #""a\"b""#), ("a\\b", #""a\\b""#),
            ("a\u{0}\u{1F}\n", #""a\u0000\u001f\u000a""#), (" \u{7F}/", "\" \u{7F}/\""), ("直播\"é", #""直播\"é""#),
        ])
    func escapes(value: String, text: String) throws {
        #expect(JSONValue.string(value).text == text)
        #expect(try JSONReader.value(of: ByteBuffer(string: text)) == .string(value))
    }
}
