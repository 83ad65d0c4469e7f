// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Testing

@Suite struct RequestIDTests {
    private struct Constant: RandomNumberGenerator {
        var value: UInt64
        mutating func next() -> UInt64 { value }
    }

    @Test("is a UUID of version 4 in lower case")
    func form() {
        var ones = Constant(value: .max)
        #expect(RequestID(using: &ones).text == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        var zeros = Constant(value: 0)
        #expect(RequestID(using: &zeros).text == "00000000-0000-4000-8000-000000000000")
    }
}
