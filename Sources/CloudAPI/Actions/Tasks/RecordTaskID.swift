// SPDX-License-Identifier: Apache-2.0

/// Makes the ids of orders.
package enum RecordTaskID {
    /// Characters of an id; documented samples have 57 to 63.
    package static let length = 60

    /// A new id: letters and digits beginning with `U`, more than 350 bits of them random.
    package static func mint(using generator: inout some RandomNumberGenerator) -> String {
        var text = [UInt8(ascii: "U")]
        text.reserveCapacity(length + MemoryLayout<UInt64>.size)
        while text.count < length {
            // A number serves for several characters: each is a call of the system.
            var number: UInt64 = generator.next()
            for _ in 0..<MemoryLayout<UInt64>.size {
                let byte = Int(truncatingIfNeeded: number & 0xFF)
                // The bytes beyond the last whole turn would make the first characters likelier than the others.
                if byte < 256 / characters.count * characters.count { text.append(characters[byte % characters.count]) }
                number >>= 8
            }
        }
        return String(decoding: text.prefix(length), as: UTF8.self)
    }

    private static let characters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
}
