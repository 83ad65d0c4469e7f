// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Foundation
import Testing

@Suite struct Base64Tests {
    @Test(
        "writes and reads the vectors of RFC 4648, 10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(text: String, expected: String) {
        #expect(Array(text.utf8).base64 == expected)
        #expect([UInt8](base64: expected) == Array(text.utf8))
    }

    @Test("reads what Foundation writes, of every byte and length")
    func bytes() {
        for count in 0...256 {
            let bytes = (0..<count).map { UInt8($0) }
            #expect([UInt8](base64: Data(bytes).base64EncodedString()) == bytes)
        }
    }

    @Test(
        "refuses what is not Base64 with its padding",
        arguments: [
            "Z", "Zg", "Zg=", "=", "====", "Z===", "Zg==Zg==", "Zm9v\n", "Zm 9v", "Zm9_", "Zm-v", "Zgé=", "Zm9v=",
        ])
    func malformed(text: String) {
        #expect([UInt8](base64: text) == nil)
    }
}
