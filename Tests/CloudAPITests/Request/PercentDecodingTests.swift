// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Testing

@Suite("Percent decoding")
struct PercentDecodingTests {
    @Test(
        "undoes escapes and plus signs",
        arguments: [
            ("", ""), ("a+b", "a b"), ("%41%6a%6A", "Ajj"), ("%E6%A8%A1", "模"), ("%2B", "+"), ("%25", "%"),
        ])
    func decodes(text: String, expected: String) {
        #expect(text.utf8.percentDecoded == expected)
    }

    @Test(
        "refuses broken escapes and bytes that are no text", arguments: ["%", "%4", "%4x", "%x4", "a%", "%FF", "%%41"])
    func refuses(text: String) {
        #expect(text.utf8.percentDecoded == nil)
    }
}
