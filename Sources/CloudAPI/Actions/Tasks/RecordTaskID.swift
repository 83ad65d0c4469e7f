// SPDX-License-Identifier: Apache-2.0

/// Makes the ids of orders.
package enum RecordTaskID {
    /// Characters of an id; documented samples have 57 to 63.
    package static let length = 60

    /// A new id: letters and digits beginning with `U`, more than 350 bits of them random.
    package static func mint(using generator: inout some RandomNumberGenerator) -> String {
        let characters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        let rest = (1..<length).compactMap { _ in characters.randomElement(using: &generator) }
        return "U" + String(rest)
    }
}
