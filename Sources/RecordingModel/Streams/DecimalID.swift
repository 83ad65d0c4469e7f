// SPDX-License-Identifier: Apache-2.0

/// Ids as the API's clients know them from pushes, sessions and files: decimal numbers of 19 digits.
package enum DecimalID {
    /// An id that nobody can guess or will meet again.
    package static func random() -> UInt64 {
        // At most Int64.max, since some clients read them as signed integers.
        .random(in: 1_000_000_000_000_000_000...9_223_372_036_854_775_807)
    }
}
