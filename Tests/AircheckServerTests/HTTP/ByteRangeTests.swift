// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AircheckServer

@Suite("Byte range")
struct ByteRangeTests {
    @Test(
        "reads what a header asks of a file of 100 bytes",
        arguments: [
            ("bytes=0-9", .part(0...9)), ("bytes=90-200", .part(90...99)), ("bytes=99-99", .part(99...99)),
            ("bytes=20-", .part(20...99)), ("Bytes=0-0", .part(0...0)), ("bytes=-16", .part(84...99)),
            ("bytes=-200", .part(0...99)), ("bytes=0-99999999999999999999", .part(0...99)),
            ("bytes=100-", .unsatisfiable), ("bytes=100-200", .unsatisfiable), ("bytes=-0", .unsatisfiable),
            ("bytes=99999999999999999999-", .unsatisfiable),
            ("bytes=9-0", .whole), ("bytes=-", .whole), ("bytes=", .whole), ("bytes", .whole), ("", .whole),
            ("items=0-9", .whole), ("bytes=0-1,5-6", .whole), ("bytes=a-b", .whole), ("bytes=+1-2", .whole),
            ("bytes=1-2-3", .whole), ("bytes= 0-9", .whole),
        ] as [(String, ByteRange)])
    func header(text: String, range: ByteRange) {
        #expect(ByteRange(text, size: 100) == range)
    }

    @Test("finds nothing in an empty file", arguments: ["bytes=0-", "bytes=0-0", "bytes=-1"])
    func empty(text: String) {
        #expect(ByteRange(text, size: 0) == .unsatisfiable)
    }
}
