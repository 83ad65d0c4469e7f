// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The wall clock that orders are written in.
enum Wall {
    /// Seconds since 1970.
    static var now: Double { Date().timeIntervalSince1970 }

    /// The current second since 1970.
    static var second: Int64 { Int64(now) }

    /// Waits for an instant that an order names.
    static func reaches(_ time: Double) async throws {
        try await Task.sleep(for: .seconds(max(0, time - now)))
    }
}
